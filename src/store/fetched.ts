import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type Log, silentLog } from '../core/index.ts'
import type { Collection, CollectionShape, Store, Transaction } from './model.ts'

/** The last good copy of something that was fetched, with what a conditional request needs (RFC 9110 §13). */
export interface FetchedCopy {
  readonly text: string
  /** Where it came from after redirects. */
  readonly url: string
  readonly mediaType: string
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  /** When it was fetched or last found unchanged; milliseconds since 1970. */
  readonly fetchedAt: number
}

/** Copies by the URL that was asked for. A cache: what it loses is fetched again, so its failures are logged, not thrown. */
export interface Fetched {
  get(url: string): Promise<FetchedCopy | undefined>
  put(url: string, copy: FetchedCopy): Promise<void>
  /** The copy was found unchanged (304). Validators that came with the answer replace the old ones. */
  confirm(url: string, news: Pick<FetchedCopy, 'fetchedAt' | 'etag' | 'lastModified'>): Promise<void>
}

type Value = Omit<FetchedCopy, 'text'>

const shape: CollectionShape<Value> = {
  name: 'fetched',
  schema: z.object({
    url: z.string(),
    mediaType: z.string(),
    etag: z.string().optional(),
    lastModified: z.string().optional(),
    fetchedAt: z.number(),
  }),
}

/** Copies of all descriptions together; the ones not confirmed for longest go first. */
const quota = { bytes: 512 * 1024 * 1024 }

/** The copies in a store, which is not opened before the first use. */
export function createFetched(open: () => Promise<Store>, log: Log = silentLog): Fetched {
  const orLog = async <T>(work: (store: Store) => Promise<T>): Promise<T | undefined> => {
    try {
      return await work(await open())
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : 'unknown'
      log.warn('the copies of descriptions cannot be used', { reason })
      return undefined
    }
  }
  const change = async (work: (rows: Collection<Value>) => Promise<void>): Promise<void> => {
    await orLog((store) => store.transaction((transaction: Transaction) => work(transaction.collection(shape))))
  }
  return {
    async get(url) {
      const row = await orLog((store) => store.collection(shape).get(toKey(url)))
      return row?.data === undefined ? undefined : { ...row.value, text: new TextDecoder().decode(row.data) }
    },
    put: (url, { text, ...value }) =>
      change(async (rows) => {
        await rows.put(toKey(url), { value, data: Buffer.from(text) })
        await rows.trim(quota)
      }),
    confirm: (url, news) =>
      change(async (rows) => {
        const row = await rows.head(toKey(url))
        if (row !== undefined) await rows.patch(row.key, { value: { ...row.value, ...withoutGaps(news) } })
      }),
  }
}

/** Absent validators keep the old ones (RFC 9110 §15.4.5). */
function withoutGaps<T extends object>(news: T): Partial<T> {
  return Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined)) as Partial<T> // fewer keys of T
}

/** URLs have no limit of length, keys have. */
function toKey(url: string): string {
  return createHash('sha256').update(url).digest('base64url')
}
