import { describe, expect, test } from 'vitest'
import { createRedactor, estimateTokens, Secret } from '../core/index.ts'
import { fitJson, fitText, present, type Answer, type AnswerBody } from './index.ts'
import { visibleJson } from './visible-json.ts'
import { cpuSeconds } from '../../test/support/cpu-time.ts'

const redactor = createRedactor({ secrets: [new Secret('fake-secret-0123456789')] })
const json = (value: unknown): AnswerBody => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return { kind: 'json', text, complete: true, bytes: text.length }
}
const answer = (more: Partial<Answer> = {}): Answer => ({
  api: 'shop',
  request: { method: 'GET' },
  status: 200,
  reason: 'OK',
  headers: [],
  mediaType: 'application/json',
  body: { kind: 'empty' },
  ...more,
})
async function shown(more: Partial<Answer>, budget = 8_000) {
  const { content, code } = await present(answer(more), { budget, redactor })
  return { texts: content.map((piece) => (piece.type === 'text' ? piece.text : piece.type)), code, content }
}

describe('headers that matter', () => {
  test.each([
    [
      {
        headers: [
          ['location', '/a'],
          ['date', 'x'],
          ['etag', '"1"'],
        ],
      },
      'HTTP 200 OK\nLocation: /a\nETag: "1"',
    ],
    [
      {
        headers: [
          ['ratelimit-limit', '5'],
          ['ratelimit', 'x'],
        ],
      },
      'HTTP 200 OK\nRateLimit-Limit: 5\nRateLimit: x',
    ],
    [{ headers: [['x-ratelimit-limit', '5']] }, 'HTTP 200 OK'],
    [
      {
        headers: [['content-type', 'text/csv']],
        mediaType: 'text/csv',
        body: { kind: 'text', text: 'a', complete: true, bytes: 1 },
      },
      'HTTP 200 OK\nContent-Type: text/csv',
    ],
    [{ headers: [['content-type', 'application/json']], body: json({}) }, 'HTTP 200 OK'],
    [{ headers: [['link', `<x>\u202e`]] }, 'HTTP 200 OK\nLink: <x>\\u{202e}'],
    [{ status: 204, reason: 'No Content' }, 'HTTP 204 No Content'],
    [{ status: 299, reason: '' }, 'HTTP 299'],
    [{ request: { method: 'HEAD' }, headers: [['content-length', '5']] }, 'HTTP 200 OK\nContent-Length: 5'],
  ] as [Partial<Answer>, string][])('%o', async (more, first) => expect((await shown(more)).texts[0]).toBe(first))
})

describe('failures', () => {
  test.each([
    [401, 'Unauthorized', 'auth.rejected', [['www-authenticate', 'Bearer']], 'WWW-Authenticate: Bearer'],
    [403, 'Forbidden', 'upstream.status', [['x-ratelimit-remaining', '0']], 'X-Ratelimit-Remaining: 0'],
    [405, 'Method Not Allowed', 'upstream.status', [['allow', 'GET']], 'Allow: GET'],
    [429, 'Too Many Requests', 'upstream.rate_limited', [['retry-after', '9']], 'wait 9 seconds'],
    [302, 'Found', 'upstream.status', [['location', '/x']], 'Location: /x'],
    [503, 'Service Unavailable', 'upstream.status', [], 'try again later'],
    [799, '', 'upstream.status', [], 'HTTP 799'],
  ] as const)('%d', async (status, reason, code, headers, words) => {
    const { texts, code: said } = await shown({ status, reason, headers, body: json({ title: 'no' }) })
    expect(said).toBe(code)
    expect(texts[0]).toMatch(new RegExp(`^${code.replace('.', '\\.')}: HTTP ${status}`))
    expect(texts[0]).toContain(words)
    expect(texts[1]).toBe('{"title":"no"}')
  })

  test('304 is success', async () =>
    expect((await shown({ status: 304, reason: 'Not Modified' })).code).toBeUndefined())

  test('a long failure stays below what clients cut', async () => {
    const { texts } = await shown({
      status: 500,
      reason: 'x',
      body: json(Array.from({ length: 5_000 }, (_, id) => ({ id }))),
    })
    expect(texts.join('\n').length).toBeLessThan(10_000)
    expect(texts[2]).toContain('cut to fit')
  })
})

describe('bodies', () => {
  test('digits stay as they came', async () => {
    const text = '{"a":12345678901234567890,"b":1.10}'
    expect((await shown({ body: json(text) })).texts[1]).toBe(text)
  })

  test('invisible characters are escapes, emoji survive, JSON stays JSON', async () => {
    const value = { name: 'a\u202eb\u200bc', emoji: '👨‍👩‍👧 ❤️', slash: 'x\\\u200b', odd: '\\u{200b}', tag: '\u{E0041}' }
    const { texts } = await shown({ body: json(value) })
    expect(texts[1]).toContain('a\\u202eb\\u200bc')
    expect(texts[1]).toContain('👨‍👩‍👧 ❤️')
    expect(JSON.parse(texts[1] ?? '')).toEqual(value)
  })

  test('text shows them too', async () => {
    const body: AnswerBody = { kind: 'text', text: 'a\u202eb\u0007', complete: true, bytes: 5 }
    expect((await shown({ body, mediaType: 'text/plain' })).texts[1]).toBe('a\\u{202e}b\\u{7}')
  })

  test('a secret is gone, wherever the cut falls', async () => {
    const body = json({ a: 'fake-secret-0123456789', b: Buffer.from('fake-secret-0123456789').toString('base64') })
    for (let budget = 3; budget < 60; budget++) {
      const all = JSON.stringify(await shown({ body }, budget))
      expect(all).not.toContain('fake-secret')
      expect(all).not.toContain('ZmFrZS1zZWNyZXQ')
    }
  })

  test('images are content, unless they hold a credential or are large', async () => {
    const bytes = (data: Uint8Array): AnswerBody => ({ kind: 'bytes', data, complete: true, bytes: data.length })
    const small = await shown({ mediaType: 'image/png', body: bytes(Buffer.from('PNG')) })
    expect(small.content[1]).toEqual({ type: 'image', data: 'UE5H', mimeType: 'image/png' })
    const leaking = await shown({ mediaType: 'image/png', body: bytes(Buffer.from('xxfake-secret-0123456789')) })
    expect(leaking.texts[1]).toContain('not shown')
    const large = await shown({ mediaType: 'image/png', body: bytes(Buffer.alloc(1_000_000)) })
    expect(large.texts[1]).toBe('image/png, 1000000 bytes: not shown')
    const zip = await shown({ mediaType: 'application/zip', body: bytes(Buffer.from('PK')) })
    expect(zip.texts[1]).toContain('application/zip, 2 bytes')
  })

  test('an answer that was cut off while reading says so', async () => {
    const { texts } = await shown({ body: { kind: 'text', text: 'abc', complete: false, bytes: 3 } })
    expect(texts[2]).toContain('longer than may be read')
  })

  test('a stream is read to a bound', async () => {
    async function* chunks() {
      for (let i = 0; i < 100; i++) yield Buffer.alloc(100_000)
    }
    const { texts } = await shown({ mediaType: 'application/zip', body: { kind: 'stream', stream: chunks() } })
    expect(texts[1]).toContain('or more')
  })
})

describe('fitting JSON', () => {
  const items = Array.from({ length: 1_000 }, (_, id) => ({ id, name: `item ${id}`, tags: ['a', 'b'] }))

  test('the first items that fit, and how many there are', () => {
    const { text, missing } = fitJson(JSON.stringify(items), 500)
    const kept = JSON.parse(text) as typeof items
    expect(kept).toEqual(items.slice(0, kept.length))
    expect(kept.length).toBeGreaterThan(15)
    expect(missing).toBe(`the list shows ${kept.length} of 1000 items`)
  })

  test('counts and cursors beside a long list are kept', () => {
    const { text, missing } = fitJson(JSON.stringify({ data: items, total: 1000, next: 'abc' }), 500)
    expect(JSON.parse(text)).toMatchObject({ total: 1000, next: 'abc' })
    expect(missing).toMatch(/^\/data shows \d+ of 1000 items$/)
  })

  test('a long string is shortened, and no escape is cut in two', () => {
    for (let length = 20; length < 60; length++) {
      const { text } = fitJson(
        JSON.stringify({ id: 1, text: `${'x'.repeat(length)}${'\\"\u2028é\n'.repeat(2_000)}` }),
        30,
      )
      expect(JSON.parse(text)).toMatchObject({ id: 1 })
    }
  })

  test.each([10, 30, 100, 500, 3_000])('a budget of %d tokens is never exceeded', (budget) => {
    const values: unknown[] = [
      items,
      { data: items, text: 'y'.repeat(50_000) },
      'z'.repeat(100_000),
      { deep: { deeper: { list: items, other: items } } },
      Array.from({ length: 20_000 }, (_, i) => i),
      Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`key ${i}`, i])),
      [[[[items]]]],
      { a: 'я'.repeat(20_000), b: '日本'.repeat(9_000) },
    ]
    for (const value of values) {
      const { text, missing } = fitJson(JSON.stringify(value), budget)
      expect(estimateTokens(text)).toBeLessThanOrEqual(budget)
      expect(missing).toBeDefined()
      expect(() => void JSON.parse(text)).not.toThrow()
    }
  })

  test.each([5, 20, 60, 200, 2_000])('a whole result of a budget of %d tokens stays within it', async (budget) => {
    const { texts } = await shown(
      { body: json({ data: items }), headers: [['location', `/${'x'.repeat(500)}`]] },
      budget,
    )
    expect(texts.reduce((sum, text) => sum + estimateTokens(text), 0)).toBeLessThanOrEqual(budget + 1)
  })

  test('broken JSON does no harm', () => {
    for (const text of ['[', '{', '{"a', '{"a":', '[1,', '{"a":1,}', ']', '"', '[[[[']) {
      expect(() => fitJson(text.padEnd(2_000, ' x'), 5)).not.toThrow()
    }
  })

  test('10 MB are fitted in no time', () => {
    const text = JSON.stringify(Array.from({ length: 100_000 }, (_, id) => ({ id, text: 'x'.repeat(80) })))
    expect(cpuSeconds(() => void fitJson(text, 8_000))).toBeLessThan(2)
  })
})

describe('fitting text', () => {
  test('ends at a line', () => {
    const { text, missing } = fitText('one line of words\n'.repeat(500), 100)
    expect(text.endsWith('words')).toBe(true)
    expect(estimateTokens(text)).toBeLessThanOrEqual(100)
    expect(missing).toBe(`the first ${text.length} of 9000 characters`)
  })

  test('never cuts a pair of surrogates', () => {
    for (let budget = 1; budget < 40; budget++)
      expect(fitText('😀'.repeat(500), budget).text).not.toMatch(/[\ud800-\udbff]$/)
  })
})

test('escapes are told from what looks like them', () => {
  expect(visibleJson('"\\\\u{200b}"')).toBe('"\\\\u{200b}"')
  expect(visibleJson('"\\\\\u200b"')).toBe('"\\\\\\u200b"')
})
