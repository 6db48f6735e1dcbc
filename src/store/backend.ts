import type { Condition, Quota } from './model.ts'

/** A row as a backend keeps it. `value` is JSON. */
export interface RawRow {
  readonly key: string
  readonly value: string
  readonly data: Uint8Array | undefined
  readonly scope: string
  readonly version: number
  readonly size: number
  readonly updatedAt: number
  readonly expiresAt: number | undefined
}

export interface RawDraft {
  readonly value: string
  readonly data: Uint8Array | undefined
  readonly scope: string
  readonly expiresAt: number | undefined
}

export interface RawQuery {
  readonly scope: string | undefined
  readonly prefix: string
  readonly after: string | undefined
  readonly reverse: boolean
  readonly limit: number
}

/** Rows seen from inside one transaction. `now` decides what has expired; keys and names were checked before. */
export interface Rows {
  get(collection: string, key: string, now: number, withData: boolean): Promise<RawRow | undefined>
  put(collection: string, key: string, draft: RawDraft, now: number, condition?: Condition): Promise<number | undefined>
  patch(
    collection: string,
    key: string,
    changes: Partial<RawDraft>,
    now: number,
    condition?: { readonly version: number },
  ): Promise<number | undefined>
  delete(collection: string, key: string, now: number, condition?: { readonly version: number }): Promise<boolean>
  list(collection: string, query: RawQuery, now: number): Promise<RawRow[]>
  total(collection: string, scope: string | undefined, now: number): Promise<{ rows: number; bytes: number }>
  trim(collection: string, quota: Quota, now: number): Promise<number>
  /** Removes expired rows of all collections. */
  sweep(now: number): Promise<void>
}

/**
 * One kind of database behind the door; a file in `backends/` each.
 *
 * `transact` serialises: what it was asked for first happens first. A job that throws is undone and leaves the others
 * untouched. `read` jobs write nothing.
 */
export interface Backend {
  readonly kind: 'sqlite' | 'memory'
  readonly durable: boolean
  readonly place: string
  /** @throws CustomApiError `store.unavailable` */
  transact<T>(mode: 'read' | 'write', work: (rows: Rows) => Promise<T>): Promise<T>
  /** Leaves nothing of deleted rows in journals. */
  scrub(): Promise<void>
  check(): Promise<readonly string[]>
  close(): Promise<void>
}

/** A version that no earlier row under the same key is likely to have had. */
export function firstVersion(): number {
  return Math.floor(Math.random() * 2 ** 40) + 1
}

/** Bytes of a row as `size` counts them. */
export function sizeOf(value: string, data: Uint8Array | undefined): number {
  return Buffer.byteLength(value) + (data?.byteLength ?? 0)
}
