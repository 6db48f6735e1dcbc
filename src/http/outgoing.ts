import { createHash } from 'node:crypto'
import type { BodySource, HttpBody } from './model.ts'

/** Whether a body is read while it is sent. */
export const isSource = (body: HttpBody | null | undefined): body is BodySource =>
  body !== undefined && body !== null && !(body instanceof Uint8Array)

/**
 * The bytes of a source for one sending, each chunk counted when it is taken. The connection takes the next one when it
 * has room, so no more than a chunk is held here.
 */
export async function* openSource(
  source: BodySource,
  until: AbortSignal,
  sent: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of source.open(until)) {
    if (until.aborted) return
    yield chunk
    bytes += chunk.byteLength
    sent?.(bytes)
  }
}

/** One text for bodies, equal when their bytes or identities are. */
export function digestOf(parts: readonly HttpBody[]): string {
  const hash = createHash('sha256')
  for (const part of parts) {
    hash.update(isSource(part) ? `source ${part.size} ${part.identity}\0` : `bytes ${part.byteLength}\0`)
    if (!isSource(part)) hash.update(part)
  }
  return hash.digest('hex')
}

/** Bodies one after the other: in memory when all of them are, else one source. */
export function joinBodies(parts: readonly HttpBody[]): HttpBody {
  const inMemory = parts.filter((part): part is Uint8Array => !isSource(part))
  if (inMemory.length === parts.length) return Buffer.concat(inMemory)
  return {
    size: parts.reduce((sum, part) => sum + (isSource(part) ? part.size : part.byteLength), 0),
    identity: digestOf(parts),
    async *open(signal) {
      for (const part of parts)
        if (isSource(part)) yield* part.open(signal)
        else if (part.byteLength > 0) yield part
    },
  }
}
