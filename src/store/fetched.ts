import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Log } from '../core/index.ts'
import type { Store } from './model.ts'

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

const shape = {
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

export function openFetched(store: Store, log: Log): Fetched {
  const rows = store.collection(shape)
  const orLog = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work
    } catch (thrown) {
      log.warn('the copies of descriptions cannot be used', {
        reason: thrown instanceof Error ? thrown.message : 'unknown',
      })
      return undefined
    }
  }
  return {
    async get(url) {
      const row = await orLog(rows.get(toKey(url)))
      if (row?.data === undefined) return undefined
      return {
        ...row.value,
        text: Buffer.from(row.data.buffer, row.data.byteOffset, row.data.byteLength).toString('utf8'),
      }
    },
    async put(url, { text, ...value }) {
      await orLog(
        store.transaction(async (transaction) => {
          const own = transaction.collection(shape)
          await own.put(toKey(url), { value, data: Buffer.from(text) })
          await own.trim(quota)
        }),
      )
    },
    async confirm(url, news) {
      await orLog(
        store.transaction(async (transaction) => {
          const own = transaction.collection(shape)
          const row = await own.head(toKey(url))
          if (row !== undefined) await own.patch(row.key, { value: { ...row.value, ...withoutGaps(news) } })
        }),
      )
    },
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
