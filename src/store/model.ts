import type * as z from 'zod'

/**
 * One row of a collection, as lists show it.
 *
 * `version` is opaque: it differs after every write, also after a delete and a new row under the same key.
 */
export interface Row<T> {
  readonly key: string
  readonly value: T
  /** Whose row it is, or in which state; lists and totals can ask for one scope. `''` unless given. */
  readonly scope: string
  readonly version: number
  /** Bytes of value and data. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly updatedAt: number
  readonly expiresAt: number | undefined
}

/** A row with its bytes. */
export interface FullRow<T> extends Row<T> {
  readonly data: Uint8Array | undefined
}

/** What a row is made of. */
export interface Draft<T> {
  /** Small and JSON-like; every list reads it. */
  readonly value: T
  /** Large or binary; only `get` reads it. */
  readonly data?: Uint8Array | undefined
  readonly scope?: string | undefined
  /** From this moment on the row is not there any more. */
  readonly expiresAt?: number | undefined
}

/** When a write may happen: only if there is no such row, or only if it still has this version. */
export type Condition = { readonly absent: true } | { readonly version: number }

/** Rows in the byte order of their keys. */
export interface Query {
  readonly scope?: string | undefined
  readonly prefix?: string | undefined
  /** Keys beyond this one, in the direction of the list. */
  readonly after?: string | undefined
  readonly reverse?: boolean | undefined
  /** Default 100, at most 10,000. */
  readonly limit?: number | undefined
}

/** Limits that `trim` brings a collection under. */
export interface Quota {
  readonly scope?: string | undefined
  readonly rows?: number | undefined
  readonly bytes?: number | undefined
}

/**
 * Keyed rows of one kind. Every write is durable when its promise is fulfilled, or has not happened when it is rejected
 * (`store.unavailable`). Keys are 1 to 4096 bytes without NUL. Rows that have expired are never seen.
 */
export interface Collection<T> {
  get(key: string): Promise<FullRow<T> | undefined>
  /** Like `get` without reading the bytes. */
  head(key: string): Promise<Row<T> | undefined>
  /** Writes a whole row. The new version, or `undefined` when the condition did not hold and nothing was written. */
  put(key: string, draft: Draft<T>, condition?: Condition): Promise<number | undefined>
  /** Changes parts of a row and keeps the rest. `undefined` when there is no row or the condition did not hold. */
  patch(key: string, changes: Partial<Draft<T>>, condition?: { readonly version: number }): Promise<number | undefined>
  /** Whether a row was deleted. */
  delete(key: string, condition?: { readonly version: number }): Promise<boolean>
  list(query?: Query): Promise<Row<T>[]>
  total(scope?: string): Promise<{ readonly rows: number; readonly bytes: number }>
  /** Deletes the rows that were not written for longest until the rest fits; says how many. */
  trim(quota: Quota): Promise<number>
}

/** What a collection is called and what its values must look like. */
export interface CollectionShape<T> {
  /** `a-z`, `0-9` and `-`; never renamed, never used for two shapes. */
  readonly name: string
  readonly schema: z.ZodType<T>
}

/** The same collections, inside one transaction. */
export interface Transaction {
  collection<T>(shape: CollectionShape<T>): Collection<T>
}

/**
 * The one database door. Opening is lazy: nothing is read or written before the first use, and a failed opening is tried
 * again at the next use.
 */
export interface Store extends Transaction {
  /**
   * Runs reads and writes that belong together: all of them happen, or none, and nobody sees them half done. `work` must
   * await nothing but the transaction's own collections, since other writers wait meanwhile, and have no other effect: it is
   * run again when a full disk undid a commit that several shared.
   *
   * @throws what `work` throws, after everything was undone
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  /** Removes expired rows and what deleted rows left in the journal. */
  sweep(): Promise<void>
  /** What stands behind the door, for people; opens it. */
  about(): Promise<{ readonly kind: 'sqlite' | 'memory'; readonly durable: boolean; readonly place: string }>
  /** Reads everything and says what is damaged, for `doctor`. */
  check(): Promise<readonly string[]>
  /** Finishes what was asked for and lets go of the file. Later uses are refused. */
  close(): Promise<void>
}
