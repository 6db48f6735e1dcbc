import { connect } from 'node:net'
import { request as httpRequest } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { gateOf } from '../../test/support/gate.ts'
import { fakeToolbox } from '../../test/support/fake-toolbox.ts'
import { startUpstream } from '../../test/support/upstream.ts'
import { Secret, silentLog } from '../core/index.ts'
import { createMcpHttp, type McpHttpOptions } from '../mcp/index.ts'
import { startHttp, type HttpOptions } from './index.ts'

const token = 'fake-token-for-tests-0123456789abcdef'
const both = 'application/json, text/event-stream'

async function start(options: Partial<HttpOptions> = {}, mcpOptions: Partial<McpHttpOptions> = {}) {
  const toolbox = fakeToolbox()
  const mcp = createMcpHttp({ toolbox, log: silentLog, version: '0', ...mcpOptions })
  const service = await startHttp({
    host: '127.0.0.1',
    port: 0,
    publicUrl: undefined,
    allowedHosts: [],
    allowedOrigins: [],
    gate: gateOf(new Secret(token)),
    insecureNoToken: false,
    mcp,
    log: silentLog,
    ready: () => true,
    ...options,
  })
  onTestFinished(() => service.close())
  return { ...service, toolbox, mcp }
}

interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

/** One request with exactly these headers (`fetch` forbids some). */
function ask(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string | Buffer },
): Promise<Answer> {
  return new Promise((done, failed) => {
    const outgoing = httpRequest(url, { method, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, text }))
      response.on('error', failed)
    })
    outgoing.on('error', failed)
    outgoing.end(body)
  })
}

const authorized = { authorization: `Bearer ${token}` }
const post = (url: string, message: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(`${url}/mcp`, {
    method: 'POST',
    headers: { ...authorized, 'content-type': 'application/json', accept: both, ...headers },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  })

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
}
const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}
const modernCall = (name: string, input: object = {}) => ({
  jsonrpc: '2.0',
  id: 5,
  method: 'tools/call',
  params: { name, arguments: input, _meta: envelope },
})

describe('every route', () => {
  test.each(['/healthz', '/readyz', '/mcp', '/nowhere'])(
    '%s refuses a foreign Host and a foreign Origin',
    async (path) => {
      const { url } = await start()
      const host = await ask(url + path, { headers: { ...authorized, host: 'evil.example' } })
      const origin = await ask(url + path, { headers: { ...authorized, origin: 'https://evil.example' } })
      expect([host.status, origin.status]).toEqual([403, 403])
      expect(JSON.parse(host.text).error).toMatch(/Host/)
      expect(JSON.parse(origin.text).error).toMatch(/Origin/)
    },
  )

  test('answers no cross-origin permission', async () => {
    const { url } = await start()
    const headers = { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' }
    const answers = [await ask(`${url}/healthz`, { headers }), await ask(`${url}/mcp`, { method: 'OPTIONS', headers })]
    const names = answers.flatMap((answer) => Object.keys(answer.headers))
    expect(names.filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('lets pages of exactly the listed origins read answers', async () => {
    const { url } = await start({ allowedOrigins: ['https://app.example'] })
    const asks = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
    const preflight = await ask(`${url}/mcp`, { method: 'OPTIONS', headers: asks })
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, 'https://app.example'])
    expect(preflight.headers['access-control-allow-headers']).toContain('mcp-session-id')
    const answer = await post(url, ping, { origin: 'https://app.example' })
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, 'https://app.example'])
    const local = await post(url, ping, { origin: 'http://localhost:3000' })
    expect([local.status, local.headers['access-control-allow-origin']]).toEqual([200, undefined])
  })

  test('refuses an absolute request target', async () => {
    const { port } = await start()
    const said = await new Promise<string>((done) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      )
      socket.on('data', (chunk) => done(chunk.toString()))
    })
    expect(said).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('health and readiness need no token; other paths are 404 in JSON', async () => {
    let ready = false
    const { url } = await start({ ready: () => ready })
    expect((await ask(`${url}/healthz`, {})).status).toBe(200)
    expect((await ask(`${url}/readyz`, {})).status).toBe(503)
    ready = true
    expect((await ask(`${url}/readyz`, {})).status).toBe(200)
    const nowhere = await ask(`${url}/console`, {})
    expect([nowhere.status, JSON.parse(nowhere.text)]).toEqual([
      404,
      { error: 'there is nothing here', hint: 'MCP is served at /mcp' },
    ])
  })
})

test.each(['PUT', 'PATCH', 'OPTIONS', 'HEAD'])('/mcp names the methods that it takes to a %s', async (method) => {
  const { url } = await start()
  const { status, headers } = await ask(`${url}/mcp`, { method, headers: authorized })
  expect([status, headers.allow]).toEqual([405, 'GET, POST, DELETE'])
})

describe('the token', () => {
  test.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer nope' }],
    ['a longer one', { authorization: `Bearer ${token}x` }],
    ['another scheme', { authorization: `Basic ${token}` }],
    ['an empty one', { authorization: 'Bearer ' }],
  ])('%s is answered 401 with a challenge, and nothing is served', async (_, headers) => {
    const { url } = await start()
    const sent = { 'content-type': 'application/json', accept: both, ...headers }
    for (const method of ['POST', 'GET', 'DELETE']) {
      const answer = await ask(`${url}/mcp`, {
        method,
        headers: sent,
        ...(method === 'POST' && { body: JSON.stringify(ping) }),
      })
      expect(answer.status).toBe(401)
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm=/)
      expect(answer.text).not.toContain(token)
    }
  })

  test('does not count in the query', async () => {
    const { url } = await start()
    expect((await ask(`${url}/mcp?access_token=${token}`, { method: 'POST', body: '{}' })).status).toBe(401)
  })

  test.each([
    [{ gate: gateOf(undefined) }, /no access token/],
    [{ gate: gateOf(undefined), host: '0.0.0.0' }, /no access token/],
    [{ gate: gateOf(undefined), host: '0.0.0.0', insecureNoToken: true }, /open to others/],
    [{ gate: gateOf(undefined), host: '', insecureNoToken: true }, /open to others/],
  ])('without one, %j does not start', async (options, says) => {
    await expect(start(options)).rejects.toMatchObject({ code: 'config.invalid', message: expect.stringMatching(says) })
  })

  test('allows a wider bind, where the Host is still judged', async () => {
    const { port } = await start({ host: '0.0.0.0', allowedHosts: ['team.example'] })
    const from = (host: string) => ask(`http://127.0.0.1:${port}/healthz`, { headers: { host } })
    expect([(await from('team.example:80')).status, (await from('0.0.0.0')).status]).toEqual([200, 403])
  })

  test('is not asked for with insecureNoToken on loopback', async () => {
    const { url } = await start({ gate: gateOf(undefined), insecureNoToken: true })
    expect((await post(url, ping, { authorization: '' })).status).toBe(200)
  })

  test('a taken port is a clear error', async () => {
    const { port } = await start()
    await expect(start({ port })).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringMatching(/taken/),
    })
  })
})

describe('bodies', () => {
  test.each([
    ['bad JSON', '{"jsonrpc"', 400, -32700],
    ['an empty body', '', 400, -32700],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, -32700],
    ['a double member', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}', 400, -32700],
    ['101 levels', `${'['.repeat(101)}${']'.repeat(101)}`, 400, -32700],
    ['a member in the wrong case', '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/list"}', 400, -32600],
    ['a member with a NUL', '{"jsonrpc":"2.0","id":1,"method":"ping","id\\u0000":2}', 400, -32600],
    ['over 4 MiB', Buffer.alloc(4 * 1024 * 1024 + 1, 32), 413, -32000],
  ])('%s is refused', async (_, body, status, code) => {
    const { url } = await start()
    const headers = { ...authorized, 'content-type': 'application/json', accept: both }
    const answer = await ask(`${url}/mcp`, { method: 'POST', headers, body })
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([status, code])
  })

  test('over 4 MiB without a declared length is refused', async () => {
    const { url } = await start()
    const headers = { ...authorized, 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
    const answer = await ask(`${url}/mcp`, { method: 'POST', headers, body: Buffer.alloc(4 * 1024 * 1024 + 1, 32) })
    expect(answer.status).toBe(413)
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/jsonx',
    '',
  ])('the media type %j is refused', async (type) => {
    const { url } = await start()
    expect((await post(url, ping, { 'content-type': type })).status).toBe(415)
  })

  test('a compressed body is refused', async () => {
    const { url } = await start()
    expect((await post(url, ping, { 'content-encoding': 'gzip' })).status).toBe(415)
  })

  test('just under 4 MiB is served, and every digit arrives', async () => {
    const { url } = await start()
    const pad = 'x'.repeat(4 * 1024 * 1024 - 300)
    const call = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"n":9007199254740993}},"x":0}`
    const plain = await post(url, call.replace(',"x":0', ''), { accept: 'application/json' })
    expect(JSON.parse(plain.text).result.content[0].text).toBe('{"n":9007199254740993}')
    const big = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'who', arguments: { pad } } }
    expect((await post(url, big, { accept: 'application/json' })).status).toBe(200)
  })

  test.each([
    ['headers', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n'],
    [
      'a body',
      `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    ],
  ])('a sender that never finishes %s is cut', async (_, text) => {
    const { port } = await start({ slowest: { headers: 200, request: 400 } })
    const closed = new Promise<string>((done) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text))
      socket.on('close', () => done('cut'))
      socket.resume()
    })
    expect(await closed).toBe('cut')
  })
})

describe('clients without a session', () => {
  test.each(['*/*', 'application/json', 'application/*, text/html'])(
    'with Accept %s get plain JSON',
    async (accept) => {
      const { url } = await start()
      const answer = await post(url, ping, { accept })
      expect(answer.headers['content-type']).toMatch(/^application\/json/)
      expect(JSON.parse(answer.text)).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
      const batch = await post(url, [ping, { ...ping, id: 2 }], { accept })
      expect(JSON.parse(batch.text).map((message: { id: number }) => message.id)).toEqual([1, 2])
    },
  )

  test('that do not take JSON get 406', async () => {
    const { url } = await start()
    expect((await post(url, ping, { accept: 'text/html' })).status).toBe(406)
  })

  test('a dropped call stops upstream work within a second', async () => {
    let stopped = 0
    const upstream = await startUpstream(
      (_request, response) => void response.on('close', () => (stopped = Date.now())),
    )
    const { url } = await start()
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'hang', arguments: { url: upstream.url } },
    })
    for (const accept of [both, 'application/json']) {
      stopped = 0
      const before = upstream.seen.length
      const outgoing = httpRequest(`${url}/mcp`, {
        method: 'POST',
        agent: false,
        headers: { ...authorized, 'content-type': 'application/json', accept },
      })
      outgoing.on('error', () => {})
      outgoing.end(body)
      await expect.poll(() => upstream.seen.length).toBe(before + 1)
      const dropped = Date.now()
      outgoing.destroy()
      await expect.poll(() => stopped).toBeGreaterThan(0)
      expect(stopped - dropped).toBeLessThan(1000)
    }
  })
})

describe('2026-07-28', () => {
  const names = { 'mcp-method': 'tools/call', 'mcp-name': 'who' }

  test('answers one JSON body', async () => {
    const { url } = await start()
    const answer = await post(url, modernCall('who'), { 'mcp-protocol-version': '2026-07-28', ...names })
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(JSON.parse(answer.text).result.content[0].text).toBe('nobody via http')
  })

  test('serves the connector that names 2025-11-25 in its header', async () => {
    const { url } = await start()
    const bare = await post(url, modernCall('who'), { 'mcp-protocol-version': '2025-11-25' })
    expect(JSON.parse(bare.text).result.content[0].text).toBe('nobody via http')
  })

  test.each([
    [{ 'mcp-protocol-version': '2025-06-18', ...names }],
    [{ 'mcp-protocol-version': '2024-11-05', ...names }],
    [{ 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list', 'mcp-name': 'who' }],
    [{ 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'echo' }],
    [{ 'mcp-protocol-version': '2025-11-25', 'mcp-method': 'tools/list', 'mcp-name': 'who' }],
  ])('refuses any other disagreement of headers and body: %j', async (headers) => {
    const { url } = await start()
    const answer = await post(url, modernCall('who'), headers)
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([400, -32020])
  })

  test('marks lists as private to the client', async () => {
    const { url } = await start()
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: envelope } }
    const answer = await post(url, list, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' })
    expect(JSON.parse(answer.text).result).toMatchObject({ ttlMs: 60_000, cacheScope: 'private' })
  })
})

describe('closing', () => {
  test('lets a running call finish, refuses new ones, then drops streams', async () => {
    const upstream = await startUpstream((_request, response) => void setTimeout(() => response.end(), 200))
    const { url, close } = await start()
    const session = String((await post(url, initialize)).headers['mcp-session-id'])
    const stream = ask(`${url}/mcp`, { headers: { ...authorized, accept: both, 'mcp-session-id': session } })
    const call = post(url, modernCall('hang', { url: upstream.url }), {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'hang',
    })
    await expect.poll(() => upstream.seen.length).toBe(1)
    const closing = close()
    await expect(post(url, ping)).rejects.toThrow(/ECONNREFUSED/)
    expect(JSON.parse((await call).text).result.content[0].text).toBe('answered')
    await closing
    expect((await stream).status).toBe(200)
  })
})
