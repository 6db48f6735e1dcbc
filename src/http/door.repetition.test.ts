import { describe, expect, test } from 'vitest'
import { startUpstream } from '../../test/support/upstream.ts'
import { CustomApiError } from '../core/index.ts'
import { doorTo, failing, failure, send, startRaw } from '../../test/support/door.ts'
import { get, toRequest } from './request.ts'

describe('repetition', () => {
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

  test('a POST that only reads is repeated after 429, and after nothing else', async () => {
    const later = await failing(1, (response) => void response.writeHead(429).end())
    const ask = (url: string) => send(doorTo([url]), toRequest('POST', url), { reads: true })
    expect(await ask(later.url)).toMatchObject({ status: 200 })
    expect(later.seen).toHaveLength(2)
    const busy = await failing(9, (response) => void response.writeHead(503).end())
    expect(await ask(busy.url)).toMatchObject({ status: 503 })
    const cutting = await failing(9, (response) => void response.destroy())
    expect(await failure(ask(cutting.url))).toMatchObject({ code: 'upstream.unreachable' })
    expect([busy.seen.length, cutting.seen.length]).toEqual([1, 1])
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
    const upstream = await failing(2, (response) => void response.writeHead(503, { 'retry-after': '0' }).end())
    const started = performance.now()
    await send(doorTo([upstream.url], { maxDelay: 30 }), get(upstream.url))
    expect(performance.now() - started).toBeLessThan(350)
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
