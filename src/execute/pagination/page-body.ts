import { CustomApiError, recordsOf, stringifyJson } from '../../core/index.ts'
import { isCsv, isXml } from '../media.ts'
import type { Outcome } from '../model.ts'

/** The answer that is a page, as JSON. */
export interface PageBody {
  readonly text: string
  /** Whether it came as XML, where a list of one item looks like the item, and an empty one is not there at all. */
  readonly isXml: boolean
}

/**
 * The text of a page: JSON and what was read as JSON (XML, lines, events), CSV as a list of records. `undefined` for none.
 *
 * @throws CustomApiError `upstream.unreadable` for anything else, `result.too_large` for one that was cut off
 */
export function pageBody({ api, body, mediaType }: Outcome): PageBody | undefined {
  if (body.kind === 'empty') return undefined
  if (body.kind === 'json' && body.complete) return { text: body.text, isXml: isXml(mediaType) }
  if (body.kind === 'text' && body.complete && isCsv(mediaType))
    return { text: stringifyJson(recordsOf(body.text)), isXml: false }
  if (body.kind !== 'stream' && !body.complete)
    throw new CustomApiError(
      'result.too_large',
      `a page of "${api}" is longer than the ${body.bytes} bytes that are read`,
      {
        hint: 'ask for smaller pages',
      },
    )
  throw new CustomApiError(
    'upstream.unreadable',
    `"${api}" answered with ${mediaType === '' ? 'no media type' : mediaType.slice(0, 80)}, and pages are collected from JSON, XML, CSV and JSON lines`,
    { hint: 'call the operation itself' },
  )
}
