/** Bad input gets a clear error that says what to do next, and does no harm: configs, descriptions, arguments, upstreams. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { AnyClient } from '../support/mcp-clients.ts'
import { workspace, type Workspace } from '../support/program.ts'
import { startUpstream } from '../support/upstream.ts'

const ok = { responses: { 200: { description: 'ok' } } }
const document = (paths: object, more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  paths,
  ...more,
})
const good = document({ '/a': { get: { operationId: 'a', ...ok } } })

let space: Workspace
beforeAll(async () => {
  space = await workspace({ apis: [] }, { files: { 'ok.json': good }, keep: true })
})
afterAll(() => space.remove())

let count = 0
const check = async (config: unknown, env?: Record<string, string>) => {
  const path = await space.write(`config-${count++}.json`, config)
  return space.run(['check', '--config', path], env && { env })
}

describe.concurrent('a config', () => {
  const api = (more: object) => ({ apis: [{ name: 'a', openapi: './ok.json', ...more }] })
  const rows: readonly { what: string; config: unknown; says: string | RegExp }[] = [
    { what: 'that is empty', config: '', says: 'the file is empty' },
    { what: 'that is no JSON', config: '{"apis": [}', says: /config-\d+\.json:1:11: / },
    { what: 'that is a list', config: [], says: 'expected an object' },
    { what: 'without apis', config: {}, says: 'config.apis: missing' },
    { what: 'with an unknown key', config: api({ openap: 'x' }), says: 'openap: unknown key; did you mean "openapi"?' },
    {
      what: 'with an unset variable',
      config: api({ baseUrl: '${NOT_SET_HERE}' }),
      says: 'the variable NOT_SET_HERE is not set',
    },
    {
      what: 'with two APIs of one slug',
      config: {
        apis: [
          { name: 'My API', openapi: './ok.json' },
          { name: 'my-api', openapi: './ok.json' },
        ],
      },
      says: 'the slug "my_api" is taken by apis.0("My API")',
    },
    {
      what: 'with a literal secret in a header',
      config: api({ headers: { Authorization: 'Bearer fake-literal-secret' } }),
      says: 'a literal secret must not stand in this file',
    },
    {
      what: 'with a literal secret in auth',
      config: api({ auth: { type: 'bearer', token: 'fake-literal-secret' } }),
      says: 'set the variable CUSTOM_API_A',
    },
    {
      what: 'with a default for a secret',
      config: api({ headers: { 'X-API-Key': '${K:-fake-literal-secret}' } }),
      says: 'secret',
    },
    {
      what: 'with a type of auth that is not built',
      config: api({ auth: { type: 'oauth2' } }),
      says: 'not built yet; known types: none, apiKey',
    },
    { what: 'with a mistyped type of auth', config: api({ auth: { type: 'baerer' } }), says: 'did you mean "bearer"' },
    {
      what: 'with a name without letters',
      config: { apis: [{ name: '日本', openapi: './ok.json' }] },
      says: 'give the key "slug"',
    },
    { what: 'with nothing to call', config: { apis: [{ name: 'a' }] }, says: 'nothing to call: give "openapi"' },
    {
      what: 'with an environment that is not there',
      config: api({ environments: { test: {} }, defaultEnvironment: 'tset' }),
      says: 'there are: test',
    },
    {
      what: 'with an origin that is none',
      config: { ...api({}), server: { allowedOrigins: ['app.example.com'] } },
      says: 'expected an origin, such as https://app.example.com',
    },
    {
      what: 'with a host that is a URL',
      config: { ...api({}), server: { allowedHosts: ['https://mcp.example.com'] } },
      says: 'expected a host, such as mcp.example.com',
    },
    { what: 'with a key of a feature to come', config: api({ webhooks: {} }), says: '`webhooks` is not built yet' },
  ]

  test.each(rows)('$what is refused', async ({ config, says }) => {
    const { code, stdout, stderr } = await check(config)
    expect(stderr).toMatch(/^config\.invalid:/)
    expect(stderr).toMatch(says)
    expect(stderr).toContain('correct ')
    expect(stdout + stderr).not.toContain('fake-literal-secret')
    expect(code).toBe(2)
  })

  test('met by chance in the working directory may use no variable', async () => {
    const found = await workspace(undefined, {
      files: { 'custom-api-mcp.json': { apis: [{ name: 'a', baseUrl: 'https://${WHO}.example.com' }] } },
      env: { WHO: 'fake-value-of-the-user' },
      keep: true,
    })
    const { code, stderr } = await found.run(['check'])
    await found.remove()
    expect(stderr).toContain('start with --config ./custom-api-mcp.json')
    expect(stderr).not.toContain('fake-value-of-the-user')
    expect(code).toBe(2)
  })
})

describe.concurrent('a description', () => {
  const rows: readonly { what: string; text: unknown; says: string; code?: number }[] = [
    { what: 'that is HTML', text: '<!doctype html><html><body>Docs</body></html>', says: 'is an HTML page' },
    { what: 'that is empty', text: '', says: 'the description is empty' },
    { what: 'that is cut off', text: JSON.stringify(good).slice(0, 90), says: 'is not valid JSON' },
    { what: 'that is something else', text: { hello: 1 }, says: 'neither "openapi" nor "swagger"' },
    { what: 'without operations', text: document({}), says: 'the description has no operation' },
    {
      what: 'of more aliases than memory',
      text: `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((it, at) => `${it}: &${it} [${`*${'abcdefghi'[at]},`.repeat(9)}]`)
        .join('\n')}\nopenapi: 3.0.0\npaths: {}\n`,
      says: 'YAML aliases expanded',
    },
    {
      what: 'with references that circle',
      code: 0,
      says: '2 operations, 0 problems',
      text: document(
        {
          '/a': { get: { operationId: 'a', parameters: [{ $ref: '#/components/parameters/P' }], ...ok } },
          '/n': {
            post: {
              operationId: 'n',
              requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/N' } } } },
              ...ok,
            },
          },
        },
        {
          components: {
            parameters: { P: { name: 'p', in: 'query', schema: { $ref: '#/components/schemas/N' } } },
            schemas: { N: { type: 'object', properties: { next: { $ref: '#/components/schemas/N' } } } },
          },
        },
      ),
    },
    {
      what: 'that references a file outside its folder',
      code: 0,
      says: '"../../../etc/passwd" lies outside the description\'s folder',
      text: document({ '/a': { get: { operationId: 'a', parameters: [{ $ref: '../../../etc/passwd' }], ...ok } } }),
    },
  ]

  test.each(rows)('$what', async ({ text, says, code }) => {
    const name = `description-${count++}.${typeof text === 'string' && text.startsWith('a:') ? 'yaml' : 'json'}`
    await space.write(name, text)
    const ran = await check({ apis: [{ name: 'a', openapi: `./${name}` }] })
    expect(ran.stdout).toContain(says)
    expect(ran.code).toBe(code ?? 1)
  })

  test('of 100 MB is refused unread', async () => {
    await space.write('huge.json', Buffer.alloc(100 * 1024 * 1024, 0x20))
    const began = performance.now()
    const { code, stdout } = await check({ apis: [{ name: 'a', openapi: './huge.json' }] })
    expect(stdout).toContain('at most 64 MB are read')
    expect(code).toBe(1)
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  test.each([
    [
      '/login',
      'answered HTTP 401 instead of a description; to fetch it with the credential of the API, write it as { "url": "…", "auth": true }',
    ],
    ['/gone', 'answered HTTP 404 instead of a description; check the URL in a browser'],
    [
      '/moved',
      'redirects to http://127.0.0.1:9, which is another origin; if you trust it, name the address that it leads to in the config: as "openapi"',
    ],
  ])('at %s, which gives none, says why and what to do, and asks for no base URL', async (path, says) => {
    const upstream = await startUpstream(({ target }, response) => {
      if (target === '/moved')
        return void response.writeHead(302, { location: 'http://127.0.0.1:9/openapi.json' }).end()
      response.writeHead(target === '/login' ? 401 : 404).end()
    })
    const space = await workspace({ apis: [{ name: 'a', openapi: `${upstream.url}${path}` }] })
    const { code, stdout, stderr } = await space.run(['check'])
    expect(stdout).toContain(says)
    expect(stderr).not.toContain('base URL')
    expect(code).toBe(1)
  })

  test('without operations is a problem in JSON too', async () => {
    const space = await workspace({ apis: [{ name: 'a', openapi: './a.json' }] }, { files: { 'a.json': document({}) } })
    const { code, stdout } = await space.run(['check', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      apis: [
        { problems: [{ at: '', says: expect.stringContaining('the description has no operation'), level: 'error' }] },
      ],
    })
    expect(code).toBe(1)
  })

  test('that is not there names the file', async () => {
    const { code, stdout } = await check({ apis: [{ name: 'a', openapi: './nowhere.json' }] })
    expect(stdout).toContain(`${join(space.folder, 'nowhere.json')}: there is no such file`)
    expect(code).toBe(1)
  })

  test('from a host that refuses names the address, once', async () => {
    const { stdout, stderr } = await check({ apis: [{ name: 'a', openapi: 'http://127.0.0.1:9/openapi.json' }] })
    expect(stdout).toContain('127.0.0.1:9 refused the connection')
    expect(stderr).not.toContain('refused')
  })
})

/** Answers by path, so that one client serves every row. */
const upstreamRows: Record<string, (socket: import('node:net').Socket) => void> = {
  '/garbage': (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  '/cut': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"a":'),
  '/closed': (socket) => socket.destroy(),
  '/hang': () => undefined,
  '/headers': (socket) => socket.end(`HTTP/1.1 200 OK\r\n${'X-Long: '.padEnd(200_000, 'x')}\r\n\r\n`),
  '/notjson': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\nnot json'),
  '/gzip': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\nnot gzip at all'),
}

describe('an upstream or a call', () => {
  let client: AnyClient
  let home: Workspace
  const server = createServer((socket) => {
    socket.on('error', () => undefined) // whoever asked went away
    socket.once('data', (data: Buffer) => {
      const path = /^\w+ (\S+)/.exec(data.toString('latin1'))?.[1] ?? ''
      upstreamRows[path]?.(socket)
    })
  })
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const write = {
      operationId: 'write',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['count'],
              properties: { count: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
            },
          },
        },
      },
      ...ok,
    }
    home = await workspace(
      {
        apis: [
          { name: 'raw', openapi: './raw.json', baseUrl: url, timeouts: { response: 1 }, retry: { attempts: 1 } },
          { name: 'gone', baseUrl: 'http://127.0.0.1:9', retry: { attempts: 1 } },
        ],
      },
      { files: { 'raw.json': document({ '/write': { post: write } }) }, keep: true },
    )
    client = await home.connect()
  })
  afterAll(async () => {
    await client.close()
    await home.remove()
    server.close()
  })

  test.each([
    { path: '/garbage', says: /^upstream\.unreadable: / },
    { path: '/cut', says: /^upstream\.\w+: / },
    { path: '/closed', says: /^upstream\.unreachable: / },
    { path: '/hang', says: /^upstream\.timeout: / },
    { path: '/headers', says: /^upstream\.unreadable: / },
    { path: '/gzip', says: /^upstream\.unreadable: / },
  ])('$path is a failed result with its reason', async ({ path, says }) => {
    const { text, isError } = await client.call('http_get', { api: 'raw', path })
    expect(text).toMatch(says)
    expect(isError).toBe(true)
  })

  test('JSON that is none is shown as the text it is', async () => {
    const { text, isError } = await client.call('http_get', { api: 'raw', path: '/notjson' })
    expect(text).toContain('not json')
    expect(isError).toBe(false)
  })

  test('a host that nobody listens on is unreachable, and says so', async () => {
    const { text } = await client.call('http_get', { api: 'gone', path: '/' })
    expect(text).toMatch(/^upstream\.unreachable: 127\.0\.0\.1:9 refused the connection/)
  })

  test.each([
    { input: {}, says: 'count: missing, expected integer' },
    { input: { count: 'many' }, says: 'count: expected integer, got "many"' },
    { input: { count: 1, tag: 'x' }, says: 'tag: unknown, did you mean "tags"?' },
    { input: { count: 1, tags: { a: 1 } }, says: 'tags/0: expected string, got {"a":1}' },
  ])('arguments $input are told one by one, and nothing is sent', async ({ input, says }) => {
    const { text, isError } = await client.call('raw_write', input)
    expect(text).toContain(says)
    expect(text).toMatch(/^arguments\.invalid: /)
    expect(isError).toBe(true)
  })

  test.each([
    { name: 'call_operation', input: { api: 'raw', operation: 'wirte' }, says: 'did you mean "write"?' },
    { name: 'call_operation', input: { api: 'rwa', operation: 'write' }, says: 'did you mean "raw"?' },
    { name: 'call_operation', input: { api: 'raw', operation: 'write', count: 1 }, says: 'go into "arguments"' },
    { name: 'http_get', input: { api: 'raw', path: 'garbage' }, says: 'with a leading "/"' },
    { name: 'http_get', input: { api: 'raw', path: 'https://example.com/' }, says: 'host.blocked: ' },
    { name: 'http_send', input: { api: 'raw', method: 'FETCH', path: '/' }, says: 'arguments.invalid: method' },
  ])('$name $input is refused with the next step', async ({ name, input, says }) => {
    const { text, isError } = await client.call(name, input)
    expect(text).toContain(says)
    expect(isError).toBe(true)
  })

  test('stringified arguments are repaired', async () => {
    const upstream = await startUpstream()
    const space = await workspace(
      { apis: [{ name: 'r', openapi: './raw.json', baseUrl: upstream.url }] },
      {
        files: {
          'raw.json': document({
            '/write': {
              post: {
                operationId: 'write',
                requestBody: {
                  content: {
                    'application/json': {
                      schema: {
                        type: 'object',
                        properties: {
                          count: { type: 'integer' },
                          on: { type: 'boolean' },
                          tags: { type: 'array', items: { type: 'string' } },
                        },
                      },
                    },
                  },
                },
                ...ok,
              },
            },
          }),
        },
      },
    )
    const other = await space.connect()
    onTestFinished(() => other.close())
    await other.call('call_operation', {
      api: 'r',
      operation: 'write',
      arguments: '{"count":"5","on":"true","tags":"[\\"a\\"]"}',
    })
    expect(upstream.seen.map((it) => it.body.toString())).toEqual(['{"count":5,"on":true,"tags":["a"]}'])
  })
})
