import { randomBytes } from 'node:crypto'
import { getEventListeners } from 'node:events'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { startUpstream } from '../../test/support/upstream.ts'
import { CustomApiError } from '../core/index.ts'
import { readAll } from './body.ts'
import { doorTo, failing, failure, never, send, startRaw } from '../../test/support/door.ts'
import type { HttpResponse } from './model.ts'
import { get } from './request.ts'

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

  test('an answer that is given up holds its place for a moment only, though it never ends', async () => {
    const upstream = await failing(1, (response) => void response.writeHead(503).write('wait'))
    const door = doorTo([upstream.url], { rateLimit: { concurrent: 1 } })
    const started = performance.now()
    expect(await send(door, get(upstream.url))).toMatchObject({ status: 200 })
    expect(performance.now() - started).toBeLessThan(5000)
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
