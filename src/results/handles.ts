import { createHash, randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { setImmediate as breath } from 'node:timers/promises'
import * as z from 'zod'
import { CustomApiError, type Caller, type Log } from '../core/index.ts'
import { extensionOf, FileValue, openLocal } from '../files/index.ts'
import type { Collection, CollectionShape, Row, Store, Transaction } from '../store/index.ts'

/** What is known of a kept result besides its bytes. */
const keptSchema = z.object({
  form: z.enum(['json', 'lines', 'csv', 'ndjson', 'bytes']),
  mediaType: z.string(),
  bytes: z.number(),
  parts: z.number(),
  api: z.string(),
  /** The environment that was asked, of an API that has some. */
  environment: z.string().optional(),
  /** What it is called where it is a file. */
  name: z.string().optional(),
  /** The file that holds the bytes, absolute, where they are not kept here. */
  file: z.string().optional(),
  /** Of what was saved there, in hex. */
  sha256: z.string().optional(),
})
export type Kept = z.output<typeof keptSchema>

const headers: CollectionShape<Kept> = { name: 'results', schema: keptSchema }
const partSchema = z.object({ at: z.number() })
const parts: CollectionShape<z.output<typeof partSchema>> = { name: 'result-parts', schema: partSchema }

const mostIntact = 10_000

/** Bytes of one stored part: no write holds more than this at a time. */
const partBytes = 1024 * 1024

export interface HandleLimits {
  /** Milliseconds that a result is kept. */
  readonly age: number
  /** Bytes of all results together; those not written for longest go first. */
  readonly bytes: number
  /** The same where nothing is on a disk. */
  readonly memoryBytes: number
}

export const handleLimits: HandleLimits = { age: 24 * 3_600_000, bytes: 1024 ** 3, memoryBytes: 128 * 1024 ** 2 }

export interface HandleOptions {
  readonly store: () => Promise<Store>
  readonly log: Log
  readonly limits?: HandleLimits | undefined
  readonly now?: (() => number) | undefined
}

/** Results kept on the server, each seen only by who asked for it: the app and the environment it is pinned to. */
export interface Handles {
  /**
   * Keeps bytes that have passed the redactor. The handle is 128 random bits.
   *
   * @throws CustomApiError `result.too_large` for more than half of all that may be kept, `store.unavailable`
   */
  put(
    what: Omit<Kept, 'bytes' | 'parts'>,
    data: AsyncIterable<Uint8Array> | Uint8Array,
    caller: Caller,
  ): Promise<{ id: string; kept: Kept }>
  /** A handle for a file on the disk: it ends as every handle does, the file stays. */
  register(what: Omit<Kept, 'parts'>, caller: Caller): Promise<string>
  /**
   * What is kept as a file that can be sent.
   *
   * @throws CustomApiError `handle.unknown`, also for a file that is no longer there or holds something else now
   */
  open(id: string, caller: Caller): Promise<FileValue>
  /** @throws CustomApiError `handle.unknown` */
  head(id: string, caller: Caller): Promise<Kept>
  /** @throws CustomApiError `handle.unknown` */
  data(id: string, caller: Caller): Promise<Uint8Array>
  /** The most bytes that one handle may hold, where there is a disk. */
  readonly most: number
}

export const scopeOf = ({ app, environment }: Caller): string => JSON.stringify([app ?? null, environment ?? null])
export const appOf = (scope: string): unknown => (JSON.parse(scope) as unknown[])[0] // written by scopeOf

export function createHandles({ store, limits = handleLimits, now = Date.now }: HandleOptions): Handles {
  const quota = async (): Promise<number> => {
    const { durable } = await (await store()).about()
    return durable ? limits.bytes : limits.memoryBytes
  }
  const find = async (id: string, caller: Caller): Promise<Row<Kept>> => {
    const row = /^[\w-]{22}$/.test(id) ? await (await store()).collection(headers).head(id) : undefined
    if (row?.scope === scopeOf(caller)) return row
    throw unknownHandle(id, row !== undefined && appOf(row.scope) === (caller.app ?? null))
  }

  /** Files that were found to hold what was saved, by handle: as long as nothing touches them they still do. */
  const intact = new Map<string, string>()

  /** A file that a handle stands for, as it was saved: whoever can write to its folder puts nothing in its place. */
  async function openSaved(id: string, path: string, kept: Kept): Promise<FileValue> {
    const file = await openKept(id, path, kept)
    if (file.size !== kept.bytes) throw fileGone(id)
    if (kept.sha256 === undefined || intact.get(id) === file.identity) return file
    const hash = createHash('sha256')
    try {
      for await (const chunk of file.open(new AbortController().signal)) hash.update(chunk)
    } catch (cause) {
      throw fileGone(id, cause)
    }
    if (hash.digest('hex') !== kept.sha256) throw fileGone(id)
    if (intact.size >= mostIntact) intact.clear()
    intact.set(id, file.identity)
    return file
  }

  return {
    most: Math.floor(limits.bytes / 2),

    async put(what, data, caller) {
      const opened = await store()
      const total = await quota()
      const id = randomBytes(16).toString('base64url')
      const expiresAt = now() + limits.age
      const scope = scopeOf(caller)
      let bytes = 0
      let count = 0
      try {
        for await (const part of inParts(data)) {
          bytes += part.byteLength
          if (bytes > total / 2) throw tooLarge(Math.floor(total / 2))
          await makeRoom(opened, total, part.byteLength)
          if (count > 0) await breath()
          await opened
            .collection(parts)
            .put(partKey(id, count), { value: { at: count }, data: part, scope: id, expiresAt })
          count++
        }
        const kept = { ...what, bytes, parts: count }
        await opened.collection(headers).put(id, { value: kept, scope, expiresAt })
        return { id, kept }
      } catch (thrown) {
        await opened.transaction((transaction) => removeParts(transaction, id, count)).catch(() => undefined) // they expire
        throw thrown
      }
    },

    async register(what, caller) {
      const id = randomBytes(16).toString('base64url')
      const row = { value: { ...what, parts: 0 }, scope: scopeOf(caller), expiresAt: now() + limits.age }
      await (await store()).collection(headers).put(id, row)
      return id
    },

    async open(id, caller) {
      const { value } = await find(id, caller)
      const { api, environment } = value
      if (value.file !== undefined) return (await openSaved(id, value.file, value)).as({ from: { api, environment } })
      const rows = (await store()).collection(parts)
      return new FileValue({
        from: { api, environment },
        name: value.name ?? `${value.api}-result${extensionOf(value.mediaType)}`,
        mediaType: value.mediaType === '' ? undefined : value.mediaType,
        size: value.bytes,
        identity: id,
        async *open(signal) {
          for (let part = 0; part < value.parts && !signal.aborted; part++) {
            const row = await rows.get(partKey(id, part))
            if (row?.data === undefined) throw unknownHandle(id, false)
            yield row.data
          }
        },
      })
    },

    head: async (id, caller) => (await find(id, caller)).value,

    async data(id, caller) {
      const { value } = await find(id, caller)
      if (value.file !== undefined) return wholeOf(await openSaved(id, value.file, value))
      const rows = (await store()).collection(parts)
      const whole = Buffer.alloc(value.bytes)
      let at = 0
      for (let part = 0; part < value.parts; part++) {
        await breath() // a part is some milliseconds of reading: whoever else waits comes in between
        const row = await rows.get(partKey(id, part))
        if (row?.data === undefined) throw unknownHandle(id, false)
        whole.set(row.data, at)
        at += row.data.byteLength
      }
      return whole
    },
  }
}

async function openKept(id: string, path: string, { name, mediaType }: Kept): Promise<FileValue> {
  const folder = dirname(path)
  const options = { roots: [folder], cwd: folder, own: { folders: [], except: [] }, maxBytes: Number.POSITIVE_INFINITY }
  const file = await openLocal(path, options).catch((cause: unknown) => {
    throw fileGone(id, cause)
  })
  return file.as({ ...(name === undefined ? {} : { name }), ...(mediaType === '' ? {} : { mediaType }) })
}

const fileGone = (id: string, cause?: unknown): CustomApiError =>
  new CustomApiError('handle.unknown', `the file of ${JSON.stringify(id)} is not there any more, or is another one`, {
    hint: 'download it again',
    cause,
  })

async function wholeOf(file: FileValue): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file.open(new AbortController().signal)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const partKey = (id: string, part: number): string => `${id}/${String(part).padStart(6, '0')}`

/** The oldest results go until there is room for so many bytes more. */
async function makeRoom(store: Store, total: number, wanted: number): Promise<void> {
  if ((await store.collection(parts).total()).bytes + wanted <= total) return
  await store.transaction(async (transaction) => {
    const rows: Collection<Kept> = transaction.collection(headers)
    const oldest = [...(await rows.list({ limit: 10_000 }))].sort((a, b) => a.updatedAt - b.updatedAt)
    let held = (await transaction.collection(parts).total()).bytes
    for (const row of oldest) {
      if (held + wanted <= total) return
      if (row.value.file !== undefined) continue // its bytes are not kept here
      await removeParts(transaction, row.key, row.value.parts)
      await rows.delete(row.key)
      held -= row.value.bytes
    }
  })
}

async function removeParts(transaction: Transaction, id: string, count: number): Promise<void> {
  const rows = transaction.collection(parts)
  for (let part = 0; part < count; part++) await rows.delete(partKey(id, part))
}

async function* inParts(data: AsyncIterable<Uint8Array> | Uint8Array): AsyncGenerator<Uint8Array> {
  if (data instanceof Uint8Array) {
    for (let at = 0; at < data.byteLength; at += partBytes) yield data.subarray(at, at + partBytes)
    return
  }
  let pending: Uint8Array[] = []
  let size = 0
  for await (const chunk of data) {
    pending.push(chunk)
    size += chunk.byteLength
    if (size < partBytes) continue
    yield Buffer.concat(pending)
    pending = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(pending)
}

/** Another app's handle and one that never was look the same (SECURITY-PROMISES.md §6.4). */
export function unknownHandle(id: string, elsewhere = false): CustomApiError {
  const shown = JSON.stringify(id.slice(0, 60))
  return elsewhere
    ? new CustomApiError('handle.unknown', `${shown} was kept for another environment`, {
        hint: 'ask there, or call again here',
      })
    : new CustomApiError('handle.unknown', `no result is kept as ${shown}`, {
        hint: 'handles end after a day, or earlier when much is kept: call again',
      })
}

function tooLarge(most: number): CustomApiError {
  return new CustomApiError('result.too_large', `the answer is larger than the ${most} bytes that may be kept of one`, {
    hint: 'ask for less: a filter, a range or a smaller page',
  })
}
