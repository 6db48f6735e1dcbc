import { createHmac, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findSqlite } from '../../store/backends/sqlite-module.ts'
import { silentLog, type Secret } from '../../core/index.ts'
import { openStore } from '../../store/index.ts'
import { createVault } from '../../vault/index.ts'
import { createGate, createTokens, isSigningKey, type AppRules, type Tokens } from '../index.ts'

const noSqlite = !('module' in (await findSqlite()))
const hour = 3_600_000
const apps: readonly AppRules[] = [
  { name: 'cart', environment: undefined, readOnly: false },
  { name: 'desk', environment: 'live', readOnly: true },
]

async function scene() {
  const folder = await mkdtemp(join(tmpdir(), 'tokens-'))
  const moment = { now: Date.now() }
  const open = () => openStore({ url: `file:${join(folder, 'data.db')}`, log: silentLog })
  const stores = [await open(), await open()] // as two processes have them
  onTestFinished(async () => {
    for (const store of stores) await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const make = (store: (typeof stores)[number] | undefined) => {
    if (store === undefined) throw new Error('opened above')
    const vault = createVault({
      store: async () => store,
      exists: () => true,
      keys: { variable: () => undefined, folder, keychain: async () => undefined, preferKeychain: false },
      log: silentLog,
    })
    return { vault, tokens: createTokens({ store: async () => store, vault, log: silentLog, now: () => moment.now }) }
  }
  const [one, other] = [make(stores[0]), make(stores[1])]
  return { ...one, other, moment, folder }
}

/** The claims and the header of a token, to be changed and signed again with the very key. */
async function forge(
  { vault, tokens }: Awaited<ReturnType<typeof scene>>,
  change: { header?: object; claims?: object; key?: Uint8Array; hash?: string },
): Promise<string> {
  const { token } = await tokens.create({ app: 'cart', environment: undefined, lifetime: hour })
  const [head = '', body = ''] = token.reveal().split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  const write = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const [row] = (await vault.list()).filter(isSigningKey)
  const opened = row === undefined ? undefined : await vault.open(row)
  const key = change.key ?? Buffer.from(opened?.secret.reveal() ?? '', 'base64url')
  const text = `${write({ ...read(head), ...change.header })}.${write({ ...read(body), ...change.claims })}`
  return `${text}.${createHmac(change.hash ?? 'sha256', key)
    .update(text)
    .digest('base64url')}`
}

const gateOf = (tokens: Tokens, base: { app?: string; environment?: string } = {}, rules = apps) =>
  createGate({ token: silent, base: { via: 'http', ...base }, apps: () => rules, tokens, log: silentLog })
const silent = { reveal: () => 'fake-local-token-0123456789' } as Secret // the gate asks for nothing else

describe.skipIf(noSqlite)('tokens of apps', () => {
  test('let in whom they name, in every process, until they are revoked by any', async () => {
    const { tokens, other } = await scene()
    const { token, about } = await tokens.create({ app: 'cart', environment: 'test', lifetime: hour })
    const [here, there] = [gateOf(tokens), gateOf(other.tokens)]
    for (const gate of [here, there])
      expect(await gate.enter(`Bearer ${token.reveal()}`)).toMatchObject({
        principal: { id: `token ${about.id}`, caller: { via: 'http', app: 'cart', environment: 'test' } },
      })
    const entry = await there.enter(`bearer ${token.reveal()}`)
    expect('stays' in entry && (await entry.stays?.())).toBe(true)
    expect(await tokens.revoke(about.id)).toMatchObject({ already: false })
    expect('stays' in entry && (await entry.stays?.())).toBe(false)
    for (const gate of [here, there])
      expect(await gate.enter(`Bearer ${token.reveal()}`)).toMatchObject({
        status: 401,
        error: 'invalid_token',
        says: 'this access token was revoked',
      })
    expect(await tokens.revoke(about.id)).toMatchObject({ already: true })
    expect(await tokens.revoke('0000000000000000')).toBeUndefined()
    expect(await tokens.revoke(token.reveal())).toBeUndefined()
  })

  test('end with their time', async () => {
    const { tokens, moment } = await scene()
    const { token } = await tokens.create({ app: 'cart', environment: undefined, lifetime: hour })
    moment.now += hour - 2000
    expect(await tokens.verify(token.reveal())).toMatchObject({ app: 'cart' })
    moment.now += 4000
    expect(await tokens.verify(token.reveal())).toEqual({ why: 'has expired' })
  })

  test('of two processes that begin at once both are good', async () => {
    const { tokens, other } = await scene()
    const made = await Promise.all(
      [tokens, other.tokens].map((one) => one.create({ app: 'cart', environment: undefined, lifetime: hour })),
    )
    for (const { token } of made)
      for (const one of [tokens, other.tokens]) expect(await one.verify(token.reveal())).toMatchObject({ app: 'cart' })
  })

  test('are listed without a character of them, with their last use', async () => {
    const { tokens, moment } = await scene()
    const { token, about } = await tokens.create({ app: 'cart', environment: undefined, lifetime: hour })
    expect(await tokens.list()).toEqual([about])
    tokens.used(about.id)
    await expect.poll(async () => (await tokens.list())[0]?.usedAt).toBe(moment.now)
    expect(JSON.stringify(await tokens.list())).not.toContain(token.reveal().split('.')[2])
  })

  test('end with the vault that their key is in', async () => {
    const { tokens, vault } = await scene()
    const { token } = await tokens.create({ app: 'cart', environment: undefined, lifetime: hour })
    await vault.rekey({ home: 'file' })
    expect(await tokens.verify(token.reveal())).toMatchObject({ app: 'cart' })
    await vault.clear()
    expect(await tokens.verify(token.reveal())).toEqual({ why: 'is not valid here' })
  })

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  test.each<[name: string, change: Parameters<typeof forge>[1]]>([
    ['another key', { key: Buffer.alloc(32, 7) }],
    ['an empty key', { key: Buffer.alloc(0) }],
    ['alg none', { header: { alg: 'none' } }],
    ['alg None', { header: { alg: 'None' } }],
    ['no alg', { header: { alg: undefined } }],
    ['a longer hash', { header: { alg: 'HS512' }, hash: 'sha512' }],
    ['the algorithm of a longer hash', { header: { alg: 'HS512' } }],
    ['an asymmetric algorithm', { header: { alg: 'RS256' } }],
    ['another type', { header: { typ: 'JWT' } }],
    ['the type of access tokens', { header: { typ: 'at+jwt' } }],
    ['no type', { header: { typ: undefined } }],
    ['a key that is not there', { header: { kid: '0123456789abcdef' } }],
    ['no key id', { header: { kid: undefined } }],
    ['the key of a credential', { header: { kid: '../pets' } }],
    ['a key of its own', { header: { kid: undefined, jwk: { kty: 'oct', k: 'AAAA' } } }],
    ['a critical extension', { header: { crit: ['exp'], exp: 1 } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['no issuer', { claims: { iss: undefined } }],
    ['another audience', { claims: { aud: 'other' } }],
    ['a prefix of the audience', { claims: { aud: 'custom-api-mcp' } }],
    ['no audience', { claims: { aud: undefined } }],
    ['no expiry', { claims: { exp: undefined } }],
    ['an expiry in words', { claims: { exp: '9999999999' } }],
    ['no id', { claims: { jti: undefined } }],
    ['an id that was never given', { claims: { jti: 'ffffffffffffffff' } }],
    ['an id of another form', { claims: { jti: '__proto__' } }],
    ['another app', { claims: { sub: 'desk' } }],
    ['no app', { claims: { sub: undefined } }],
    ['another environment', { claims: { env: 'live' } }],
    ['an environment that is none', { claims: { env: 7 } }],
    ['a beginning that is to come', { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
  ])('with %s let nobody in', async (_, change) => {
    const place = await scene()
    const gate = gateOf(place.tokens)
    expect(await gate.enter(`Bearer ${await forge(place, {})}`)).toHaveProperty('principal')
    const refused = await gate.enter(`Bearer ${await forge(place, change)}`)
    expect(refused).toMatchObject({ status: 401, error: 'invalid_token' })
    expect(refused).not.toHaveProperty('principal')
    expect(await place.tokens.verify(await forge(place, change))).toHaveProperty('why')
  })

  test('a token of another key pair under our type lets nobody in', async () => {
    const { tokens } = await scene()
    const jwt = await new SignJWT({ sub: 'cart' })
      .setProtectedHeader({ alg: 'RS256', typ: 'custom-api-mcp+jwt', kid: '0123456789abcdef' })
      .setExpirationTime('1h')
      .sign(rsa.privateKey)
    expect(await gateOf(tokens).enter(`Bearer ${jwt}`)).toMatchObject({ status: 401 })
  })

  test.each<[name: string, given: string | undefined, error: string | undefined]>([
    ['nothing', undefined, undefined],
    ['no word', 'Bearer', 'invalid_token'],
    ['another scheme', 'Basic ZmFrZTpmYWtl', 'invalid_token'],
    ['a wrong word', 'Bearer fake-local-token-0123456788', 'invalid_token'],
    ['a beginning of it', 'Bearer fake-local-token-', 'invalid_token'],
    ['three empty parts', 'Bearer ..', 'invalid_token'],
    ['parts that are no JSON', 'Bearer aaaa.bbbb.cccc', 'invalid_token'],
    ['two tokens', 'Bearer a.b.c, Bearer d.e.f', 'invalid_token'],
    ['a JWT whose header is a list', `Bearer ${Buffer.from('[]').toString('base64url')}.e30.x`, 'invalid_token'],
  ])('%s is refused', async (_, given, error) => {
    const { tokens } = await scene()
    const refused = await gateOf(tokens).enter(given)
    expect(refused).toMatchObject({ status: 401 })
    expect('error' in refused ? refused.error : undefined).toBe(error)
  })

  test.each<[name: string, base: object, rules: readonly AppRules[], says: string]>([
    ['its app is gone', {}, [], 'this access token is for an app that this server does not have'],
    [
      'its app has another environment now',
      {},
      [{ name: 'cart', environment: 'live', readOnly: false }],
      'this access token is for another environment than its app has now',
    ],
    [
      'the server serves another app',
      { app: 'desk' },
      apps,
      'this access token is for another app than this server serves',
    ],
    [
      'the server serves another environment',
      { environment: 'live' },
      apps,
      'is for another environment than this server',
    ],
  ])('a token lets nobody in when %s', async (_, base, rules, says) => {
    const { tokens } = await scene()
    const { token } = await tokens.create({ app: 'cart', environment: 'test', lifetime: hour })
    const refused = await gateOf(tokens, base, [...rules]).enter(`Bearer ${token.reveal()}`)
    expect(refused).toMatchObject({ status: 401, error: 'invalid_token', says: expect.stringContaining(says) })
  })

  test('where everybody is let in a token still says for which app, and one that ended is refused', async () => {
    const { tokens } = await scene()
    const open = createGate({ token: undefined, base: { via: 'http' }, apps: () => apps, tokens, log: silentLog })
    const { token, about } = await tokens.create({ app: 'cart', environment: undefined, lifetime: hour })
    const callerOf = async (given: string | undefined) => {
      const entry = await open.enter(given)
      return 'status' in entry ? entry.status : (entry.principal.caller.app ?? 'nobody')
    }
    const foreign = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.x`
    expect(await Promise.all([undefined, 'Basic x', 'Bearer x', `Bearer ${foreign}`].map(callerOf))).toEqual(
      Array<string>(4).fill('nobody'),
    )
    expect(await callerOf(`Bearer ${token.reveal()}`)).toBe('cart')
    await tokens.revoke(about.id)
    expect(await callerOf(`Bearer ${token.reveal()}`)).toBe(401)
  })

  test('a store that cannot be asked is no 401 and lets nobody in', async () => {
    const { tokens, vault } = await scene()
    const { token } = await tokens.create({ app: 'cart', environment: undefined, lifetime: hour })
    const broken = createTokens({
      store: () => Promise.reject(new Error('/home/someone/data.db is gone')),
      vault,
      log: silentLog,
    })
    const refused = await gateOf(broken).enter(`Bearer ${token.reveal()}`)
    expect(refused).toEqual({ status: 503, says: 'tokens cannot be judged at the moment', hint: 'try again later' })
  })
})
