import { CustomApiError } from '../core/index.ts'
import type { Collection } from '../store/index.ts'
import { damaged, withoutHeader } from './faults.ts'
import type { KeyRing } from './key-ring.ts'
import type { OpenedSecret, Place } from './model.ts'
import { fromRecord, keyOf, type About } from './record.ts'
import { BrokenSeal } from './seal.ts'

const keepOpened = 3 * 60_000 // ms that an opened secret is kept

interface Kept {
  readonly version: number
  readonly until: number
  readonly opened: OpenedSecret
}

/** Secrets that were opened: kept for some minutes, as long as their row stays what it was. */
export interface OpenedSecrets {
  /** @throws CustomApiError `store.unavailable` for a record that was changed or damaged, or what the key ring throws */
  open(place: Place, version: number): Promise<OpenedSecret | undefined>
  forget(place?: Place): void
}

export function createOpened(
  rowsOf: () => Promise<Pick<Collection<About>, 'get'>>,
  ring: KeyRing,
  now: () => number,
): OpenedSecrets {
  const kept = new Map<string, Kept>()

  async function openRow(place: Place): Promise<Kept | undefined> {
    const row = await (await rowsOf()).get(keyOf(place))
    if (row === undefined) return undefined
    const header = await ring.header() // after the row: a first record comes after its header
    if (header === undefined) throw withoutHeader()
    const master = await ring.masterOf(header)
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

  return {
    async open(place, version) {
      const key = keyOf(place)
      const before = kept.get(key)
      if (before !== undefined && before.version === version && before.until > now()) return before.opened
      const opened = await openAnew(place)
      if (opened === undefined) kept.delete(key)
      else kept.set(key, opened)
      return opened?.opened
    },
    forget(place) {
      if (place === undefined) kept.clear()
      else kept.delete(keyOf(place))
    },
  }
}
