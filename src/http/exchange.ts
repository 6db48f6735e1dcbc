import type { Dispatcher } from 'undici'
import { bounded } from './body.ts'
import { CustomApiError } from '../core/index.ts'
import { decoded, isCorrupt, readCodings } from './decode.ts'
import type { HttpRequest, HttpResponse, Limits, Pair } from './model.ts'
import { headerValues, requestUrl } from './request.ts'
import { hostPort } from './target-url.ts'
import { fromWireHeaders } from './wire.ts'

type RawBody = Dispatcher.ResponseData['body']

/** As much of an unwanted body is read to keep its connection; more of it costs the connection. */
const worthReading = 16 * 1024

/** Seconds that the rest of an unwanted body may take. */
const worthWaiting = 0.5

function discard(raw: RawBody): void {
  if (raw.destroyed) return
  const enough = setTimeout(() => raw.destroy(), worthWaiting * 1000)
  raw.once('close', () => clearTimeout(enough))
  raw.dump({ limit: worthReading }).catch(() => raw.destroy()) // how it ended matters to nobody
}

const nothing: AsyncIterable<Uint8Array> = { async *[Symbol.asyncIterator]() {} }

/** RFC 9110 §6.4.1: whatever such an answer announces, nothing follows. */
const hasNoBody = (method: string, status: number, headers: readonly Pair[]): boolean =>
  method === 'HEAD' || status === 204 || status === 304 || headerValues(headers, 'content-length')[0] === '0'

/** The body as its reader gets it: unpacked, within the limits, every failure one of ours. */
async function* readable(
  raw: RawBody,
  codings: readonly string[],
  limits: Limits,
  toFailure: (thrown: unknown) => CustomApiError,
  host: string,
): AsyncGenerator<Uint8Array> {
  try {
    const wire = bounded(raw, codings.length === 0 ? Math.min(limits.wire, limits.decoded) : limits.wire, 'on the wire')
    if (codings.length === 0) yield* wire
    else yield* bounded(decoded(wire, codings), limits.decoded, 'unpacked')
  } catch (error) {
    if (isCorrupt(error))
      throw new CustomApiError('upstream.unreadable', `${host} sent a body that cannot be unpacked`, {
        cause: error,
        hint: 'this is a fault of the API or of something in between; try again later',
      })
    throw toFailure(error)
  }
}

/**
 * What undici answered, as the rooms know it. The headers lose `Content-Encoding` and `Content-Length` when the body is
 * unpacked: they speak of other bytes.
 *
 * @throws CustomApiError `upstream.unreadable` for a content coding that we did not offer
 */
export function toResponse(
  request: HttpRequest,
  data: Dispatcher.ResponseData,
  limits: Limits,
  toFailure: (thrown: unknown) => CustomApiError,
): HttpResponse {
  const status = data.statusCode
  const raw = data.body
  // An answer that breaks off while nobody reads it must not end the process; a reader is told by its iterator.
  raw.on('error', () => {})
  // with `responseHeaders: 'raw'` undici gives a flat list, which its types do not say
  const headers = fromWireHeaders(data.headers as unknown as string[])
  const url = requestUrl(request)
  if (hasNoBody(request.method, status, headers)) {
    raw.resume()
    return { status, headers, url, body: nothing, discard() {} }
  }
  const host = hostPort(request.origin)
  let codings: string[]
  try {
    codings = readCodings(headers, host)
  } catch (error) {
    raw.destroy()
    throw error
  }
  const unpacked = ([name]: Pair): boolean => name !== 'content-encoding' && name !== 'content-length'
  return {
    status,
    headers: codings.length === 0 ? headers : headers.filter(unpacked),
    url,
    body: readable(raw, codings, limits, toFailure, host),
    discard: () => discard(raw),
  }
}
