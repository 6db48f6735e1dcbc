import { CustomApiError, type Log } from '../core/index.ts'
import type { FullRow, Store, Transaction } from '../store/index.ts'
import { damaged } from './faults.ts'
import { headerKey, headers, toHeader, type Header } from './header.ts'
import { createKeyRing } from './key-ring.ts'
import { forgetKey, makeNext, unlock, unlockWithout, type MadeKey } from './master.ts'
import type { KeyPlaces, NewKey, Place, StoredCredential, Vault } from './model.ts'
import { createOpened } from './opened.ts'
import { fromRecord, keyOf, placeOf, records, toRecord, uses, type About, type Master } from './record.ts'
import { BrokenSeal } from './seal.ts'
import { createSnapshots } from './snapshots.ts'
import { createTeacher } from './teacher.ts'

export interface VaultOptions {
  readonly store: () => Promise<Store>
  /** Whether the database is there already: asking a vault that nobody has ever filled must not make one. */
  readonly exists: () => boolean
  readonly keys: KeyPlaces
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined
}

const noteEvery = 10 * 60_000 // ms between two notes of a use

/** The vault in a store. */
export function createVault({ store, exists, keys, log, now = Date.now }: VaultOptions): Vault {
  const noted = new Map<string, { readonly version: number; readonly at: number }>()
  const rowsOf = async () => (await store()).collection(records)
  const ring = createKeyRing(store, keys)
  const opened = createOpened(rowsOf, ring, now)
  const snapshots = createSnapshots(
    async (api) => (exists() ? (await rowsOf()).list({ prefix: prefixOf(api), limit: 10_000 }) : []),
    now,
  )

  const teach = createTeacher(async () => (exists() ? (await rowsOf()).list({ limit: 10_000 }) : []), opened, now)

  async function refuseMemory(): Promise<void> {
    const { durable } = await (await store()).about()
    if (!durable)
      throw new CustomApiError('store.unavailable', 'credentials cannot be stored: there is no database here', {
        hint: 'use a newer Node, or install @photostructure/sqlite 1.2 beside this program; variables work meanwhile',
      })
  }

  function forgetOpened(api?: string): void {
    opened.forget()
    snapshots.forget(api)
  }

  /** A value that was replaced, by whatever process, is another one: its first use is noted at once. */
  async function noteUse(place: Place, at: number): Promise<void> {
    const key = keyOf(place)
    const version = (await snapshots.of(place.api)).get(key)?.version
    const before = noted.get(key)
    if (version === undefined || (before?.version === version && at - before.at < noteEvery)) return
    noted.set(key, { version, at })
    await (await store()).collection(uses).put(key, { value: { usedAt: at } })
  }

  /** Leaves no old ciphertext, and no key of a vault that is no more. */
  async function afterRemoval(emptied: FullRow<Header> | undefined): Promise<void> {
    forgetOpened()
    await (await store()).sweep()
    if (emptied !== undefined) await forgetKey(keys, emptied.value)
  }

  async function resealAll(
    transaction: Transaction,
    header: FullRow<Header>,
    old: Master,
    next: MadeKey,
  ): Promise<number> {
    const current = await transaction.collection(headers).head(headerKey)
    if (current?.version !== header.version)
      throw new CustomApiError('store.unavailable', 'the key of the vault was just changed by another process')
    const rows = transaction.collection(records)
    const all = await rows.list({ limit: 10_000 })
    for (const { key, value } of all) {
      const row = await rows.get(key)
      const place = placeOf(value)
      try {
        const secret = fromRecord(old, place, value, row?.data)
        await rows.put(key, toRecord(next.master, place, secret, value))
      } catch (thrown) {
        throw thrown instanceof BrokenSeal ? damaged(place, thrown) : thrown
      }
    }
    await transaction.collection(headers).put(headerKey, toHeader(next.master, next.home, next.stretching))
    return all.length
  }

  return {
    async has(place) {
      return (await snapshots.of(place.api)).has(keyOf(place))
    },

    async open(place) {
      const row = (await snapshots.of(place.api)).get(keyOf(place))
      if (row !== undefined) return opened.open(place, row.version)
      opened.forget(place)
      return undefined
    },

    tellSecrets: (tell) => teach(tell),

    used(places) {
      const moment = now()
      for (const place of places)
        void noteUse(place, moment).catch((error: unknown) =>
          log.debug('a use of a credential was not noted', { cause: error }),
        )
    },

    async set(place, secret, origins) {
      await refuseMemory()
      for (;;) {
        const { header, master } = await ring.ensure()
        const record = toRecord(master, place, secret, { origins, setAt: now() })
        const done = await (
          await store()
        ).transaction(async (transaction) => {
          const current = await transaction.collection(headers).head(headerKey)
          if (current?.version !== header.version) return undefined // another key by now: once more
          const rows = transaction.collection(records)
          const replaced = (await rows.head(keyOf(place))) !== undefined
          await rows.put(keyOf(place), record)
          await transaction.collection(uses).delete(keyOf(place))
          return { replaced }
        })
        forgetOpened(place.api)
        if (done === undefined) continue
        if (done.replaced) await (await store()).sweep()
        return done
      }
    },

    async delete(place) {
      if (!exists()) return false
      const header = await ring.header().catch(() => undefined) // deleting needs no key and no whole vault
      const left = await (
        await store()
      ).transaction(async (transaction) => {
        const rows = transaction.collection(records)
        if (!(await rows.delete(keyOf(place)))) return undefined
        await transaction.collection(uses).delete(keyOf(place))
        const { rows: count } = await rows.total()
        if (count === 0) await transaction.collection(headers).delete(headerKey)
        return count
      })
      if (left === undefined) return false
      await afterRemoval(left === 0 ? header : undefined)
      return true
    },

    async clear() {
      if (!exists()) return 0
      const header = await ring.header().catch(() => undefined) // as above
      const count = await (
        await store()
      ).transaction(async (transaction) => {
        await transaction.collection(headers).trim({ rows: 0 })
        await transaction.collection(uses).trim({ rows: 0 })
        return transaction.collection(records).trim({ rows: 0 })
      })
      await afterRemoval(header)
      return count
    },

    async list() {
      if (!exists()) return []
      const rows = await store()
      const found = await rows.collection(records).list({ limit: 10_000 })
      const usedAt = new Map(
        (await rows.collection(uses).list({ limit: 10_000 })).map((it) => [it.key, it.value.usedAt]),
      )
      return found.map(({ key, value }) => toStored(value, usedAt.get(key)))
    },

    async keyHome() {
      return exists() ? (await ring.header())?.value.home : undefined
    },

    async rekey(next) {
      await refuseMemory()
      const header = exists() ? await ring.header() : undefined
      if (header === undefined)
        throw new CustomApiError('credential.invalid', 'there is no vault yet', {
          hint: 'the first `custom-api-mcp credentials set` makes one',
        })
      const old = await unlockForRekey(keys, header, next)
      const made = await makeNext(keys, next)
      let count: number
      try {
        if (made.master.id === old.id)
          throw new CustomApiError('credential.invalid', 'the new key is the old one; nothing was changed')
        count = await (await store()).transaction((transaction) => resealAll(transaction, header, old, made))
      } catch (thrown) {
        await ring.forgetUnused(made)
        throw thrown
      }
      forgetOpened()
      await (await store()).sweep()
      await forgetKey(keys, header.value)
      return { records: count, home: made.home }
    },
  }
}

const prefixOf = (api: string): string => `${encodeURIComponent(api)}/`

const toStored = (value: About, usedAt: number | undefined): StoredCredential => ({
  ...placeOf(value),
  origins: value.origins,
  fingerprint: value.fingerprint,
  setAt: value.setAt,
  usedAt,
})

/** When the variable is where the key moves to, it need not open the vault yet. */
const unlockForRekey = (keys: KeyPlaces, { value, data }: FullRow<Header>, next: NewKey): Promise<Master> =>
  next.home === 'variable' && value.home !== 'variable' ? unlockWithout(keys, value, data) : unlock(keys, value, data)
