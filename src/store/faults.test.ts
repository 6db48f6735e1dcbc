import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { silentLog } from '../core/index.ts'
import type { SqliteOptions } from './backends/sqlite-connection.ts'
import { migrations } from './backends/sqlite-migrations.ts'
import { type Database, findSqlite, isNewEnough } from './backends/sqlite-module.ts'
import { openSqlite } from './backends/sqlite.ts'
import { openStore, type Store } from './index.ts'
import { storeOn } from './store.ts'

const notes = { name: 'notes', schema: z.string() }
const posix = process.platform !== 'win32'
const found = await findSqlite()
const noSqlite = !('module' in found)

let folder: string
let file: string
const stores: Store[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'))
  file = join(folder, 'data.db')
})
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
  await rm(folder, { recursive: true, force: true })
})

/** A store on the file with inner options that no user has. */
function openOn(path: string, options: SqliteOptions = {}): Store {
  const open = async () => (await openSqlite(path, silentLog, options))!
  const store = storeOn(open, { log: silentLog })
  stores.push(store)
  return store
}
const put = (store: Store, key: string, text = 'x', data?: Uint8Array) =>
  store.collection(notes).put(key, { value: text, ...(data === undefined ? {} : { data }) })
const keysOf = async (store: Store) => (await store.collection(notes).list()).map(({ key }) => key)
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
const unavailable = (message: RegExp) => ({
  code: 'store.unavailable',
  message: expect.stringMatching(message),
  hint: expect.stringMatching(/\S/),
})

/** Does something as a user who may not do everything. */
async function asNobody(act: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    await act()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

describe.skipIf(noSqlite)('the data file', () => {
  test('is not touched before the first use', async () => {
    const store = await openStore({ url: `file:${join(folder, 'sub', 'data.db')}`, log: silentLog })
    store.collection(notes)
    await store.close()
    expect(await readdir(folder)).toEqual([])
  })

  test.skipIf(!posix)('and its folder are closed to others from the first moment', async () => {
    const path = join(folder, 'new', 'sub', 'data.db')
    const store = openOn(path)
    await put(store, 'k')
    expect(await modeOf(join(folder, 'new'))).toBe('700')
    expect(await modeOf(join(folder, 'new', 'sub'))).toBe('700')
    for (const name of ['data.db', 'data.db-wal', 'data.db-shm'])
      expect([name, await modeOf(join(folder, 'new', 'sub', name))]).toEqual([name, '600'])
  })

  test.skipIf(!posix)('is closed when it was open', async () => {
    await put(openOn(file), 'k')
    await stores.pop()?.close()
    await chmod(file, 0o644)
    await put(openOn(file), 'k')
    expect(await modeOf(file)).toBe('600')
  })

  test('keeps nothing of a deleted row after a sweep', async () => {
    const store = openOn(file)
    await put(store, 'k', 'needle-in-the-value', Buffer.from('needle-in-the-data'.repeat(1000)))
    await put(store, 'k', 'another')
    await store.sweep()
    const bytes = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')))
    expect(bytes.join('')).toContain('another')
    expect(bytes.join('')).not.toContain('needle')
  })

  test.skipIf(!posix)('can be moved away while it is open; what is written after that is in the new one', async () => {
    const store = openOn(file)
    await put(store, 'before')
    await rename(file, join(folder, 'old.db'))
    await put(store, 'after')
    expect(await keysOf(store)).toEqual(['after'])
    await store.close()
    expect(await keysOf(openOn(file))).toEqual(['after'])
  })

  test('is safe: WAL, full synchronisation, deleted bytes overwritten, schema not trusted', async () => {
    let database: Database | undefined
    await put(openOn(file, { onConnection: (opened) => void (database = opened) }), 'k')
    const pragma = (name: string) => Object.values(database?.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    expect(['journal_mode', 'synchronous', 'secure_delete', 'trusted_schema', 'auto_vacuum'].map(pragma)).toEqual([
      'wal',
      2,
      1,
      0,
      2,
    ])
  })
})

describe.skipIf(noSqlite)('a file that cannot be used is named with what to do, left as it is, and tried again', () => {
  const garbage = 'this is not a database at all. '.repeat(100)

  test.each([
    ['something else', garbage, /is damaged or no database/],
    ['a short text', 'hello', /is damaged or no database/],
    ['a cut header', 'SQLite format 3\0', /is damaged or no database/],
  ])('%s', async (_, content, says) => {
    await writeFile(file, content)
    const store = openOn(file)
    await expect(put(store, 'k')).rejects.toMatchObject(unavailable(says))
    await expect(store.collection(notes).get('k')).rejects.toMatchObject(unavailable(says))
    expect(await readFile(file, 'utf8')).toBe(content)
    await rename(file, `${file}.bad`)
    await put(store, 'k')
    expect(await keysOf(store)).toEqual(['k'])
  })

  test("another program's database", async () => {
    const module = 'module' in found ? found.module : undefined
    const foreign = new module!.DatabaseSync(file)
    foreign.exec('CREATE TABLE theirs (x)')
    foreign.close()
    const before = await readFile(file)
    await expect(put(openOn(file), 'k')).rejects.toMatchObject(unavailable(/belongs to another program/))
    expect((await readFile(file)).equals(before)).toBe(true)
  })

  test('a newer schema', async () => {
    const newer = openOn(file, { steps: [...migrations, 'CREATE TABLE later (x INTEGER) STRICT'] })
    await put(newer, 'k')
    await newer.close()
    const before = await readFile(file)
    await expect(put(openOn(file), 'k')).rejects.toMatchObject(unavailable(/newer version/))
    expect((await readFile(file)).equals(before)).toBe(true)
  })

  test('an older schema is brought forward with its rows', async () => {
    await put(openOn(file), 'k')
    await stores.pop()?.close()
    const next = openOn(file, { steps: [...migrations, 'UPDATE entry SET value = \'"moved"\''] })
    expect((await next.collection(notes).get('k'))?.value).toBe('moved')
  })

  test('a step that fails leaves the schema and the rows of before', async () => {
    await put(openOn(file), 'k')
    await stores.pop()?.close()
    const broken = openOn(file, { steps: [...migrations, 'DELETE FROM entry; SELECT * FROM nowhere'] })
    await expect(put(broken, 'x')).rejects.toThrow(/nowhere/)
    expect(await keysOf(openOn(file))).toEqual(['k'])
  })

  test('damage in the middle', async () => {
    const store = openOn(file)
    for (let i = 0; i < 50; i++) await put(store, `k${i}`, 'x'.repeat(3000))
    await store.close()
    const bytes = await readFile(file)
    bytes.fill(0xee, 4096 * 3, bytes.length)
    await writeFile(file, bytes)
    const again = openOn(file)
    await expect(keysOf(again)).rejects.toMatchObject(unavailable(/is damaged/))
    expect((await again.check()).length).toBeGreaterThan(0)
  })

  test('a folder in its place, a file in the place of its folder', async () => {
    await mkdir(file)
    await expect(put(openOn(file), 'k')).rejects.toMatchObject(unavailable(/cannot be opened/))
    await writeFile(join(folder, 'plain'), '')
    await expect(put(openOn(join(folder, 'plain', 'data.db')), 'k')).rejects.toMatchObject(
      unavailable(/cannot be opened/),
    )
  })

  test.skipIf(!posix)('a read-only file', async () => {
    await put(openOn(file), 'k')
    await stores.pop()?.close()
    await chmod(folder, 0o777)
    await chmod(file, 0o444)
    await asNobody(async () => {
      const store = openOn(file)
      await expect(put(store, 'x')).rejects.toMatchObject(unavailable(/cannot be (written|opened)/))
      expect(existsSync(file)).toBe(true)
    })
  })

  test.skipIf(!posix)('a folder that takes no files, until it does', async () => {
    await chmod(folder, 0o555)
    await asNobody(async () => {
      await expect(put(openOn(file), 'x')).rejects.toMatchObject(unavailable(/cannot be opened/))
    })
    await chmod(folder, 0o755)
    const store = stores.at(-1)!
    await put(store, 'x')
    expect(await keysOf(store)).toEqual(['x'])
  })

  test.skipIf(!posix || process.geteuid?.() !== 0)("somebody else's file", async () => {
    await put(openOn(file), 'k')
    await stores.pop()?.close()
    await chown(folder, 65_534, 65_534)
    await asNobody(async () => {
      await expect(put(openOn(file), 'x')).rejects.toMatchObject(unavailable(/cannot be (written|opened)/))
    })
  })
})

describe.skipIf(noSqlite)('a full disk', () => {
  /** A store whose file may have so many pages; the number can be raised while it is open. */
  async function openSmall(pages: number) {
    let database: Database | undefined
    const store = openOn(file, {
      onConnection: (opened) => {
        database = opened
        opened.exec(`PRAGMA max_page_count = ${pages}`)
      },
    })
    await put(store, 'first')
    return { store, grow: () => database?.exec('PRAGMA max_page_count = 100000') }
  }

  test('refuses what does not fit, keeps the rest, and goes on when there is room', async () => {
    const { store, grow } = await openSmall(20)
    await expect(put(store, 'big', 'x', new Uint8Array(200_000))).rejects.toMatchObject(unavailable(/the disk is full/))
    await put(store, 'small')
    expect(await keysOf(store)).toEqual(['first', 'small'])
    grow()
    await put(store, 'big', 'x', new Uint8Array(200_000))
    expect(await keysOf(store)).toEqual(['big', 'first', 'small'])
    expect(await store.check()).toEqual([])
  })

  test('undoes a transaction as a whole, also one that goes on after the failure', async () => {
    const { store } = await openSmall(20)
    const stubborn = store.transaction(async (transaction) => {
      const own = transaction.collection(notes)
      await own.put('before', { value: 'x' })
      await own.put('big', { value: 'x', data: new Uint8Array(200_000) }).catch(() => undefined)
      await own.put('after', { value: 'x' })
    })
    await expect(stubborn).rejects.toThrow('the transaction has ended')
    expect(await keysOf(store)).toEqual(['first'])
  })

  test('costs only the writes that do not fit, though they were committed together', async () => {
    const { store } = await openSmall(20)
    const outcomes = await Promise.allSettled([
      put(store, 'a'),
      put(store, 'big', 'x', new Uint8Array(200_000)),
      put(store, 'b'),
      put(store, 'bigger', 'x', new Uint8Array(300_000)),
      put(store, 'c'),
    ])
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, true])
    expect(await keysOf(store)).toEqual(['a', 'b', 'c', 'first'])
  })
})

describe('which SQLite', () => {
  test.each([
    ['3.51.2', false],
    ['3.51.3', true],
    ['3.53.0', true],
    ['3.9.9', false],
    ['4.0.0', true],
    ['2.60.0', false],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected)
  })

  test('none: the reason is said', async () => {
    const none = await findSqlite({ node: '20.18.1' }, 'no-such-add-on')
    expect(none).toEqual({ reason: expect.stringMatching(/3\.51\.3.*no-such-add-on is not installed/) })
    const wrong = await findSqlite({ node: '20.18.1' }, 'zod')
    expect(wrong).toEqual({ reason: expect.stringMatching(/zod [\d.]+ is installed, and 1\.2 is needed/) })
  })
})

test.each(['', 'file:', 'postgres://x/y', 'data.db', 'file://host/share/x.db%00'])(
  'the URL %j names no store',
  async (url) => {
    await expect(openStore({ url, log: silentLog })).rejects.toMatchObject({ code: 'config.invalid' })
  },
)
