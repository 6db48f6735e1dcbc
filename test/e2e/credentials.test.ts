/** Stored credentials end to end: the built program, a real upstream, servers that run meanwhile. */
import { chmod, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findSqlite } from '../../src/store/backends/sqlite-module.ts'
import { leaks } from '../support/canary.ts'
import { workspace, type Workspace } from '../support/program.ts'
import { startUpstream } from '../support/upstream.ts'

const noSqlite = !('module' in (await findSqlite()))
const fake = 'fake/stored+9c2e&51=d8"b604<z>~7f'
const second = 'fake-second-77ab12cd90ef'

const call = (space: Workspace, api = 'pets', ...more: string[]) =>
  space.connect().then(async (client) => {
    try {
      return await client.call('http_get', { api, path: '/x', ...Object.fromEntries(more.map((it) => it.split('='))) })
    } finally {
      await client.close()
    }
  })

async function scene(entry: object = {}, env: Record<string, string> = {}) {
  // Says back what it was sent.
  const upstream = await startUpstream(({ headers: { authorization = '' } }, response) => {
    response.setHeader('content-type', 'text/plain')
    response.end(`${authorization} ${Buffer.from(authorization).toString('base64')}`)
  })
  const config = { apis: [{ name: 'Pets', baseUrl: upstream.url, auth: { type: 'bearer' }, ...entry }] }
  const space = await workspace(config, { env })
  const sent = () => upstream.seen.map((it) => it.headers.authorization)
  const set = (input: string, ...args: string[]) => space.run(['credentials', 'set', 'Pets', ...args], { input })
  return { upstream, config, space, sent, set }
}

describe.skipIf(noSqlite)('credentials', () => {
  test('set, replaced and deleted ones take effect at once in a server that runs', { timeout: 60_000 }, async () => {
    const { space, sent, set } = await scene()
    const client = await space.connect()
    const get = () => client.call('http_get', { api: 'pets', path: '/x' })
    const missing = await get()
    expect(missing.text).toMatch(
      /^auth\.required: no credential for "pets"\nrun `custom-api-mcp credentials set pets`, or set/,
    )
    expect(await set(`${fake}\n`)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^stored: pets; it goes to http/),
    })
    const echoed = await get()
    expect([echoed.isError, leaks(JSON.stringify(echoed), fake)]).toEqual([false, []])
    expect(await set(second)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^replaced: pets/) })
    await get()
    expect((await space.run(['credentials', 'delete', 'Pets'])).code).toBe(0)
    expect((await get()).text).toMatch(/^auth\.required/)
    expect(sent()).toEqual([`Bearer ${fake}`, `Bearer ${second}`])
    await client.close()
  })

  test(
    'what manages credentials reads the config and asks no network, whatever it has of addresses',
    { timeout: 60_000 },
    async () => {
      const silent = await startUpstream(() => {}) // never answers
      const at = silent.url
      const entry = {
        name: 'Pets',
        baseUrl: 'https://pets.example',
        openapi: `${at}/o.json`,
        documentation: [`${at}/docs`],
      }
      const other = { name: 'Other', openapi: `${at}/o.json`, documentation: [`${at}/docs`], environments: { live: { baseUrl: 'https://o.example' } }, defaultEnvironment: 'live' } // prettier-ignore
      const parted = { ...entry, name: 'Parted', auth: { type: 'basic' } }
      const config = { apps: { desk: {} }, apis: [entry, other, parted] }
      const space = await workspace(config)
      const verbs: readonly (readonly string[])[] = [
        ['credentials', 'set', 'Pets'],
        ['credentials', 'set', 'Other'],
        ['credentials', 'set', 'Parted', '--part', 'password'],
        ['credentials', 'list'],
        ['tokens', 'create', '--app', 'desk'],
        ['tokens', 'list'],
        ['credentials', 'rekey'],
        ['credentials', 'delete', 'Pets'],
      ]
      for (const args of verbs) expect([args, (await space.run(args, { input: fake })).code]).toEqual([args, 0])
      const env = { CUSTOM_API_MCP_CONFIG: '' }
      expect((await space.run(['trust'], { env })).code).toBe(0)
      expect(silent.seen).toEqual([])
    },
  )

  test('the stored one goes before the variable, a reference before both', { timeout: 60_000 }, async () => {
    const { space, sent, set, config } = await scene(
      {},
      { CUSTOM_API_PETS: 'fake-of-variable', OTHER: 'fake-of-reference' },
    )
    await call(space)
    const done = await set(fake)
    expect(done.stderr).toContain('the variable CUSTOM_API_PETS is set as well and no longer used')
    await call(space)
    await space.write('custom-api-mcp.json', {
      apis: [{ ...config.apis[0], auth: { type: 'bearer', credential: 'env:OTHER' } }],
    })
    await call(space)
    expect(sent()).toEqual(['Bearer fake-of-variable', `Bearer ${fake}`, 'Bearer fake-of-reference'])
  })

  test(
    'what is stored is masked whoever says it: while a server runs, never used, of an API that is gone',
    { timeout: 60_000 },
    async () => {
      let says = ''
      const upstream = await startUpstream((_, response) => void response.end(`it is ${says}`))
      const entry = { baseUrl: upstream.url, auth: { type: 'none' } }
      const other = { name: 'Other', baseUrl: upstream.url, auth: { type: 'basic' } }
      const pets = { name: 'Pets', ...entry, openapi: './pets.json' }
      const paths = { '/x': { get: { operationId: 'getX', responses: { 200: { description: 'ok' } } } } }
      const description = { openapi: '3.1.0', info: { title: 'Pets', version: '1' }, paths }
      const space = await workspace({ apis: [pets, other] }, { files: { 'pets.json': description } })
      const client = await space.connect()
      const told = async (server = client) => (await server.call('http_get', { api: 'pets', path: '/x' })).text
      says = second
      expect(await told()).toContain(second)
      const set = (input: string) => space.run(['credentials', 'set', 'Other'], { input })
      await set(`name:${fake}`)
      says = fake
      await expect.poll(told, { timeout: 10_000 }).not.toContain(fake)
      await set(`name:${second}`)
      says = second
      await expect.poll(told, { timeout: 10_000 }).not.toContain(second)
      await space.write('custom-api-mcp.json', { apis: [pets] })
      expect(await told(await space.connect())).not.toContain(second)
      expect((await space.run(['call', 'pets', 'getX'])).stdout).toContain('it is [redacted]')
      await client.close()
    },
  )

  test('what a program of a reference says beside the credential is shown nowhere', { timeout: 60_000 }, async () => {
    const upstream = await startUpstream()
    const space = await workspace(undefined, {
      files: {
        'say.mjs': `console.error('${second}'); console.log('${fake}'); process.exitCode = Number(process.argv[2])`,
      },
    })
    const entry = (name: string, code: number) => ({
      name,
      baseUrl: upstream.url,
      auth: { type: 'bearer', credential: `cmd:"${process.execPath}" "${join(space.folder, 'say.mjs')}" ${code}` },
    })
    await space.write('home/config.json', { apis: [entry('Good', 0), entry('Bad', 3)] })
    const client = await space.connect()
    expect((await client.call('http_get', { api: 'good', path: '/x' })).isError).toBe(false)
    expect(upstream.seen[0]?.headers.authorization).toBe(`Bearer ${fake}`)
    const bad = await client.call('http_get', { api: 'bad', path: '/x' })
    expect(bad.text).toMatch(/^credential\.invalid: the reference cmd:.* gives no credential: its program ended with 3/)
    expect(leaks(`${bad.text}\n${client.stderr()}`, second)).toEqual([])
    expect(leaks(`${bad.text}\n${client.stderr()}`, fake)).toEqual([])
    await client.close()
  })

  test('another origin later gets nothing and is told to ask anew', { timeout: 60_000 }, async () => {
    const { space, set, config, sent } = await scene()
    const other = await startUpstream()
    await set(fake)
    await space.write('custom-api-mcp.json', { apis: [{ ...config.apis[0], baseUrl: other.url }] })
    const refused = await call(space)
    expect(refused.text).toMatch(
      /^auth\.required: the stored credential of "pets" was set for http:\S+ and does not go to http:/,
    )
    expect(refused.text).toContain('if the new address is right, set it anew: custom-api-mcp credentials set pets')
    expect((await space.run(['list'])).stderr).toContain('does not go to')
    expect([sent(), other.seen]).toEqual([[], []])
    await set(fake)
    expect((await call(space)).isError).toBe(false)
    expect(other.seen[0]?.headers.authorization).toBe(`Bearer ${fake}`)
  })

  test('one of an environment serves that environment only', { timeout: 60_000 }, async () => {
    const { space, set, sent } = await scene({ environments: { test: {}, live: {} }, defaultEnvironment: 'test' })
    expect((await set(fake, '--environment', 'live')).stdout).toMatch(/^stored: pets live;/)
    expect((await call(space)).text).toMatch(/^auth\.required/)
    expect((await call(space, 'pets', 'environment=live')).isError).toBe(false)
    expect((await set(second)).stdout).toMatch(/^stored: pets test;/)
    await call(space)
    expect(sent()).toEqual([`Bearer ${fake}`, `Bearer ${second}`])
    expect(await set(fake, '--environment', 'prod')).toMatchObject({ code: 2 })
  })

  test('parts make one Basic credential', { timeout: 60_000 }, async () => {
    const { space, set, sent } = await scene({ auth: { type: 'basic' } })
    await set('fake-user', '--part', 'username')
    await set(fake, '--part', 'password')
    await call(space)
    expect(sent()).toEqual([`Basic ${Buffer.from(`fake-user:${fake}`).toString('base64')}`])
  })

  test('a user name may be short, a password beside one not', { timeout: 60_000 }, async () => {
    const { space, set, sent } = await scene({ auth: { type: 'basic' } })
    expect((await set('ann', '--part', 'username')).code).toBe(0)
    for (const refused of [await set('1234567', '--part', 'password'), await set('a-long-user-name:1234567')])
      expect([refused.code, refused.stderr]).toEqual([3, expect.stringMatching(/has fewer than 8 bytes/)])
    expect((await set('12345678', '--part', 'password')).code).toBe(0)
    await call(space)
    expect(sent()).toEqual([`Basic ${Buffer.from('ann:12345678').toString('base64')}`])
    expect((await set('a-key-as-user-name:')).code).toBe(0)
    expect((await set('a-long-user-name:1234567', '--force')).code).toBe(0)
  })

  test.each<[string, string[], string, number, RegExp]>([
    ['an argument', ['set', 'Pets', fake], '', 2, /a credential is never an argument/],
    ['an option', ['set', 'Pets', `--value=${fake}`], '', 2, /unknown option '--value'\n/],
    ['as the name', ['set', fake], '', 2, /no API of that name in the config\nthere are: pets/],
    ['as the action', [fake], '', 2, /no such action/],
    [
      'as a part',
      ['set', 'Pets', '--part', fake],
      fake,
      2,
      /has no such part\nit has: \w+; without --part it is set as a whole/,
    ],
    ['fewer than 8 bytes', ['set', 'Pets'], '1234567', 3, /fewer than 8 bytes/],
    ['nothing', ['set', 'Pets'], '\n', 3, /nothing was given/],
    ['two lines', ['set', 'Pets'], `${fake}\n${fake}`, 3, /line break/],
    ['another action’s option', ['list', '--force'], '', 2, /--force is not for list/],
    ['no vault', ['rekey'], '', 3, /there is no vault yet/],
    ['nothing stored', ['delete', 'Pets'], '', 3, /nothing is stored there/],
  ])('%s is refused, and nothing repeated', async (_, args, input, code, says) => {
    const { space } = await scene()
    const told = await space.run(['credentials', ...args], { input })
    const asJson = await space.run(['credentials', ...args, '--json'], { input })
    expect([told.code, asJson.code]).toEqual([code, code])
    expect(told.stderr).toMatch(says)
    expect(JSON.parse(asJson.stdout)).toHaveProperty('error.code')
    expect(leaks([told, asJson].map((it) => it.stdout + it.stderr).join(), fake)).toEqual([])
    expect(JSON.parse((await space.run(['credentials', 'list', '--json'])).stdout)).toMatchObject({
      credentials: [{ api: 'pets', source: 'none' }],
    })
  })

  test('--force stores a short one', async () => {
    const { set } = await scene()
    expect((await set('1234567', '--force')).code).toBe(0)
  })

  test(
    'wrong, missing and damaged keys are told apart, with exit code 3, and change nothing',
    { timeout: 60_000 },
    async () => {
      const { space, set } = await scene()
      await set(fake)
      const data = join(space.folder, 'home', 'data')
      const [key = ''] = (await readdir(data)).filter((name) => name.endsWith('.key'))
      const before = await readFile(join(data, 'data.db'))
      const wrong = { CUSTOM_API_MCP_KEY: Buffer.alloc(32, 1).toString('hex') }
      const told: string[] = []
      const attempt = async (env?: Record<string, string>): Promise<void> => {
        const ran = await space.run(['credentials', 'set', 'Pets'], { input: second, ...(env ? { env } : {}) })
        expect(ran.code).toBe(3)
        told.push(ran.stderr.split('\n')[0] ?? '')
        expect(leaks(ran.stderr, second)).toEqual([])
      }
      await attempt(wrong)
      await chmod(join(data, key), 0o644)
      await attempt()
      await rm(join(data, key))
      await attempt()
      expect(told).toEqual([
        'credential.invalid: the key in CUSTOM_API_MCP_KEY does not open the vault; nothing was changed',
        `credential.invalid: others can read the key file ${join(data, key)}`,
        `credential.invalid: the vault is locked: its key file ${join(data, key)} is not there`,
      ])
      expect((await readFile(join(data, 'data.db'))).equals(before)).toBe(true)
      expect((await call(space)).text).toContain('credential.invalid: the vault is locked')
      expect((await space.run(['credentials', 'delete', '--all'])).code).toBe(0)
      expect((await set(fake)).code).toBe(0)
    },
  )

  test('list, rekey and every other verb show nothing of the value', { timeout: 90_000 }, async () => {
    const { space, set, sent } = await scene({}, { CUSTOM_API_MCP_KEY: 'a fake passphrase of the operator' })
    const said: string[] = []
    const say = async (args: string[], input = '', env = {}) => {
      const ran = await space.run([...args, '--log-level', 'debug'], { input, env })
      said.push(ran.stdout, ran.stderr)
      return ran
    }
    said.push(...Object.values(await set(fake)).map(String))
    await call(space)
    await say(['credentials', 'list'])
    const { stdout } = await say(['credentials', 'list', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      credentials: [
        {
          api: 'pets',
          source: 'vault',
          setAt: expect.any(String),
          usedAt: expect.any(String),
          fingerprint: expect.any(String),
        },
      ],
    })
    for (const verb of [
      ['list'],
      ['show', 'pets'],
      ['check'],
      ['tools'],
      ['list', '--json'],
      ['show', 'pets', '--json'],
    ])
      await say(verb)
    const next = 'another fake passphrase'
    expect((await say(['credentials', 'rekey'], next)).code).toBe(0)
    expect((await say(['credentials', 'rekey'], next, { CUSTOM_API_MCP_KEY: 'a wrong passphrase here' })).code).toBe(3)
    expect((await say(['credentials', 'rekey', '--to', 'file'], '', { CUSTOM_API_MCP_KEY: next })).code).toBe(0)
    await say(['credentials', 'list'])
    for (const secret of [fake, 'a fake passphrase of the operator', next])
      expect(leaks(said.join('\n'), secret)).toEqual([])
    expect(sent()).toEqual([`Bearer ${fake}`])
    const disk = await Promise.all(
      (await readdir(join(space.folder, 'home'), { recursive: true, withFileTypes: true }))
        .filter((it) => it.isFile())
        .map((it) => readFile(join(it.parentPath, it.name), 'latin1')),
    )
    expect(leaks(disk.join('\n'), fake)).toEqual([])
  })
})

describe.skipIf(noSqlite)('trust', () => {
  test(
    'a config found by chance uses credentials once it is trusted, until it changes',
    { timeout: 60_000 },
    async () => {
      const upstream = await startUpstream()
      const space = await workspace(undefined, { env: { CUSTOM_API_PETS: fake } })
      const config = {
        apis: [{ name: 'Pets', openapi: './pets.json', baseUrl: upstream.url, auth: { type: 'bearer' } }],
      }
      const description = {
        openapi: '3.1.0',
        info: { title: 'p', version: '1' },
        paths: { '/x': { get: { operationId: 'x', responses: {} } } },
      }
      await space.write('custom-api-mcp.json', config)
      await space.write('pets.json', description)
      const get = async () => (await space.run(['call', 'pets', 'x'])).code

      expect(await get()).toBe(3)
      expect((await space.run(['credentials', 'set', 'pets'], { input: second })).stderr).toContain(
        'custom-api-mcp trust',
      )
      expect(await space.run(['trust'])).toMatchObject({ code: 0, stdout: expect.stringContaining('trusted: ') })
      expect(await get()).toBe(0)
      await space.write('pets.json', { ...description, servers: [{ url: 'https://thief.invalid' }] })
      expect(await get()).toBe(3)
      await space.run(['trust'])
      expect(await get()).toBe(0)
      await space.write('custom-api-mcp.json', { ...config, results: { budget: 5000 } })
      expect(await get()).toBe(3)
      expect(upstream.seen.map((it) => it.headers.authorization)).toEqual([`Bearer ${fake}`, `Bearer ${fake}`])
      expect(await space.run(['trust', '--json'])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('"pinned"'),
      })
    },
  )
})
