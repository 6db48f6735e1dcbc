import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { startUpstream } from '../../test/support/upstream.ts'
import { readAll } from './body.ts'
import { doorTo, failure, never, send } from '../../test/support/door.ts'
import type { HttpRequest } from './model.ts'
import { get, toRequest, withCookie } from './request.ts'

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
    { coding: 'gzip, gzip', pack: gzipSync },
    { coding: 'UTF-8', pack: (data: string) => Buffer.from(data) },
    { coding: 'none', pack: (data: string) => Buffer.from(data) },
    { coding: 'aws-chunked', pack: (data: string) => Buffer.from(data) },
  ])('$coding is unpacked, though it comes byte by byte at first', async ({ coding, pack }) => {
    const upstream = await startUpstream((_, response) => {
      const packed = pack(text)
      response.writeHead(200, { 'content-encoding': coding })
      response.write(packed.subarray(0, 1))
      setTimeout(() => response.end(packed.subarray(1)), 10)
    })
    expect(await send(doorTo([upstream.url]), get(upstream.url))).toMatchObject({ text, complete: true })
  })

  test.each(['{"a":1}', '<p>x</p>', '\ufeff [1]'])(
    '%s under a coding that it lacks is taken as it is',
    async (body) => {
      const upstream = await startUpstream((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(body)
      })
      expect(await send(doorTo([upstream.url]), get(upstream.url))).toMatchObject({ status: 200, complete: true })
    },
  )

  test.each([
    { what: 'text that was never packed', coding: 'gzip', body: Buffer.from('no gzip at all') },
    { what: 'br', coding: 'br', body: Buffer.from('x') },
    { what: 'three codings', coding: 'gzip, gzip, gzip', body: gzipSync(gzipSync(gzipSync('x'))) },
    { what: 'a truncated gzip', coding: 'gzip', body: gzipSync(text).subarray(0, 20) },
    {
      what: 'a damaged gzip',
      coding: 'gzip',
      body: Buffer.concat([gzipSync(text).subarray(0, 10), Buffer.alloc(20, 0xff)]),
    },
    { what: 'a deflate that is none', coding: 'deflate', body: Buffer.from('plain text') },
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
