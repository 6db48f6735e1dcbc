import { CustomApiError } from '../core/index.ts'

const hex = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

/** Every byte of the text in UTF-8 as a percent-encoded triple. */
const triples = (text: string): string => Array.from(Buffer.from(text, 'utf8'), hex).join('')

const notUnreserved = /[^A-Za-z0-9\-._~]+/g
const notQueryReserved = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?@!$'()*,;=%]+/g
const notPathReserved = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:@!$&'()*+,;=%]+/g
const notPathLiteral = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/@!$&'()*+,;=%]+/g
const notQueryLiteral = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]+/g
const notForm = /[^A-Za-z0-9*\-._ ]+/g

/** RFC 3986: everything but unreserved characters is encoded, a space as `%20`. */
export const encodeValue = (text: string): string => wellFormed(text).replace(notUnreserved, triples)

/**
 * OpenAPI `allowReserved` in a query (RFC 6570 §3.2.3): reserved characters and percent-encoded triples pass. Those that
 * a query does not allow (`#`, `[`, `]`) or that would end or change the pair (`&`, `+`) are encoded all the same, as
 * OpenAPI 3.1.1 asks; with `&` open, a value could add parameters.
 */
export const encodeReservedQuery = (text: string): string => wellFormed(text).replace(notQueryReserved, triples)

/** OpenAPI 3.2 `allowReserved` in a path: as in a query, but `/`, `?`, `#`, `[` and `]` are encoded. */
export const encodeReservedPath = (text: string): string => wellFormed(text).replace(notPathReserved, triples)

/** Path text that is meant as it stands: only what a path cannot hold is encoded; triples and `/` pass. */
export const encodePathLiteral = (text: string): string => wellFormed(text).replace(notPathLiteral, triples)

/** Query text that is meant as it stands: only what a query cannot hold is encoded. */
export const encodeQueryLiteral = (text: string): string => wellFormed(text).replace(notQueryLiteral, triples)

/** `application/x-www-form-urlencoded` (WHATWG URL §5.2): a space is `+`. */
export const encodeForm = (text: string): string => wellFormed(text).replace(notForm, triples).replaceAll(' ', '+')

/** Half of a surrogate pair has no bytes to send. */
function wellFormed(text: string): string {
  if (text.isWellFormed()) return text
  throw new CustomApiError('arguments.invalid', 'a value holds half of a surrogate pair, which no encoding can carry', {
    hint: 'send the whole character, or leave it out',
  })
}

/** One percent-decoding that never fails: what is no UTF-8 becomes U+FFFD, a bare `%` stays. */
export function decodeOnce(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}

/** Decoded until nothing changes (at most five times): what the most eager server would see. */
export function decodeFully(text: string): string {
  let before = text
  for (let round = 0; round < 5; round++) {
    const after = decodeOnce(before)
    if (after === before) break
    before = after
  }
  return before
}

/** The name of a query pair as a server reads it. */
export const decodeQueryName = (text: string): string => decodeOnce(text.replaceAll('+', ' '))
