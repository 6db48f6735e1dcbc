import { CustomApiError, Secret, type Log } from '../core/index.ts'
import type { FullRow, Store, Transaction } from '../store/index.ts'
import { headerKey, headers, toHeader, type Header } from './header.ts'
import { forgetKey, makeFirst, makeNext, unlock, unlockWithout, type MadeKey } from './master.ts'
import type { KeyPlaces, NewKey, OpenedSecret, Place, StoredCredential, Vault } from './model.ts'
import { fromRecord, keyOf, placeOf, records, toRecord, uses, type About, type Master } from './record.ts'
import { BrokenSeal } from './seal.ts'
import { createSnapshots } from './snapshots.ts'

export interface VaultOptions {
  readonly store: () => Promise<Store>
  /** Whether the database is there already: asking a vault that nobody has ever filled must not make one. */
  readonly exists: () => boolean
  readonly keys: KeyPlaces
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined
}

const keepOpened = 3 * 60_000 // ms that an opened secret is kept
const forgetFailure = 3000 // ms
const noteEvery = 10 * 60_000 // ms between two notes of a use

interface Kept {
  readonly version: number
  readonly until: number
  readonly opened: OpenedSecret
}

const nameOf = ({ api, environment, part }: Place): string =>
  [`"${api}"`, environment && `environment "${environment}"`, part && `part "${part}"`].filter(Boolean).join(', ')

const damaged = (place: Place, cause?: unknown): CustomApiError =>
  new CustomApiError('store.unavailable', `the stored credential of ${nameOf(place)} was changed or damaged`, {
    hint: `set it again: ${setCommand(place)}`,
    cause,
  })

/** The command that stores a credential; names only. */
export const setCommand = ({ api, environment, part }: Place): string =>
  ['custom-api-mcp credentials set', api, environment && `--environment ${environment}`, part && `--part ${part}`]
    .filter(Boolean)
    .join(' ')

/** The vault in a store. */
export function createVault({ store, exists, keys, log, now = Date.now }: VaultOptions): Vault {
  const kept = new Map<string, Kept>()
  const noted = new Map<string, number>()
  let unlocked: Promise<Master> | undefined
  let unlockedId: string | undefined
  const rowsOf = async () => (await store()).collection(records)
  const snapshots = createSnapshots(
    async (api) => (exists() ? (await rowsOf()).list({ prefix: prefixOf(api), limit: 10_000 }) : []),
    now,
  )

  const readHeader = async (): Promise<FullRow<Header> | undefined> =>
    (await store()).collection(headers).get(headerKey)

  /** The master key; asked for again when the vault has another one by now, and some seconds after a failure. */
  async function masterOf(header: FullRow<Header>): Promise<Master> {
    if (unlocked === undefined || unlockedId !== header.value.keyId) {
      unlockedId = header.value.keyId
      const mine = unlock(keys, header.value, header.data)
      unlocked = mine
      // A passphrase costs half a second to try: a wrong one is not tried again for each of many calls.
      mine.catch(() =>
        setTimeout(() => {
          if (unlocked === mine) unlocked = undefined
        }, forgetFailure).unref(),
      )
    }
    return unlocked
  }

  async function openRow(place: Place): Promise<Kept | undefined> {
    const row = await (await rowsOf()).get(keyOf(place))
    if (row === undefined) return undefined
    const header = await readHeader() // after the row: a first record comes after its header
    if (header === undefined) throw withoutHeader()
    const master = await masterOf(header)
    try {
      const secret = fromRecord(master, place, row.value, row.data)
      return { version: row.version, until: now() + keepOpened, opened: { secret, origins: row.value.origins } }
    } catch (thrown) {
      throw thrown instanceof BrokenSeal ? damaged(place, thrown) : thrown
    }
  }

  /** Twice, if need be: between reading the row and the header another process may have changed the key. */
  async function openAnew(place: Place): Promise<Kept | undefined> {
    try {
      return await openRow(place)
    } catch (thrown) {
      if (!(thrown instanceof CustomApiError && thrown.cause instanceof BrokenSeal)) throw thrown
      return openRow(place)
    }
  }

  async function refuseMemory(): Promise<void> {
    const { durable } = await (await store()).about()
    if (!durable)
      throw new CustomApiError('store.unavailable', 'credentials cannot be stored: there is no database here', {
        hint: 'use a newer Node, or install @photostructure/sqlite 1.2 beside this program; variables work meanwhile',
      })
  }

  /** The header and its key, made where there is none yet. Of several that make one at once, the first wins. */
  async function ensureKey(): Promise<{ readonly header: FullRow<Header>; readonly master: Master }> {
    const before = await readHeader()
    if (before !== undefined) return { header: before, master: await masterOf(before) }
    const made = await makeFirst(keys, (text) => new Secret(text))
    const first = toHeader(made.master, made.home, made.stretching)
    try {
      const won = await (
        await store()
      ).transaction(async (transaction) => {
        if ((await transaction.collection(headers).head(headerKey)) !== undefined) return undefined // faster than we
        // Records without a header are a damaged vault, and not a place for a new one.
        if ((await transaction.collection(records).list({ limit: 1 })).length > 0) throw withoutHeader()
        return transaction.collection(headers).put(headerKey, first, { absent: true })
      })
      if (won === undefined) await forgetUnused(made)
    } catch (thrown) {
      await forgetUnused(made)
      throw thrown
    }
    const header = await readHeader()
    if (header === undefined) throw withoutHeader()
    return { header, master: await masterOf(header) }
  }

  function forgetOpened(api?: string): void {
    kept.clear()
    snapshots.forget(api)
  }

  /** Leaves no old ciphertext, and no key of a vault that is no more. */
  async function afterRemoval(emptied: FullRow<Header> | undefined): Promise<void> {
    forgetOpened()
    await (await store()).sweep()
    if (emptied !== undefined) await forgetKey(keys, emptied.value)
  }

  /** Removes a key that came to nothing; one that the vault now names stays, however the writing of it ended. */
  async function forgetUnused(made: MadeKey): Promise<void> {
    const now = await readHeader().catch(() => 'unknown' as const)
    if (now !== 'unknown' && now?.value.keyId !== made.master.id) await made.forget()
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
      const key = keyOf(place)
      const row = (await snapshots.of(place.api)).get(key)
      if (row === undefined) {
        kept.delete(key)
        return undefined
      }
      const before = kept.get(key)
      if (before !== undefined && before.version === row.version && before.until > now()) return before.opened
      const opened = await openAnew(place)
      if (opened === undefined) kept.delete(key)
      else kept.set(key, opened)
      return opened?.opened
    },

    used(places) {
      const moment = now()
      for (const key of places.map(keyOf)) {
        if (moment - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < noteEvery) continue
        noted.set(key, moment)
        void store()
          .then((opened) => opened.collection(uses).put(key, { value: { usedAt: moment } }))
          .catch((error: unknown) => log.debug('a use of a credential was not noted', { cause: error }))
      }
    },

    async set(place, secret, origins) {
      await refuseMemory()
      for (;;) {
        const { header, master } = await ensureKey()
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
        noted.delete(keyOf(place))
        if (done.replaced) await (await store()).sweep()
        return done
      }
    },

    async delete(place) {
      if (!exists()) return false
      const header = await readHeader().catch(() => undefined) // deleting needs no key and no whole vault
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
      const header = await readHeader().catch(() => undefined) // as above
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
      const opened = await store()
      const found = await opened.collection(records).list({ limit: 10_000 })
      const usedAt = new Map(
        (await opened.collection(uses).list({ limit: 10_000 })).map((it) => [it.key, it.value.usedAt]),
      )
      return found.map(({ key, value }) => toStored(value, usedAt.get(key)))
    },

    async keyHome() {
      return exists() ? (await readHeader())?.value.home : undefined
    },

    async rekey(next) {
      await refuseMemory()
      const header = exists() ? await readHeader() : undefined
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
        await forgetUnused(made)
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

const withoutHeader = (): CustomApiError =>
  new CustomApiError('store.unavailable', 'the vault has credentials and no longer says with which key', {
    hint: 'restore the database from a backup, or `custom-api-mcp credentials delete --all` and set them anew',
    cause: new BrokenSeal('no header'),
  })

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
