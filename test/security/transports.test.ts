/** SECURITY-PROMISES.md §6, §8.4, §10, §11: hostile clients of our own listener, and what lies on disk. The built program. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workspace, type Workspace } from '../support/program.ts'
import { startStdio } from '../support/raw-stdio.ts'
import { startUpstream } from '../support/upstream.ts'

const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const ping = '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}'

let upstream: Awaited<ReturnType<typeof startUpstream>>
let space: Workspace
/** Calls that the server gave up. */
let gone = 0
let served: Awaited<ReturnType<Workspace['serveHttp']>>

beforeAll(async () => {
  upstream = await startUpstream((_, response) => void response.once('close', () => gone++), { keep: true }) // never answers
  space = await workspace({ apis: [{ name: 'x', baseUrl: upstream.url }] }, { keep: true })
  served = await space.serveHttp(['--log-level', 'debug'])
})
afterAll(async () => {
  await served.stop()
  await upstream.close()
  await space.remove()
})

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** One request with exactly these headers; `fetch` would not send some of them. */
function send(path: string, headers: Record<string, string>, body?: string | Buffer, method = 'POST'): Promise<Got> {
  return new Promise((done, fail) => {
    const outgoing = httpRequest(`${served.url}${path}`, { method, headers, agent: false }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      incoming.on('close', () => done({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }))
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ECONNRESET' ? done({ status: 0, headers: {}, text: '' }) : fail(error),
    )
    outgoing.end(body)
  })
}
const authorized = (): Record<string, string> => ({ ...json, authorization: `Bearer ${served.token}` })
const post = (body: string | Buffer, more: Record<string, string> = {}): Promise<Got> =>
  send('/mcp', { ...authorized(), ...more }, body)

describe('§6.1: Host, Origin and token are judged apart, on every route', () => {
  const paths = ['/mcp', '/healthz', '/readyz', '/nothing', '/', '/console', '/metrics', '/webhooks/a/b']
  test.each(
    paths.flatMap((path) =>
      [
        'evil.example',
        '127.0.0.1.evil.example',
        'localhost.',
        'evil@127.0.0.1',
        '[::1',
        '127.0.0.1:80:80',
        '0x7f.1',
        '2130706433',
      ].map((host) => ({ path, host })),
    ),
  )('$path for the host "$host"', async ({ path, host }) => {
    const { status } = await send(path, { ...authorized(), host }, undefined, 'GET')
    expect([400, 403]).toContain(status)
  })
  test.each(
    paths.flatMap((path) =>
      [
        'http://evil.example',
        'null',
        'https://127.0.0.1.evil.example',
        'file://',
        'http://localhost@evil.example',
        'chrome-extension://x',
        '',
      ].map((origin) => ({ path, origin })),
    ),
  )('$path from the origin "$origin"', async ({ path, origin }) => {
    const { status, headers } = await send(path, { ...authorized(), origin }, undefined, 'GET')
    expect(status).toBe(403)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
  test.each([
    {},
    { authorization: 'Bearer' },
    { authorization: 'Bearer x' },
    { authorization: 'Basic eDp5' },
    { authorization: 'Bearer  ' },
    { cookie: 'token=x' },
  ])('/mcp with %j is 401', async (headers) => {
    for (const method of ['POST', 'GET', 'DELETE', 'PUT', 'OPTIONS']) {
      const { status, text } = await send('/mcp', { ...json, ...headers }, method === 'POST' ? ping : undefined, method)
      expect({ method, status }).toEqual({ method, status: 401 })
      expect(text).not.toContain(served.token)
    }
  })
  test.each(['/mcp?token=', '/mcp/../mcp', '//mcp', '/MCP', '/mcp%2f', '/mcp/', '/%6dcp'])(
    'no other spelling opens it: %s',
    async (path) => {
      const { status } = await send(path.endsWith('=') ? path + (served.token ?? '') : path, json, ping)
      expect([400, 401, 404]).toContain(status)
    },
  )
  test('a preflight grants nothing', async () => {
    const { headers } = await send(
      '/mcp',
      { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' },
      undefined,
      'OPTIONS',
    )
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
  test.each([
    ['--host', '0.0.0.0', '--insecure-no-token'],
    ['--host', '::', '--insecure-no-token'],
    ['--host', '192.168.0.1', '--insecure-no-token'],
  ])('serve %s %s %s is refused', async (...args) => {
    const { code, stderr } = await space.run(['serve', '--http', '--port', '0', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain('open to others')
  })
})

describe('§6.2: bodies', () => {
  test.each([
    ['another type', ping, { 'content-type': 'text/plain' }, 415],
    ['a form', ping, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['two types', ping, { 'content-type': 'application/json, text/plain' }, 415],
    ['another charset', ping, { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['packed', ping, { 'content-encoding': 'gzip' }, 415],
    ['too large', `"${'x'.repeat(5 * 1024 * 1024)}"`, {}, 413],
    ['deep', '['.repeat(101) + ']'.repeat(101), {}, 400],
    ['very deep', '['.repeat(1_000_000), {}, 400],
    ['no JSON', '{', {}, 400],
    ['empty', '', {}, 400],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400],
    ['a key twice', '{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call"}', {}, 400],
    ['a key twice, escaped', '{"jsonrpc":"2.0","id":1,"method":"tools/list","m\\u0065thod":"tools/call"}', {}, 400],
    ['another case', '{"jsonrpc":"2.0","id":1,"method":"tools/list","Method":"tools/call"}', {}, 400],
    ['a long s', '{"jsonrpc":"2.0","id":1,"method":"tools/list","param\u017f":{}}', {}, 400],
    [
      'a Kelvin sign',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_apis","to\u212aen":1,"ARGUMENTS":{}}}',
      {},
      400,
    ],
    ['a NUL', '{"jsonrpc":"2.0","id":1,"method":"tools/list","method\\u0000":"x"}', {}, 400],
    [
      'in params',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_apis","Name":"http_send"}}',
      {},
      400,
    ],
  ] as const)('%s', async (_, body, headers, status) => {
    const answer = await post(body, headers)
    expect([status, 0]).toContain(answer.status) // 0: the connection was closed on a sender who went on
    expect(answer.text).not.toContain('"result"')
  })
  test.each([
    'null',
    '1',
    '"x"',
    '[]',
    '[[]]',
    '{}',
    '{"jsonrpc":"1.0","id":1,"method":"x"}',
    '{"jsonrpc":"2.0","id":{},"method":"tools/list"}',
    '{"jsonrpc":"2.0","id":1,"method":7}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}',
    '{"jsonrpc":"2.0","id":1,"method":"__proto__"}',
    '{"jsonrpc":"2.0","id":1,"method":"constructor","params":{"__proto__":{"x":1}}}',
    '{"jsonrpc":"2.0","id":1,"result":{}}',
    `[${Array(2000).fill(ping).join(',')}]`,
  ])('the message %.60s ends in an answer', async (body) => {
    const { status, text } = await post(body)
    expect(status).toBeGreaterThan(0)
    expect(status).not.toBe(500)
    expect(text).not.toMatch(/ at .*\.js|node:internal|\/dist\//)
  })
})

describe('§6.2, §10.1: slow and broken senders', () => {
  test('hundreds of half-sent requests disturb nobody', async () => {
    const { hostname, port } = new URL(served.url)
    const sockets = Array.from({ length: 300 }, () => {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => undefined)
      socket.write(`POST /mcp HTTP/1.1\r\nhost: ${hostname}\r\ncontent-le`)
      return socket
    })
    const started = performance.now()
    expect((await post(ping)).status).toBe(200)
    expect(performance.now() - started).toBeLessThan(2000)
    for (const socket of sockets) socket.destroy()
  })
  test.each([
    'GARBAGE\r\n\r\n',
    'POST /mcp HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
    'POST http://evil/mcp HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
    'POST /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'GET /healthz HTTP/1.0\r\n\r\n',
    'CONNECT 127.0.0.1:1 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  ])('the bytes %.40j are turned away', async (bytes) => {
    const { hostname, port } = new URL(served.url)
    const text = await new Promise<string>((done) => {
      let said = ''
      const socket = connect(Number(port), hostname, () => socket.write(bytes))
      socket.on('data', (piece) => (said += piece.toString()))
      socket.on('error', () => done(said))
      socket.on('close', () => done(said))
      setTimeout(() => socket.end(), 500)
    })
    expect(text === '' || /^HTTP\/1\.1 4\d\d/.test(text)).toBe(true)
  })
  test('§6.6: a dropped call stops upstream within a second', async () => {
    const before = upstream.seen.length
    const controller = new AbortController()
    const body =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"http_get","arguments":{"api":"x","path":"/hang"}}}'
    const call = fetch(`${served.url}/mcp`, {
      method: 'POST',
      headers: authorized(),
      body,
      signal: controller.signal,
    }).then((response) => response.text())
    while (upstream.seen.length === before) await new Promise((turn) => setTimeout(turn, 10))
    controller.abort()
    await expect(call).rejects.toThrow(/abort/i)
    const started = performance.now()
    while (gone === 0 && performance.now() - started < 1000) await new Promise((turn) => setTimeout(turn, 10))
    expect(gone).toBe(1)
    expect((await post(ping)).status).toBe(200)
  })
  test('the server still stands, and its log holds no stack', () => {
    expect(served.stderr()).not.toMatch(/internal error|uncaught|unhandled|a request failed|a route failed/)
  })
})

describe('§6.5: standard streams', () => {
  test.each([
    'garbage',
    '{"jsonrpc":"2.0"',
    '[]',
    'null',
    '\0',
    '{"jsonrpc":"2.0","id":1,"method":"x"}x',
    `${'['.repeat(100_000)}`,
    '\u{feff}{}',
  ])('the line %.40j costs one line of the log', async (line) => {
    const server = startStdio(space)
    await server.initialize()
    const lines = server.stderr().split('\n').length
    server.write(`${line}\n`)
    expect((await server.request('ping')).result).toEqual({})
    expect(server.stderr().split('\n').length).toBe(lines + 1)
    expect(await server.close()).toBe(0)
  })
  test('a message over 10 MB closes', async () => {
    const server = startStdio(space)
    await server.initialize()
    for (let at = 0; at < 11; at++) server.write('x'.repeat(1024 * 1024))
    expect(await server.ended).toBe(0)
  })
  test('end of input ends the process though a call hangs', async () => {
    const server = startStdio(space)
    await server.initialize()
    void server.call('http_get', { api: 'x', path: '/hang' })
    const started = performance.now()
    expect(await server.close()).toBe(0)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe.skipIf(process.platform === 'win32')('§8.4: files of ours are closed to others', () => {
  test('every file is 0600 and every folder 0700', async () => {
    const folder = join(space.folder, 'home')
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    expect(entries.length).toBeGreaterThan(0)
    for (const entry of entries) {
      const { mode } = await stat(join(entry.parentPath, entry.name))
      expect({ name: entry.name, mode: (mode & 0o777).toString(8) }).toEqual({
        name: entry.name,
        mode: entry.isDirectory() ? '700' : '600',
      })
    }
  })
  test('a token file that others can read is refused', async () => {
    const other = await workspace({ apis: [] })
    await mkdir(join(other.folder, 'home', 'data'), { recursive: true })
    await writeFile(join(other.folder, 'home', 'data', 'http-token'), `${'a'.repeat(43)}\n`, { mode: 0o644 })
    const { code, stderr } = await other.run(['serve', '--http', '--port', '0'])
    expect(code).toBe(2)
    expect(stderr).toContain('others can read')
    expect(stderr).not.toContain('a'.repeat(43))
  })
})

describe('§10.4: the end', () => {
  test('SIGTERM ends within ten seconds with 0', { timeout: 20_000 }, async () => {
    const other = await space.serveHttp()
    void fetch(`${other.url}/mcp`, {
      method: 'POST',
      headers: authorized(),
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"http_get","arguments":{"api":"x","path":"/hang"}}}',
    }).catch(() => undefined)
    await new Promise((turn) => setTimeout(turn, 300))
    const started = performance.now()
    expect(await other.stop()).toBe(0)
    expect(performance.now() - started).toBeLessThan(11_000)
  })
})
