import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../core/index.ts'
import type { Backend, Rows } from '../backend.ts'
import { toFault, toStoreError } from '../faults.ts'
import { connectionTo, type Connection, type SqliteOptions } from './sqlite-connection.ts'
import { type Database, findSqlite, type SqliteModule } from './sqlite-module.ts'

/** Rows in one SQLite file, or `undefined` (and a warning) where no usable SQLite can be loaded. */
export async function openSqlite(path: string, log: Log, options: SqliteOptions = {}): Promise<Backend | undefined> {
  const found = await findSqlite()
  if ('module' in found) return sqliteBackend(found.module, path, options)
  log.warn('no database: what is stored lives in memory and is gone at the end', {
    reason: found.reason,
    hint: 'use a newer Node, or install @photostructure/sqlite 1.2 beside this program',
  })
  return undefined
}

interface Job {
  readonly mode: 'read' | 'write'
  /** Does the work; gives what to do once it is durable. */
  readonly work: (rows: Rows) => Promise<() => void>
  readonly fail: (thrown: unknown) => void
}

/** At most so many jobs share one commit. */
const groupSize = 256

/**
 * Writes that come in together are committed together: one wait for the disk serves them all, and each is answered after
 * it. SQLite itself waits only a moment for a lock; longer waits are ours, so that the process can do other work.
 */
function sqliteBackend(module: SqliteModule, path: string, options: SqliteOptions): Backend {
  const { connect, close, recover } = connectionTo(module, path, options)
  const queue: Job[] = []
  let driving: Promise<void> | undefined
  let closed = false

  /** Repeats what found a lock until it is free or the time is over. */
  const patiently = async <T>(act: () => T): Promise<T> => {
    const until = Date.now() + (options.lockTimeout ?? 5000)
    for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
      try {
        return act()
      } catch (thrown) {
        recover(thrown)
        if (toFault(thrown) !== 'locked' || Date.now() >= until) throw thrown
      }
      await sleep(pause * (0.5 + Math.random()))
    }
  }
  const begin = (mode: 'read' | 'write') =>
    patiently(() => {
      const connection = connect()
      connection.database.exec(mode === 'write' ? 'BEGIN IMMEDIATE' : 'BEGIN')
      // A read takes its place now, so that a lock shows here and not in the middle of a job.
      if (mode === 'read') connection.database.exec('SELECT 1 FROM entry LIMIT 1')
      return connection
    })

  /** Runs jobs in one transaction and answers them; gives those that have to be run again. */
  const runGroup = async (jobs: readonly Job[]): Promise<readonly Job[]> => {
    const connection = await begin(jobs.some(({ mode }) => mode === 'write') ? 'write' : 'read')
    const done: { readonly job: Job; readonly answer: () => void }[] = []
    for (const [index, job] of jobs.entries()) {
      connection.database.exec('SAVEPOINT job')
      try {
        const answer = await job.work(connection.rows)
        connection.database.exec('RELEASE job')
        done.push({ job, answer })
      } catch (thrown) {
        job.fail(toStoreError(thrown, path))
        const others = [...done.map((row) => row.job), ...jobs.slice(index + 1)]
        if (!endsTransaction(connection.database, thrown)) connection.database.exec('ROLLBACK TO job; RELEASE job')
        else return (recover(thrown), others)
      }
    }
    connection.database.exec('COMMIT')
    for (const { answer } of done) answer()
    return []
  }
  /** Never throws: every job is answered. */
  const settle = async (jobs: readonly Job[]): Promise<void> => {
    for (let left = jobs; left.length > 0;)
      try {
        left = await runGroup(left)
      } catch (thrown) {
        recover(thrown)
        // Where the disk is full, perhaps only one of them is too large.
        if (left.length > 1 && toFault(thrown) === 'full') for (const job of left) await settle([job])
        else for (const job of left) job.fail(toStoreError(thrown, path))
        return
      }
  }

  const drive = async (): Promise<void> => {
    while (queue.length > 0) {
      if (queue[0]?.mode === 'write') await nextTick() // what else comes in now shares the commit
      await settle(queue.splice(0, groupSize))
    }
    driving = undefined
  }
  /** Something outside of a transaction, when nothing else runs. */
  const alone = async <T>(act: (connection: Connection) => T): Promise<T> => {
    while (driving !== undefined) await driving
    return patiently(() => act(connect())).catch((thrown: unknown) => {
      throw toStoreError(thrown, path)
    })
  }

  return {
    kind: 'sqlite',
    durable: true,
    place: path,
    transact: (mode, work) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error('the data file is closed'))
        queue.push({ mode, fail: reject, work: async (rows) => work(rows).then((value) => () => resolve(value)) })
        driving ??= drive()
      }),
    scrub: () => alone(({ database }) => database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)')),
    async check() {
      const rows = await alone(({ database }) => database.prepare('PRAGMA integrity_check(20)').all())
      return rows.map((row) => String(row['integrity_check'])).filter((line) => line !== 'ok')
    },
    async close() {
      closed = true
      while (driving !== undefined) await driving
      close()
    },
  }
}

/** A full or broken disk ends the whole transaction, by itself or because nothing after it can be trusted. */
function endsTransaction(database: Database, thrown: unknown): boolean {
  return !database.isTransaction || toFault(thrown) !== undefined
}
