import { AsyncLocalStorage } from 'node:async_hooks'
import { CustomApiError, type Log } from '../core/index.ts'
import type { Backend, Rows } from './backend.ts'
import { openMemory } from './backends/memory.ts'
import { openSqlite } from './backends/sqlite.ts'
import { openCollection, type Run } from './collection.ts'
import type { Store } from './model.ts'
import { readLocation } from './location.ts'

export interface StoreOptions {
  /** `file:` and a path, or `memory:`. A relative path is relative to the working directory. */
  readonly url: string
  readonly log: Log
  /** Milliseconds since 1970; tests pass their own clock. */
  readonly now?: (() => number) | undefined
}

const sweepEvery = 10 * 60_000

/**
 * Opens the database door. Nothing on the disk is touched before the first use.
 *
 * Where no usable SQLite can be loaded the rows live in memory; the log says so once.
 *
 * @throws CustomApiError `config.invalid` for a URL that names no store
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const location = readLocation(options.url)
  const open = async (): Promise<Backend> =>
    location.kind === 'memory' ? openMemory() : ((await openSqlite(location.path, options.log)) ?? openMemory())
  return storeOn(open, options)
}

/** The store on whatever `open` gives; a failed opening is tried again at the next use. */
export function storeOn(
  open: () => Promise<Backend>,
  { log, now = Date.now }: { readonly log: Log; readonly now?: (() => number) | undefined },
): Store {
  const inside = new AsyncLocalStorage<true>()
  let opening: Promise<Backend> | undefined
  let closed = false
  let sweptAt = Number.NEGATIVE_INFINITY

  const backend = (): Promise<Backend> => {
    if (closed) throw new CustomApiError('store.unavailable', 'the store is closed')
    if (inside.getStore()) throw new Error('inside a transaction only its own collections can be used')
    opening ??= open().catch((thrown: unknown) => {
      opening = undefined
      throw thrown
    })
    return opening
  }
  const run: Run = async (mode, work) => {
    const opened = await backend()
    if (mode === 'read' || now() - sweptAt < sweepEvery) return opened.transact(mode, work)
    sweptAt = now()
    return opened.transact(mode, async (rows) => {
      await rows.sweep(now())
      return work(rows)
    })
  }
  return {
    collection: (shape) => openCollection(shape, run, { log, now }),
    transaction: (work) =>
      run('write', (rows) =>
        inside.run(true, () => work({ collection: (shape) => openCollection(shape, within(rows), { log, now }) })),
      ),
    async sweep() {
      await run('write', (rows) => rows.sweep(now()))
      await (await backend()).scrub()
    },
    async about() {
      const { kind, durable, place } = await backend()
      return { kind, durable, place }
    },
    async check() {
      return (await backend()).check()
    },
    async close() {
      closed = true
      await opening?.then(
        (opened) => opened.close(),
        () => undefined, // it never opened: there is nothing to close
      )
    },
  }
}

function within(rows: Rows): Run {
  return (_mode, work) => work(rows)
}
