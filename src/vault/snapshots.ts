import type { Row } from '../store/index.ts'
import type { About } from './record.ts'

type Rows = ReadonlyMap<string, Row<About>>

const fresh = 100 // ms that one look at the store serves

/** The rows of an API without their secrets, looked at anew all the time, but not for each of many calls at once. */
export function createSnapshots(
  look: (api: string) => Promise<readonly Row<About>[]>,
  now: () => number,
): { of(api: string): Promise<Rows>; forget(api?: string): void } {
  const taken = new Map<string, { readonly at: number; readonly rows: Promise<Rows> }>()
  return {
    of(api) {
      const before = taken.get(api)
      const age = before === undefined ? Number.POSITIVE_INFINITY : now() - before.at
      if (before !== undefined && age >= 0 && age < fresh) return before.rows
      const rows = look(api).then((found) => new Map(found.map((row) => [row.key, row])))
      const mine = { at: now(), rows }
      taken.set(api, mine)
      rows.catch(() => {
        if (taken.get(api) === mine) taken.delete(api) // a failure is not kept
      })
      return rows
    },
    forget(api) {
      if (api === undefined) taken.clear()
      else taken.delete(api)
    },
  }
}
