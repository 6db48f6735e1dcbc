import * as z from 'zod'
import type { Log } from '../../core/index.ts'
import type { CollectionShape, Store } from '../../store/index.ts'
import type { DocumentHead } from '../documents.ts'
import type { Collection, KeptPage } from './model.ts'
import { packRecords, unpackRecords, type PackedRecord } from './records.ts'

/** All but the pages: what a start needs. */
export interface ShelfIndex extends Omit<Collection, 'pages'> {
  readonly heads: readonly DocumentHead[]
  readonly digest: string
  /** The version of the reader: another one reads everything anew. */
  readonly reader: string
}

/** Where documentation is kept between runs. Its failures cost a new reading, so they are logged, not thrown. */
export interface Shelf {
  /** Changes whenever any process puts something; `undefined` where nothing is kept. */
  stamp(id: string): Promise<string | undefined>
  index(id: string): Promise<ShelfIndex | undefined>
  pages(id: string): Promise<readonly KeptPage[]>
  /** Replaces what is kept for an API; pages that are `undefined` stay. */
  put(slug: string, id: string, index: ShelfIndex, pages: readonly KeptPage[] | undefined): Promise<void>
}

const shape: CollectionShape<{ readonly id: string }> = { name: 'library', schema: z.object({ id: z.string() }) }
const quota = { bytes: 256 * 1024 * 1024 }

/** Long texts stand beside the rest: escaping and reading them as JSON would keep others waiting. */
function toRecord({ found, inferred, ...rest }: ShelfIndex): PackedRecord {
  const text = found?.kind === 'text' ? found.text : ''
  return {
    value: {
      ...rest,
      found: found?.kind === 'text' ? { ...found, text: '' } : found,
      inferred: inferred && { ...inferred, published: '', all: '' },
    },
    texts: [text, inferred?.published ?? '', inferred?.all ?? ''],
  }
}

function fromRecord({ value, texts = [] }: PackedRecord): ShelfIndex {
  const [text = '', published = '', all = ''] = texts
  const index = value as ShelfIndex // as `toRecord` wrote it
  const { found, inferred } = index
  return {
    ...index,
    found: found?.kind === 'text' ? { ...found, text } : found,
    inferred: inferred && { ...inferred, published, all },
  }
}

export function createShelf(open: () => Promise<Store>, log: Log): Shelf {
  const orLog = async <T>(work: (store: Store) => Promise<T>): Promise<T | undefined> => {
    try {
      return await work(await open())
    } catch (thrown) {
      log.warn('stored documentation cannot be used', { reason: thrown instanceof Error ? thrown.message : 'unknown' })
      return undefined
    }
  }
  const read = (key: string): Promise<readonly PackedRecord[] | undefined> =>
    orLog(async (store) => {
      const row = await store.collection(shape).get(key)
      return row?.data === undefined ? undefined : unpackRecords(row.data)
    })
  return {
    stamp: (id) =>
      orLog(async (store) => {
        const row = await store.collection(shape).head(`${id}/index`)
        return row && `${row.version} ${row.updatedAt}`
      }),
    // What stands here was written by `put` of the same version of the shelf: its name would change with its shape.
    index: async (id) => {
      const [record] = (await read(`${id}/index`)) ?? []
      return record && fromRecord(record)
    },
    pages: async (id) =>
      ((await read(`${id}/pages`)) ?? []).map(({ value, parts: [parts, blocks] = [] }) => ({
        ...(value as Omit<KeptPage, 'text'>),
        text: { parts: parts ?? new Uint8Array(), blocks: blocks ?? new Uint8Array() },
      })),
    async put(slug, id, index, pages) {
      const first = await packRecords([toRecord(index)])
      const rest = pages?.map(({ text, ...value }) => ({ value, parts: [text.parts, text.blocks] }))
      const second = rest && (await packRecords(rest))
      await orLog((store) =>
        store.transaction(async (transaction) => {
          const rows = transaction.collection(shape)
          await rows.put(`${id}/index`, { value: { id }, scope: slug, data: first })
          if (second !== undefined) await rows.put(`${id}/pages`, { value: { id }, scope: slug, data: second })
          for (const row of await rows.list({ scope: slug })) if (row.value.id !== id) await rows.delete(row.key)
          await rows.trim(quota)
        }),
      )
    },
  }
}
