import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  credentialSource,
  credentialVariable,
  findConfig,
  folders,
  loadConfig,
  referenceSource,
  headerSource,
  serverToken,
} from './index.ts'

function variables(set: Readonly<Record<string, string>>): void {
  Object.assign(process.env, set)
  onTestFinished(() => {
    for (const name of Object.keys(set)) delete process.env[name]
  })
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function api(entry: object, how: 'flag' | 'cwd' = 'flag') {
  const path = join(temporary(), 'custom-api-mcp.json')
  writeFileSync(
    path,
    JSON.stringify({ apis: [{ name: 'My Billing API', baseUrl: 'https://x.example.com', ...entry }] }),
  )
  const [first] = (await loadConfig(path, how)).apis
  if (first === undefined) throw new Error('no entry')
  return first
}

test.each([
  ['My Billing API', undefined, undefined, 'CUSTOM_API_MY_BILLING_API'],
  ['Twilio SMS', undefined, undefined, 'CUSTOM_API_TWILIO_SMS'],
  ['My Billing API', 'live', undefined, 'CUSTOM_API_MY_BILLING_API_LIVE'],
  ['My Billing API', undefined, 'password', 'CUSTOM_API_MY_BILLING_API_PASSWORD'],
  ['x', 'eu-west', 'username', 'CUSTOM_API_X_EU_WEST_USERNAME'],
])('%s, %s, %s comes from %s', (name, environment, part, variable) => {
  expect(credentialVariable(name, environment, part)).toBe(variable)
})

const two = { environments: { test: {}, live: {} } }

test.each([
  { entry: {}, environment: undefined, set: 'CUSTOM_API_MY_BILLING_API', gets: true },
  { entry: two, environment: 'live', set: 'CUSTOM_API_MY_BILLING_API_LIVE', gets: true },
  { entry: two, environment: 'live', set: 'CUSTOM_API_MY_BILLING_API', gets: false },
  { entry: { ...two, defaultEnvironment: 'test' }, environment: 'test', set: 'CUSTOM_API_MY_BILLING_API', gets: true },
  { entry: { ...two, defaultEnvironment: 'test' }, environment: 'live', set: 'CUSTOM_API_MY_BILLING_API', gets: false },
  {
    entry: { ...two, defaultEnvironment: 'test' },
    environment: 'live',
    set: 'CUSTOM_API_MY_BILLING_API_TEST',
    gets: false,
  },
  {
    entry: { auth: { type: 'bearer', credential: 'env:OTHER_KEY' } },
    environment: undefined,
    set: 'OTHER_KEY',
    gets: true,
  },
  {
    entry: { auth: { type: 'bearer', credential: 'env:OTHER_KEY' } },
    environment: undefined,
    set: 'CUSTOM_API_MY_BILLING_API',
    gets: false,
  },
])('environment $environment with $set set: $gets', async ({ entry, environment, set, gets }) => {
  variables({ [set]: 'fake-secret-1' })
  const source = credentialSource(await api(entry), environment)
  expect((await source.get())?.reveal()).toBe(gets ? 'fake-secret-1' : undefined)
})

test('the variable of the environment wins over the plain one', async () => {
  variables({ CUSTOM_API_MY_BILLING_API: 'fake-plain', CUSTOM_API_MY_BILLING_API_TEST: 'fake-test' })
  const entry = await api({ ...two, defaultEnvironment: 'test' })
  expect((await credentialSource(entry, 'test').get())?.reveal()).toBe('fake-test')
  expect(credentialSource(entry, 'test').howToSet()).toBe(
    'set the variable CUSTOM_API_MY_BILLING_API_TEST or CUSTOM_API_MY_BILLING_API where the server starts',
  )
})

test('parts have variables of their own', async () => {
  variables({ CUSTOM_API_MY_BILLING_API_PASSWORD: 'fake-pass' })
  const source = credentialSource(await api({ auth: { type: 'basic' } }), undefined)
  expect((await source.get('password'))?.reveal()).toBe('fake-pass')
  expect(await source.get('username')).toBeUndefined()
  expect(source.howToSet('username')).toContain('CUSTOM_API_MY_BILLING_API_USERNAME')
})

test('a config met by chance gets no credential, and the way out is told', async () => {
  variables({ CUSTOM_API_MY_BILLING_API: 'fake-secret-1' })
  const source = credentialSource(await api({}, 'cwd'), undefined)
  expect(await source.get()).toBeUndefined()
  expect(source.howToSet()).toContain('--config ./custom-api-mcp.json')
})

test('a part that a description names reads no other API’s and no other environment’s credential', async () => {
  variables({
    CUSTOM_API_PETS_STORE: 'fake-store',
    CUSTOM_API_PETS_STORE_PASSWORD: 'fake-store-password',
    CUSTOM_API_PETS_LIVE: 'fake-live',
    CUSTOM_API_PETS_TEST_STORE: 'fake-test-store',
    CUSTOM_API_PETS_LIVE_EU: 'fake-live-eu',
    CUSTOM_API_PETS_STORK: 'fake-own-part',
  })
  const path = join(temporary(), 'config.json')
  const baseUrl = 'https://x.example.com'
  const environments = { test: {}, live: {}, 'live-eu': {} }
  const apis = [
    { name: 'Pets', baseUrl, environments, defaultEnvironment: 'test' },
    ...['Pets Store', 'Pets Test Store'].map((name) => ({ name, baseUrl })),
  ]
  writeFileSync(path, JSON.stringify({ apis }))
  const [pets] = (await loadConfig(path, 'flag')).apis
  if (pets === undefined) throw new Error('no entry')
  const source = credentialSource(pets, 'test')
  const found = await Promise.all(['store', 'store_password', 'live', 'stork'].map((part) => source.get(part)))
  expect(found.map((it) => it?.reveal())).toEqual([undefined, undefined, undefined, 'fake-own-part'])
  expect(await credentialSource(pets, 'live').get('eu')).toBeUndefined()
})

test('a reference is followed, and only the whole credential has one', async () => {
  variables({ OTHER_KEY: 'fake-other', CUSTOM_API_MY_BILLING_API_BEARER: 'fake-part' })
  const entry = await api({ auth: { type: 'bearer', credential: '${OTHER_KEY}' } })
  expect(await credentialSource(entry, undefined).get('bearer')).toBeUndefined()
  expect((await referenceSource(entry, 'env:OTHER_KEY').get())?.reveal()).toBe('fake-other')
})

test('a secret header is read from its variable', async () => {
  const source = headerSource(await api({}), { name: 'X-Key', prefix: '', variable: 'HEADER_KEY_TEST' })
  expect(await source.get()).toBeUndefined()
  variables({ HEADER_KEY_TEST: 'fake-key' })
  expect((await source.get())?.reveal()).toBe('fake-key')
})

test('a short server token is refused without being shown', () => {
  variables({ CUSTOM_API_MCP_TOKEN: 'fake-shrt' })
  expect(() => serverToken()).toThrow(/^(?!.*fake-shrt)/)
})

test('the config is found by flag, variable, working directory, user folder, in this order', () => {
  const home = temporary()
  const cwd = temporary()
  variables({ CUSTOM_API_MCP_HOME: home })
  const where = { cwd, folders: folders() }
  expect(where.folders).toEqual({ config: home, data: join(home, 'data'), cache: join(home, 'cache') })
  expect(findConfig(where)).toBeUndefined()
  writeFileSync(join(home, 'config.json'), '{}')
  expect(findConfig(where)).toEqual({ path: join(home, 'config.json'), how: 'user' })
  writeFileSync(join(cwd, 'custom-api-mcp.json'), '{}')
  expect(findConfig(where)).toEqual({ path: join(cwd, 'custom-api-mcp.json'), how: 'cwd' })
  mkdirSync(join(cwd, 'a'))
  variables({ CUSTOM_API_MCP_CONFIG: 'a/x.json' })
  expect(findConfig(where)).toEqual({ path: join(cwd, 'a', 'x.json'), how: 'variable' })
  expect(findConfig({ ...where, flag: './none.json' })).toEqual({ path: join(cwd, 'none.json'), how: 'flag' })
})
