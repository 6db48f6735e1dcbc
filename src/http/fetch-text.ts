import { CustomApiError } from '../core/index.ts'
import { readAll } from './body.ts'
import { decodeText, readContentType } from './charset.ts'
import type { Door, HttpRequest, HttpResponse } from './model.ts'
import { get, headerValues, requestUrl, withHeader } from './request.ts'
import { shownRequest } from './target-url.ts'

/** What an earlier fetch answered, to ask whether it still holds (RFC 9110 §13). */
export interface Conditional {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

export interface FetchedText {
  readonly status: number
  /** Decoded by byte order mark or charset; `''` with 304. */
  readonly text: string
  /** Where it came from after redirects, without a fragment. */
  readonly url: string
  /** Whether it is there for good, by all redirects on the way. */
  readonly moved: boolean
  readonly etag: string | undefined
  readonly lastModified: string | undefined
  /** Lower-case `type/subtype`; `''` when the answer names none. */
  readonly mediaType: string
  /** Values of `Link` headers (RFC 8288), as they came. */
  readonly link: readonly string[]
}

export interface FetchTextOptions {
  readonly signal: AbortSignal
  /** Bytes of text after unpacking, and on the wire. */
  readonly maxBytes: number
  readonly conditional?: Conditional | undefined
  readonly accept?: string | undefined
  readonly userAgent?: string | undefined
  /** Reads the charset out of a document whose headers name none. */
  readonly charsetOf?: ((data: Uint8Array) => string | undefined) | undefined
  /** Places what is needed to be let in; the request is sent as it returns it. */
  readonly prepare?: ((request: HttpRequest) => Promise<HttpRequest>) | undefined
}

function toFetchRequest(url: string, { accept, userAgent, conditional = {} }: FetchTextOptions): HttpRequest {
  const headers: Record<string, string | undefined> = {
    Accept: accept ?? '*/*',
    'User-Agent': userAgent,
    'If-None-Match': conditional.etag,
    'If-Modified-Since': conditional.etag === undefined ? conditional.lastModified : undefined,
  }
  let request = get(url)
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) request = withHeader(request, name, value)
  return request
}

/**
 * Fetches a document as text: descriptions, references, pages. Every status is given back, 304 and 404 alike.
 *
 * @throws CustomApiError what `Door.send` throws, and `result.too_large` for more than `maxBytes`
 */
export async function fetchText(door: Door, url: string, options: FetchTextOptions): Promise<FetchedText> {
  const { signal, maxBytes, prepare } = options
  const plain = toFetchRequest(url, options)
  const request = prepare === undefined ? plain : await prepare(plain)
  const response = await door.send(request, { signal, limits: { decoded: maxBytes, wire: maxBytes } })
  const { data, complete } = await readAll(response, maxBytes)
  if (!complete)
    throw new CustomApiError('result.too_large', `${shownRequest(request)} answers with more than ${maxBytes} bytes`, {
      hint: 'give a smaller document, or keep it as a file',
    })
  const { mediaType, charset } = readContentType(first(response, 'content-type'))
  return {
    status: response.status,
    text: decodeText(data, charset === '' ? (options.charsetOf?.(data) ?? '') : charset),
    url: response.url === requestUrl(request) ? requestUrl(plain) : response.url, // without what `prepare` placed
    moved: response.moved === true,
    etag: first(response, 'etag'),
    lastModified: first(response, 'last-modified'),
    mediaType,
    link: headerValues(response.headers, 'link'),
  }
}

const first = (response: HttpResponse, name: string): string | undefined => headerValues(response.headers, name)[0]
