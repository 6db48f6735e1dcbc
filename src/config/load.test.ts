import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { CustomApiError } from '../core/index.ts'
import { loadConfig, type Config, type FoundBy } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'custom-api-mcp.json')

function setVariables(variables: Readonly<Record<string, string>>): void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]))
  Object.assign(process.env, variables)
  onTestFinished(() => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  })
}

async function load(content: unknown, how: FoundBy = 'flag'): Promise<Config> {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2))
  return loadConfig(path, how)
}

async function refusal(content: unknown, how?: FoundBy): Promise<CustomApiError> {
  const thrown: unknown = await load(content, how).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(CustomApiError)
  return thrown as CustomApiError
}

const pets = { name: 'Pets', openapi: './pets.json' }
const api = (more: object) => ({ apis: [{ ...pets, ...more }] })

describe('a config that fits', () => {
  test('the smallest entry gets every default', async () => {
    const config = await load({ apis: [{ name: 'My Billing API', openapi: 'https://x.example.com/openapi.json' }] })
    expect(config).toMatchObject({
      path,
      folder,
      trusted: true,
      tools: { budget: 6000, generic: true },
      results: { budget: 8000 },
      server: { host: '127.0.0.1', port: 8321, publicUrl: undefined, allowedHosts: [], allowedOrigins: [] },
    })
    expect(config.storage.file).toMatch(/data\.db$/)
    expect(config.apis).toEqual([
      {
        slug: 'my_billing_api',
        name: 'My Billing API',
        description: undefined,
        openapi: { kind: 'url', url: 'https://x.example.com/openapi.json' },
        overlays: [],
        documentation: [],
        baseUrl: undefined,
        domains: [],
        auth: undefined,
        headers: {},
        secretHeaders: [],
        query: {},
        timeouts: { connect: 60, response: 60, total: undefined },
        retry: { attempts: 3, maxDelay: 30 },
        rateLimit: { requests: undefined, per: 60, concurrent: 64 },
        tools: { exposure: 'auto', include: [], exclude: [], readOnly: false, confirm: [], confirmBy: 'assistant' },
        scope: 'organization',
        environments: [],
        defaultEnvironment: undefined,
        allowInsecureHttp: false,
        trusted: true,
        foreignVariables: [],
      },
    ])
    expect(config.apps).toEqual([])
  })

  test('apps and scopes', async () => {
    const config = await load({
      ...api({ scope: { apps: ['desk'] } }),
      apps: { desk: { environment: 'live', readOnly: true }, cart: {} },
    })
    expect(config.apis[0]?.scope).toEqual({ apps: ['desk'] })
    expect(config.apps).toEqual([
      { name: 'desk', environment: 'live', readOnly: true },
      { name: 'cart', environment: undefined, readOnly: false },
    ])
  })

  test('an issuer, exactly as it is written', async () => {
    const auth = { issuer: 'https://id.example.com/', audience: 'mcp', appClaim: 'client_id' }
    expect((await load({ apis: [], server: { auth } })).server.auth).toEqual({ ...auth, requiredScopes: [] })
    expect((await load({ apis: [], server: { auth: null } })).server.auth).toBeUndefined()
  })

  test('comments, trailing commas and a byte order mark are no fault', async () => {
    const config = await load('\uFEFF{ // mine\n "apis": [ { "name": "Pets", "openapi": "./p.json", }, ], /* end */ }')
    expect(config.apis[0]?.openapi).toEqual({ kind: 'file', path: join(folder, 'p.json') })
  })

  test('variables expand, with defaults and escapes, and numbers may come from them', async () => {
    setVariables({ SHOP_HOST: 'shop.example.com', SHOP_PORT: '8080', SHOP_EMPTY: '' })
    const config = await load({
      apis: [
        {
          name: 'Shop',
          baseUrl: 'https://${SHOP_HOST}/v${SHOP_VERSION:-2}/',
          description: 'costs $${5} ${SHOP_EMPTY:-}',
        },
      ],
      server: { port: '${SHOP_PORT}' },
    })
    expect(config.apis[0]).toMatchObject({ baseUrl: 'https://shop.example.com/v2', description: 'costs ${5} ' })
    expect(config.server.port).toBe(8080)
  })

  test.each([
    ['Authorization', 'Bearer ${T}', { name: 'Authorization', prefix: 'Bearer ', variable: 'T' }],
    ['X-API-Key', '${T}', { name: 'X-API-Key', prefix: '', variable: 'T' }],
    ['Cookie', '${T}', { name: 'Cookie', prefix: '', variable: 'T' }],
    ['X-Thing', '${MY_TOKEN}', { name: 'X-Thing', prefix: '', variable: 'MY_TOKEN' }], // by its variable's name
  ])('the secret header %s: %s is a reference, not read and not expanded', async (name, value, wanted) => {
    setVariables({ T: 'fake-secret-1234', MY_TOKEN: 'fake-secret-1234' })
    const config = await load(api({ headers: { [name]: value, 'X-Version': '1' } }))
    expect(config.apis[0]?.secretHeaders).toEqual([wanted])
    expect(config.apis[0]?.headers).toEqual({ 'X-Version': '1' })
    expect(JSON.stringify(config)).not.toContain('fake-secret-1234')
  })

  test.each(['${T}', 'Bearer ${T}', 'env:T'])('auth.credential %s is the reference env:T', async (credential) => {
    const config = await load(api({ auth: { type: 'bearer', credential } }))
    expect(config.apis[0]?.auth).toMatchObject([{ type: 'bearer', credential: 'env:T' }])
  })

  test('the only environment is the default one; several need a choice', async () => {
    const config = await load({
      apis: [
        { ...pets, environments: { live: { readOnly: true } } },
        { ...pets, name: 'Two', environments: { test: { baseUrl: 'https://t.example.com/' }, live: {} } },
      ],
    })
    expect(config.apis.map((it) => it.defaultEnvironment)).toEqual(['live', undefined])
    expect(config.apis[1]?.environments.map((it) => it.baseUrl)).toEqual(['https://t.example.com', undefined])
  })

  test('storage is relative to the file', async () => {
    const config = await load({ apis: [], storage: { url: 'file:./x/data.db' } })
    expect(config.storage.file).toBe(join(folder, 'x', 'data.db'))
  })

  test('a slug key serves a name that gives none', async () => {
    const config = await load({ apis: [{ ...pets, name: '天気', slug: 'weather' }] })
    expect(config.apis[0]?.slug).toBe('weather')
  })
})

const literal = 'sk_live_0123456789abcdef'

describe('a config that does not fit is refused, with the place and what to do', () => {
  test.each<[name: string, content: unknown, says: string | RegExp]>([
    ['empty', '', /1:1: the file is empty/],
    ['comments only', '// nothing', /value/],
    ['a missing comma', '{\n  "apis": []\n  "tools": {}\n}', /custom-api-mcp\.json:3:3: a comma is missing/],
    ['no JSON', 'apis: []', /1:1: a word that is no JSON value/],
    ['truncated', '{ "apis": [ { "name": "x"', /a closing brace/],
    ['a key twice', '{ "apis": [],\n "apis": [] }', /2:2: the key "apis" is there twice/],
    ['a list', '[]', 'config: expected an object: { "apis": [ … ] }'],
    ['no apis', {}, 'config.apis: missing: expected a list (line 1)'],
    [
      'a misspelt key at the root',
      { apis: [], toolz: {} },
      'config.toolz: unknown key; did you mean "tools"? (line 3)',
    ],
    [
      'a misspelt key of an API',
      api({ baseURL: 'x' }),
      /^config\.apis\.0\("Pets"\)\.baseURL: unknown key; did you mean "baseUrl"\?/,
    ],
    ['an unknown key with none near', api({ frobnicate: 1 }), /frobnicate: unknown key; known here: name, slug,/],
    [
      'a misspelt key of auth',
      api({ auth: { type: 'apiKey', inn: 'header' } }),
      /^config\.apis\.0\("Pets"\)\.auth\.inn: unknown key; did you mean "in"\?/,
    ],
    [
      'a wrong place',
      api({ auth: { type: 'apiKey', in: 'heater' } }),
      /^config\.apis\.0\("Pets"\)\.auth\.in: expected one of "header", "query", "cookie"; did you mean "header"\?/,
    ],
    ['a wrong type of auth', api({ auth: { type: 'bearr' } }), /auth\.type: .*bearer/],
    ['a wrong kind', api({ timeouts: { connect: 'long' } }), /timeouts\.connect: expected a number, found a string/],
    ['a wrong kind in a union', api({ openapi: 5 }), /openapi: expected a string or an object, found a number/],
    [
      'a key in a row of domains',
      api({ domains: [{ host: 'x.example.com', credentials: true }] }),
      /domains\.0\.credentials: unknown key; did you mean "credential"\?/,
    ],
    ['a wildcard host', api({ domains: ['*.example.com'] }), /domains\.0: expected a host/],
    ['an empty policy row', api({ tools: { include: [{}] } }), /tools\.include\.0: give at least one of/],
    ['nothing to call', { apis: [{ name: 'Pets' }] }, /^config\.apis\.0\("Pets"\): nothing to call: give "openapi"/],
    [
      'two of one slug',
      { apis: [pets, { ...pets, name: 'pets!' }] },
      /^config\.apis\.1\("pets!"\)\.name: the slug "pets" is taken by apis\.0\("Pets"\)/,
    ],
    ['no slug', api({ name: '天気' }), /name: no slug can be made/],
    ['a bad slug', api({ slug: 'My Slug' }), /slug: expected lower-case letters/],
    ['a reserved slug', api({ name: 'MCP token' }), /the slug "mcp_token" is reserved/],
    [
      'a shared variable',
      {
        apis: [
          { ...pets, name: 'Bill', environments: { live: {} } },
          { ...pets, name: 'Bill live' },
        ],
      },
      /shares the variable CUSTOM_API_BILL_LIVE .* with apis\.0\("Bill"\)/,
    ],
    [
      'a shared part',
      {
        apis: [
          { ...pets, name: 'Bill', auth: { type: 'basic' } },
          { ...pets, name: 'Bill password' },
        ],
      },
      /shares the variable CUSTOM_API_BILL_PASSWORD/,
    ],
    ['twin environments', api({ environments: { 'a-b': {}, a_b: {} } }), /is the same name as "a-b" in a variable/],
    [
      'an unknown default environment',
      api({ environments: { test: {} }, defaultEnvironment: 'live' }),
      /defaultEnvironment: no such environment; there are: test/,
    ],
    ['a default without environments', api({ defaultEnvironment: 'live' }), /there are no environments/],
    [
      'an unset variable',
      api({ baseUrl: 'https://${NOT_SET_ANYWHERE}/' }),
      /^config\.apis\.0\("Pets"\)\.baseUrl: the variable NOT_SET_ANYWHERE is not set/,
    ],
    ['a broken variable', api({ description: '${not a name}' }), /holds no variable name/],
    [
      'a secret variable in a URL',
      api({ baseUrl: 'https://x.example.com/bot${BOT_TOKEN}' }),
      /\$\{BOT_TOKEN\} looks like a secret/,
    ],
    ['a credential of ours in a text', api({ description: '${CUSTOM_API_PETS}' }), /looks like a secret/],
    ['a base URL with a query', api({ baseUrl: 'https://x.example.com/?a=1' }), /baseUrl: a base URL has no query/],
    ['a relative base URL', api({ baseUrl: '/v1' }), /baseUrl: expected an absolute/],
    ['another scheme', api({ baseUrl: 'ftp://x.example.com/' }), /expected http or https, found ftp:/],
    ['a URL with a tab', api({ baseUrl: 'https://x.exa\tmple.com/' }), /spaces or control characters/],
    ['a header name', api({ headers: { 'X Y': '1' } }), /no valid header name/],
    ['a header of the connection', api({ headers: { Host: 'x' } }), /set by the connection/],
    ['a header twice', api({ headers: { 'X-A': '1', 'x-a': '2' } }), /there twice, in another letter case/],
    ['a header with a line break', api({ headers: { 'X-A': 'a\r\nB: c' } }), /line breaks/],
    ['a rate without requests', api({ rateLimit: { per: 5 } }), /rateLimit: `per` needs `requests`/],
    [
      'a generic tool',
      { apis: [], tools: { generic: ['list_apis', 'http_gett'] } },
      /tools\.generic\.1: no generic tool; did you mean "http_get"/,
    ],
    [
      'an app that is not there',
      { ...api({ scope: { apps: ['chekout'] } }), apps: { checkout: {} } },
      /apis\.0\("Pets"\)\.scope\.apps\.0: no such app; did you mean "checkout"\?/,
    ],
    ['an app without any', api({ scope: { apps: ['desk'] } }), /no such app; there is no "apps" in the config/],
    ['no app at all', api({ scope: { apps: [] } }), /scope\.apps: name at least one app/],
    ['another scope', api({ scope: 'everybody' }), /scope: expected "organization" or an object with "apps"/],
    [
      'a key of an app',
      { apis: [], apps: { desk: { readonly: true } } },
      /readonly: unknown key; did you mean "readOnly"/,
    ],
    [
      'an issuer over plain http',
      { apis: [], server: { auth: { issuer: 'http://id.example.com', audience: 'x', appClaim: 'app' } } },
      /server\.auth\.issuer: expected https/,
    ],
    [
      'an issuer with a query',
      { apis: [], server: { auth: { issuer: 'https://id.example.com/?a', audience: 'x', appClaim: 'app' } } },
      /server\.auth\.issuer: a base URL has no query/,
    ],
    [
      'an issuer without an audience',
      { apis: [], server: { auth: { issuer: 'https://id.example.com', appClaim: 'app' } } },
      /server\.auth\.audience: missing/,
    ],
    ['the name of an app', { apis: [], apps: { 'a b': {} } }, /the name does not fit: expected up to 40/],
    ['another store', { apis: [], storage: { url: 'postgres://x/y' } }, /storage\.url: only `file:`/],
  ])('%s', async (_, content, says) => {
    const error = await refusal(content)
    expect(error.code).toBe('config.invalid')
    expect(error.message).toMatch(says)
    expect(error.hint).toBeDefined()
  })

  test.each([
    ['tls', api({ tls: { cert: './c' } })],
    ['webhooks', api({ webhooks: {} })],
    ['endpoints', { apis: [], endpoints: [] }],
  ])('%s is refused as not built yet', async (key, content) => {
    expect((await refusal(content)).message).toContain(`\`${key}\` is not built yet in this version`)
  })

  test.each<[name: string, content: unknown, says: RegExp]>([
    [
      'Authorization',
      api({ headers: { Authorization: `Bearer ${literal}` } }),
      /headers\.Authorization: a literal secret .*"auth": \{ "type": "bearer" \} and run `custom-api-mcp credentials set pets`, or write "Authorization": "\$\{AUTHORIZATION\}"/,
    ],
    [
      'X-API-Key',
      api({ headers: { 'X-API-Key': literal } }),
      /headers\.X-API-Key: a literal secret .*\{ "type": "apiKey", "name": "X-API-Key" \} and run `custom-api-mcp credentials set pets`/,
    ],
    ['cookie', api({ headers: { cookie: `sid=${literal}` } }), /headers\.cookie: a literal secret/],
    ['a harmless name, a token inside', api({ headers: { 'X-Thing': literal } }), /headers\.X-Thing: a literal secret/],
    ['a default', api({ headers: { 'X-API-Key': `\${T:-${literal}}` } }), /a default would be a literal secret/],
    [
      'a variable in the middle',
      api({ headers: { Cookie: `sid=\${T}; x=${literal}` } }),
      /a secret header is one whole variable/,
    ],
    [
      'an environment',
      api({ environments: { live: { headers: { 'X-Auth-Token': literal } } } }),
      /environments\.live\.headers\.X-Auth-Token: a literal secret .*`custom-api-mcp credentials set pets --environment live`/,
    ],
    [
      'auth.credential',
      api({ auth: { type: 'bearer', credential: literal } }),
      /auth\.credential: a literal secret .*`custom-api-mcp credentials set pets` .*CUSTOM_API_PETS/,
    ],
    [
      'auth.credential with a default',
      api({ auth: { type: 'bearer', credential: `\${T:-${literal}}` } }),
      /a default would be a literal secret/,
    ],
    [
      'auth.token',
      api({ auth: { type: 'bearer', token: literal } }),
      /auth\.token: a literal secret .*`custom-api-mcp credentials set pets`, .*CUSTOM_API_PETS/,
    ],
    [
      'auth.token as a variable',
      api({ auth: { type: 'bearer', token: '${T}' } }),
      /auth\.token: unknown key; .*"credential": "env:T"/,
    ],
    ['auth in a list', api({ auth: [{ type: 'basic', password: literal }] }), /auth\.0\.password: a literal secret/],
    [
      'auth.prefix',
      api({ auth: { type: 'bearer', prefix: `Bearer ${literal}` } }),
      /auth\.prefix: this looks like a secret/,
    ],
    [
      'an incomplete reference',
      api({ auth: { type: 'bearer', credential: `op://${literal}` } }),
      /auth\.credential: a literal secret must not stand in this file; .*op:\/\/vault\/item\/field/,
    ],
    [
      'a relative file reference',
      api({ auth: { type: 'bearer', credential: 'file:./token' } }),
      /the path of a `file:` reference is absolute/,
    ],
    [
      'a command outside the user’s folder',
      api({ auth: [{ type: 'bearer', credential: 'cmd:pass show pets' }] }),
      /auth\.0\.credential: `cmd:` works only in the user's own config folder/,
    ],
    [
      'a literal in a command',
      api({ auth: { type: 'bearer', credential: `cmd:echo ${literal}` } }),
      /a literal secret must not stand in this file, in a command neither/,
    ],
    [
      'user info in baseUrl',
      api({ baseUrl: `https://me:${literal}@x.example.com/` }),
      /baseUrl: a URL must not hold a user name or password/,
    ],
    [
      'user info in openapi',
      api({ openapi: `https://${literal}@x.example.com/o.json` }),
      /openapi: a URL must not hold/,
    ],
    [
      'a key in openapi',
      api({ openapi: `https://x.example.com/o.json?api_key=${literal}` }),
      /openapi: the query key "api_key" looks like a secret/,
    ],
    [
      'a key in query',
      api({ query: { access_token: literal } }),
      /query\.access_token: "access_token" looks like a secret; .*"in": "query"/,
    ],
  ])('a literal secret is refused and not repeated: %s', async (_, content, says) => {
    const error = await refusal(content)
    expect(error.message).toMatch(says)
    expect(`${error.message}${error.hint}`).not.toContain(literal)
  })

  test('user info that comes from a variable is refused as well', async () => {
    setVariables({ USERPASS: 'me:fake-secret-77' })
    const error = await refusal(api({ baseUrl: 'https://${USERPASS}@x.example.com/' }))
    expect(error.message).toMatch(/a URL must not hold a user name or password/)
    expect(error.message).not.toContain('fake-secret-77')
  })

  test('all problems are told at once, one a line, in the order of the file', async () => {
    const error = await refusal({
      apis: [{ name: 'Pets', opnapi: './x.json', auth: { type: 'apiKey', in: 'body' } }],
      result: {},
      server: { port: 'x' },
    })
    expect(error.message.split('\n').map((line) => line.split(': ')[0])).toEqual([
      'config.apis.0("Pets").opnapi',
      'config.apis.0("Pets").auth.in',
      'config.result',
      'config.server.port',
    ])
    expect(error.hint).toBe(`correct ${path} (4 problems)`)
  })

  test.each([
    ['a missing file', join(folder, 'none.json'), /there is no such file/],
    ['a folder', folder, /it is a folder/],
  ])('%s', async (_, where, says) => {
    await expect(loadConfig(where, 'flag')).rejects.toThrow(says)
  })
})

describe('a config met by chance in the working directory', () => {
  test('may use no variable', async () => {
    setVariables({ HOME_TOWN: 'x' })
    const error = await refusal(api({ description: '${HOME_TOWN}' }), 'cwd')
    expect(error.message).toContain('start with --config ./custom-api-mcp.json')
  })

  test('loads without variables, and is not trusted', async () => {
    const config = await load(api({ auth: { type: 'bearer' } }), 'cwd')
    expect([config.trusted, config.apis[0]?.trusted]).toEqual([false, false])
  })

  test('may not name a variable for its credential', async () => {
    expect(
      (await refusal(api({ auth: { type: 'bearer', credential: 'env:AWS_SECRET_ACCESS_KEY' } }), 'cwd')).message,
    ).toMatch(/--config \.\/custom-api-mcp\.json/)
  })
})

test('the switch that turns TLS verification off stops the start', async () => {
  setVariables({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })
  expect((await refusal({ apis: [] })).message).toMatch(/NODE_TLS_REJECT_UNAUTHORIZED/)
})

test('the example that ships loads as it is', async () => {
  setVariables({ SAMPLE_PORT: '9000' })
  const config = await loadConfig(resolve(import.meta.dirname, '../../config.example.json'), 'flag')
  expect(config.apis).toMatchObject([{ slug: 'sample_shop', baseUrl: 'http://127.0.0.1:9000' }])
})
