import type { SampleBody } from '../curl.ts'
import { readJsonSample } from '../json-sample.ts'
import type { Merged } from '../merge.ts'
import { hasBody } from '../methods.ts'
import type { Item } from '../outline.ts'
import type { Caption } from '../words.ts'
import { itemBefore, startsNear, type Details } from './collecting.ts'

/** Whether a JSON sample with this caption is what is sent rather than what comes back. */
export function isRequestSample(
  says: Caption | undefined,
  operation: Merged,
  own: Details,
  item: Item,
  value?: unknown,
): boolean {
  if (says === 'response' || says === 'errors' || says === 'status') return false
  if (answersAbove(operation, item)) return false
  if (says === 'body' || says === 'form') return operation.method !== 'GET' && operation.method !== 'HEAD'
  if (!hasBody(operation.method)) return false
  if (says !== 'request' && isAnswered(value, own)) return false
  const sent = operation.findings.some(({ body }) => body !== undefined && isShown(body))
  // what is sent was shown and answered: more of it is another answer, whatever the heading is called
  if (says === 'parameters') return !(sent && own.answers.length > 0)
  if (says === 'request') return true
  return !isReport(value) && !sent && own.bodies.length === 0 && own.answers.length === 0 && startsNear(operation, item)
}

/** Right below a request that is shown whole, in the same part and without a word between: what comes back. */
function answersAbove(operation: Merged, item: Item): boolean {
  const at = item.at - 1
  const labelled = item.block?.kind === 'code' && item.block.label !== undefined
  return (
    !labelled &&
    itemBefore(item)?.block?.kind === 'code' &&
    operation.findings.some(
      (it) =>
        it.at === at &&
        (it.by === 'curl' || it.by === 'http') &&
        (it.body === undefined ? it.by === 'curl' : isShown(it.body)),
    )
  )
}

/** Whether a body is written out: `@boat.json` names a file. */
const isShown = (body: SampleBody): boolean => body.kind !== 'raw' || !/^\s*(?:@|$)/.test(body.text)

/** `{ "success": 1 }`: nothing but how it went. */
const isReport = (value: unknown): boolean => {
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
  return keys.length > 0 && keys.every((key) => /^(?:success|ok|status|message|msg|code|errors?|result)$/i.test(key))
}

/** What only the server knows of a thing. */
const givenByServer =
  /^(?:_?id|uuid|v|_links|links|href|self|createdAt|created_at|created|updatedAt|updated_at|updated)$/

/** Whether an object without a caption holds what the server adds, and hardly what the page says is sent. */
function isAnswered(value: unknown, own: Details): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  // links of HAL to the thing itself (draft-kelly-json-hal §4.1.1)
  const { _links: links } = value as { readonly _links?: unknown } // an object
  if (typeof links === 'object' && links !== null && 'self' in links) return true
  const documented = new Set(
    own.parameters
      .filter(({ evidence }) => evidence === 'table' || evidence === 'list' || evidence === 'definitions')
      .map(({ name }) => name),
  )
  const keys = Object.keys(value)
  const others = keys.filter((name) => !documented.has(name))
  return documented.size > 0 && others.length * 2 > keys.length && others.some((name) => givenByServer.test(name))
}

/** "body `{ "url": "…" }`": a JSON body within a line. */
export const sampleInText = (text: string): unknown =>
  readJsonSample(/\b(?:body|payload)\b[^`]{0,20}`(\{[^`]{1,2000}\})`/i.exec(text)?.[1] ?? '')
