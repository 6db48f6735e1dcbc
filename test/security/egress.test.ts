/** SECURITY-PROMISES.md §2, §1.3, §4.4: where requests may go, whatever a config, a description or an answer says. */
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workspace, type Workspace } from '../support/program.ts'
import { startStdio, stringsIn } from '../support/raw-stdio.ts'
import { startUpstream, type Seen } from '../support/upstream.ts'

const key = 'fake-key-81b6e02c7d54'
const responses = { 200: { description: 'ok' } }
const document = (more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  security: [{ key: [] }],
  paths: {
    '/a': { get: { operationId: 'a', responses }, post: { operationId: 'p', responses } },
    '/open': { get: { operationId: 'open', security: [], responses } },
  },
  ...more,
})

type Upstream = Awaited<ReturnType<typeof startUpstream>>
let home: Upstream // the API
let thief: Upstream // any other place on this machine
let space: Workspace
let server: ReturnType<typeof startStdio>

/** Where the next redirect leads, and with which status. */
let hop: { status: number; location: string } | undefined

/** Servers that a description proposes; none may be reached on its word alone. */
const proposed: Readonly<Record<string, () => string>> = {
  metadata: () => 'http://169.254.169.254/latest',
  'metadata by name': () => 'http://metadata.google.internal./',
  'ipv6 metadata': () => 'http://[fd00:ec2::254]/',
  'mapped loopback': () => `http://[::ffff:127.0.0.1]:${thief.port}`,
  loopback: () => `http://127.0.0.1:${thief.port}`,
  'a name of loopback': () => `http://localhost:${thief.port}`,
  'decimal loopback': () => `http://2130706433:${thief.port}`,
  'short loopback': () => `http://127.1:${thief.port}`,
  'all zeros': () => `http://0.0.0.0:${thief.port}`,
  private: () => 'http://10.255.255.1/',
  'private on tls': () => 'https://192.168.255.254/',
  file: () => 'file:///etc/passwd',
  'user info': () => `http://user:pw@127.0.0.1:${thief.port}/`,
  broadcast: () => 'http://255.255.255.255/',
  nat64: () => 'http://[64:ff9b::7f00:1]/',
  '6to4': () => 'http://[2002:7f00:1::]/',
}
const proposals = Object.keys(proposed)

beforeAll(async () => {
  thief = await startUpstream((_, response) => void response.end('{"stolen":true}'), { keep: true })
  home = await startUpstream(
    ({ target }, response) => {
      const proposal = /^\/openapi\/(.+)\.json$/.exec(decodeURIComponent(target))?.[1]
      if (proposal !== undefined)
        return void response.end(JSON.stringify(document({ servers: [{ url: proposed[proposal]?.() }] })))
      if (target === '/moved.json') return void response.writeHead(302, { location: `${thief.url}/x.json` }).end()
      if (hop === undefined) return void response.end('{}')
      response.writeHead(hop.status, { location: hop.location }).end()
    },
    { keep: true },
  )
  space = await workspace(
    {
      apis: [
        { name: 'home', openapi: './openapi.json', baseUrl: home.url, domains: [`localhost:${home.port}`] },
        ...proposals.map((name, at) => ({
          name: `url${at}`,
          openapi: `${home.url}/openapi/${encodeURIComponent(name)}.json`,
        })),
        { name: 'moved', openapi: `${home.url}/moved.json` },
        { name: 'link', openapi: './openapi.json', baseUrl: 'http://169.254.169.254/' },
        { name: 'plain', openapi: './openapi.json', baseUrl: 'http://10.255.255.1/' },
        {
          name: 'own',
          openapi: './own.json',
          baseUrl: home.url,
        },
      ].map((api) => ({
        retry: { attempts: 1 },
        timeouts: { connect: 2, response: 2 },
        tools: { exposure: 'search' },
        ...api,
      })),
    },
    {
      files: {
        'openapi.json': document(),
        'own.json': document({
          paths: Object.fromEntries(
            proposals.map((name, at) => [
              `/p${at}`,
              { get: { operationId: `p${at}`, servers: [{ url: proposed[name]?.() }], responses } },
            ]),
          ),
        }),
      },
      env: {
        HTTP_PROXY: thief.url,
        HTTPS_PROXY: thief.url,
        http_proxy: thief.url,
        ALL_PROXY: thief.url,
        NODE_USE_ENV_PROXY: '1',
        ...Object.fromEntries(['HOME', 'LINK', 'PLAIN', 'OWN', 'MOVED'].map((name) => [`CUSTOM_API_${name}`, key])),
        ...Object.fromEntries(proposals.map((_, at) => [`CUSTOM_API_URL${at}`, key])),
      },
      keep: true,
    },
  )
  server = startStdio(space)
  await server.initialize()
  await server.call('list_apis', {}) // answered when every description was looked for
})
afterAll(async () => {
  await server.close()
  await Promise.all([home.close(), thief.close(), space.remove()])
})

async function call(api: string, operation: string, to?: { status: number; location: string }) {
  hop = to
  const [before, stolen] = [home.seen.length, thief.seen.length]
  const answer = await server.call('call_operation', { api, operation, arguments: {} })
  hop = undefined
  return {
    text: stringsIn(answer.result?.['content'] ?? answer),
    isError: answer.result?.['isError'] === true,
    home: home.seen.slice(before),
    thief: thief.seen.slice(stolen),
  }
}

describe('§2.5: redirects', () => {
  const places: Readonly<Record<string, () => string>> = {
    'another port': () => `${thief.url}/a`,
    'another name of loopback': () => `http://localhost:${thief.port}/`,
    'no scheme': () => `//127.0.0.1:${thief.port}/`,
    'mapped loopback': () => `http://[::ffff:127.0.0.1]:${thief.port}/`,
    'user info': () => `http://x:y@127.0.0.1:${home.port}/`,
    'user info as a host': () => `http://127.0.0.1:${home.port}@localhost:${thief.port}/`,
    'a backslash': () => `http://127.0.0.1:${thief.port}\\@127.0.0.1:${home.port}/`,
    metadata: () => 'http://169.254.169.254/latest/meta-data',
    file: () => 'file:///etc/passwd',
    ftp: () => 'ftp://127.0.0.1/x',
    script: () => 'javascript:alert(1)',
    data: () => 'data:text/plain,x',
    'a public host': () => 'https://example.invalid/',
    'a tab': () => `ht\ttp://127.0.0.1:${thief.port}/`,
    'no URL': () => 'http://[',
  }
  test.each(Object.keys(places).flatMap((name) => [301, 302, 303, 307, 308].map((status) => ({ name, status }))))(
    'a $status to $name is refused',
    async ({ name, status }) => {
      for (const operation of ['a', 'p']) {
        const result = await call('home', operation, { status, location: places[name]?.() ?? '' })
        expect(result).toMatchObject({ isError: true, thief: [] })
        expect(result.text).toContain('host.blocked')
        expect(result.home.length).toBe(1)
      }
    },
  )
  test('a listed origin without the credential gets nothing of ours', async () => {
    const { home: seen } = await call('home', 'a', { status: 302, location: `http://localhost:${home.port}/a?x=1` })
    const elsewhere = seen.filter((one) => one.headers.host?.startsWith('localhost'))
    expect(elsewhere.length).toBeGreaterThan(0)
    expect(elsewhere.map((one) => one.headers['x-key'])).toEqual(elsewhere.map(() => undefined))
  })
  test('a listed origin gets no repeated POST', async () => {
    const { home: seen, text } = await call('home', 'p', { status: 307, location: `http://localhost:${home.port}/a` })
    expect(seen.map((one) => one.method)).toEqual(['POST'])
    expect(text).toContain('host.blocked')
  })
  test('a loop ends after five', async () => {
    const { home: seen, text } = await call('home', 'a', { status: 302, location: '/a' })
    expect(seen.length).toBe(6)
    expect(text).toContain('upstream.unreadable')
  })
})

describe('§1.3, §2.3, §4.4: a description proposes, the operator disposes', () => {
  test.each(proposals.map((name, at) => ({ name, at })))(
    'the server "$name" of a description from a URL',
    async ({ at }) => {
      for (const operation of ['a', 'open']) {
        const { isError, text, thief: stolen, home: seen } = await call(`url${at}`, operation)
        expect(stolen).toEqual([])
        expect(seen.every((one) => one.headers.host === new URL(home.url).host)).toBe(true)
        // A server that is none leaves the description's own origin, which is the operator's word.
        expect(isError ? text : 'auth.required').toMatch(
          /auth\.required|host\.blocked|config\.invalid|is not known to the name/,
        )
      }
    },
  )
  test.each(proposals.map((name, at) => ({ name, at })))('the server "$name" of one operation', async ({ at }) => {
    const { thief: stolen, home: seen, isError } = await call('own', `p${at}`)
    expect(stolen).toEqual([])
    expect(isError || seen.length === 1).toBe(true)
  })
  test('a description that moved to another origin is not read there', async () => {
    const stolen = thief.seen.length
    const { text } = await call('moved', 'a')
    expect(text).toContain('operation.unknown')
    expect(thief.seen.length).toBe(stolen)
  })
})

describe('§2.2–2.4: addresses that the operator wrote', () => {
  test('link-local is never called', async () => {
    expect((await call('link', 'a')).text).toContain('host.blocked')
  })
  test('plain http beyond loopback needs its own word', async () => {
    const { text } = await call('plain', 'a')
    expect(text).toContain('host.blocked')
    expect(text).toContain('allowInsecureHttp')
  })
  test.each([
    'ftp://127.0.0.1/',
    'file:///etc/',
    'http://user:pw@127.0.0.1/',
    'http://127.0.0.1\t/',
    'http://127.0.0.1\n/',
    ' http://127.0.0.1/',
    'http://127.0.0.1\0/',
    'ws://127.0.0.1/',
    '//127.0.0.1/',
    'http://',
    'http://127.0.0.1/?api_key=fake-secret-value',
  ])('the base URL %j is a config error', async (baseUrl) => {
    const other = await workspace({ apis: [{ name: 'x', baseUrl }] })
    const { code, stderr } = await other.run(['check'])
    expect(code).toBe(2)
    expect(stderr).toContain('config.invalid')
    expect(stderr).not.toContain('fake-secret-value')
  })
  test('§2.6: the global switch that turns TLS verification off stops the program', async () => {
    const { code, stderr } = await space.run(['list'], { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
    expect(code).not.toBe(0)
    expect(stderr).toContain('NODE_TLS_REJECT_UNAUTHORIZED')
  })
  test('the proxy variables of the environment send nothing anywhere', () => {
    expect(thief.seen.filter((one: Seen) => one.target.startsWith('http') || one.method === 'CONNECT')).toEqual([])
  })
})

describe('§2.3: the server does not call itself', () => {
  test.each(['127.0.0.1', '0.0.0.0'])('bound to %s', { timeout: 20_000 }, async (bind) => {
    const free = createServer().listen(0)
    const { port } = free.address() as AddressInfo
    await new Promise((done) => free.close(done))
    const names = [
      '127.0.0.1',
      'localhost',
      '[::ffff:127.0.0.1]',
      ...(bind === '0.0.0.0' ? ['127.0.0.2', '127.9.9.9'] : []),
    ]
    const other = await workspace({
      apis: names.map((name, at) => ({ name: `self${at}`, baseUrl: `http://${name}:${port}`, retry: { attempts: 1 } })),
    })
    const { url, token } = await other.serveHttp(['--host', bind, '--port', String(port)])
    for (const at of names.keys()) {
      const response = await fetch(`${url.replace('0.0.0.0', '127.0.0.1')}/mcp`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'http_get', arguments: { api: `self${at}`, path: '/healthz' } },
        }),
      })
      expect({ name: names[at], text: await response.text() }).toEqual({
        name: names[at],
        text: expect.stringContaining('host.blocked'),
      })
    }
  })
})
