import { randomBytes } from 'node:crypto'
import { getEventListeners } from 'node:events'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startUpstream } from '../../test/support/upstream.ts'
import { CustomApiError, silentLog } from '../core/index.ts'
import { readAll } from './body.ts'
import { createDoor, type DoorOptions } from './door.ts'
import type { Door, HttpRequest, HttpResponse, SendOptions } from './model.ts'
import { get, toRequest, withCookie, withHeader, withQuery } from './request.ts'
import { hostPort } from './target-url.ts'

const never = new AbortController().signal

/** A door to the given URLs, consent included. */
function doorTo(urls: readonly string[], more: Partial<DoorOptions> = {}): Door {
  const door = createDoor({
    policy: {
      origins: new Set(urls.map((url) => new URL(url).origin)),
      privateConsent: new Set(urls.map(hostPort)),
      allowInsecureHttp: false,
    },
    log: silentLog,
    name: 'pets',
    timeouts: { connect: 2, response: 2 },
    maxDelay: 0.05,
    ...more,
  })
  onTestFinished(() => door.close())
  return door
}

async function send(door: Door, request: HttpRequest, options: Partial<SendOptions> = {}) {
  const response = await door.send(request, { signal: never, ...options })
  const { data, complete } = await readAll(response, 1_000_000)
  return { ...response, text: Buffer.from(data).toString(), complete }
}

const failure = (promise: Promise<unknown>): Promise<CustomApiError> =>
  promise.then(
    () => expect.unreachable('it was expected to fail'),
    (error: unknown) => CustomApiError.from(error),
  )

/** A server that says exactly these bytes to whoever connects, or does with the socket what it likes. */
async function startRaw(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    answer(socket)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((done) => server.close(() => done()))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('what is sent', () => {
  test.each([
    { path: '/a/%2e%2e/b', query: '' },
    { path: '/a//b/./c', query: 'q=a+b%20c&&x' },
    { path: '/%7Euser/a%2Fb', query: 'x=[]|"'.replace('"', '%22') },
    { path: "/it's(1)!*", query: 'a=%E2%82%AC' },
  ])('the target $path?$query arrives byte for byte', async ({ path, query }) => {
    const upstream = await startUpstream()
    await send(doorTo([upstream.url]), { ...get(upstream.url), path, query })
    expect(upstream.seen.map(({ target }) => target)).toEqual([query === '' ? path : `${path}?${query}`])
  })

  test('headers keep their letter case and order, several of one name too, and Host is ours', async () => {
    const upstream = await startUpstream()
    const headers = [
      ['X-One', '1'],
      ['x-Two', 'é€'],
      ['X-One', '2'],
    ] as const
    await send(doorTo([upstream.url]), { ...get(upstream.url), headers })
    const raw = upstream.seen[0]?.rawHeaders ?? []
    const pairs = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []))
    expect(pairs.filter(([name]) => /^x-/i.test(name ?? ''))).toEqual([
      ['X-One', '1'],
      ['x-Two', Buffer.from('é€').toString('latin1')],
      ['X-One', '2'],
    ])
    expect(upstream.seen[0]?.headers).toMatchObject({
      host: new URL(upstream.url).host,
      'accept-encoding': 'gzip, deflate',
    })
  })

  test('cookies go out as one header', async () => {
    const upstream = await startUpstream()
    await send(doorTo([upstream.url]), withCookie(withCookie(get(upstream.url), 'a', '1'), 'b', 'x=y'))
    expect(upstream.seen[0]?.headers.cookie).toBe('a=1; b=x=y')
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'GET'])('a body goes out with %s', async (method) => {
    const upstream = await startUpstream()
    await send(doorTo([upstream.url]), { ...toRequest(method, upstream.url), body: Buffer.from('{"a":1}') })
    expect(upstream.seen[0]).toMatchObject({ method, body: Buffer.from('{"a":1}') })
    expect(upstream.seen[0]?.headers['content-length']).toBe('7')
  })

  test.each([
    { what: 'a line break in a value', change: { headers: [['X-A', 'secret-a\r\nX-B: 1']] } },
    { what: 'a NUL in a value', change: { headers: [['X-A', 'secret-a\0']] } },
    { what: 'a blank in a name', change: { headers: [['X A', '1']] } },
    { what: 'Host', change: { headers: [['Host', 'evil.example']] } },
    { what: 'Transfer-Encoding', change: { headers: [['transfer-encoding', 'chunked']] } },
    { what: 'Content-Length', change: { headers: [['CONTENT-LENGTH', '1']] } },
    { what: 'Cookie beside the cookies', change: { headers: [['Cookie', 'a=1']] } },
    { what: 'a cookie that ends itself', change: { cookies: [['a', '1; b=2']] } },
    { what: 'a line break in the path', change: { path: '/a\r\nX-B: 1' } },
    { what: 'a blank in the path', change: { path: '/a b' } },
    { what: 'a query in the path', change: { path: '/a?b' } },
    { what: 'a fragment in the query', change: { query: 'a#b' } },
    { what: 'CONNECT', change: { method: 'CONNECT' } },
    { what: 'TRACE', change: { method: 'TRACE' } },
    { what: 'a method in lower case', change: { method: 'get' } },
  ] as { what: string; change: Partial<HttpRequest> }[])(
    '$what is refused before anything leaves',
    async ({ change }) => {
      const upstream = await startUpstream()
      const error = await failure(send(doorTo([upstream.url]), { ...get(upstream.url), ...change }))
      expect(error).toMatchObject({ code: 'arguments.invalid' })
      expect(error.message).not.toContain('secret-a')
      expect(upstream.seen).toEqual([])
    },
  )
})

describe('what comes back', () => {
  const text = 'hello '.repeat(1000)
  test.each([
    { coding: 'gzip', pack: gzipSync },
    { coding: 'x-gzip', pack: gzipSync },
    { coding: 'deflate', pack: deflateSync },
    { coding: 'deflate', pack: deflateRawSync },
    { coding: 'deflate, GZIP', pack: (data: string) => gzipSync(deflateSync(data)) },
    { coding: 'identity', pack: (data: string) => Buffer.from(data) },
  ])('$coding is unpacked, though it comes byte by byte at first', async ({ coding, pack }) => {
    const upstream = await startUpstream((_, response) => {
      const packed = pack(text)
      response.writeHead(200, { 'content-encoding': coding })
      response.write(packed.subarray(0, 1))
      setTimeout(() => response.end(packed.subarray(1)), 10)
    })
    expect(await send(doorTo([upstream.url]), get(upstream.url))).toMatchObject({ text, complete: true })
  })

  test.each([
    { what: 'br', coding: 'br', body: Buffer.from('x') },
    { what: 'three codings', coding: 'gzip, gzip, gzip', body: gzipSync(gzipSync(gzipSync('x'))) },
    { what: 'a truncated gzip', coding: 'gzip', body: gzipSync(text).subarray(0, 20) },
    { what: 'a gzip that is none', coding: 'gzip', body: Buffer.from('plain text') },
  ])('$what is unreadable', async ({ coding, body }) => {
    const upstream = await startUpstream(
      (_, response) => void response.writeHead(200, { 'content-encoding': coding }).end(body),
    )
    const error = await failure(send(doorTo([upstream.url]), get(upstream.url)))
    expect(error).toMatchObject({ code: 'upstream.unreadable' })
  })

  test('an empty body under a coding is empty', async () => {
    const upstream = await startUpstream(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(),
    )
    expect(await send(doorTo([upstream.url]), get(upstream.url))).toMatchObject({ text: '', complete: true })
  })

  test('a decompression bomb ends at the limit and is marked incomplete', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const upstream = await startUpstream(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    )
    const door = doorTo([upstream.url])
    const response = await door.send(get(upstream.url), { signal: never, limits: { decoded: 10_000, wire: 1e6 } })
    expect(await readAll(response, 1e9)).toMatchObject({ data: Buffer.alloc(10_000), complete: false })
  })

  test.each([
    { limit: 10, limits: undefined, gives: 10, complete: false },
    { limit: 100, limits: undefined, gives: 100, complete: true },
    { limit: 99, limits: undefined, gives: 99, complete: false },
    { limit: 1000, limits: { decoded: 1000, wire: 50 }, gives: 50, complete: false },
    { limit: 1000, limits: { decoded: 60, wire: 1000 }, gives: 60, complete: false },
    { limit: 1000, limits: { decoded: 100, wire: 100 }, gives: 100, complete: true },
  ])('100 bytes read with $limit and $limits give $gives', async ({ limit, limits, gives, complete }) => {
    const upstream = await startUpstream((_, response) => void response.end('x'.repeat(100)))
    const response = await doorTo([upstream.url]).send(get(upstream.url), { signal: never, limits })
    const read = await readAll(response, limit)
    expect([read.data.length, read.complete]).toEqual([gives, complete])
  })

  test('header names come lower-case, repeated ones apart, UTF-8 as text', async () => {
    const upstream = await startUpstream((_, response) => {
      response.setHeader('X-Name', Buffer.from('Grüße').toString('latin1'))
      response.setHeader('Link', ['<a>', '<b>'])
      response.end()
    })
    const { headers } = await send(doorTo([upstream.url]), get(upstream.url))
    expect(headers.filter(([name]) => ['x-name', 'link'].includes(name))).toEqual([
      ['x-name', 'Grüße'],
      ['link', '<a>'],
      ['link', '<b>'],
    ])
  })

  test.each([
    { method: 'HEAD', status: 200 },
    { method: 'GET', status: 204 },
    { method: 'GET', status: 304 },
  ])('$method $status has an empty body and leaves its place at once', async ({ method, status }) => {
    const upstream = await startUpstream((_, response) => void response.writeHead(status).end())
    const door = doorTo([upstream.url], { rateLimit: { concurrent: 1 } })
    const unread = await door.send(toRequest(method, upstream.url), { signal: never })
    expect(unread.status).toBe(status)
    expect(await send(door, toRequest(method, upstream.url))).toMatchObject({ status, text: '' })
  })
})

describe('where it may go', () => {
  test('an origin that is not listed is refused without a connection', async () => {
    const upstream = await startUpstream()
    const error = await failure(send(doorTo(['https://api.example.com']), get(`${upstream.url}/x?key=secret`)))
    expect(error).toMatchObject({ code: 'host.blocked' })
    expect(error.message + error.hint).not.toContain('secret')
    expect(upstream.seen).toEqual([])
  })

  test('a loopback address needs consent for exactly its host and port', async () => {
    const upstream = await startUpstream()
    const policy = {
      origins: new Set([upstream.url]),
      privateConsent: new Set(['127.0.0.1:1', `localhost:${upstream.port}`]),
      allowInsecureHttp: true,
    }
    expect(await failure(send(doorTo([], { policy }), get(upstream.url)))).toMatchObject({ code: 'host.blocked' })
    expect(upstream.seen).toEqual([])
  })

  test.each(['http://0x7f.1', 'http://2130706433', 'http://0177.0.0.1', 'http://127.1', 'http://[::ffff:7f00:1]'])(
    '%s is loopback and needs consent under its one name',
    async (odd) => {
      const upstream = await startUpstream()
      const { origin } = new URL(`${odd}:${upstream.port}`)
      const policy = { origins: new Set([origin]), privateConsent: new Set<string>(), allowInsecureHttp: true }
      expect(await failure(send(doorTo([], { policy }), get(origin)))).toMatchObject({ code: 'host.blocked' })
      expect(upstream.seen).toEqual([])
    },
  )

  test.each([
    { stands: 'a private address', addresses: ['10.1.2.3'] },
    { stands: 'one private address among public ones', addresses: ['93.184.216.34', '10.1.2.3'] },
    { stands: 'loopback', addresses: ['127.0.0.1'] },
    { stands: 'metadata', addresses: ['169.254.169.254'] },
  ])('a name that stands for $stands is refused', async ({ addresses }) => {
    const upstream = await startUpstream()
    const url = `http://api.example.com:${upstream.port}`
    const door = doorTo([], {
      policy: { origins: new Set([url]), privateConsent: new Set(), allowInsecureHttp: true },
      resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))),
    })
    expect(await failure(send(door, get(url)))).toMatchObject({ code: 'host.blocked' })
    expect(upstream.seen).toEqual([])
  })

  test('a name resolves once per connection, and the checked address is the one called', async () => {
    const upstream = await startUpstream()
    const url = `http://api.example.com:${upstream.port}`
    let asked = 0
    const door = doorTo([url], {
      resolve: () => Promise.resolve([{ address: asked++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }]),
    })
    expect(await send(door, get(url))).toMatchObject({ status: 200 })
    expect(asked).toBe(1)
    expect(upstream.seen[0]?.headers.host).toBe(`api.example.com:${upstream.port}`)
  })

  test('metadata is refused even with consent', async () => {
    const error = await failure(send(doorTo(['http://169.254.169.254']), get('http://169.254.169.254/latest')))
    expect(error).toMatchObject({ code: 'host.blocked' })
  })

  test.each(['127.0.0.1', '0.0.0.0', 'localhost', '[::]'])('our own listener on %s is never called', async (host) => {
    const upstream = await startUpstream()
    const door = doorTo([upstream.url], { ownListeners: () => new Set([`${host}:${upstream.port}`]) })
    expect(await failure(send(door, get(upstream.url)))).toMatchObject({ code: 'host.blocked' })
    expect(upstream.seen).toEqual([])
  })
})

describe('redirects', () => {
  const redirecting = (status: number, location: (target: string) => string | undefined) =>
    startUpstream((request, response) => {
      const to = location(request.target)
      if (to === undefined) response.end('arrived')
      else response.writeHead(status, { location: to }).end('moved')
    })

  test.each([
    { status: 301, method: 'POST', becomes: 'GET', body: '' },
    { status: 302, method: 'POST', becomes: 'GET', body: '' },
    { status: 303, method: 'POST', becomes: 'GET', body: '' },
    { status: 303, method: 'DELETE', becomes: 'GET', body: '' },
    { status: 303, method: 'HEAD', becomes: 'HEAD', body: '' },
    { status: 302, method: 'PUT', becomes: 'PUT', body: 'data' },
    { status: 307, method: 'POST', becomes: 'POST', body: 'data' },
    { status: 308, method: 'PATCH', becomes: 'PATCH', body: 'data' },
    { status: 307, method: 'GET', becomes: 'GET', body: '' },
  ])('$status of $method to the same origin is followed as $becomes', async ({ status, method, becomes, body }) => {
    const upstream = await redirecting(status, (target) => (target === '/from' ? '/to?x=1#part' : undefined))
    const plain = withHeader(toRequest(method, `${upstream.url}/from`), 'X-Key', 'k')
    const hasBody = method !== 'GET' && method !== 'HEAD' && method !== 'DELETE'
    const request = hasBody ? { ...withHeader(plain, 'Content-Type', 'a/b'), body: Buffer.from('data') } : plain
    await send(doorTo([upstream.url]), request)
    const last = upstream.seen[1]
    expect(last).toMatchObject({ method: becomes, target: '/to?x=1', body: Buffer.from(body) })
    expect(last?.headers['x-key']).toBe('k')
    expect(last?.headers['content-type']).toBe(body === '' ? undefined : 'a/b')
  })

  test('another origin is refused, and nothing reaches it', async () => {
    const other = await startUpstream()
    const upstream = await redirecting(302, () => `${other.url}/steal`)
    const request = withQuery(withHeader(get(`${upstream.url}/from`), 'X-Key', 'secret-a'), 'key', 'secret-b')
    const error = await failure(send(doorTo([upstream.url]), request))
    expect(error).toMatchObject({ code: 'host.blocked' })
    expect(error.hint).toContain('"domains"')
    expect(error.message + error.hint).not.toContain('secret-')
    expect(other.seen).toEqual([])
  })

  test('a listed other origin gets nothing of ours, nor does the way back', async () => {
    const upstream = await startUpstream((request, response) => {
      if (request.target.startsWith('/from')) response.writeHead(302, { location: `${other.url}/there?own=1` }).end()
      else response.end('back')
    })
    const other = await startUpstream(
      (_, response) => void response.writeHead(307, { location: `${upstream.url}/back` }).end(),
    )
    let request = withQuery(withHeader(toRequest('POST', `${upstream.url}/from`), 'X-Key', 'secret-a'), 'k', 'secret-b')
    request = { ...withCookie(withHeader(request, 'Accept', 'a/b'), 'sid', 'secret-c'), body: Buffer.from('secret-d') }
    expect(await send(doorTo([upstream.url, other.url]), request)).toMatchObject({ text: 'back' })
    const after = [other.seen[0], upstream.seen[1]]
    expect(after.map((seen) => [seen?.method, seen?.target, seen?.headers.accept])).toEqual([
      ['GET', '/there?own=1', 'a/b'],
      ['GET', '/back', 'a/b'],
    ])
    const sent = after.map((seen) => `${seen?.target}${seen?.rawHeaders.join()}${seen?.body.toString()}`).join()
    expect(sent).not.toContain('secret-')
  })

  test('a changing method is not repeated at another origin', async () => {
    const other = await startUpstream()
    const upstream = await redirecting(307, () => `${other.url}/there`)
    const request = { ...toRequest('POST', upstream.url), body: Buffer.from('data') }
    expect(await failure(send(doorTo([upstream.url, other.url]), request))).toMatchObject({ code: 'host.blocked' })
    expect(other.seen).toEqual([])
  })

  test.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'http://user:pw@127.0.0.1/',
    'http://169.254.169.254/latest',
    '//evil.example/x',
    'https:\\\\evil.example',
  ])('a redirect to %s is refused', async (location) => {
    const upstream = await redirecting(302, () => location)
    expect(await failure(send(doorTo([upstream.url]), get(upstream.url)))).toMatchObject({ code: 'host.blocked' })
  })

  test('at most five are followed', async () => {
    const upstream = await redirecting(302, (target) => `/${Number(target.slice(1)) + 1}`)
    const error = await failure(send(doorTo([upstream.url]), get(`${upstream.url}/0`)))
    expect(error).toMatchObject({ code: 'upstream.unreadable' })
    expect(upstream.seen).toHaveLength(6)
  })

  test('a redirect without a Location is the answer', async () => {
    const upstream = await startUpstream((_, response) => void response.writeHead(302).end('x'))
    expect(await send(doorTo([upstream.url]), get(upstream.url))).toMatchObject({ status: 302, text: 'x' })
  })

  test('every redirect is refused where that is asked for', async () => {
    const upstream = await redirecting(302, () => '/to')
    const error = await failure(send(doorTo([upstream.url]), get(upstream.url), { redirects: 'refuse' }))
    expect(error).toMatchObject({ code: 'host.blocked' })
    expect(upstream.seen).toHaveLength(1)
  })
})

describe('repetition', () => {
  const failing = (times: number, fail: (response: import('node:http').ServerResponse) => void) => {
    let count = 0
    return startUpstream((_, response) => (count++ < times ? fail(response) : void response.end('fine')))
  }

  test.each(['GET', 'HEAD', 'OPTIONS', 'QUERY'])('%s is repeated after 503', async (method) => {
    const upstream = await failing(2, (response) => void response.writeHead(503).end('busy'))
    expect(await send(doorTo([upstream.url]), toRequest(method, upstream.url))).toMatchObject({ status: 200 })
    expect(upstream.seen).toHaveLength(3)
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is sent once, whatever happens', async (method) => {
    const busy = await failing(9, (response) => void response.writeHead(503).end())
    expect(await send(doorTo([busy.url]), toRequest(method, busy.url), { attempts: 5 })).toMatchObject({ status: 503 })
    expect(busy.seen).toHaveLength(1)
    const cutting = await failing(9, (response) => void response.destroy())
    const error = await failure(send(doorTo([cutting.url]), toRequest(method, cutting.url), { attempts: 5 }))
    expect(error).toMatchObject({ code: 'upstream.unreachable' })
    expect(error.hint).toContain('may have been carried out')
    expect(cutting.seen).toHaveLength(1)
  })

  test('a POST on a kept connection that turns out dead is not repeated in silence', async () => {
    let served = 0
    let connections = 0
    const url = await startRaw((socket) => {
      connections++
      socket.on('data', () => {
        if (served++ === 0) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
        else socket.resetAndDestroy()
      })
    })
    const door = doorTo([url])
    await send(door, toRequest('POST', url))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await failure(send(door, toRequest('POST', url)))).toMatchObject({ code: 'upstream.unreachable' })
    expect([served, connections]).toEqual([2, 1])
  })

  test('a GET is repeated after its connection was cut', async () => {
    const upstream = await failing(1, (response) => void response.destroy())
    expect(await send(doorTo([upstream.url]), get(upstream.url))).toMatchObject({ text: 'fine' })
  })

  test.each([
    { status: 500, tries: 1 },
    { status: 404, tries: 1 },
    { status: 429, tries: 3 },
    { status: 502, tries: 3 },
    { status: 504, tries: 3 },
  ])('$status is tried $tries times, then it is the answer', async ({ status, tries }) => {
    const upstream = await failing(9, (response) => void response.writeHead(status).end('no'))
    expect(await send(doorTo([upstream.url]), get(upstream.url))).toMatchObject({ status, text: 'no' })
    expect(upstream.seen).toHaveLength(tries)
  })

  test('Retry-After beyond what we may wait gives the answer at once', async () => {
    const upstream = await failing(9, (response) => void response.writeHead(429, { 'retry-after': '3600' }).end())
    expect(await send(doorTo([upstream.url]), get(upstream.url))).toMatchObject({ status: 429 })
    expect(upstream.seen).toHaveLength(1)
  })

  test('Retry-After outranks our own, longer delay', async () => {
    const upstream = await failing(1, (response) => void response.writeHead(503, { 'retry-after': '0' }).end())
    const started = performance.now()
    await send(doorTo([upstream.url], { maxDelay: 30 }), get(upstream.url))
    expect(performance.now() - started).toBeLessThan(120)
  })
})

describe('time', () => {
  test('an answer that does not begin is a timeout that says so', async () => {
    const url = await startRaw(() => {})
    const door = doorTo([url], { timeouts: { connect: 2, response: 0.1 } })
    const error = await failure(send(door, get(`${url}/slow?key=secret`)))
    expect(error).toMatchObject({ code: 'upstream.timeout' })
    expect(error.message).toMatch(/^127\.0\.0\.1:\d+ began no answer within 0\.1 s \(GET http:\S+\/slow\)$/)
  })

  test('an answer that stalls is a timeout', async () => {
    const url = await startRaw((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'))
    const door = doorTo([url], { timeouts: { connect: 2, response: 0.2 } })
    expect(await failure(send(door, get(url)))).toMatchObject({ code: 'upstream.timeout' })
  })

  test('the total bounds a drip that never stalls', async () => {
    const url = await startRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n')
      const drip = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(drip))
    })
    const error = await failure(send(doorTo([url]), get(url), { timeouts: { connect: 1, response: 1, total: 0.3 } }))
    expect(error).toMatchObject({ code: 'upstream.timeout' })
    expect(error.message).toContain('0.3 s in all')
  })

  test.each(['before the answer', 'within the body'])('cancelling %s closes the upstream socket', async (when) => {
    let closed = (): void => {}
    const gone = new Promise<void>((resolve) => (closed = resolve))
    const url = await startRaw((socket) => {
      socket.on('close', closed)
      if (when === 'within the body') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')
    })
    const controller = new AbortController()
    const sent = failure(send(doorTo([url]), get(url), { signal: controller.signal }))
    setTimeout(() => controller.abort(), 50)
    expect(await sent).toMatchObject({ code: 'cancelled' })
    await gone
  })

  test('a reason of ours is what a cancelled call ends with', async () => {
    const url = await startRaw(() => {})
    const signal = AbortSignal.abort(new CustomApiError('upstream.timeout', 'the call took too long'))
    expect(await failure(send(doorTo([url]), get(url), { signal }))).toMatchObject({ code: 'upstream.timeout' })
  })

  test('cancelling while waiting for a repetition ends the call', async () => {
    const upstream = await startUpstream((_, response) => void response.writeHead(503, { 'retry-after': '9' }).end())
    const controller = new AbortController()
    const door = doorTo([upstream.url], { maxDelay: 30 })
    const sent = failure(send(door, get(upstream.url), { signal: controller.signal }))
    setTimeout(() => controller.abort(), 50)
    expect(await sent).toMatchObject({ code: 'cancelled' })
  })
})

describe('upstreams that misbehave', () => {
  test.each([
    { what: 'garbage', says: 'hello, who is there?\r\n\r\n', code: 'upstream.unreadable' },
    {
      what: 'endless headers',
      says: `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(80_000)}\r\n\r\n`,
      code: 'upstream.unreadable',
    },
    { what: 'nothing', says: '', code: 'upstream.unreachable' },
    { what: 'half an answer', says: 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc', code: 'upstream.unreachable' },
    {
      what: 'bad chunks',
      says: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      code: 'upstream.unreadable',
    },
    {
      what: 'two lengths',
      says: 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      code: 'upstream.unreadable',
    },
  ])('one that says $what gives $code', async ({ says, code }) => {
    const url = await startRaw((socket) => socket.once('data', () => socket.end(says)))
    const error = await failure(send(doorTo([url]), get(`${url}/x?key=secret`), { attempts: 1 }))
    expect(error).toMatchObject({ code })
    expect(error.message + error.hint).not.toContain('secret')
  })

  test.each([
    { what: 'a closed port', url: 'http://127.0.0.1:1', code: 'upstream.unreachable', says: 'refused the connection' },
    {
      what: 'an unknown name',
      url: 'https://no.such.host.invalid',
      code: 'upstream.unreachable',
      says: 'name service',
    },
  ])('$what says so', async ({ url, code, says }) => {
    const error = await failure(
      send(
        doorTo([url], {
          resolve: () => Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })),
        }),
        get(url),
      ),
    )
    expect(error).toMatchObject({ code })
    expect(error.message).toContain(says)
  })

  test('one that breaks off an answer nobody reads harms nobody', async () => {
    const url = await startRaw((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')
        setTimeout(() => socket.resetAndDestroy(), 20)
      }),
    )
    const response = await doorTo([url]).send(get(url), { signal: never })
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(await failure(readAll(response, 100))).toMatchObject({ code: 'upstream.unreachable' })
  })

  test('an http server behind an https address says so', async () => {
    const upstream = await startUpstream()
    const url = `https://127.0.0.1:${upstream.port}`
    expect((await failure(send(doorTo([url]), get(url)))).message).toContain('does not answer with TLS')
  })
})

describe('the gate', () => {
  test('no more than `concurrent` are under way, and each body frees its place', async () => {
    let now = 0
    let most = 0
    const upstream = await startUpstream((_, response) => {
      most = Math.max(most, ++now)
      setTimeout(() => {
        now--
        response.end('x')
      }, 10)
    })
    const door = doorTo([upstream.url], { rateLimit: { concurrent: 3 } })
    await Promise.all(Array.from({ length: 12 }, () => send(door, get(upstream.url))))
    expect([upstream.seen.length, most]).toEqual([12, 3])
  })

  test('discarding an unread body frees its place', async () => {
    const upstream = await startUpstream((_, response) => void response.end('x'.repeat(1_000_000)))
    const door = doorTo([upstream.url], { rateLimit: { concurrent: 1 } })
    const unread: HttpResponse = await door.send(get(upstream.url), { signal: never })
    unread.discard()
    expect(await send(door, get(upstream.url))).toMatchObject({ status: 200 })
  })

  test('waiting for a place can be cancelled', async () => {
    const upstream = await startUpstream((_, response) => void response.write('x'))
    const door = doorTo([upstream.url], { rateLimit: { concurrent: 1 } })
    const held = await door.send(get(upstream.url), { signal: never })
    const controller = new AbortController()
    const waiting = failure(door.send(get(upstream.url), { signal: controller.signal }))
    controller.abort()
    expect(await waiting).toMatchObject({ code: 'cancelled' })
    held.discard()
  })

  test('a thousand may wait, not more', async () => {
    const upstream = await startUpstream((_, response) => void response.write('x'))
    const door = doorTo([upstream.url], { rateLimit: { concurrent: 1 } })
    const controller = new AbortController()
    const read = async () => readAll(await door.send(get(upstream.url), { signal: controller.signal }), 100)
    const sent = Array.from({ length: 1002 }, () => failure(read()))
    expect(await sent.at(-1)).toMatchObject({ code: 'upstream.rate_limited' })
    controller.abort()
    const codes = (await Promise.all(sent.slice(0, -1))).map(({ code }) => code)
    expect(new Set(codes)).toEqual(new Set(['cancelled']))
  })

  test('requests beyond the rate wait, and are refused when the wait would be too long', async () => {
    const upstream = await startUpstream()
    const door = doorTo([upstream.url], { rateLimit: { requests: 2, per: 0.2 }, maxDelay: 0.15 })
    const started = performance.now()
    await Promise.all([1, 2, 3].map(() => send(door, get(upstream.url))))
    expect(performance.now() - started).toBeGreaterThan(80)
    const many = await Promise.all(
      [1, 2, 3, 4].map(() =>
        failure(send(door, get(upstream.url)).then(() => Promise.reject(new CustomApiError('internal', 'sent')))),
      ),
    )
    expect(many.map(({ code }) => code)).toContain('upstream.rate_limited')
  })
})

test.each([
  { how: 'read', url: '/', after: async (response: HttpResponse) => void (await readAll(response, 1e6)) },
  { how: 'discarded', url: '/', after: async (response: HttpResponse) => response.discard() },
  { how: 'left early', url: '/', after: async (response: HttpResponse) => void (await readAll(response, 1)) },
  { how: 'left early, packed', url: '/packed', after: async (got: HttpResponse) => void (await readAll(got, 1)) },
  { how: 'empty', url: '/empty', after: async () => {} },
])('an answer that is $how leaves no listener on the signal and its place free', async ({ url, after }) => {
  const upstream = await startUpstream((request, response) => {
    if (request.target === '/empty') response.writeHead(204).end()
    else if (request.target === '/') response.end('x'.repeat(500_000))
    else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(randomBytes(500_000)))
  })
  const door = doorTo([upstream.url], { rateLimit: { concurrent: 1 } })
  const controller = new AbortController()
  const options = { signal: controller.signal, timeouts: { connect: 9, response: 9, total: 9 } }
  await after(await door.send(get(`${upstream.url}${url}`), options))
  await readAll(await door.send(get(upstream.url), options), 1e6)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

test('a closed door still lets a call that is under way send once more', async () => {
  const upstream = await startUpstream((_, response) => void response.end('x'))
  const door = doorTo([upstream.url])
  await send(door, get(upstream.url))
  await door.close()
  expect(await send(door, get(upstream.url))).toMatchObject({ text: 'x' })
  expect(upstream.seen[1]?.headers.connection).toBe('close')
})
