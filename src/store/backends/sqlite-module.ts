import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** The part of `node:sqlite` that we use; `@photostructure/sqlite` has the same. */
export interface SqliteModule {
  readonly DatabaseSync: new (path: string, options?: { readonly timeout?: number }) => Database
}

export type Value = string | number | bigint | null | Uint8Array

export interface Statement {
  run(...values: Value[]): { readonly changes: number | bigint }
  get(...values: Value[]): Readonly<Record<string, Value>> | undefined
  all(...values: Value[]): Readonly<Record<string, Value>>[]
}

export interface Database {
  readonly isTransaction: boolean
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

/** What was found, or why nothing was. */
export type Found = { readonly module: SqliteModule } | { readonly reason: string }

/** Older ones can lose rows when several processes checkpoint one journal at once (https://sqlite.org/wal.html §11). */
const oldest = [3, 51, 3] as const
const builtIn = 'node:sqlite'
const likeIt: string = '@photostructure/sqlite'

/**
 * The SQLite of this Node where it is new enough, else the optional add-on. Its version is looked at before it is loaded:
 * an add-on made for another Node ends the process and cannot be caught.
 */
export async function findSqlite(
  versions: Readonly<Record<string, string | undefined>> = process.versions,
  addOn = likeIt,
): Promise<Found> {
  const own = versions['sqlite']
  const module = own !== undefined && isNewEnough(own) ? loadBuiltIn() : undefined
  if (module !== undefined) return { module }
  return findAddOn(versions['node'] ?? '', addOn)
}

/** `undefined` when Node was started without it. */
function loadBuiltIn(): SqliteModule | undefined {
  const own: { getBuiltinModule?: (id: string) => unknown } = process // not in the types of Node 20
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was, never called from here
  const warn = process.emitWarning
  // Node 22 calls SQLite experimental on stderr, which clients show to people. The call is synchronous: only that is lost.
  process.emitWarning = () => undefined
  try {
    return own.getBuiltinModule?.(builtIn) as SqliteModule | undefined // the interface above is a part of node:sqlite's
  } finally {
    process.emitWarning = warn
  }
}

async function findAddOn(node: string, addOn: string): Promise<Found> {
  let version: string
  try {
    const path = createRequire(import.meta.url).resolve(`${addOn}/package.json`)
    version = String((JSON.parse(await readFile(path, 'utf8')) as { version?: unknown }).version) // a package.json is an object
  } catch {
    return { reason: `this Node (${node}) has no SQLite from ${oldest.join('.')} on, and ${addOn} is not installed` }
  }
  if (!/^1\.2\.\d+$/.test(version)) return { reason: `${addOn} ${version} is installed, and 1.2 is needed` }
  try {
    const module = (await import(addOn)) as SqliteModule // the same interface as node:sqlite, as its makers promise
    const database = new module.DatabaseSync(':memory:')
    const own = String(database.prepare('SELECT sqlite_version() AS version').get()?.['version'])
    database.close()
    return isNewEnough(own) ? { module } : { reason: `${addOn} ${version} holds SQLite ${own}: too old` }
  } catch (cause) {
    return { reason: `${addOn} ${version} does not run here: ${cause instanceof Error ? cause.message : 'unknown'}` }
  }
}

export function isNewEnough(version: string): boolean {
  const parts = version.split('.').map(Number)
  for (const [index, least] of oldest.entries()) {
    const part = parts[index] ?? 0
    if (part !== least) return part > least
  }
  return true
}
