import { describe, expect, test } from 'vitest'
import { bytesOf, serveFile, startFileUpstream, type FileAnswer } from '../../test/support/file-upstream.ts'
import { liveTarget } from '../../test/support/target.ts'
import { CustomApiError } from '../core/index.ts'
import { download, type Downloaded } from './download.ts'
import { planRaw } from './raw.ts'

const never = new AbortController().signal
const file = bytesOf(300_000)

/** Downloads `/f` into memory. */
async function fetched(answer: FileAnswer, options: { maxBytes?: number; signal?: AbortSignal } = {}) {
  const upstream = await startFileUpstream(answer)
  const target = liveTarget(upstream.url, { token: 'fake-token-0123456789' })
  const plan = planRaw(target, { method: 'GET', path: '/f', query: {}, headers: {} })
  let got: Uint8Array[] = []
  let begun = 0
  const counted: (number | undefined)[][] = []
  const result = await download(target, plan, options.signal ?? never, {
    maxBytes: options.maxBytes ?? 1_000_000,
    begin: () => {
      begun++
      return Promise.resolve({
        write: (chunk) => Promise.resolve(void got.push(chunk)),
        restart: () => Promise.resolve(void (got = [])),
      })
    },
    received: (bytes, total) => counted.push([bytes, total]),
  }).catch((error: unknown) => CustomApiError.from(error))
  return { upstream, result, bytes: Buffer.concat(got), begun, counted }
}

const done = (result: Downloaded | CustomApiError): Downloaded =>
  result instanceof CustomApiError ? expect.unreachable(`${result.code}: ${result.message}`) : result
const failed = (result: Downloaded | CustomApiError): CustomApiError =>
  result instanceof CustomApiError ? result : expect.unreachable('it was expected to fail')

const older = { date: new Date(1.7e12).toUTCString(), 'last-modified': new Date(1.7e12 - 3_600_000).toUTCString() }
const justNow = { ...older, 'last-modified': new Date(1.7e12 - 1000).toUTCString() }

test('arrives whole, unpacked, with the credential and every byte counted', async () => {
  const { upstream, result, bytes, counted } = await fetched(serveFile(file, { 'content-type': 'image/png' }))
  expect(done(result)).toMatchObject({ saved: true, resumed: 0, outcome: { status: 200, mediaType: 'image/png' } })
  expect(bytes.equals(file)).toBe(true)
  expect(counted.at(-1)).toEqual([file.length, file.length])
  expect(upstream.seen.map(({ headers }) => [headers['accept-encoding'], headers.authorization])).toEqual([
    ['identity', 'Bearer fake-token-0123456789'],
  ])
})

describe('cut in the middle', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['a strong ETag', { etag: '"v1"' }],
    ['a date that is surely older', older],
  ])('goes on by %s', async (_, headers) => {
    const { upstream, result, bytes } = await fetched(serveFile(file, headers, [100_000, 50_000]))
    expect(done(result)).toMatchObject({ saved: true, resumed: 2 })
    expect(bytes.equals(file)).toBe(true)
    expect(upstream.seen.map((request) => request.headers.range)).toEqual([undefined, 'bytes=100000-', 'bytes=150000-'])
    expect(upstream.seen[1]?.headers['if-range']).toBe(headers['etag'] ?? headers['last-modified'])
    expect(upstream.seen[1]?.headers.authorization).toBe('Bearer fake-token-0123456789')
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['no validator', {}],
    ['a weak ETag', { etag: 'W/"v1"' }],
    ['a date of just now', justNow],
    ['Accept-Ranges: none', { etag: '"v1"', 'accept-ranges': 'none' }],
  ])('%s: it fails and says so', async (_, headers) => {
    const { upstream, result } = await fetched(serveFile(file, headers, [100_000]))
    const error = failed(result)
    expect(error.code).toMatch(/^upstream\./)
    expect(error.message).toContain('was cut')
    expect(error.hint).toContain('no way to go on')
    expect(upstream.seen).toHaveLength(1)
  })

  test('begins again when the file changed meanwhile', async () => {
    const old = serveFile(bytesOf(300_000, 2), { etag: '"v1"' }, [100_000])
    const fresh = serveFile(file, { etag: '"v2"' })
    const { result, bytes } = await fetched((request, response) =>
      request.headers.range === undefined ? old(request, response) : fresh(request, response),
    )
    expect(done(result)).toMatchObject({ saved: true, resumed: 1 })
    expect(bytes.equals(file)).toBe(true)
  })

  test.each<[string, number, Readonly<Record<string, string>>]>([
    ['another place', 206, { 'content-range': 'bytes 99999-299999/300000' }],
    ['another length', 206, { 'content-range': 'bytes 100000-299999/400000' }],
    ['another version', 206, { 'content-range': 'bytes 100000-299999/300000', etag: '"v2"' }],
    ['no range', 206, {}],
    ['a failure', 500, {}],
    ['no such range', 416, { 'content-range': 'bytes */300000' }],
  ])('a rest that is %s is not put behind what is there', async (_, status, headers) => {
    const first = serveFile(file, { etag: '"v1"' }, [100_000])
    const { result } = await fetched((request, response) =>
      request.headers.range === undefined
        ? first(request, response)
        : void response.writeHead(status, headers).end(file.subarray(100_000)),
    )
    expect(failed(result).hint).toContain(`HTTP ${status} for the rest`)
  })

  test('ends after so many cuts', async () => {
    const { upstream, result } = await fetched(
      serveFile(
        file,
        { etag: '"v1"' },
        Array.from({ length: 9 }, () => 10),
      ),
    )
    expect(failed(result).hint).toContain('too often')
    expect(upstream.seen).toHaveLength(6)
  }, 30_000)
})

test.each([404, 500, 204, 206])(
  'HTTP %s is no file, but the answer that it is',
  async (status) => {
    const { result, begun } = await fetched((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(status === 204 ? undefined : '{"why":1}')
    })
    expect(done(result)).toMatchObject({ saved: false, outcome: { status } })
    expect(begun).toBe(0)
  },
  20_000,
)

test.each(['application/json', 'application/xml', 'text/html', 'text/event-stream', 'multipart/mixed; boundary=x'])(
  'a file of %s is not looked into',
  async (type) => {
    const { result, bytes } = await fetched(serveFile(Buffer.from('<not what it says'), { 'content-type': type }))
    expect(done(result)).toMatchObject({ saved: true, outcome: { body: { kind: 'empty' } } })
    expect(bytes.toString()).toBe('<not what it says')
  },
)

describe('larger than it may be', () => {
  test('when it is announced, nothing is read', async () => {
    const { result, begun } = await fetched(serveFile(file, {}), { maxBytes: 299_999 })
    expect(failed(result)).toMatchObject({ code: 'result.too_large' })
    expect(failed(result).hint).toContain('files.maxBytes')
    expect(begun).toBe(0)
  })

  test('when it is not, it ends where it is too much', async () => {
    const endless: FileAnswer = (_, response) => {
      const timer = setInterval(() => void response.write(file), 1)
      response.on('close', () => clearInterval(timer))
    }
    const { result, bytes } = await fetched(endless, { maxBytes: 1_000_000 })
    expect(failed(result)).toMatchObject({ code: 'result.too_large' })
    expect(bytes.length).toBeLessThan(1_100_000)
  })
})

test('a cancelled one ends at once', async () => {
  const stop = new AbortController()
  const started = performance.now()
  const slow: FileAnswer = (_, response) => {
    response.writeHead(200, { 'content-length': '1000', etag: '"a"' }).write('x')
    setTimeout(() => stop.abort(), 50)
  }
  const { result } = await fetched(slow, { signal: stop.signal })
  expect(failed(result).code).toBe('cancelled')
  expect(performance.now() - started).toBeLessThan(5_000) // the promise is a second, on a machine that has nothing else to do
})
