import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { audience, issuerKey, startIssuer } from '../../../test/support/issuer.ts'
import { silentLog } from '../../core/index.ts'
import { createIssuer, type AppRules, type IssuerConfig } from '../index.ts'
import { metadataUrls } from './metadata.ts'

const apps: readonly AppRules[] = ['cart', 'desk'].map((name) => ({ name, environment: undefined, readOnly: false }))

async function scene(config: Partial<IssuerConfig> = {}, options: Parameters<typeof startIssuer>[0] = {}) {
  const issuer = await startIssuer(options)
  const moment = { now: Date.now() }
  const judge = createIssuer({
    config: { issuer: issuer.url, audience, appClaim: 'app', requiredScopes: [], ...config },
    apps: () => apps,
    read: async (url) => {
      const response = await fetch(url)
      return { status: response.status, text: await response.text() }
    },
    log: silentLog,
    now: () => moment.now,
  })
  return { ...issuer, moment, judge, verify: (jwt: string) => judge.verify(jwt) }
}

const none = (text: string): string => text.split('.').slice(0, 2).join('.') + '.'
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token of the issuer', () => {
  test.each([
    { path: '', openId: false },
    { path: '', openId: true },
    { path: '/realms/one', openId: false },
    { path: '/realms/one', openId: true },
  ])('lets in its app; described at $path, OpenID: $openId', async (options) => {
    const { sign, verify } = await scene({}, options)
    const until = Math.floor(Date.now() / 1000) + 600
    expect(await verify(await sign({ exp: until, client_id: 'a' }))).toEqual({
      subject: '["someone","a"]',
      app: 'cart',
      until: (until + 5) * 1000,
    })
  })

  test.each<[name: string, claims: object, header: object]>([
    ['several audiences', { aud: ['other', audience] }, {}],
    ['no type', {}, { typ: undefined }],
    ['the type that most write', {}, { typ: 'JWT' }],
    ['the long type', {}, { typ: 'application/at+jwt' }],
    ['no key id', {}, { kid: undefined }],
    ['an expiry just over', { exp: Math.floor(Date.now() / 1000) - 2 }, {}],
  ])('with %s is good', async (_, claims, header) => {
    const { sign, verify } = await scene()
    expect(await verify(await sign(claims, header))).toMatchObject({ app: 'cart' })
  })

  test.each(['RS256', 'PS256', 'EdDSA', 'ES256'])('signed with %s is good', async (alg) => {
    const { sign, verify, state } = await scene()
    const key = issuerKey('other', alg)
    state.keys = [issuerKey('some').open, { kty: 'oct', k: 'AAAA', kid: 'x' }, key.open]
    expect(await verify(await sign({}, {}, key))).toMatchObject({ app: 'cart' })
    expect(await verify(await sign({}, { kid: undefined as unknown as string }, key))).toMatchObject({ app: 'cart' })
  })

  test.each<[name: string, claims: object, header: object, status: number]>([
    ['another issuer', { iss: 'https://evil.example' }, {}, 401],
    ['a slash more', { iss: 'http://127.0.0.1/' }, {}, 401],
    ['no issuer', { iss: undefined }, {}, 401],
    ['another audience', { aud: 'https://other.example.com' }, {}, 401],
    ['a beginning of the audience', { aud: audience.slice(0, -1) }, {}, 401],
    ['the audience and a path', { aud: `${audience}/mcp` }, {}, 401],
    ['no audience', { aud: undefined }, {}, 401],
    ['no expiry', { exp: undefined }, {}, 401],
    ['an expiry that is over', { exp: Math.floor(Date.now() / 1000) - 60 }, {}, 401],
    ['a beginning to come', { nbf: Math.floor(Date.now() / 1000) + 60 }, {}, 401],
    ['no app', { app: undefined }, {}, 401],
    ['an app that is no name', { app: 7 }, {}, 401],
    ['the type of our own', {}, { typ: 'custom-api-mcp+jwt' }, 401],
    ['the type of a proof', {}, { typ: 'dpop+jwt' }, 401],
    ['the type of a logout', {}, { typ: 'logout+jwt' }, 401],
    ['the marks of an ID token', { at_hash: 'x' }, {}, 401],
    ['the kind of an ID token', { typ: 'ID' }, {}, 401],
    ['the use of an ID token', { token_use: 'id' }, {}, 401],
    ['a key that it is bound to', { cnf: { jkt: 'x' } }, {}, 401],
  ])('with %s is refused', async (_, claims, header, status) => {
    const { sign, verify } = await scene()
    expect(await verify(await sign({}))).toMatchObject({ app: 'cart' })
    expect(await verify(await sign(claims, header))).toMatchObject({ status, error: 'invalid_token' })
  })

  test('without a signature, or with one by another key or of a public key as a secret, is refused', async () => {
    const { sign, verify, key, url } = await scene()
    const good = await sign()
    const claims = good.split('.')[1] ?? ''
    const unsigned = `${encode({ alg: 'none', typ: 'at+jwt' })}.${claims}.`
    const head = encode({ alg: 'HS256', typ: 'at+jwt', kid: 'first' })
    const pem = JSON.stringify(key.open)
    const confused = `${head}.${claims}.${createHmac('sha256', pem).update(`${head}.${claims}`).digest('base64url')}`
    const foreign = await sign({}, {}, { ...issuerKey('first') })
    const own = await sign({}, { jku: `${url}/evil`, jwk: key.open as never }, issuerKey('mine'))
    for (const bad of [unsigned, none(good), confused, foreign, own, `${good.slice(0, -4)}AAAA`])
      expect(await verify(bad)).toMatchObject({ status: 401, error: 'invalid_token' })
  })

  test.each<[claim: string, claims: object, app: string | undefined]>([
    ['client_id', { client_id: 'desk' }, 'desk'],
    ['https://example.com/app', { 'https://example.com/app': 'desk' }, 'desk'],
    ['/realm_access/roles', { realm_access: { roles: ['admin', 'desk'] } }, 'desk'],
    ['/realm_access/roles', { realm_access: { roles: ['cart', 'desk'] } }, undefined],
    ['/realm_access/roles', { realm_access: { roles: ['admin'] } }, undefined],
    ['/realm_access/roles', {}, undefined],
    ['__proto__', {}, undefined],
    ['toString', {}, undefined],
  ])('the claim %s of %j names %s', async (appClaim, claims, app) => {
    const { sign, verify } = await scene({ appClaim })
    expect(await verify(await sign(claims))).toMatchObject(app === undefined ? { status: 401 } : { app })
  })

  test.each<[claims: object, isEnough: boolean]>([
    [{ scope: 'mcp:read mcp:call other' }, true],
    [{ scp: ['mcp:call', 'mcp:read'] }, true],
    [{ scp: 'mcp:call mcp:read' }, true],
    [{ scope: 'mcp:read' }, false],
    [{ scope: 'mcp:reading mcp:call' }, false],
    [{}, false],
  ])('with %j has the scopes: %s', async (claims, isEnough) => {
    const { sign, verify } = await scene({ requiredScopes: ['mcp:read', 'mcp:call'] })
    expect(await verify(await sign(claims))).toMatchObject(
      isEnough ? { app: 'cart' } : { status: 403, error: 'insufficient_scope' },
    )
  })
})

describe('the keys', () => {
  test('that are new are found at once; those that are gone let nobody in', async () => {
    const { sign, verify, state, asked } = await scene()
    const old = await sign()
    await verify(old)
    const next = issuerKey('next')
    state.keys = [next.open]
    expect(await verify(await sign({}, {}, next))).toMatchObject({ app: 'cart' })
    expect(await verify(old)).toMatchObject({ status: 401 })
    expect(asked()).toBeLessThanOrEqual(3)
  })

  test('are not asked for by a flood of tokens with unknown ones', async () => {
    const { sign, verify, asked, moment } = await scene()
    expect(await verify(await sign())).toMatchObject({ app: 'cart' })
    const flood = await Promise.all(
      Array.from({ length: 100 }, (_, at) => sign({}, { kid: `unknown-${at}` }, issuerKey('mine'))),
    )
    for (const jwt of flood.slice(0, 50)) expect(await verify(jwt)).toMatchObject({ status: 401 })
    await Promise.all(flood.slice(50).map(verify))
    expect(asked()).toBeLessThanOrEqual(6)
    moment.now += 30_000
    for (const jwt of flood.slice(0, 20)) await verify(jwt)
    expect(asked()).toBeLessThanOrEqual(7)
    expect(await verify(await sign())).toMatchObject({ app: 'cart' })
  })

  test('are not asked for by nonsense at all', async () => {
    const { sign, verify, seen } = await scene()
    const unsigned = `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode({ iss: 'x' })}.`
    for (const jwt of [unsigned, await sign({ iss: 'x' }), await sign({}, { typ: 'dpop+jwt' }), 'a.b.c'])
      expect(await verify(jwt)).toMatchObject({ status: 401 })
    expect(seen).toEqual([])
  })

  test('are asked for once by many who come at the same time', async () => {
    const { sign, verify, asked } = await scene()
    const jwt = await sign()
    const all = await Promise.all(Array.from({ length: 50 }, () => verify(jwt)))
    expect(all.every((one) => 'app' in one)).toBe(true)
    expect(asked()).toBe(1)
  })

  test('go on serving for a day while the issuer is down', async () => {
    const { sign, verify, close, moment } = await scene()
    await verify(await sign())
    await close()
    moment.now += 23 * 3_600_000
    const later = Math.floor(moment.now / 1000) + 600
    expect(await verify(await sign({ exp: later }))).toMatchObject({ app: 'cart' })
    moment.now += 2 * 3_600_000
    expect(await verify(await sign({ exp: later + 7200 }))).toMatchObject({ status: 503 })
  })

  test('of an issuer that is down are no 401, and found when it is up again', async () => {
    const { sign, verify, state, seen, moment } = await scene()
    state.status = 500
    const jwt = await sign()
    expect(await verify(jwt)).toMatchObject({ status: 503, says: expect.stringContaining('cannot be reached') })
    const before = seen.length
    for (let round = 0; round < 20; round++) await verify(jwt)
    expect(seen.length).toBe(before) // not asked again for a moment
    state.status = 200
    moment.now += 5001
    expect(await verify(jwt)).toMatchObject({ app: 'cart' })
  })

  test('of an issuer that stays down are asked for at longer and longer intervals, a minute at most', async () => {
    const { sign, verify, state, seen, moment } = await scene()
    state.status = 500
    const jwt = await sign({ exp: Math.floor(Date.now() / 1000) + 3600 })
    const asked: number[] = []
    for (let second = 0; second <= 240; second++) {
      const before = seen.length
      await verify(jwt)
      if (seen.length > before) asked.push(second)
      moment.now += 1000
    }
    expect(asked).toEqual([0, 5, 15, 35, 75, 135, 195])
  })

  test('of an issuer whose description is of another one are not taken', async () => {
    const { sign, verify, state } = await scene()
    state.issuer = 'https://evil.example'
    expect(await verify(await sign())).toMatchObject({ status: 503 })
  })
})

test.each([
  [
    'https://a.example',
    ['https://a.example/.well-known/oauth-authorization-server', 'https://a.example/.well-known/openid-configuration'],
  ],
  [
    'https://a.example/',
    ['https://a.example/.well-known/oauth-authorization-server', 'https://a.example/.well-known/openid-configuration'],
  ],
  [
    'https://a.example/realms/x',
    [
      'https://a.example/.well-known/oauth-authorization-server/realms/x',
      'https://a.example/.well-known/openid-configuration/realms/x',
      'https://a.example/realms/x/.well-known/openid-configuration',
    ],
  ],
])('%s may describe itself at %j', (issuer, urls) => {
  expect(metadataUrls(issuer)).toEqual(urls)
})
