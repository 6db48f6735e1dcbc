import { storeFault } from '../faults.ts'
import type { Database } from './sqlite-module.ts'

/** "CAM1": marks our files, so that no other program's database is ever written to. */
const applicationId = 0x43414d31

/**
 * The way from an empty file to today's schema. Rows are only ever appended here: step n leads from version n to n + 1,
 * and a file keeps its version in `user_version`.
 */
export const migrations: readonly string[] = [
  // `data` stands last: rows are read up to the column that is asked for, and large bytes lie in pages of their own.
  `CREATE TABLE entry (
     id INTEGER PRIMARY KEY,
     collection TEXT NOT NULL,
     key TEXT NOT NULL,
     scope TEXT NOT NULL,
     version INTEGER NOT NULL,
     size INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     expires_at INTEGER,
     value TEXT NOT NULL,
     data BLOB,
     UNIQUE (collection, key)
   ) STRICT;
   CREATE INDEX entry_by_scope ON entry (collection, scope, key);
   CREATE INDEX entry_by_age ON entry (collection, updated_at, id);
   CREATE INDEX entry_by_expiry ON entry (expires_at) WHERE expires_at IS NOT NULL;`,
]

/**
 * Brings the schema up to date in one transaction. Several processes may do it at once: each looks again under the lock.
 *
 * @throws CustomApiError `store.unavailable` for a newer schema and for another program's file
 */
export function migrate(database: Database, path: string, steps: readonly string[] = migrations): void {
  if (versionOf(database, path, steps.length) === steps.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const step of steps.slice(versionOf(database, path, steps.length))) database.exec(step)
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}; COMMIT`)
  } catch (thrown) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw thrown
  }
}

/** Reads that belong together: between two of them another process may bring a new file up to date. */
function inOneView<T>(database: Database, read: () => T): T {
  if (database.isTransaction) return read()
  database.exec('BEGIN')
  try {
    return read()
  } finally {
    if (database.isTransaction) database.exec('ROLLBACK') // nothing was written
  }
}

/**
 * The schema version of a file; 0 for an empty one. Reads only.
 *
 * @throws CustomApiError `store.unavailable` for a newer schema and for another program's file
 */
export function versionOf(database: Database, path: string, newest: number): number {
  const { version, id, tables } = inOneView(database, () => {
    const read = (pragma: string): number => Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma])
    const count = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count']
    return { version: read('user_version'), id: read('application_id'), tables: Number(count) }
  })
  const isEmpty = id === 0 && version === 0 && tables === 0
  if (id !== applicationId && !isEmpty) throw storeFault('foreign', path)
  if (version > newest) throw storeFault('newer', path)
  return version
}
