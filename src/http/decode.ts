import { pipeline, type Transform } from 'node:stream'
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { CustomApiError } from '../core/index.ts'
import type { Pair } from './model.ts'
import { headerValues } from './request.ts'
import { hostPort } from './target-url.ts'

type Bytes = AsyncIterable<Uint8Array>

/** What we offer. `br` is left out: its decoder is not safe on every runtime (SECURITY-PROMISES.md §5.1). */
export const acceptEncoding = 'gzip, deflate'

const mostCodings = 2

/** What servers write where nothing was packed: charsets, transfer encodings of mail, the framing of uploads to S3. */
const noCodings = new Set(['identity', 'none', 'utf-8', 'utf8', 'binary', '8bit', '7bit', 'aws-chunked'])

/** RFC 9110 §8.4.1.2 means zlib by `deflate`; half the world sends it raw. Two bytes tell (RFC 1950 §2.2). */
const isZlib = (head: Uint8Array): boolean =>
  ((head[0] ?? 0) & 0x0f) === 8 && (((head[0] ?? 0) << 8) | (head[1] ?? 0)) % 31 === 0

const inflaters: Readonly<Record<string, (head: Uint8Array) => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: (head) => (isZlib(head) ? createInflate() : createInflateRaw()),
}

/**
 * The content codings of an answer, in the order they were applied; `identity` and what is no coding left out.
 *
 * @throws CustomApiError `upstream.unreadable` for a coding that we did not offer, or for more than two
 */
export function readCodings(headers: readonly Pair[], origin: string): string[] {
  const values = headerValues(headers, 'content-encoding')
  if (values.length === 0) return values
  const host = hostPort(origin)
  const codings = values
    .flatMap((value) => value.toLowerCase().split(','))
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && !noCodings.has(coding))
  const strange = codings.find((coding) => !Object.hasOwn(inflaters, coding))
  const named = strange !== undefined && /^[a-z0-9-]{1,20}$/.test(strange) ? ` "${strange}"` : ''
  if (strange !== undefined)
    throw new CustomApiError('upstream.unreadable', `${host} answered in the content coding${named}, not asked for`, {
      hint: 'this is a fault of the API; it may answer otherwise to the header Accept-Encoding: identity',
    })
  if (codings.length > mostCodings)
    throw new CustomApiError('upstream.unreadable', `${host} packed its answer ${codings.length} times over`, {
      hint: `at most ${mostCodings} content codings are undone; this is a fault of the API`,
    })
  return codings
}

/** RFC 1952 §2.3.1. */
const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/** JSON, XML or HTML as it is: no packed data begins so, and nothing else that was never packed is told from damage. */
const isDocument = (head: Uint8Array): boolean =>
  /^(?:\u00ef\u00bb\u00bf)?\s*[{[<]/.test(Buffer.from(head).subarray(0, 64).toString('latin1'))

/** The stream with at least `count` bytes in its first chunk, where it has that many. */
async function* gathered(source: Bytes, count: number): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0)
  for await (const chunk of source) {
    if (head === undefined) yield chunk
    else {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      if (head.length < count) continue
      yield head
      head = undefined
    }
  }
  if (head !== undefined && head.length > 0) yield head
}

/** `again`: a coding around it has been undone already, so that what is not packed is no damage. */
async function* undo(source: Bytes, coding: string, again: boolean): AsyncGenerator<Uint8Array> {
  const chunks = gathered(source, 2)
  const first = await chunks.next()
  if (first.done) return // nothing was packed: an empty body under a coding is common and harmless
  if (coding.endsWith('gzip') && !isGzip(first.value) && (again || isDocument(first.value))) {
    yield first.value // said to be packed, and is not: servers and proxies forget to do it, or undo it
    yield* chunks
    return
  }
  const inflater = inflaters[coding]?.(first.value)
  if (inflater === undefined) throw new TypeError(`no inflater for ${coding}`) // readCodings let only known ones pass
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first.value as Uint8Array // not done, so it is a chunk
    yield* chunks
  }
  pipeline(all(), inflater, () => {
    // A failure reaches the reader of `inflater`; leaving early destroys it, which ends the source.
  })
  for await (const chunk of inflater) yield chunk as Uint8Array // zlib streams give Buffers
}

/** Undoes the codings, last applied first, as a stream. zlib's own errors pass through: see `isCorrupt`. */
export const decoded = (source: Bytes, codings: readonly string[]): Bytes =>
  codings.toReversed().reduce((bytes, coding, at) => undo(bytes, coding, at > 0), source)

/** Whether zlib gave up: damaged or truncated content, not a failed connection. */
export const isCorrupt = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && thrown.code.startsWith('Z_')
