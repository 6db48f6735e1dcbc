import { type Backend, firstVersion, type RawDraft, type RawQuery, type RawRow, type Rows, sizeOf } from '../backend.ts'
import type { Condition, Quota } from '../model.ts'

type Tables = Map<string, Map<string, RawRow>>

/** Rows in this process only: for tests, and where no SQLite can be loaded. Nothing survives the end. */
export function openMemory(): Backend {
  const tables: Tables = new Map()
  let last: Promise<unknown> = Promise.resolve()
  return {
    kind: 'memory',
    durable: false,
    place: 'memory',
    transact(_mode, work) {
      const run = last.then(async () => {
        const undo: (() => void)[] = []
        try {
          return await work(memoryRows(tables, undo))
        } catch (thrown) {
          for (const step of undo.reverse()) step()
          throw thrown
        }
      })
      last = run.catch(() => undefined) // the asker gets the failure; the next job must start all the same
      return run
    },
    async scrub() {},
    async check() {
      return []
    },
    async close() {
      await last
    },
  }
}

function memoryRows(tables: Tables, undo: (() => void)[]): Rows {
  const table = (name: string): Map<string, RawRow> => {
    const found = tables.get(name) ?? new Map<string, RawRow>()
    tables.set(name, found)
    return found
  }
  const live = (name: string, now: number): RawRow[] =>
    [...table(name).values()].filter((row) => !isExpired(row, now)).sort((a, b) => compareKeys(a.key, b.key))
  const find = (name: string, key: string, now: number): RawRow | undefined => {
    const row = table(name).get(key)
    return row === undefined || isExpired(row, now) ? undefined : row
  }
  const set = (name: string, key: string, row: RawRow | undefined): void => {
    const rows = table(name)
    const before = rows.get(key)
    undo.push(() => void (before === undefined ? rows.delete(key) : rows.set(key, before)))
    rows.delete(key) // a written row goes to the end, so that trim finds the oldest first
    if (row !== undefined) rows.set(key, row)
  }
  const write = (name: string, key: string, draft: RawDraft, now: number, version: number): number => {
    const { value, scope, expiresAt } = draft
    const data = draft.data === undefined ? undefined : Uint8Array.from(draft.data)
    set(name, key, { key, value, data, scope, version, size: sizeOf(value, data), updatedAt: now, expiresAt })
    return version
  }
  return {
    async get(name, key, now, withData) {
      const row = find(name, key, now)
      return row === undefined || withData ? row : { ...row, data: undefined }
    },
    async put(name, key, draft, now, condition) {
      const before = find(name, key, now)
      if (!holds(condition, before)) return undefined
      return write(name, key, draft, now, before === undefined ? firstVersion() : before.version + 1)
    },
    async patch(name, key, changes, now, condition) {
      const before = find(name, key, now)
      if (before === undefined || !holds(condition, before)) return undefined
      return write(name, key, { ...before, ...changes }, now, before.version + 1)
    },
    async delete(name, key, now, condition) {
      const before = find(name, key, now)
      if (before === undefined || !holds(condition, before)) return false
      set(name, key, undefined)
      return true
    },
    async list(name, query, now) {
      const rows = live(name, now).filter((row) => fits(row, query))
      if (query.reverse) rows.reverse()
      return rows.slice(0, query.limit).map((row) => ({ ...row, data: undefined }))
    },
    async total(name, scope, now) {
      const rows = live(name, now).filter((row) => scope === undefined || row.scope === scope)
      return { rows: rows.length, bytes: rows.reduce((sum, row) => sum + row.size, 0) }
    },
    async trim(name, quota, now) {
      const rows = [...table(name).values()].filter((row) => !isExpired(row, now) && inScope(row, quota))
      const doomed = overQuota(rows, quota)
      for (const row of doomed) set(name, row.key, undefined)
      return doomed.length
    },
    async sweep(now) {
      for (const [name, rows] of tables)
        for (const row of rows.values()) if (isExpired(row, now)) set(name, row.key, undefined)
    },
  }
}

const isExpired = (row: RawRow, now: number): boolean => row.expiresAt !== undefined && row.expiresAt <= now
const inScope = (row: RawRow, quota: Quota): boolean => quota.scope === undefined || row.scope === quota.scope

function holds(condition: Condition | undefined, row: RawRow | undefined): boolean {
  if (condition === undefined) return true
  return 'absent' in condition ? row === undefined : row?.version === condition.version
}

/** The order of UTF-8 bytes, which is that of every backend; JavaScript's own differs beyond U+FFFF. */
function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function fits(row: RawRow, query: RawQuery): boolean {
  if (query.scope !== undefined && row.scope !== query.scope) return false
  if (!row.key.startsWith(query.prefix)) return false
  if (query.after === undefined) return true
  const order = compareKeys(row.key, query.after)
  return query.reverse ? order < 0 : order > 0
}

/** The oldest rows that have to go; `rows` come oldest first. */
function overQuota(rows: readonly RawRow[], quota: Quota): RawRow[] {
  let count = rows.length
  let bytes = rows.reduce((sum, row) => sum + row.size, 0)
  const doomed: RawRow[] = []
  for (const row of rows) {
    if (count <= (quota.rows ?? Number.POSITIVE_INFINITY) && bytes <= (quota.bytes ?? Number.POSITIVE_INFINITY)) break
    doomed.push(row)
    count -= 1
    bytes -= row.size
  }
  return doomed
}
