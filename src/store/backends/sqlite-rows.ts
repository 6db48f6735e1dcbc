import { firstVersion, type RawRow, type Rows, sizeOf } from '../backend.ts'
import type { Condition } from '../model.ts'
import type { Database, Statement, Value } from './sqlite-module.ts'

const live = '(expires_at IS NULL OR expires_at > ?)'
const shown = 'key, scope, version, size, updated_at, expires_at, value'

/** The rows of a SQLite connection; statements are prepared once. */
export function sqliteRows(database: Database): Rows {
  const prepared = new Map<string, Statement>()
  const sql = (text: string): Statement => {
    // A full disk ends the transaction; whoever went on after that would write without one.
    if (!database.isTransaction) throw new Error('the transaction has ended')
    const known = prepared.get(text) ?? database.prepare(text)
    prepared.set(text, known)
    return known
  }
  const find = (collection: string, key: string, now: number, columns: string) =>
    sql(`SELECT ${columns} FROM entry WHERE collection = ? AND key = ? AND ${live}`).get(collection, key, now)
  const versionOf = (collection: string, key: string, now: number): number | undefined => {
    const row = find(collection, key, now, 'version')
    return row === undefined ? undefined : Number(row['version'])
  }

  return {
    async get(collection, key, now, withData) {
      const row = find(collection, key, now, withData ? `${shown}, data` : shown)
      return row === undefined ? undefined : toRawRow(row)
    },
    async put(collection, key, { value, data, scope, expiresAt }, now, condition) {
      const before = versionOf(collection, key, now)
      if (!holds(condition, before)) return undefined
      const version = before === undefined ? firstVersion() : before + 1
      sql(
        `INSERT INTO entry (collection, key, scope, version, size, updated_at, expires_at, value, data)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (collection, key) DO UPDATE SET scope = excluded.scope, version = excluded.version,
           size = excluded.size, updated_at = excluded.updated_at, expires_at = excluded.expires_at,
           value = excluded.value, data = excluded.data`,
      ).run(collection, key, scope, version, sizeOf(value, data), now, expiresAt ?? null, value, data ?? null)
      return version
    },
    async patch(collection, key, changes, now, condition) {
      const before = versionOf(collection, key, now)
      if (before === undefined || !holds(condition, before)) return undefined
      const columns: Record<string, Value> = {
        version: before + 1,
        updated_at: now,
        ...(changes.value === undefined ? {} : { value: changes.value }),
        ...('data' in changes ? { data: changes.data ?? null } : {}),
        ...(changes.scope === undefined ? {} : { scope: changes.scope }),
        ...('expiresAt' in changes ? { expires_at: changes.expiresAt ?? null } : {}),
      }
      const names = Object.keys(columns)
      const at = [collection, key] as const
      sql(`UPDATE entry SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE collection = ? AND key = ?`).run(
        ...Object.values(columns),
        ...at,
      )
      if ('value' in columns || 'data' in columns)
        sql(
          `UPDATE entry SET size = length(CAST(value AS BLOB)) + coalesce(length(data), 0)
           WHERE collection = ? AND key = ?`,
        ).run(...at)
      return before + 1
    },
    async delete(collection, key, now, condition) {
      const before = versionOf(collection, key, now)
      if (before === undefined || !holds(condition, before)) return false
      sql('DELETE FROM entry WHERE collection = ? AND key = ?').run(collection, key)
      return true
    },
    async list(collection, { scope, prefix, after, reverse, limit }, now) {
      const where: string[] = []
      const values: Value[] = []
      const and = (text: string, ...given: Value[]): void => {
        where.push(text)
        values.push(...given)
      }
      if (scope !== undefined) and('scope = ?', scope)
      // The substr is the truth; the bounds let the index find it.
      if (prefix !== '')
        and(
          'key >= ? AND key < ? AND substr(key, 1, ?) = ?',
          prefix,
          `${prefix}\u{10ffff}`,
          Array.from(prefix).length,
          prefix,
        )
      if (after !== undefined) and(reverse ? 'key < ?' : 'key > ?', after)
      const rows = sql(
        `SELECT ${shown} FROM entry WHERE collection = ? AND ${live}${where.map((text) => ` AND ${text}`).join('')}
         ORDER BY key ${reverse ? 'DESC' : 'ASC'} LIMIT ?`,
      ).all(collection, now, ...values, limit)
      return rows.map(toRawRow)
    },
    async total(collection, scope, now) {
      const row = sql(
        `SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes FROM entry
         WHERE collection = ? AND ${live}${scope === undefined ? '' : ' AND scope = ?'}`,
      ).get(collection, now, ...(scope === undefined ? [] : [scope]))
      return { rows: Number(row?.['count']), bytes: Number(row?.['bytes']) }
    },
    async trim(collection, { scope, rows = Number.MAX_SAFE_INTEGER, bytes = Number.MAX_SAFE_INTEGER }, now) {
      // Newest first, running sums: a row that stands beyond either limit goes, and all older ones with it.
      const result = sql(
        `DELETE FROM entry WHERE id IN (
           SELECT id FROM (
             SELECT id, row_number() OVER newest AS place, sum(size) OVER newest AS bytes
             FROM entry WHERE collection = ? AND ${live}${scope === undefined ? '' : ' AND scope = ?'}
             WINDOW newest AS (ORDER BY updated_at DESC, id DESC ROWS UNBOUNDED PRECEDING)
           ) WHERE place > ? OR bytes > ?)`,
      ).run(collection, now, ...(scope === undefined ? [] : [scope]), rows, bytes)
      return Number(result.changes)
    },
    async sweep(now) {
      sql('DELETE FROM entry WHERE expires_at <= ?').run(now)
    },
  }
}

function holds(condition: Condition | undefined, version: number | undefined): boolean {
  if (condition === undefined) return true
  return 'absent' in condition ? version === undefined : version === condition.version
}

function toRawRow(row: Readonly<Record<string, Value>>): RawRow {
  const { data, expires_at: expiresAt } = row
  return {
    key: String(row['key']),
    value: String(row['value']),
    data: data instanceof Uint8Array ? data : undefined,
    scope: String(row['scope']),
    version: Number(row['version']),
    size: Number(row['size']),
    updatedAt: Number(row['updated_at']),
    expiresAt: expiresAt === null || expiresAt === undefined ? undefined : Number(expiresAt),
  }
}
