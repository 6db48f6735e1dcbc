import type { Placed } from './collect/index.ts'
import type { Merged } from './merge.ts'
import { hasBody } from './methods.ts'
import type { InferredPlace } from './model.ts'
import { fold } from './variable-names.ts'

/** Names that only headers have, whatever the table that lists them is called. */
const isHttpHeader =
  /^(?:X-[A-Za-z][\w-]*|Content-(?:Length|MD5|Language|Encoding)|Cache-Control|If-(?:None-)?Match|If-(?:Un)?modified-Since|Last-Event-ID|Idempotency-Key)$/i

/** `boatPort` of `http://localhost:<boatPort>/…`: a part of the base URL. */
const isOfHost = (name: string, { findings }: Merged): boolean =>
  findings.some(({ target }) =>
    (/^https?:\/\/([^/]{1,200})/i.exec(target.raw)?.[1] ?? '')
      .split(/[<>{}$[\]:]+/)
      .slice(1)
      .includes(name),
  )

/** Where a parameter goes, by what the page says, by the path and by the method; `undefined` when it is none of the call's. */
export function placeFor(
  raw: Placed,
  operation: Merged,
  variables: readonly string[],
  form: boolean,
  written: ReadonlySet<string>,
): InferredPlace | undefined {
  const name = raw.name
  if (/^(?:authorization|content-type|accepts?)$/i.test(name)) return undefined
  if (raw.in === 'header' && /^\w+(?:_auth|Auth)$/.test(name)) return undefined // a scheme of security, by its name
  if (raw.evidence !== 'url' && isOfHost(name, operation)) return undefined
  if (raw.in !== 'header' && raw.in !== 'query' && raw.evidence !== 'sample' && isHttpHeader.test(name)) return 'header'
  const isVariable = variables.some((it) => it.toLowerCase() === name.toLowerCase())
  // `{boatId}` in the path, and a row `boat_id`
  if (raw.in === undefined && !isVariable && variables.some((it) => fold(it) === fold(name))) return 'path'
  if (
    isVariable &&
    (raw.in === undefined || raw.in === 'path' || (raw.in === 'query' && raw.evidence !== 'url' && written.has(name)))
  )
    return 'path'
  if (raw.in === 'body' && !hasBody(operation.method) && operation.method !== 'DELETE')
    return raw.evidence === 'text' ? undefined : 'query'
  if (raw.in === 'form' && !hasBody(operation.method) && operation.method !== 'DELETE') return 'query'
  if (raw.in === 'body' && form) return 'form'
  if (raw.in !== undefined) return raw.in
  if (raw.evidence === 'text' && variables.length > 0 && /^id$/i.test(name)) return undefined
  return hasBody(operation.method) ? (form ? 'form' : 'body') : 'query'
}
