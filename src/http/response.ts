import { bounded, tooLargeFor } from './body.ts'
import { CustomApiError } from '../core/index.ts'
import { decoded, isCorrupt, readCodings } from './decode.ts'
import type { Exchange, Head } from './exchange.ts'
import type { HttpRequest, HttpResponse, Limits, Pair } from './model.ts'
import { headerValues, requestUrl } from './request.ts'
import { hostPort } from './target-url.ts'
import { fromWireHeaders } from './wire.ts'

type Bytes = AsyncIterable<Uint8Array>

const nothing: Bytes = { async *[Symbol.asyncIterator]() {} }

/** RFC 9110 §6.4.1: whatever such an answer announces, nothing follows. */
const hasNoBody = (method: string, status: number, headers: readonly Pair[]): boolean =>
  method === 'HEAD' || status === 204 || status === 304 || headerValues(headers, 'content-length')[0] === '0'

/** A body that is packed in no way, up to `limit` bytes: what `bounded` does, without a generator for the common case. */
function plain(exchange: Exchange, limit: number, toFailure: (thrown: unknown) => CustomApiError): Bytes {
  let left = limit
  let over = false
  const tooLarge = (): never => {
    over = true
    const error = tooLargeFor(limit, 'on the wire')
    exchange.destroy(error)
    throw error
  }
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    async next() {
      if (over) return { done: true, value: undefined }
      if (left < 0) tooLarge()
      let read: IteratorResult<Uint8Array, undefined>
      try {
        read = await exchange.next()
      } catch (error) {
        over = true
        throw toFailure(error)
      }
      if (read.done) return read
      const had = left
      left -= read.value.length
      if (left >= 0) return read
      return had > 0 ? { done: false, value: read.value.subarray(0, had) } : tooLarge()
    },
    return() {
      over = true
      return exchange.return()
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

/** An answer that unpacks to this many times its size, and to more than this many bytes, is a bomb and no answer. */
const bomb = { times: 100, bytes: 16 * 1024 * 1024 }

/** Unpacks, and stops where the proportion of what came to what was sent is no honest one (SECURITY-PROMISES.md §5.1). */
async function* proportionate(packed: Bytes, codings: readonly string[]): AsyncGenerator<Uint8Array> {
  let sent = 0
  let unpackedBytes = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of packed) {
      sent += chunk.length
      yield chunk
    }
  }
  for await (const chunk of decoded(counted(), codings)) {
    unpackedBytes += chunk.length
    if (unpackedBytes > bomb.bytes && unpackedBytes > sent * bomb.times) throw tooLargeFor(bomb.bytes, 'unpacked')
    yield chunk
  }
}

/** A packed body as its reader gets it: unpacked, within both limits, every failure one of ours. */
async function* unpacked(
  exchange: Exchange,
  codings: readonly string[],
  limits: Limits,
  toFailure: (thrown: unknown) => CustomApiError,
  request: HttpRequest,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bounded(proportionate(bounded(exchange, limits.wire, 'on the wire'), codings), limits.decoded, 'unpacked')
  } catch (error) {
    if (isCorrupt(error))
      throw new CustomApiError(
        'upstream.unreadable',
        `${hostPort(request.origin)} sent a body that cannot be unpacked`,
        {
          cause: error,
          hint: 'this is a fault of the API or of something in between; try again later',
        },
      )
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
  { status, rawHeaders }: Head,
  exchange: Exchange,
  limits: Limits,
  toFailure: (thrown: unknown) => CustomApiError,
): HttpResponse {
  const headers = fromWireHeaders(rawHeaders)
  const url = requestUrl(request)
  if (hasNoBody(request.method, status, headers)) {
    exchange.discard()
    return { status, headers, url, body: nothing, discard() {} }
  }
  let codings: string[]
  try {
    codings = readCodings(headers, request.origin)
  } catch (error) {
    exchange.destroy(error as Error) // `readCodings` throws ours only
    throw error
  }
  const ofTheBytes = ([name]: Pair): boolean => name === 'content-encoding' || name === 'content-length'
  const isPlain = codings.length === 0
  return {
    status,
    headers: isPlain ? headers : headers.filter((pair) => !ofTheBytes(pair)),
    url,
    body: isPlain
      ? plain(exchange, Math.min(limits.wire, limits.decoded), toFailure)
      : unpacked(exchange, codings, limits, toFailure, request),
    discard: () => exchange.discard(),
  }
}
