import { CustomApiError } from '../core/index.ts'
import { acceptEncoding } from './decode.ts'
import type { HttpBody, HttpRequest, Pair } from './model.ts'
import { connectionHeaders, isToken } from './names.ts'
import { isSource } from './outgoing.ts'
import { headerValues } from './request.ts'

// oxlint-disable-next-line no-control-regex -- exactly these are refused
const forbidden = /[\u0000-\u0008\u000a-\u001f\u007f]/ // field values: visible characters, blanks and tabs (§5.5)
const cookieName = /^[\u0021-\u003a\u003c\u003e-\u007e]+$/ // wider than the RFC's token: `a[b]` is out there
const target = /^[\u0021-\u007e]*$/
const refuse = (what: string): CustomApiError =>
  new CustomApiError('arguments.invalid', what, { hint: 'leave it out, or give it in the form that HTTP allows' })

/** Text as it goes on the wire: UTF-8 bytes, one character each, which is what the socket writes as Latin-1. */
const toWire = (value: string): string =>
  /^[\u0000-\u007f]*$/.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1') // oxlint-disable-line no-control-regex -- ASCII

/** What an upstream wrote as UTF-8, read so; anything else stays Latin-1 (RFC 9110 §5.5). */
function fromWire(value: string): string {
  if (/^[\u0000-\u007f]*$/.test(value)) return value // oxlint-disable-line no-control-regex -- ASCII
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value // not UTF-8
  }
}

/** A request in the form that undici takes. */
export interface WireRequest {
  readonly origin: string
  readonly path: string
  readonly method: string
  readonly headers: string[]
  /** A source is opened by who sends it. */
  readonly body: HttpBody | null
}

/**
 * The exact bytes of a request: path and query as they stand, headers in their order, values as UTF-8, cookies as one
 * header (RFC 6265 §4.2.1), `Accept-Encoding` unless the request has one.
 *
 * @throws CustomApiError `arguments.invalid` — what HTTP cannot carry, and headers that are ours to write; names only
 */
export function toWireRequest(request: HttpRequest): WireRequest {
  const { method, origin, path, query, body } = request
  if (!isToken(method) || method !== method.toUpperCase() || method === 'CONNECT' || method === 'TRACE')
    throw refuse('the method of the request is not one that is sent')
  if (!path.startsWith('/') || /[?#]/.test(path) || !target.test(path))
    throw refuse('the path of the request is not in its encoded form')
  if (query.includes('#') || !target.test(query)) throw refuse('the query of the request is not in its encoded form')

  const headers: string[] = []
  for (const [name, value] of request.headers) {
    if (!isToken(name)) throw refuse('the name of a header is not a token')
    const low = name.toLowerCase()
    if (low === 'cookie' || connectionHeaders.has(low))
      throw refuse(`the header ${name} is written by the way out itself`)
    if (forbidden.test(value)) throw refuse(`the header ${name} holds a control character or line break`)
    headers.push(name, toWire(value))
  }
  if (headerValues(request.headers, 'accept-encoding').length === 0) headers.push('Accept-Encoding', acceptEncoding)
  if (isSource(body)) headers.push('Content-Length', String(body.size))
  if (request.cookies.length > 0) headers.push('Cookie', toCookie(request.cookies))
  return { origin, method, headers, body: body ?? null, path: query === '' ? path : `${path}?${query}` }
}

function toCookie(cookies: readonly Pair[]): string {
  for (const [name, value] of cookies) {
    if (!cookieName.test(name)) throw refuse('the name of a cookie holds what no cookie can carry')
    if (forbidden.test(value) || value.includes(';')) throw refuse(`the cookie ${name} holds what no cookie can carry`)
  }
  return cookies.map(([name, value]) => `${name}=${toWire(value)}`).join('; ')
}

const toLatin1 = (raw: Buffer | string | undefined): string =>
  typeof raw === 'object' ? raw.toString('latin1') : (raw ?? '')

/** Response headers as undici gives them raw: names lower-case, values as text. */
export function fromWireHeaders(raw: readonly (Buffer | string)[]): Pair[] {
  const pairs: Pair[] = []
  for (let index = 0; index + 1 < raw.length; index += 2)
    pairs.push([toLatin1(raw[index]).toLowerCase(), fromWire(toLatin1(raw[index + 1]))])
  return pairs
}
