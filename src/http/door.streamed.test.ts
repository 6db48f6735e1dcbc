import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { doorTo, failure, send } from '../../test/support/door.ts'
import { startUpstream } from '../../test/support/upstream.ts'
import { CustomApiError } from '../core/index.ts'
import type { BodySource, HttpRequest } from './model.ts'
import { toRequest } from './request.ts'

/** A source that says how often it was opened and how often it was let go of. */
function sourceOf(chunks: readonly (string | Uint8Array)[], size?: number) {
  const state = { opened: 0, closed: 0, taken: 0 }
  const bytes = chunks.map((chunk) => Buffer.from(chunk))
  const source: BodySource = {
    size: size ?? bytes.reduce((sum, chunk) => sum + chunk.length, 0),
    identity: 'test',
    async *open() {
      state.opened++
      try {
        for (const chunk of bytes) {
          state.taken += chunk.length
          yield chunk
        }
      } finally {
        state.closed++
      }
    },
  }
  return { source, state }
}

const post = (url: string, body: BodySource, method = 'POST'): HttpRequest => ({
  ...toRequest(method, url),
  headers: [['Content-Type', 'application/octet-stream']],
  body,
})

/** An upstream that hashes what comes instead of keeping it. */
async function startSink(options: { answerAfter?: number; slow?: boolean } = {}) {
  const seen: { bytes: number; sha256: string; length: string | undefined }[] = []
  const server = createServer((incoming, response) => {
    const hash = createHash('sha256')
    let bytes = 0
    const length = incoming.headers['content-length']
    if (options.slow === true) return void incoming.pause()
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      hash.update(chunk)
      if (options.answerAfter !== undefined && bytes > options.answerAfter && !response.headersSent)
        response.writeHead(413, { connection: 'close' }).end('too much')
    })
    incoming.on('end', () => {
      seen.push({ bytes, sha256: hash.digest('hex'), length })
      if (!response.headersSent) response.end('fine')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise<void>((done) => server.close(() => done()))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const quarter = Buffer.alloc(256 * 1024, 'abcdefg')

describe('a body that is read while it is sent', () => {
  test('arrives whole, with its length announced and every byte counted', async () => {
    const { url, seen } = await startSink()
    const { source, state } = sourceOf(Array.from({ length: 400 }, () => quarter))
    const counted: number[] = []
    const answer = await send(doorTo([url]), post(url, source), { sent: (bytes) => counted.push(bytes) })
    expect(answer.text).toBe('fine')
    const sha256 = createHash('sha256').update(Buffer.alloc(source.size, quarter)).digest('hex')
    expect(seen).toEqual([{ bytes: source.size, sha256, length: String(source.size) }])
    expect(counted.at(-1)).toBe(source.size)
    expect(counted).toEqual([...counted].sort((a, b) => a - b))
    expect(state).toEqual({ opened: 1, closed: 1, taken: source.size })
  })

  test('one without bytes is sent as an empty body', async () => {
    const upstream = await startUpstream()
    await send(doorTo([upstream.url]), post(upstream.url, sourceOf([]).source, 'PUT'))
    expect(upstream.seen.map(({ headers }) => headers['content-length'])).toEqual(['0'])
  })

  test('is taken no faster than it goes out', async () => {
    const { url } = await startSink({ slow: true })
    const { source, state } = sourceOf(Array.from({ length: 400 }, () => quarter))
    const stop = new AbortController()
    const failed = failure(doorTo([url]).send(post(url, source), { signal: stop.signal }))
    await expect.poll(() => state.taken).toBeGreaterThan(0)
    for (let before = -1; before !== state.taken;) {
      before = state.taken
      await new Promise((done) => setTimeout(done, 100))
    }
    expect(state.taken).toBeLessThan(source.size / 4) // what the buffers of two sockets hold
    stop.abort()
    expect((await failed).code).toBe('cancelled')
    await expect.poll(() => state.closed).toBe(1)
  })

  test('is let go of when the API answers before its end', async () => {
    const { url } = await startSink({ answerAfter: 1000 })
    const { source, state } = sourceOf(Array.from({ length: 400 }, () => quarter))
    const answer = await send(doorTo([url]), post(url, source)).catch((error: unknown) => CustomApiError.from(error))
    expect([413, 'upstream.unreachable']).toContain('status' in answer ? answer.status : answer.code)
    await expect.poll(() => state.closed).toBe(1)
  })

  test('what it fails with ends the call, and the API never takes it for whole', async () => {
    const { url, seen } = await startSink()
    const source: BodySource = {
      size: 10_000_000,
      identity: 'test',
      async *open() {
        yield quarter
        throw new CustomApiError('file.blocked', 'it changed')
      },
    }
    expect(await failure(send(doorTo([url]), post(url, source)))).toMatchObject({ code: 'file.blocked' })
    expect(seen).toEqual([])
  })

  test.each(['a', 'abcd'])('one that is not as long as it said (%j) fails', async (text) => {
    const { url, seen } = await startSink()
    const failed = await failure(send(doorTo([url]), post(url, sourceOf([text], 3).source)))
    expect(failed.code).toMatch(/^(?:upstream\.|file\.)/)
    expect(seen).toEqual([])
  })

  test('is opened anew where the method is safe to repeat, and sent once elsewhere', async () => {
    let answers = 0
    const upstream = await startUpstream((_, response) => {
      response.statusCode = ++answers === 2 ? 200 : 503
      response.end()
    })
    const door = doorTo([upstream.url])
    const query = sourceOf(['find this'])
    expect((await send(door, post(upstream.url, query.source, 'QUERY'))).status).toBe(200)
    expect(query.state.opened).toBe(2)
    const once = sourceOf(['change this'])
    expect((await send(door, post(upstream.url, once.source))).status).toBe(503)
    expect(once.state.opened).toBe(1)
    expect(upstream.seen.map(({ body }) => body.toString())).toEqual(['find this', 'find this', 'change this'])
  })

  test.each([
    [307, 'POST', 307, ['POST /']],
    [308, 'PUT', 308, ['PUT /']],
    [302, 'PUT', 302, ['PUT /']],
    [303, 'POST', 200, ['POST /', 'GET /there']],
    [302, 'POST', 200, ['POST /', 'GET /there']],
  ])('a redirect (%s of a %s) never sends it twice', async (status, method, last, targets) => {
    const upstream = await startUpstream((request, response) => {
      if (request.target === '/') response.writeHead(status, { location: '/there' })
      response.end()
    })
    const { source, state } = sourceOf(['once'])
    expect((await send(doorTo([upstream.url]), post(upstream.url, source, method))).status).toBe(last)
    expect(upstream.seen.map((request) => `${request.method} ${request.target}`)).toEqual(targets)
    expect(state.opened).toBe(1)
  })
})
