import { Secret } from '../core/index.ts'
import type { FullRow, Store } from '../store/index.ts'
import { withoutHeader } from './faults.ts'
import { headerKey, headers, toHeader, type Header } from './header.ts'
import { makeFirst, unlock, type MadeKey } from './master.ts'
import type { KeyPlaces } from './model.ts'
import { records, type Master } from './record.ts'

const forgetFailure = 3000 // ms

/** The master key of the vault in a store: which one it says it has, and that one unlocked. */
export interface KeyRing {
  header(): Promise<FullRow<Header> | undefined>
  /** The master key; asked for again when the vault has another one by now, and some seconds after a failure. */
  masterOf(header: FullRow<Header>): Promise<Master>
  /** The header and its key, made where there is none yet. Of several that make one at once, the first wins. */
  ensure(): Promise<{ readonly header: FullRow<Header>; readonly master: Master }>
  /** Removes a key that came to nothing; one that the vault now names stays, however the writing of it ended. */
  forgetUnused(made: MadeKey): Promise<void>
}

export function createKeyRing(store: () => Promise<Store>, keys: KeyPlaces): KeyRing {
  let unlocked: Promise<Master> | undefined
  let unlockedId: string | undefined

  const header = async (): Promise<FullRow<Header> | undefined> => (await store()).collection(headers).get(headerKey)

  async function masterOf({ value, data }: FullRow<Header>): Promise<Master> {
    if (unlocked === undefined || unlockedId !== value.keyId) {
      unlockedId = value.keyId
      const mine = unlock(keys, value, data)
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

  async function ensure(): Promise<{ readonly header: FullRow<Header>; readonly master: Master }> {
    const before = await header()
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
    const named = await header()
    if (named === undefined) throw withoutHeader()
    return { header: named, master: await masterOf(named) }
  }

  async function forgetUnused(made: MadeKey): Promise<void> {
    const named = await header().catch(() => 'unknown' as const)
    if (named !== 'unknown' && named?.value.keyId !== made.master.id) await made.forget()
  }

  return { header, masterOf, ensure, forgetUnused }
}
