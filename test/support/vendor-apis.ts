import { pageSize, type Api, type Item } from './paged-apis.ts'

/** A list as a known API pages it: where it stands, what its description declares, what it answers. */
export interface VendorApi {
  readonly path?: string
  /** Arguments that the description declares, as `name`, `name:type` or `name:type:default`. */
  readonly params?: readonly string[]
  readonly body?: Readonly<Record<string, unknown>>
  /** What is asked for in any case. */
  readonly always?: string
  /** Where it is asked for without a description: what a caller gives all the same; `false` where nothing could tell. */
  readonly raw?: string | false
  /** JSON Pointer of the identifier within an item. */
  readonly id?: string
  readonly base?: string
  /** Fewer items than so many do not tell what it is. */
  readonly least?: number
  readonly api: Api
}

export const window = (all: readonly Item[], from: number): Item[] =>
  from < 0 ? [] : all.slice(from, from + pageSize).map((item) => ({ ...item, tags: ['a', 'b'], owner: { id: 'o1' } }))
export const encode = (index: number): string => Buffer.from(`c:${index}`).toString('base64')
export const decode = (cursor: unknown): number =>
  typeof cursor === 'string' && cursor !== '' ? Number(Buffer.from(cursor, 'base64').toString().slice(2)) : 0
export const more = (all: readonly Item[], from: number): boolean => from + pageSize < all.length
export const next = (all: readonly Item[], from: number): string | null =>
  more(all, from) ? encode(from + pageSize) : null
export const pagesOf = (all: readonly Item[]): number => Math.ceil(all.length / pageSize)
export const after = (all: readonly Item[], id: string | null): number =>
  id === null ? 0 : all.findIndex((item) => item.id === id) + 1
export const none = { status: 400, body: { error: 'bad argument' } }
