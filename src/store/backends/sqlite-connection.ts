import type { Rows } from '../backend.ts'
import { toFault } from '../faults.ts'
import { identityOf, prepareFile } from './sqlite-file.ts'
import { migrate, migrations, versionOf } from './sqlite-migrations.ts'
import type { Database, SqliteModule } from './sqlite-module.ts'
import { sqliteRows } from './sqlite-rows.ts'

export interface SqliteOptions {
  /** How long to wait for another process's lock, in milliseconds. */
  readonly lockTimeout?: number
  /** Steps of the schema; tests pass a future one. */
  readonly steps?: readonly string[]
  /** Sees each new connection; tests set limits on it. */
  readonly onConnection?: (database: Database) => void
}

export interface Connection {
  readonly database: Database
  readonly rows: Rows
  /** The file that was opened, whatever lies at the path later. */
  readonly identity: string
}

/** SQLite waits so long by itself, in milliseconds, and blocks the process; longer waits are the caller's. */
const busyTimeout = 20

/**
 * Opens the file, makes it safe (SECURITY-PROMISES.md §10.2) and brings its schema up to date. Nothing is written to a
 * file that is not ours.
 *
 * @throws what SQLite and the file system throw, and CustomApiError `store.unavailable`
 */
export function newConnection(module: SqliteModule, path: string, options: SqliteOptions): Connection {
  const { steps = migrations, onConnection } = options
  prepareFile(path)
  const database = new module.DatabaseSync(path, { timeout: busyTimeout })
  try {
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
    if (versionOf(database, path, steps.length) === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL')
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
      PRAGMA journal_size_limit = 67108864;
    `)
    migrate(database, path, steps)
    onConnection?.(database)
    return { database, rows: sqliteRows(database), identity: identityOf(path) }
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

/** One connection to one path, opened when needed and again after it broke or the file was replaced. */
export function connectionTo(module: SqliteModule, path: string, options: SqliteOptions) {
  let connection: Connection | undefined
  const disconnect = (): void => {
    const old = connection
    connection = undefined
    try {
      old?.database.close()
    } catch {
      // It was broken already; what matters is that nobody uses it again.
    }
  }
  return {
    connect: (): Connection => {
      // Rows written to a file that somebody has moved away would be lost, although they had been acknowledged.
      if (connection !== undefined && connection.identity !== identityOf(path)) disconnect()
      connection ??= newConnection(module, path, options)
      return connection
    },
    /**
     * Lets go of the file and leaves an empty journal. The add-on really closes only when the statements are collected, so
     * that SQLite's own tidying at the end cannot be relied on.
     */
    close: (): void => {
      try {
        connection?.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      } catch {
        // Somebody else reads or the disk is full: whoever opens the file next finds the journal and goes on from it.
      }
      disconnect()
    },
    /** Ends what is open, and the connection too unless the fault has nothing to do with it. */
    recover: (thrown: unknown): void => {
      const fault = toFault(thrown)
      if ((fault !== 'locked' && fault !== 'full') || !rollBack(connection?.database)) disconnect()
    },
  }
}

/** Whether the connection can be used again. */
function rollBack(database: Database | undefined): boolean {
  try {
    if (database?.isTransaction) database.exec('ROLLBACK')
    return true
  } catch {
    return false // the caller gives the connection up, which undoes the transaction too
  }
}
