import { CustomApiError } from '../core/index.ts'
import type { HttpResponse, Limits } from './model.ts'

type Bytes = AsyncIterable<Uint8Array>

/** What an answer may weigh when the caller names no limits. */
export const defaultLimits: Limits = { decoded: 64 * 1024 * 1024, wire: 64 * 1024 * 1024 }

type Which = 'on the wire' | 'unpacked'

export const tooLargeFor = (limit: number, which: Which): CustomApiError =>
  new CustomApiError('result.too_large', `the answer is larger than ${limit} bytes ${which}`, {
    hint: 'ask for less: a filter, a smaller page, or a download',
  })

/**
 * The stream up to `limit` bytes, to the byte; then it ends with an error.
 *
 * @throws CustomApiError `result.too_large`
 */
export async function* bounded(source: Bytes, limit: number, which: Which): AsyncGenerator<Uint8Array> {
  let left = limit
  for await (const chunk of source) {
    if (chunk.length > left) {
      if (left > 0) yield chunk.subarray(0, left)
      throw tooLargeFor(limit, which)
    }
    left -= chunk.length
    yield chunk
  }
}

/**
 * Reads a body to its end, or, when it is longer than `limit` bytes, gives all of it as a stream that must be read to its
 * end or returned from.
 *
 * @throws CustomApiError `upstream.*`, `result.too_large` or `cancelled` when the answer breaks off
 */
export async function readOrStream(
  response: Pick<HttpResponse, 'body' | 'discard'>,
  limit: number,
): Promise<{ readonly data: Uint8Array } | { readonly stream: AsyncIterable<Uint8Array> }> {
  const chunks: Uint8Array[] = []
  let size = 0
  const rest = response.body[Symbol.asyncIterator]()
  while (size <= limit) {
    const next = await rest.next()
    if (next.done === true) {
      const [only] = chunks
      return { data: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size) }
    }
    chunks.push(next.value)
    size += next.value.length
  }
  return { stream: continued(chunks, rest, () => response.discard()) }
}

async function* continued(
  read: Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  discard: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    for (let chunk = read.shift(); chunk !== undefined; chunk = read.shift()) yield chunk
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    discard()
  }
}

/**
 * Reads a body to its end or to `limit` bytes, whichever comes first; the rest is discarded and `complete` is false.
 * A body that the call's own limits cut counts as incomplete, not as failed.
 *
 * @throws CustomApiError `upstream.*` or `cancelled` when the answer breaks off
 */
export async function readAll(
  response: Pick<HttpResponse, 'body' | 'discard'>,
  limit: number,
): Promise<{ data: Uint8Array; complete: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  let complete = true
  try {
    for await (const chunk of response.body) {
      const room = limit - size
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
      size += Math.min(chunk.length, room)
      if (chunk.length > room) {
        complete = false
        break
      }
    }
  } catch (error) {
    if (!(error instanceof CustomApiError) || error.code !== 'result.too_large') throw error
    complete = false
  }
  if (!complete) response.discard()
  const [only] = chunks
  return { data: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size), complete }
}
