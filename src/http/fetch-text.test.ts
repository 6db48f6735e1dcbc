import type { IncomingHttpHeaders } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startUpstream, type Answer } from '../../test/support/upstream.ts'
import { CustomApiError, silentLog } from '../core/index.ts'
import { decodeText, readContentType } from './charset.ts'
import { createDoor } from './door.ts'
import { fetchText, type FetchTextOptions } from './fetch-text.ts'
import { withHeader, withQuery } from './request.ts'
import { hostPort } from './target-url.ts'

async function fetchFrom(answer: Answer, options: Partial<FetchTextOptions> = {}, path = '/openapi.yaml') {
  const upstream = await startUpstream(answer)
  const door = createDoor({
    policy: {
      origins: new Set([upstream.url]),
      privateConsent: new Set([hostPort(upstream.url)]),
      allowInsecureHttp: false,
    },
    log: silentLog,
    name: 'pets',
    timeouts: { connect: 5, response: 5 },
  })
  onTestFinished(() => door.close())
  const signal = new AbortController().signal
  const fetched = await fetchText(door, `${upstream.url}${path}`, { signal, maxBytes: 1000, ...options })
  return { ...fetched, url: fetched.url.slice(upstream.url.length), seen: upstream.seen }
}

const answer =
  (status: number, headers: Record<string, string>, body: string | Uint8Array = ''): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body)

test('gives the text with what the next fetch needs', async () => {
  const headers = { 'content-type': 'Application/YAML; charset=UTF-8', etag: '"1"', 'last-modified': 'yesterday' }
  expect(await fetchFrom(answer(200, headers, 'openapi: 3.1.0'))).toMatchObject({
    status: 200,
    text: 'openapi: 3.1.0',
    url: '/openapi.yaml',
    etag: '"1"',
    lastModified: 'yesterday',
    mediaType: 'application/yaml',
  })
})

test.each([
  { conditional: { etag: '"1"', lastModified: 'then' }, sends: { 'if-none-match': '"1"' } },
  { conditional: { lastModified: 'then' }, sends: { 'if-modified-since': 'then' } },
  { conditional: {}, sends: {} },
])('$conditional asks with $sends, and 304 is an answer', async ({ conditional, sends }) => {
  const { status, text, seen } = await fetchFrom(answer(304, {}), { conditional })
  expect([status, text]).toEqual([304, ''])
  const asked = (headers: IncomingHttpHeaders | undefined) =>
    Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name.startsWith('if-')))
  expect(asked(seen[0]?.headers)).toEqual(sends)
})

test('follows a redirect on the same origin and says where it ended', async () => {
  const { url, text } = await fetchFrom(
    (request, response) =>
      void (request.target === '/openapi.yaml'
        ? response.writeHead(301, { location: '/v2/openapi.yaml#x' }).end()
        : response.end('here')),
  )
  expect([url, text]).toEqual(['/v2/openapi.yaml', 'here'])
})

test('what is placed to be let in is sent and not told', async () => {
  const { url, seen } = await fetchFrom(answer(200, {}, 'x'), {
    prepare: async (request) => withQuery(withHeader(request, 'X-Key', 'fake-key'), 'key', 'fake-key'),
  })
  expect(url).toBe('/openapi.yaml')
  expect(seen[0]).toMatchObject({ target: '/openapi.yaml?key=fake-key', headers: { 'x-key': 'fake-key' } })
})

test.each([
  { what: 'plain', headers: {}, body: 'x'.repeat(1001) },
  { what: 'packed', headers: { 'content-encoding': 'gzip' }, body: gzipSync('x'.repeat(1001)) },
])('more than the limit is too large, $what', async ({ headers, body }) => {
  const error = await fetchFrom(answer(200, headers, body)).catch((thrown: unknown) => CustomApiError.from(thrown))
  expect(error).toMatchObject({ code: 'result.too_large' })
})

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('charsets', () => {
  test.each([
    { says: 'UTF-8 by default', data: Buffer.from('é'), charset: '', text: 'é' },
    { says: 'a UTF-8 mark, dropped', data: bytes(0xef, 0xbb, 0xbf, 0x7b), charset: '', text: '{' },
    { says: 'a mark against the declaration', data: bytes(0xef, 0xbb, 0xbf, 0xc3, 0xa9), charset: 'latin1', text: 'é' },
    { says: 'Latin-1 as declared', data: bytes(0xe9), charset: 'iso-8859-1', text: 'é' },
    { says: 'UTF-16 little endian by its mark', data: bytes(0xff, 0xfe, 0x7b, 0), charset: '', text: '{' },
    { says: 'UTF-16 big endian by its mark', data: bytes(0xfe, 0xff, 0, 0x7b), charset: '', text: '{' },
    { says: 'UTF-16 without a mark', data: bytes(0x7b, 0, 0x7d, 0), charset: '', text: '{}' },
    { says: 'an unknown charset as UTF-8', data: Buffer.from('é'), charset: 'klingon', text: 'é' },
    { says: 'what cannot be decoded', data: bytes(0x61, 0xff), charset: '', text: 'a\ufffd' },
    { says: 'nothing', data: bytes(), charset: '', text: '' },
  ])('$says', ({ data, charset, text }) => {
    expect(decodeText(data, charset)).toBe(text)
  })

  test.each([
    { value: 'Text/HTML; Charset="UTF-16LE"; x=y', gives: { mediaType: 'text/html', charset: 'utf-16le' } },
    { value: 'application/json', gives: { mediaType: 'application/json', charset: '' } },
    { value: undefined, gives: { mediaType: '', charset: '' } },
  ])('$value', ({ value, gives }) => {
    expect(readContentType(value)).toEqual(gives)
  })
})
