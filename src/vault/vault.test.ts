import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Secret, silentLog } from '../core/index.ts'
import { findSqlite } from '../store/backends/sqlite-module.ts'
import { openStore, type Store } from '../store/index.ts'
import { headerKey, headers } from './header.ts'
import { createVault, type Keychain, type KeyPlaces, type Place, type Vault } from './index.ts'
import { keyOf, records } from './record.ts'

const place: Place = { api: 'pets', environment: undefined, part: undefined }
const live: Place = { api: 'pets', environment: 'live', part: 'password' }
const fake = 'fake-secret-0123456789'
const origins = ['https://pets.example.com']
const key = Buffer.alloc(32, 7).toString('base64')

const noSqlite = !('module' in (await findSqlite()))

interface World {
  readonly folder: string
  readonly url: string
  readonly store: Store
  readonly vault: Vault
  /** Another process, as far as the vault can tell: a store, caches and keys of its own. */
  readonly again: (keys?: Partial<KeyPlaces>) => Promise<Vault>
}

async function world(keys: Partial<KeyPlaces> = {}, now: () => number = Date.now): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'vault-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const url = `file:${join(folder, 'data.db')}`
  const make = async (own: Partial<KeyPlaces>) => {
    const store = await openStore({ url, log: silentLog })
    onTestFinished(() => store.close())
    const places: KeyPlaces = {
      variable: () => undefined,
      folder,
      keychain: async () => undefined,
      preferKeychain: true,
      ...own,
    }
    return {
      store,
      vault: createVault({ store: async () => store, exists: () => true, keys: places, log: silentLog, now }),
    }
  }
  const first = await make(keys)
  return { folder, url, ...first, again: async (own = keys) => (await make(own)).vault }
}

const keyFiles = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.key'))
const read = async (vault: Vault, at: Place): Promise<string | undefined> => (await vault.open(at))?.secret.reveal()

/** A keychain that is locked and has nobody to ask. */
const locked = (): never => {
  throw new Error('prompt dismissed')
}
const mute: Keychain = { get: locked, set: locked, delete: locked }

/** An OS keychain that answers. */
function keychain(): Keychain & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    get: (service, account) => entries.get(`${service}/${account}`),
    set: (service, account, text) => void entries.set(`${service}/${account}`, text),
    delete: (service, account) => void entries.delete(`${service}/${account}`),
  }
}

describe.skipIf(noSqlite)('set, open, list, delete', () => {
  test('a secret comes back at its place only, with its origins', async () => {
    const { vault, again } = await world()
    expect(await vault.set(place, new Secret(fake), origins)).toEqual({ replaced: false })
    expect(await vault.open(place)).toMatchObject({ origins })
    expect(await read(await again(), place)).toBe(fake)
    expect(await read(vault, live)).toBeUndefined()
    expect(await read(vault, { ...place, api: 'pet' })).toBeUndefined()
  })

  test('a new value replaces the old one at once, in other processes too', async () => {
    const { vault, again } = await world()
    await vault.set(place, new Secret(fake), origins)
    const other = await again()
    expect(await read(other, place)).toBe(fake)
    expect(await vault.set(place, new Secret('fake-new-secret'), origins)).toEqual({ replaced: true })
    expect(await read(vault, place)).toBe('fake-new-secret')
    await new Promise((done) => setTimeout(done, 120))
    expect(await read(other, place)).toBe('fake-new-secret')
    await vault.delete(place)
    await new Promise((done) => setTimeout(done, 120))
    expect(await read(other, place)).toBeUndefined()
  })

  test('a list shows everything but the value', async () => {
    const { vault } = await world({}, () => 1_000_000)
    await vault.set(live, new Secret(fake), origins)
    await vault.set(place, new Secret(fake), origins)
    vault.used([live])
    await expect.poll(async () => (await vault.list()).map((it) => it.usedAt)).toEqual([undefined, 1_000_000])
    const list = await vault.list()
    expect(list[1]).toEqual({
      ...live,
      origins,
      fingerprint: list[0]?.fingerprint,
      setAt: 1_000_000,
      usedAt: 1_000_000,
    })
    expect(list[0]?.fingerprint).toMatch(/^[0-9a-f]{8}$/)
    expect(JSON.stringify(list)).not.toContain('fake')
    await vault.set(place, new Secret('another-fake'), origins)
    expect((await vault.list())[0]?.fingerprint).not.toBe(list[0]?.fingerprint)
  })

  test('the first use of a value is noted at once, whichever process set it', async () => {
    let clock = 1_000_000
    const { vault, again } = await world({}, () => clock)
    const server = await again()
    const listed = async () => (await vault.list()).map((it) => it.usedAt)
    await vault.set(place, new Secret(fake), origins)
    await server.open(place)
    server.used([place])
    await expect.poll(listed).toEqual([1_000_000])
    clock += 1_000
    await vault.set(place, new Secret('another-fake'), origins)
    expect(await listed()).toEqual([undefined])
    await server.open(place)
    server.used([place])
    await expect.poll(listed).toEqual([1_001_000])
  })

  test('what is stored is told once, and again when it was replaced; a user name is not', async () => {
    let clock = 1_000_000
    const { vault, again } = await world({}, () => clock)
    const server = await again()
    const told = async (): Promise<string[]> => {
      clock += 1_000
      const secrets: string[] = []
      await server.tellSecrets((secret) => secrets.push(secret.reveal()))
      return secrets
    }
    expect(await told()).toEqual([])
    await vault.set(place, new Secret('fake-name:fake-password'), origins)
    await vault.set({ ...live, part: 'username' }, new Secret('fake-name'), origins)
    await vault.set({ ...live, part: 'password' }, new Secret('fake:of-live'), origins)
    expect((await told()).sort()).toEqual(['fake-name:fake-password', 'fake-password', 'fake:of-live'])
    expect(await told()).toEqual([])
    await vault.set({ ...live, part: 'password' }, new Secret('fake-other'), origins)
    expect(await told()).toEqual(['fake-other'])
  })

  test('the same secret in another vault has another fingerprint', async () => {
    const prints = await Promise.all(
      [await world(), await world()].map(async ({ vault }) => {
        await vault.set(place, new Secret(fake), origins)
        return (await vault.list())[0]?.fingerprint
      }),
    )
    expect(prints[0]).not.toBe(prints[1])
  })

  test('nothing of a secret stands on the disk in clear, and nothing of it once it is deleted', async () => {
    const { vault, folder, store } = await world()
    await vault.set(place, new Secret(fake), origins)
    const sealed = (await store.collection(records).get(keyOf(place)))?.data ?? new Uint8Array()
    const disk = (): Buffer => Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
    expect(disk().includes(fake)).toBe(false)
    expect(disk().includes(Buffer.from(sealed))).toBe(true)
    expect(await vault.delete(place)).toBe(true)
    expect(disk().includes(Buffer.from(sealed).subarray(0, 40))).toBe(false)
    expect(await vault.delete(place)).toBe(false)
  })

  test('replacing leaves no old ciphertext', async () => {
    const { vault, folder, store } = await world()
    await vault.set(place, new Secret(fake), origins)
    const sealed = Buffer.from((await store.collection(records).get(keyOf(place)))?.data ?? [])
    await vault.set(place, new Secret(fake), origins)
    const disk = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
    expect(disk.includes(sealed.subarray(0, 40))).toBe(false)
  })

  test('where there is no database credentials are not stored, and reading says nothing is there', async () => {
    const store = await openStore({ url: 'memory:', log: silentLog })
    const keys: KeyPlaces = {
      variable: () => key,
      folder: '/nowhere',
      keychain: async () => undefined,
      preferKeychain: false,
    }
    const vault = createVault({ store: async () => store, exists: () => true, keys, log: silentLog })
    await expect(vault.set(place, new Secret(fake), origins)).rejects.toMatchObject({
      code: 'store.unavailable',
      message: 'credentials cannot be stored: there is no database here',
    })
    expect(await vault.open(place)).toBeUndefined()
  })

  test('asking a vault that was never filled makes none', async () => {
    const { folder } = await world()
    const store = await openStore({ url: `file:${join(folder, 'other.db')}`, log: silentLog })
    const keys: KeyPlaces = { variable: () => undefined, folder, keychain: async () => undefined, preferKeychain: true }
    const vault = createVault({ store: async () => store, exists: () => false, keys, log: silentLog })
    expect([await vault.open(place), await vault.list(), await vault.delete(place), await vault.keyHome()]).toEqual([
      undefined,
      [],
      false,
      undefined,
    ])
    expect(readdirSync(folder)).toEqual([])
  })
})

describe.skipIf(noSqlite)('the master key', () => {
  test.each([
    ['32 bytes in base64', key],
    ['32 bytes in base64url', Buffer.alloc(32, 0xfb).toString('base64url')],
    ['32 bytes in hex', 'aB'.repeat(32)],
    ['a passphrase', 'a fake passphrase of words'],
  ])('%s in the variable opens what it sealed, and nothing else does', async (_, text) => {
    const { vault, again, folder } = await world({ variable: () => text })
    await vault.set(place, new Secret(fake), origins)
    expect(await vault.keyHome()).toBe('variable')
    expect(keyFiles(folder)).toEqual([])
    expect(await read(await again(), place)).toBe(fake)
    for (const [wrong, says] of [
      [`${text}x`, /the key in CUSTOM_API_MCP_KEY does not open the vault; nothing was changed/],
      [Buffer.alloc(32, 9).toString('hex'), /does not open the vault; nothing was changed/],
      [undefined, /the vault is locked: it was made with the key in CUSTOM_API_MCP_KEY, and that variable is not set/],
    ] as const) {
      const other = await again({ variable: () => wrong })
      const before = readFileSync(join(folder, 'data.db'))
      await expect(other.open(place)).rejects.toMatchObject({
        code: 'credential.invalid',
        message: expect.stringMatching(says),
      })
      await expect(other.set(live, new Secret(fake), origins)).rejects.toMatchObject({ code: 'credential.invalid' })
      await expect(other.rekey({ home: 'file' })).rejects.toMatchObject({ code: 'credential.invalid' })
      expect(readFileSync(join(folder, 'data.db')).equals(before)).toBe(true)
      expect(keyFiles(folder)).toEqual([])
      expect(await other.list()).toHaveLength(1)
    }
  })

  test('a passphrase keeps its parameters, and cheaper ones are not followed', async () => {
    const { vault, again, store } = await world({ variable: () => 'a fake passphrase of words' })
    await vault.set(place, new Secret(fake), origins)
    const row = await store.collection(headers).get(headerKey)
    expect(row?.value.stretching).toMatchObject({ name: 'scrypt', N: 2 ** 17, r: 8, p: 1 })
    if (row?.value.stretching === undefined) throw new Error('no header')
    for (const N of [2 ** 14, 2 ** 24, 2 ** 17 + 2]) {
      const value = { ...row.value, stretching: { ...row.value.stretching, N } }
      await store.collection(headers).put(headerKey, { ...row, value })
      await expect((await again()).open(place)).rejects.toMatchObject({ code: 'store.unavailable' })
    }
  })

  test('a short passphrase is refused before anything is made', async () => {
    const { vault } = await world({ variable: () => 'short' })
    await expect(vault.set(place, new Secret(fake), origins)).rejects.toMatchObject({
      code: 'credential.invalid',
      message: 'the key of the vault is too short',
    })
    expect(await vault.keyHome()).toBeUndefined()
  })

  test('without a variable or keychain it is a file that only its owner can read', async () => {
    const { vault, again, folder } = await world()
    await vault.set(place, new Secret(fake), origins)
    expect(await vault.keyHome()).toBe('file')
    const [name = ''] = keyFiles(folder)
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    chmodSync(join(folder, name), 0o640)
    await expect((await again()).open(place)).rejects.toMatchObject({
      message: `others can read the key file ${join(folder, name)}`,
    })
    chmodSync(join(folder, name), 0o600)
    writeFileSync(join(folder, name), `${key}\n`)
    await expect((await again()).open(place)).rejects.toMatchObject({
      code: 'credential.invalid',
      message: `${join(folder, name)} does not open the vault; nothing was changed`,
    })
    rmSync(join(folder, name))
    const locked = await again()
    await expect(locked.open(place)).rejects.toMatchObject({
      code: 'credential.invalid',
      message: `the vault is locked: its key file ${join(folder, name)} is not there`,
    })
    await expect(locked.set(live, new Secret(fake), origins)).rejects.toMatchObject({ code: 'credential.invalid' })
    expect(keyFiles(folder)).toEqual([])
  })

  test('a keychain that answers keeps it, and one that does not leaves it to the file', async () => {
    const chain = keychain()
    const { vault, again, folder } = await world({ keychain: async () => chain })
    await vault.set(place, new Secret(fake), origins)
    expect([await vault.keyHome(), keyFiles(folder)]).toEqual(['keychain', []])
    expect(await read(await again(), place)).toBe(fake)
    await expect((await again({})).open(place)).rejects.toMatchObject({
      message: 'the vault is locked: its key is in the OS keychain, and no keychain answers here',
    })
    const dead: Keychain = {
      ...chain,
      set: () => {
        throw new Error('no session')
      },
    }
    const other = await world({ keychain: async () => dead })
    await other.vault.set(place, new Secret(fake), origins)
    expect(await other.vault.keyHome()).toBe('file')
  })

  test('many that fill a new vault at once agree on one key', async () => {
    const { vault, again, folder } = await world()
    const vaults = [vault, await again(), await again(), await again()]
    await Promise.all(
      vaults.map((it, at) => it.set({ ...place, api: `api${at}` }, new Secret(`${fake}${at}`), origins)),
    )
    expect(keyFiles(folder)).toHaveLength(1)
    const reader = await again()
    expect(await Promise.all(vaults.map((_, at) => read(reader, { ...place, api: `api${at}` })))).toEqual(
      vaults.map((_, at) => `${fake}${at}`),
    )
  })

  test('records without a header are no reason to begin a new vault', async () => {
    const { vault, again, store } = await world()
    await vault.set(place, new Secret(fake), origins)
    await store.collection(headers).delete(headerKey)
    const other = await again()
    const says = { code: 'store.unavailable', message: 'the vault has credentials and no longer says with which key' }
    await expect(other.open(place)).rejects.toMatchObject(says)
    await expect(other.set(live, new Secret(fake), origins)).rejects.toMatchObject(says)
    expect(await other.clear()).toBe(1)
    await other.set(live, new Secret(fake), origins)
    expect(await read(other, live)).toBe(fake)
  })

  test('with the last credential the vault and its key are gone, and the next one begins anew', async () => {
    const { vault, again, folder } = await world()
    await vault.set(place, new Secret(fake), origins)
    const before = keyFiles(folder)
    await vault.delete(place)
    expect(keyFiles(folder)).toEqual([])
    await vault.set(place, new Secret(fake), origins)
    expect(keyFiles(folder)).not.toEqual(before)
    expect(await read(await again(), place)).toBe(fake)
  })
})

describe.skipIf(noSqlite)('tampering', () => {
  const damaged = { code: 'store.unavailable', message: 'the stored credential of "pets" was changed or damaged' }

  test('every byte of a record counts, and only that record is lost', async () => {
    const { vault, again, store } = await world()
    await vault.set(place, new Secret(fake), origins)
    await vault.set(live, new Secret('another-fake-one'), origins)
    const rows = store.collection(records)
    const row = await rows.get(keyOf(place))
    if (row?.data === undefined) throw new Error('no row')
    for (let at = 0; at < row.data.length; at++) {
      const data = Uint8Array.from(row.data)
      data[at] = (data[at] ?? 0) ^ (1 << (at % 8))
      await rows.put(row.key, { value: row.value, data })
      await expect((await again()).open(place), `byte ${at}`).rejects.toMatchObject(damaged)
    }
    const other = await again()
    expect(await read(other, live)).toBe('another-fake-one')
    await other.set(place, new Secret(fake), origins)
    expect(await read(other, place)).toBe(fake)
  })

  test.each([
    ['origins', { origins: ['https://thief.example.com'] }],
    ['an added origin', { origins: [...origins, 'https://thief.example.com'] }],
    ['the date', { setAt: 1 }],
    ['the fingerprint', { fingerprint: '00000000' }],
    ['the version', { version: '00' }],
    ['the key’s name', { keyId: '0000000000000000' }],
    ['the environment', { environment: 'live' }],
    ['the part', { part: 'password' }],
    ['the API', { api: 'cats' }],
  ])('%s of a record cannot be changed', async (_, change) => {
    const { vault, again, store } = await world()
    await vault.set(place, new Secret(fake), origins)
    const rows = store.collection(records)
    const row = await rows.get(keyOf(place))
    if (row === undefined) throw new Error('no row')
    await rows.put(row.key, { value: { ...row.value, ...change }, data: row.data })
    await expect((await again()).open(place)).rejects.toMatchObject(damaged)
  })

  test('truncated, emptied, swapped and moved records do not open', async () => {
    const { vault, again, store } = await world()
    await vault.set(place, new Secret(fake), origins)
    await vault.set(live, new Secret('another-fake-one'), origins)
    const rows = store.collection(records)
    const [one, two] = [await rows.get(keyOf(place)), await rows.get(keyOf(live))]
    if (one?.data === undefined || two?.data === undefined) throw new Error('no rows')
    const spliced = Buffer.concat([one.data.subarray(0, 61), two.data.subarray(61)])
    for (const draft of [
      { value: one.value, data: undefined },
      ...[0, 1, 12, 29, 60, 61, 62, 88, one.data.length - 1].map((length) => ({
        value: one.value,
        data: one.data?.subarray(0, length),
      })),
      { value: one.value, data: Buffer.concat([one.data, Buffer.alloc(1)]) },
      { value: one.value, data: two.data },
      { value: one.value, data: spliced },
      { value: two.value, data: two.data },
    ]) {
      await rows.put(keyOf(place), draft)
      await expect((await again()).open(place)).rejects.toMatchObject(damaged)
    }
  })

  test('a header that was changed opens nothing', async () => {
    const { vault, again, store } = await world({ variable: () => key })
    await vault.set(place, new Secret(fake), origins)
    const row = await store.collection(headers).get(headerKey)
    if (row?.data === undefined) throw new Error('no header')
    for (const draft of [
      { value: { ...row.value, home: 'file' as const }, data: row.data },
      { value: row.value, data: row.data.subarray(1) },
      { value: row.value, data: undefined },
    ]) {
      await store.collection(headers).put(headerKey, draft)
      await expect((await again()).open(place)).rejects.toMatchObject({ code: 'credential.invalid' })
    }
  })
})

describe.skipIf(noSqlite)('rekey', () => {
  test('everything is sealed anew, the old key opens nothing and is gone', async () => {
    const { vault, again, folder, store } = await world()
    await vault.set(place, new Secret(fake), origins)
    await vault.set(live, new Secret('another-fake-one'), origins)
    const other = await again()
    expect(await read(other, place)).toBe(fake)
    const [old] = keyFiles(folder)
    const sealed = Buffer.from((await store.collection(records).get(keyOf(place)))?.data ?? [])
    expect(await vault.rekey({ home: 'file' })).toEqual({ records: 2, home: 'file' })
    expect(keyFiles(folder)).toHaveLength(1)
    expect(keyFiles(folder)).not.toContain(old)
    await new Promise((done) => setTimeout(done, 120))
    for (const it of [vault, other, await again()]) {
      expect(await read(it, place)).toBe(fake)
      expect(await read(it, live)).toBe('another-fake-one')
    }
    const disk = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
    expect(disk.includes(sealed.subarray(0, 40))).toBe(false)
  })

  test('it moves between a file, the variable and the keychain', async () => {
    const chain = keychain()
    const { vault, again, folder } = await world({ preferKeychain: false, keychain: async () => chain })
    await vault.set(place, new Secret(fake), origins)
    const withVariable = await again({ variable: () => key, keychain: async () => chain })
    await expect(withVariable.open(place)).rejects.toMatchObject({ hint: expect.stringContaining('credentials rekey') })
    await withVariable.rekey({ home: 'variable', text: new Secret(key) })
    expect([await withVariable.keyHome(), keyFiles(folder)]).toEqual(['variable', []])
    expect(await read(withVariable, place)).toBe(fake)
    await withVariable.rekey({ home: 'variable', text: new Secret('a fake passphrase of words') })
    const third = await again({ variable: () => 'a fake passphrase of words', keychain: async () => chain })
    await third.rekey({ home: 'keychain' })
    expect(chain.entries.size).toBe(1)
    const fourth = await again({ keychain: async () => chain })
    expect(await read(fourth, place)).toBe(fake)
    await fourth.rekey({ home: 'file' })
    expect([chain.entries.size, keyFiles(folder).length]).toEqual([0, 1])
  })

  test.each<[string, () => Promise<Keychain | undefined>, RegExp]>([
    ['is not installed', async () => undefined, /^install @napi-rs\/keyring/],
    ['does not answer', async () => mute, /^unlock it/],
  ])('to a keychain that %s it says what to do, and nothing has changed', async (_, find, hint) => {
    const { vault, folder } = await world({ preferKeychain: false, keychain: find })
    await vault.set(place, new Secret(fake), origins)
    const before = keyFiles(folder)
    await expect(vault.rekey({ home: 'keychain' })).rejects.toMatchObject({
      code: 'credential.invalid',
      hint: expect.stringMatching(hint),
    })
    expect([keyFiles(folder), await read(vault, place)]).toEqual([before, fake])
  })

  test('a record that does not open stops it, and nothing has changed', async () => {
    const { vault, again, store, folder } = await world()
    await vault.set(place, new Secret(fake), origins)
    await vault.set(live, new Secret('another-fake-one'), origins)
    const rows = store.collection(records)
    const row = await rows.get(keyOf(live))
    if (row === undefined) throw new Error('no row')
    await rows.put(row.key, { value: row.value, data: new Uint8Array(100) })
    const before = keyFiles(folder)
    await expect(vault.rekey({ home: 'file' })).rejects.toMatchObject({
      code: 'store.unavailable',
      message: 'the stored credential of "pets", environment "live", part "password" was changed or damaged',
    })
    expect(keyFiles(folder)).toEqual(before)
    expect(await read(await again(), place)).toBe(fake)
  })

  test('the same key again and no vault are refused', async () => {
    const { vault } = await world({ variable: () => key })
    await expect(vault.rekey({ home: 'file' })).rejects.toMatchObject({ message: 'there is no vault yet' })
    await vault.set(place, new Secret(fake), origins)
    await expect(vault.rekey({ home: 'variable', text: new Secret(key) })).rejects.toMatchObject({
      message: 'the new key is the old one; nothing was changed',
    })
  })

  test('sets and rekeys at once lose nothing', async () => {
    const { vault, again } = await world()
    await vault.set(place, new Secret(fake), origins)
    const [one, two] = [await again(), await again()]
    const done: number[] = []
    const rekeys = (async () => {
      for (let at = 0; at < 5; at++) await one.rekey({ home: 'file' })
    })()
    for (let at = 0; at < 20; at++)
      await two.set({ ...place, api: `api${at}` }, new Secret(`${fake}${at}`), origins).then(() => done.push(at))
    await rekeys
    const reader = await again()
    for (const at of done) expect(await read(reader, { ...place, api: `api${at}` })).toBe(`${fake}${at}`)
    expect(done).toHaveLength(20)
  })
})
