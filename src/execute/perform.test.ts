import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { liveTarget, mediaOf, operationOf, parameterOf } from '../../test/support/target.ts'
import { startUpstream, type Answer } from '../../test/support/upstream.ts'
import type { Operation } from '../catalog/index.ts'
import { createRedactor, Secret } from '../core/index.ts'
import type { OutcomeBody, Target } from './model.ts'
import { perform } from './perform.ts'
import { planOperation } from './plan.ts'
import { planRaw } from './raw.ts'

const signal = (): AbortSignal => new AbortController().signal
const token = 'tok_fake+0123456789/abcdef=='

/** Calls an operation of an upstream that answers so. */
async function call(answer: Answer, parts: Partial<Operation> = {}, target: Partial<Target> = {}) {
  const upstream = await startUpstream(answer)
  const live = liveTarget(upstream.url, { token, ...target })
  const outcome = await perform(live, planOperation(live, { operation: operationOf(parts), values: [] }), signal())
  return { outcome, upstream }
}

const textOf = (body: OutcomeBody): string | undefined => ('text' in body ? body.text : undefined)

describe('what arrives is what was planned', () => {
  test('path, query, headers, cookies and body, byte for byte', async () => {
    const upstream = await startUpstream()
    const target = liveTarget(upstream.url, { token, headers: { 'X-Version': '7' }, query: { v: '1' } })
    const plan = planOperation(target, {
      operation: operationOf({ method: 'POST', path: '/a b/{id}' }),
      values: [
        { parameter: parameterOf('path', 'id'), value: 'x/ü' },
        { parameter: parameterOf('query', 'tags'), value: ['a b', 'c&d'] },
        { parameter: parameterOf('header', 'X-Note'), value: 'Grüße' },
        { parameter: parameterOf('cookie', 'c'), value: 'x y' },
      ],
      body: { media: mediaOf('application/json'), value: { n: 10n ** 19n } },
    })
    await perform(target, plan, signal())

    const [seen] = upstream.seen
    expect(seen?.target).toBe('/a%20b/x%2F%C3%BC?v=1&tags=a%20b&tags=c%26d')
    expect(Buffer.from(String(seen?.headers['x-note']), 'latin1').toString('utf8')).toBe('Grüße')
    expect(seen?.headers).toMatchObject({
      'x-version': '7',
      cookie: 'c=x%20y',
      'content-type': 'application/json',
      'user-agent': 'custom-api-mcp/test',
      authorization: `Bearer ${token}`,
    })
    expect(seen?.body.toString()).toBe('{"n":10000000000000000000}')
    expect(JSON.stringify(plan)).not.toContain(token)
  })

  test.each([
    ['POST', '0'],
    ['PUT', '0'],
    ['PATCH', '0'],
    ['GET', undefined],
    ['DELETE', undefined],
  ])('%s without a body announces %s', async (method, length) => {
    const { upstream } = await call((_, response) => void response.end(), { method })

    expect(upstream.seen[0]?.headers['content-length']).toBe(length)
    expect(upstream.seen[0]?.headers['content-type']).toBeUndefined()
  })

  test('an operation that says security: [] goes without the credential', async () => {
    const { upstream } = await call((_, response) => void response.end(), { security: [] })

    expect(upstream.seen[0]?.headers.authorization).toBeUndefined()
  })
})

describe('what comes back', () => {
  const big = '{"id":12345678901234567890,"price":1.10}'
  test.each<[string, string | undefined, string | Buffer, string, string]>([
    ['JSON', 'application/json', ' { "a" : [1, 2] } ', 'json', '{"a":[1,2]}'],
    ['JSON with all its digits', 'application/json', big, 'json', big],
    ['a +json type', 'application/problem+json; charset=UTF-8', '{"title":"x"}', 'json', '{"title":"x"}'],
    ['a byte order mark', 'application/json', Buffer.from('\ufeff[1]'), 'json', '[1]'],
    ['another charset', 'application/json; charset=iso-8859-1', Buffer.from('["ü"]', 'latin1'), 'json', '["ü"]'],
    ['UTF-16', 'application/json', Buffer.from('\ufeff{"a":"ü"}', 'utf16le'), 'json', '{"a":"ü"}'],
    [
      'escapes of letters',
      'application/json',
      String.raw`"\u00fc\/\u0022\\u0041\u0000\ud83d\ude00"`,
      'json',
      String.raw`"ü/\"\\u0041\u0000\ud83d\ude00"`,
    ],
    ['a JSON scalar', 'application/json', 'true', 'json', 'true'],
    ['JSON without a type', undefined, '{"a": 1}', 'json', '{"a":1}'],
    ['JSON as text/plain', 'text/plain', '[1, 2]', 'json', '[1,2]'],
    ['JSON as HTML', 'text/html', '\n{"a": 1}', 'json', '{"a":1}'],
    ['JSON as bytes', 'application/octet-stream', '{"a": 1}', 'json', '{"a":1}'],
    ['JSON that is none', 'application/json', '{"a": oops}', 'text', '{"a": oops}'],
    ['text that only begins like JSON', 'text/plain', '[note] hello', 'text', '[note] hello'],
    ['CSV that looks like JSON', 'text/csv', '[1]', 'text', '[1]'],
    ['text', 'text/plain', 'hello', 'text', 'hello'],
    ['HTML', 'text/html', '<h1>x</h1><p>y', 'text', '# x\n\ny'],
    ['XML', 'application/atom+xml', '<a/>', 'json', '{"a":""}'],
    ['JSON lines', 'application/x-ndjson', '{"a":1}\n{"a":2}\n', 'json', '[{"a":1},{"a":2}]'],
    ['YAML', 'application/yaml', 'a: 1', 'text', 'a: 1'],
    ['invalid UTF-8 in text', 'text/plain', Buffer.from([0x61, 0xff]), 'text', 'aÿ'],
    ['text without a type', undefined, 'hello', 'text', 'hello'],
    ['nonsense as a type', ';;', 'hello', 'text', 'hello'],
    ['an unknown charset', 'text/plain; charset=klingon', 'ü', 'text', 'ü'],
  ])('%s', async (_, type, body, kind, text) => {
    const { outcome } = await call((__, response) => {
      if (type !== undefined) response.setHeader('content-type', type)
      response.end(body)
    })

    expect(outcome.body.kind).toBe(kind)
    expect(textOf(outcome.body)).toBe(text)
    expect(outcome.body).toMatchObject({ complete: true, bytes: Buffer.byteLength(body) })
  })

  test.each([
    ['image/png', Buffer.from([0x89, 0x50, 0, 1])],
    ['application/octet-stream', Buffer.from([0xff, 0xfe, 0xfd])],
    ['application/pdf', Buffer.from('%PDF')],
  ])('%s is bytes', async (type, data) => {
    const { outcome } = await call((_, response) => void response.setHeader('content-type', type).end(data))

    expect(outcome.mediaType).toBe(type)
    expect(outcome.body).toMatchObject({ kind: 'bytes', complete: true })
    expect(Buffer.from('data' in outcome.body ? outcome.body.data : []).equals(data)).toBe(true)
  })

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['GET', 205],
    ['GET', 200],
  ])('%s %s without content is empty', async (method, status) => {
    const { outcome } = await call(
      (_, response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(),
      { method },
    )

    expect(outcome.body).toEqual({ kind: 'empty' })
    expect(outcome.status).toBe(status)
  })

  test.each([
    [200, 'OK'],
    [404, 'Not Found'],
    [422, 'Unprocessable Content'],
    [418, 'Client Error'],
    [599, 'Server Error'],
  ])('status %s is an outcome with the standard phrase', async (status, reason) => {
    const { outcome } = await call((_, response) => void response.writeHead(status, 'Made Up').end('x'))

    expect([outcome.status, outcome.reason]).toEqual([status, reason])
  })

  test('gzip is unpacked', async () => {
    const { outcome } = await call((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(gzipSync('{"a": 1}'))
    })

    expect(textOf(outcome.body)).toBe('{"a":1}')
  })

  test.each([
    ['text/plain', 'text'],
    ['application/json', 'json'],
    ['image/png', 'bytes'],
  ])('%s beyond the limit is cut and says so', async (type, kind) => {
    const limits = { decoded: 1000, wire: 10_000 }
    const answer: Answer = (_, response) => void response.setHeader('content-type', type).end(`["${'x'.repeat(5000)}"]`)
    const { outcome } = await call(answer, {}, { limits })

    expect(outcome.body).toMatchObject({ kind, complete: false, bytes: 1000 })
  })

  test('the URL shown is the planned one', async () => {
    const { outcome, upstream } = await call((_, response) => void response.end())

    expect(outcome.request).toEqual({ method: 'GET', url: `${upstream.url}/items` })
  })
})

describe('an upstream that echoes the credential', () => {
  const forms: readonly (readonly [string, string])[] = [
    ['raw', token],
    ['base64', Buffer.from(token).toString('base64')],
    ['base64 of the header', Buffer.from(`Bearer ${token}`).toString('base64')],
    ['percent-encoded', encodeURIComponent(token)],
    ['hex', Buffer.from(token).toString('hex')],
    ['JSON escapes', Array.from(token, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')],
    ['escaped slashes', token.replaceAll('/', '\\/')],
  ]
  const secretOf = (text: string): boolean => forms.some(([, form]) => text.includes(form))

  test.each(forms)('%s, in JSON, text, bytes and headers', async (_, form) => {
    for (const type of ['application/json', 'text/plain', 'image/png']) {
      const { outcome } = await call((__, response) => {
        response.writeHead(401, { 'content-type': type, 'x-echo': form })
        response.end(`{"seen": "${form}", "other": 1}`)
      })
      const shown = JSON.stringify({ ...outcome, body: { ...outcome.body, data: undefined } })
      const bytes = 'data' in outcome.body ? Buffer.from(outcome.body.data).toString('latin1') : ''

      expect(secretOf(shown)).toBe(false)
      expect(secretOf(bytes)).toBe(false)
      expect(shown + bytes).toContain('[redacted]')
    }
  })

  test.each(['text/plain', 'application/json', 'image/png'])('%s cut in the middle of it', async (type) => {
    for (let decoded = 40; decoded < 80; decoded += 4) {
      const limits = { decoded, wire: 10_000 }
      const { outcome } = await call(
        (_, response) => void response.setHeader('content-type', type).end(`["${'x '.repeat(20)}${token}"]`),
        {},
        { limits },
      )
      const shown = 'data' in outcome.body ? Buffer.from(outcome.body.data).toString() : textOf(outcome.body)

      expect(shown).toMatch(/^\["x x/)
      expect(shown).not.toContain(token.slice(0, 2))
      expect(outcome.body).toMatchObject({ complete: decoded >= 44 + token.length })
    }
  })

  test.each<[string, (form: string) => string]>([
    [
      'text/html',
      (form) => `<!doctype html><title>${form}</title><p>${form} <b>x</b><a href="/?k=${form}">y</a><pre>${form}</pre>`,
    ],
    ['application/xml', (form) => `<a b="${form}"><c>${form}</c><![CDATA[${form}]]></a>`],
    ['application/x-ndjson', (form) => `{"a":"${form}"}\n${form}\n`],
    ['text/event-stream', (form) => `event: ${form}\ndata: ${form}\n\ndata: {"a":"${form}"}\n\n`],
    ['multipart/mixed; boundary=b', (form) => `--b\r\nContent-Disposition: x; name="${form}"\r\n\r\n${form}\r\n--b--`],
    ['application/x-www-form-urlencoded', (form) => `${form}=1&b=${form}`],
    ['application/json', (form) => `{"a":1} trailing ${form}`],
    ['application/json', (form) => `<!doctype html><p>${form}</p>`],
  ])('rewritten from %s', async (type, write) => {
    for (const [name, form] of forms) {
      const { outcome } = await call((_, response) => void response.setHeader('content-type', type).end(write(form)))
      const shown = JSON.stringify(outcome)
      expect(secretOf(shown), `${name} in ${shown}`).toBe(false)
      expect(shown).not.toContain(token.replaceAll('+', ' ')) // as a form would read it
      expect(shown).toContain('[redacted]')
    }
  })

  test.each([
    [
      'a bar in a table',
      'fake|bar|0123456789',
      '<table><tr><th>a</th></tr><tr><td>fake|bar|0123456789</td></tr></table>',
    ],
    ['blanks that a page folds', 'fake  two  0123456789', '<p>fake  two  0123456789'],
    ['brackets of a link', 'fake(1)0123456789', '<a href="/?fake(1)0123456789">x</a>'],
  ])('that a page would rewrite: %s', async (_, secret, page) => {
    const { outcome } = await call(
      (__, response) => void response.setHeader('content-type', 'text/html').end(page),
      {},
      { redactor: createRedactor({ secrets: [new Secret(secret)] }) },
    )
    expect(textOf(outcome.body)).toContain('[redacted]')
    expect(textOf(outcome.body)).not.toContain('0123456789')
  })

  test('a number that is the credential leaves text, not broken JSON', async () => {
    const { outcome } = await call(
      (_, response) => void response.setHeader('content-type', 'application/json').end('{"key": 1234567890123}'),
      {},
      { redactor: createRedactor({ secrets: [new Secret('1234567890123')] }) },
    )

    expect(outcome.body.kind).toBe('text')
    expect(textOf(outcome.body)).toBe('{"key":[redacted]}')
  })
})

describe('failures', () => {
  test('cancelling ends the call', async () => {
    const upstream = await startUpstream(() => {})
    const target = liveTarget(upstream.url)
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    const raw = planRaw(target, { method: 'GET', path: '/slow', query: {}, headers: {} })

    await expect(perform(target, raw, controller.signal)).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('a redirect to another origin is refused and gets nothing', async () => {
    const other = await startUpstream()
    const upstream = await startUpstream((_, response) => void response.writeHead(302, { location: other.url }).end())
    const target = liveTarget(upstream.url, { token })
    const plan = planOperation(target, { operation: operationOf(), values: [] })

    await expect(perform(target, plan, signal())).rejects.toMatchObject({ code: 'host.blocked' })
    expect(other.seen).toEqual([])
  })
})
