import { CustomApiError } from '../../core/index.ts'
import { isNode, own, text as textOf } from '../node.ts'
import { limits } from './limits.ts'
import { recognise, refuseOtherText } from './recognise.ts'

/** What a text that is a description says of itself. */
export interface Recognised {
  readonly title: string | undefined
  /** As written: `2.0`, `3.1.0`, … */
  readonly openapi: string
  readonly paths: number
}

/**
 * Whether a text is an OpenAPI description with something in it. `undefined` for everything else, whatever it is: this
 * looks at texts that are only suspected to be one.
 */
export async function recogniseText(source: string): Promise<Recognised | undefined> {
  if (source.length > limits.bytes || !mayBe(source)) return undefined
  try {
    refuseOtherText(source)
    const { parseText } = await import('./parse-text.ts') // the parsers behind it are rarely needed
    const { value } = await parseText(source)
    const version = own(value, 'openapi') ?? own(value, 'swagger')
    if (!isNode(value) || version === undefined) return undefined
    const paths = own(value, 'paths')
    const count = isNode(paths) ? Object.keys(paths).length : 0
    if (count === 0 && !isNode(own(value, 'webhooks'))) return undefined
    return { title: textOf(own(own(value, 'info'), 'title')), openapi: recognise(value).written, paths: count }
  } catch (thrown) {
    if (thrown instanceof CustomApiError) return undefined // another format, or none
    throw thrown
  }
}

/** A text without these words is not parsed at all. */
function mayBe(source: string): boolean {
  return /\b(?:openapi|swagger)\b/i.test(source) && /\b(?:paths|webhooks)\b/.test(source)
}
