/** Adding real APIs: by file and URL, environments, rules, credentials, and a config that changes while it is served. */
import { createServer, type Server } from 'node:http'
import { describe, expect, test } from 'vitest'
import { clientKinds, connectClient } from '../support/mcp-clients.ts'
import { workspace } from '../support/program.ts'
import { hasShared, shared } from '../support/shared.ts'
import { startUpstream, type Answer } from '../support/upstream.ts'

const secret = 'fake-credential-9b1deb4d3b7d'
const ok = { responses: { 200: { description: 'ok' } } }
const document = (paths: object, more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths,
  ...more,
})
const operation = (operationId: string, more: object = {}) => ({ operationId, ...ok, ...more })
const one = document({ '/one': { get: operation('one') } })
const two = document({ '/one': { get: operation('one') }, '/two': { get: operation('two') } })
const json: Answer = (_, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"ok":true}')
}

describe('a config that changes while it is served', () => {
  const api = (file: string) => ({ apis: [{ name: 'a', openapi: `./${file}`, baseUrl: 'https://api.example.com' }] })
  const files = { 'one.json': one, 'two.json': two }

  test.each(clientKinds)('$kind over stdio hears of new tools', async ({ kind }) => {
    const space = await workspace(api('one.json'), { files })
    const client = await space.connect(kind)
    expect(await client.tools()).not.toContain('a_two')
    await space.write('custom-api-mcp.json', api('two.json'))
    await client.toolsChanged
    expect(await client.tools()).toContain('a_two')
  })

  test.each(clientKinds)('$kind over HTTP hears of new tools', async ({ kind }) => {
    const space = await workspace(api('one.json'), { files })
    const { url, token } = await space.serveHttp()
    const client = await connectClient(kind, { url: `${url}/mcp`, token })
    expect(await client.tools()).not.toContain('a_two')
    await space.write('custom-api-mcp.json', api('two.json'))
    await client.toolsChanged
    expect(await client.tools()).toContain('a_two')
  })

  test('an invalid one is reported, the last good one stays, and the next valid one counts', async () => {
    const space = await workspace(api('one.json'), { files })
    const client = await space.connect()
    await client.tools()
    await space.write('custom-api-mcp.json', { apis: [{ name: 'a', openap: './two.json' }] })
    await expect.poll(client.stderr, { timeout: 5000 }).toContain('unknown key; did you mean "openapi"?')
    expect(client.stderr()).toContain('the changed config is not used, the last good one stays')
    expect(await client.tools()).toContain('a_one')
    await space.write('custom-api-mcp.json', api('two.json'))
    await client.toolsChanged
    expect(await client.tools()).toContain('a_two')
  })

  test('a call under way ends as it began', async () => {
    const upstream = await startUpstream((_, response) => void setTimeout(() => response.end('late'), 1200))
    const config = (budget: number) => ({
      apis: [{ name: 'a', openapi: './one.json', baseUrl: upstream.url }],
      results: { budget },
    })
    const space = await workspace(config(8000), { files })
    const client = await space.connect()
    const running = client.call('a_one')
    await expect.poll(() => upstream.seen.length, { timeout: 10_000 }).toBe(1)
    await space.write('custom-api-mcp.json', { ...config(7000), apis: [] })
    await client.toolsChanged
    expect(await running).toMatchObject({ isError: false, text: expect.stringContaining('late') })
  })
})

test('a description from a URL is asked for changes, and its last good copy serves without network', async () => {
  let site: Server | undefined
  const asked: (string | undefined)[] = []
  const open = (port = 0) =>
    new Promise<number>((done) => {
      site = createServer((incoming, response) => {
        asked.push(incoming.headers['if-none-match'])
        if (incoming.headers['if-none-match'] === '"1"') return void response.writeHead(304).end()
        response.setHeader('etag', '"1"').setHeader('content-type', 'application/json').end(JSON.stringify(one))
      }).listen(port, '127.0.0.1', () => {
        const address = site?.address()
        done(typeof address === 'object' ? (address?.port ?? 0) : 0)
      })
    })
  const port = await open()
  const url = `http://127.0.0.1:${port}/openapi.json`
  const space = await workspace({ apis: [{ name: 'far', openapi: url, baseUrl: 'https://api.example.com' }] })
  expect((await space.run(['check'])).stdout).toContain('1 operation, 0 problems')
  expect((await space.run(['check'])).stdout).toContain('1 operation, 0 problems')
  expect(asked).toEqual([undefined, '"1"'])

  await new Promise<void>((done) => {
    site?.close(() => done())
    site?.closeAllConnections()
  })
  const { code, stdout } = await space.run(['check'])
  expect(stdout).toMatch(/1 operation, 1 problem\n {2}warning: the copy of \S+ is used: 127\.0\.0\.1:\d+ refused/)
  expect(code).toBe(0)
  const client = await space.connect()
  expect(await client.tools()).toContain('far_one')
})

test('a slow description does not hold up the others', async () => {
  const slow = await startUpstream(() => undefined)
  const space = await workspace(
    {
      apis: [
        { name: 'near', openapi: './one.json', baseUrl: 'https://api.example.com' },
        { name: 'far', openapi: `${slow.url}/openapi.json` },
      ],
    },
    { files: { 'one.json': one } },
  )
  const client = await space.connect()
  const began = performance.now()
  expect(await client.tools()).toContain('near_one')
  expect(performance.now() - began).toBeLessThan(9000)
  expect((await client.call('list_apis')).text).toMatch(/"api":"far".*"problem":/)
})

describe('environments', () => {
  test('each has its own base URL, headers and credential; a pin hides the choice', async () => {
    const live = await startUpstream(json)
    const trial = await startUpstream(json)
    const environments = {
      test: { baseUrl: trial.url },
      live: { baseUrl: live.url, headers: { 'X-Stage': 'live' }, readOnly: true },
    }
    const paths = { '/items': { get: operation('list'), post: operation('add') } }
    const space = await workspace(
      {
        apis: [
          { name: 'env', openapi: './api.json', auth: { type: 'bearer' }, environments, defaultEnvironment: 'test' },
        ],
      },
      {
        files: { 'api.json': document(paths) },
        env: { CUSTOM_API_ENV: `${secret}-test`, CUSTOM_API_ENV_LIVE: `${secret}-live` },
      },
    )
    const client = await space.connect()
    await client.call('env_list')
    await client.call('env_list', { environment: 'live' })
    expect(trial.seen.map((it) => it.headers.authorization)).toEqual([`Bearer ${secret}-test`])
    expect(live.seen.map((it) => [it.headers.authorization, it.headers['x-stage']])).toEqual([
      [`Bearer ${secret}-live`, 'live'],
    ])
    expect((await client.call('env_add', { environment: 'live' })).text).toMatch(/^policy\.denied: /)
    expect((await client.call('env_list', { environment: 'lvie' })).text).toMatch(/^environment\.unknown: /)

    const pinned = await space.connect('current client, auto', ['--environment', 'live'])
    expect(await pinned.tools()).not.toContain('env_add')
    expect((await pinned.call('env_list', { environment: 'test' })).text).toMatch(/^policy\.denied: /)
    expect(live.seen.length + trial.seen.length).toBe(2)
  })
})

describe('rules', () => {
  const paths = {
    '/users': { get: operation('listUsers', { tags: ['users'] }), post: operation('addUser', { tags: ['users'] }) },
    '/users/{id}': {
      get: operation('getUser', {
        tags: ['users'],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      }),
    },
    '/admin/keys': { get: operation('listKeys', { tags: ['admin'] }) },
  }
  const all = ['getUser', 'listKeys', 'listUsers', 'addUser']

  test.each([
    { rule: {}, offers: all },
    { rule: { readOnly: true }, offers: ['getUser', 'listKeys', 'listUsers'] },
    { rule: { include: [{ tag: 'users' }] }, offers: ['getUser', 'listUsers', 'addUser'] },
    { rule: { exclude: [{ path: '/admin/**' }] }, offers: ['getUser', 'listUsers', 'addUser'] },
    { rule: { include: [{ operationId: '*User*' }], exclude: [{ method: 'POST' }] }, offers: ['getUser', 'listUsers'] },
  ])('$rule', async ({ rule, offers }) => {
    const space = await workspace(
      { apis: [{ name: 'r', openapi: './api.json', baseUrl: 'https://api.example.com', tools: rule }] },
      { files: { 'api.json': document(paths) } },
    )
    const { tools } = JSON.parse((await space.run(['tools', '--json'])).stdout) as {
      tools: { title: string; name: string }[]
    }
    const names = tools.map((tool) => tool.name).filter((name) => name.startsWith('r_'))
    const toName = (id: string): string => `r_${id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
    expect(names.toSorted()).toEqual(offers.map(toName).toSorted())
  })
})

describe('credentials', () => {
  const rows: readonly { what: string; auth?: object; schemes?: object; env: Record<string, string>; sends: object }[] =
    [
      { what: 'none', auth: { type: 'none' }, env: { CUSTOM_API_C: secret }, sends: {} },
      {
        what: 'bearer',
        auth: { type: 'bearer' },
        env: { CUSTOM_API_C: secret },
        sends: { authorization: `Bearer ${secret}` },
      },
      {
        what: 'a key in a header',
        auth: { type: 'apiKey' },
        env: { CUSTOM_API_C: secret },
        sends: { 'x-api-key': secret },
      },
      {
        what: 'a raw key in Authorization',
        auth: { type: 'apiKey', name: 'Authorization' },
        env: { CUSTOM_API_C: secret },
        sends: { authorization: secret },
      },
      {
        what: 'a key in a cookie',
        auth: { type: 'apiKey', in: 'cookie', name: 'sid' },
        env: { CUSTOM_API_C: secret },
        sends: { cookie: `sid=${secret}` },
      },
      {
        what: 'basic',
        auth: { type: 'basic' },
        env: { CUSTOM_API_C: `user:${secret}` },
        sends: { authorization: `Basic ${btoa(`user:${secret}`)}` },
      },
      {
        what: 'basic with a user name alone',
        auth: { type: 'basic' },
        env: { CUSTOM_API_C: secret },
        sends: { authorization: `Basic ${btoa(`${secret}:`)}` },
      },
      {
        what: 'basic from two parts',
        auth: { type: 'basic' },
        env: { CUSTOM_API_C_USERNAME: 'user', CUSTOM_API_C_PASSWORD: secret },
        sends: { authorization: `Basic ${btoa(`user:${secret}`)}` },
      },
      {
        what: 'what the description says',
        schemes: { k: { type: 'apiKey', in: 'header', name: 'X-Token' } },
        env: { CUSTOM_API_C: secret },
        sends: { 'x-token': secret },
      },
    ]

  test.each(rows)('$what', async ({ auth, schemes, env, sends }) => {
    const upstream = await startUpstream(json)
    const security = schemes && { components: { securitySchemes: schemes }, security: [{ k: [] }] }
    const space = await workspace(
      { apis: [{ name: 'c', openapi: './api.json', baseUrl: upstream.url, ...(auth && { auth }) }] },
      { files: { 'api.json': document({ '/one': { get: operation('one') } }, security ?? {}) }, env },
    )
    const { code, stderr } = await space.run(['call', 'c', 'one'])
    expect({ code, leaked: stderr.includes(secret) }).toEqual({ code: 0, leaked: false })
    const placed = ['authorization', 'x-api-key', 'x-token', 'cookie']
    const seen = upstream.seen[0]?.headers ?? {}
    expect(
      Object.fromEntries(placed.flatMap((name) => (seen[name] === undefined ? [] : [[name, seen[name]]]))),
    ).toEqual(sends)
  })

  test('without one, the call says which variable to set, and nothing is sent', async () => {
    const upstream = await startUpstream(json)
    const space = await workspace({ apis: [{ name: 'c', baseUrl: upstream.url, auth: { type: 'bearer' } }] })
    const client = await space.connect()
    const { text } = await client.call('http_get', { api: 'c', path: '/' })
    expect(text).toMatch(
      /^auth\.required: no credential for "c"\nrun `custom-api-mcp credentials set c`, or set the variable CUSTOM_API_C/,
    )
    expect(upstream.seen).toEqual([])
  })

  test('of a description from elsewhere it goes nowhere until the operator says where', async () => {
    const upstream = await startUpstream((request, response) => {
      response.setHeader('content-type', 'application/json')
      const servers = [{ url: 'https://elsewhere.example.com' }]
      response.end(request.target === '/openapi.json' ? JSON.stringify({ ...one, servers }) : '{}')
    })
    const space = await workspace(
      { apis: [{ name: 'c', openapi: `${upstream.url}/openapi.json`, auth: { type: 'bearer' } }] },
      { env: { CUSTOM_API_C: secret } },
    )
    const { code, stderr } = await space.run(['call', 'c', 'one'])
    expect(stderr).toMatch(/^auth\.required: .*\n.*"baseUrl" of "c"/m)
    expect(code).toBe(3)
  })
})

describe.skipIf(!hasShared)('real descriptions', () => {
  test('together in one config, from files', async () => {
    const names = ['petstore-v2.json', 'petstore-v3.json', 'notion.json', 'train-travel.yaml', 'oai-32-tags.yaml']
    const config = {
      apis: names.map((name) => ({ name: name.replace(/\..*/, ''), openapi: shared('specs', name) })),
    }
    const space = await workspace(config)
    const { code, stdout } = await space.run(['check', '--json'])
    const { apis } = JSON.parse(stdout) as { apis: { operations: number }[] }
    expect(apis.map((api) => api.operations > 0)).toEqual(names.map(() => true))
    expect(code).toBe(0)
    const client = await space.connect()
    expect((await client.call('search_operations', { query: 'add a pet to the store' })).text).toMatch(
      /^1\. petstore_v[23] POST \/pet /,
    )
  })
})
