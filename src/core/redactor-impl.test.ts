import { describe, expect, test } from 'vitest'
import { createScan } from './redact-scan.ts'
import { createStreamRedactor } from './redact-stream.ts'
import { createRedactor } from './redactor-impl.ts'
import { Secret } from './secret.ts'

/** Encoders written for the tests alone, by hand or by the platform, so that they share nothing with the redactor. */
const hex2 = (byte: number): string => byte.toString(16).padStart(2, '0')
const everyUnit = (text: string, write: (code: number) => string): string =>
  Array.from({ length: text.length }, (_, i) => write(text.charCodeAt(i))).join('')
const everyPoint = (text: string, write: (code: number) => string): string =>
  Array.from(text, (char) => write(char.codePointAt(0) ?? 0)).join('')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const encoders: Readonly<Record<string, (text: string) => string>> = {
  base64,
  'base64, one byte before': (text) => base64(`x${text}y`),
  'base64, two bytes before': (text) => base64(`xy${text}`),
  'base64url, user:password': (text) => Buffer.from(`user:${text}`).toString('base64url'),
  'base64, wrapped lines': (text) => base64(`${'w'.repeat(50)}${text}${'z'.repeat(20)}`).replace(/.{60}/g, '$&\n'),
  percent: encodeURIComponent,
  'percent, every byte': (text) => [...Buffer.from(text)].map((byte) => `%${hex2(byte).toUpperCase()}`).join(''),
  'percent, lower case': (text) => [...Buffer.from(text)].map((byte) => `%${hex2(byte)}`).join(''),
  'percent, as encodeURI does': encodeURI,
  form: (text) => new URLSearchParams({ q: text }).toString(),
  JSON: (text) => JSON.stringify(text),
  'JSON, solidus escaped': (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  'JSON, ASCII only': (text) =>
    JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'JSON, every unit': (text) => everyUnit(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  'JSON, every unit, upper case': (text) =>
    everyUnit(text, (code) => `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`),
  'HTML, named': (text) =>
    text.replace(/[&<>"']/g, (char) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }[char]};`),
  'HTML, decimal': (text) => everyPoint(text, (code) => `&#${code};`),
  'HTML, hex': (text) => everyPoint(text, (code) => `&#x${code.toString(16)};`),
  'HTML, hex, upper case': (text) => everyPoint(text, (code) => `&#X${code.toString(16).toUpperCase()};`),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex, upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'hex, odd place': (text) => `a${Buffer.from(text).toString('hex')}`,
}

const secrets = {
  token: 'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  password: 'P@ss w0rd+/="<&\'>\\é',
  'eight bytes': 'q7:Zu/8%',
  'looks escaped': 'a%41b\\nc&amp;d"e/f',
  emoji: 'hush-😀-quiet',
}

/** Whether a decoder of any kind could still get four bytes in a row of the secret out of what stands there. */
const leaks = (out: string, encoded: string): boolean => encoded.length > 16 && out.includes(encoded.slice(6, -6))

describe.each(Object.entries(secrets))('secret: %s', (_, secret) => {
  const redactor = createRedactor({ secrets: [new Secret(secret)] })
  const pairs = Object.entries(encoders)

  test.each(pairs)('is masked in %s', (_name, encode) => {
    const encoded = encode(secret)
    const out = redactor.text(`before ${encoded} after`)
    expect(out).toContain('[redacted]')
    expect(out).toMatch(/^before .* after$/s)
    expect(leaks(out, encoded)).toBe(false)
    expect(redactor.holds(encoded)).toBe(true)
  })

  test.each(pairs)('is masked when nested in or under %s', (_name, outer) => {
    const shown = pairs.filter(([, encode]) => {
      const encoded = outer(encode(secret))
      const out = redactor.text(`{"a":"${encoded}"}`)
      return !out.includes('[redacted]') || leaks(out, encoded)
    })
    expect(shown.map(([inner]) => inner)).toEqual([])
  })
})

describe('what is masked, exactly', () => {
  const redactor = createRedactor({ secrets: [new Secret('correct-horse'), new Secret('horse-battery')] })

  test.each([
    ['raw', 'a correct-horse b', 'a [redacted] b'],
    ['twice', 'correct-horse,correct-horse', '[redacted],[redacted]'],
    ['overlapping', 'x correct-horse-battery y', 'x [redacted] y'],
    ['at the borders', 'correct-horse', '[redacted]'],
    ['escaped in part', 'a corr%65ct\\u002dhorse b', 'a [redacted] b'],
    ['base64 in JSON', `{"k":"${base64('correct-horse')}"}`, '{"k":"[redacted]=="}'],
    ['among other letters', 'é😀correct-horse😀é', 'é😀[redacted]😀é'],
    ['a part of it', 'correct-hors orse-battery', 'correct-hors orse-battery'],
    ['another case', 'Correct-Horse', 'Correct-Horse'],
    ['over two lines', 'a\nb correct-\nhorse\nc', 'a\nb [redacted]\nc'],
    ['over many, indented', 'x cor\r\n  rect\n\n\t-hor\nse y', 'x [redacted] y'],
    ['over lines in JSON', '{"a":"correct-\\nhorse\\n"}', '{"a":"[redacted]\\n"}'],
    [
      'over lines in JSON in JSON',
      '{"a":"{\\"b\\":\\"corr\\\\necthor\\\\n-x correct\\\\n-horse\\"}"}',
      '{"a":"{\\"b\\":\\"corr\\\\necthor\\\\n-x [redacted]\\"}"}',
    ],
    ['between ends of lines', 'correct-\n horsf\n', 'correct-\n horsf\n'],
    ['a lone surrogate beside', 'x\ud800y', 'x\ud800y'],
  ])('%s', (_name, text, expected) => {
    expect(redactor.text(text)).toBe(expected)
  })

  test('the padding and the neighbours of a base64 value stay readable', () => {
    expect(redactor.text(`Basic ${base64('someone:correct-horse')}`)).toMatch(/^Basic c29tZW9uZT\[redacted\]$/)
  })

  test('a secret with Latin-1 letters is found in Basic credentials of either charset', () => {
    const latin = createRedactor({ secrets: [new Secret('pässwörd-ü')] })
    expect(latin.holds(Buffer.from('me:pässwörd-ü', 'latin1').toString('base64'))).toBe(true)
    expect(latin.holds(Buffer.from('me:pässwörd-ü', 'utf8').toString('base64'))).toBe(true)
  })

  test.each([
    ['little-endian', (text: string) => Buffer.from(text, 'utf16le')],
    ['big-endian', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ])('a secret is found in UTF-16, %s: as bytes shown as text, in base64 and in chunks', (_order, write) => {
    for (const secret of ['correct-horse', 'pässwörd-ü-€']) {
      const wide = createRedactor({ secrets: [new Secret(secret)] })
      const bytes = write(`ab ${secret} yz`)
      const shown = wide.text(bytes.toString('latin1'))
      expect(shown.replaceAll('\0', '')).toBe('ab [redacted] yz')
      expect(wide.holds(bytes.toString('base64'))).toBe(true)
      const scan = createScan(wide)
      expect([...bytes].some((byte) => scan(Uint8Array.of(byte)))).toBe(true)
      expect(createScan(wide)(bytes.subarray(0, -9))).toBe(false)
    }
  })

  test('secrets under eight bytes leave the text alone', () => {
    const short = createRedactor({ secrets: [new Secret('token'), new Secret('1234567'), new Secret('')] })
    const text = 'the token 1234567 is in dG9rZW4='
    expect(short.text(text)).toBe(text)
    expect(short.holds(text)).toBe(false)
  })

  test('a multi-line secret is masked line by line, without its armour and short lines', () => {
    const body = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 'BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj', 'short']
    const pem = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----', ''].join('\n')
    const redactor = createRedactor({ secrets: [new Secret(pem)] })
    expect(redactor.text(`line ${body[1]}!`)).toBe('line [redacted]!')
    expect(redactor.text(JSON.stringify({ pem }))).not.toContain('MIIE')
    expect(redactor.text(body.join('\r\n'))).toBe('[redacted]\r\n[redacted]\r\nshort')
    const other = '-----BEGIN PRIVATE KEY-----\nshort'
    expect(redactor.text(other)).toBe(other)
  })

  test('a secret is known as soon as it was added, and once', () => {
    const redactor = createRedactor()
    expect(redactor.text('late-secret-1')).toBe('late-secret-1')
    redactor.add(new Secret('late-secret-1'))
    redactor.add(new Secret('late-secret-1'))
    expect(redactor.text('late-secret-1')).toBe('[redacted]')
  })

  test('a thousand secrets that begin alike are told apart', () => {
    const all = Array.from({ length: 1000 }, (_, i) => `sk_live_0000${i.toString(36).padStart(4, '0')}zzzz`)
    const redactor = createRedactor({ secrets: all.map((value) => new Secret(value)) })
    for (const value of all) expect(redactor.text(`<${value}>`)).toBe('<[redacted]>')
    expect(redactor.text('sk_live_0000!!!!zzzz')).toBe('sk_live_0000!!!!zzzz')
  })

  test('ordinary text of all kinds is left as it is', () => {
    const many = Array.from({ length: 1000 }, (_, i) => new Secret(`tok-${(i * 7919 + 1e9).toString(36)}-x`))
    const redactor = createRedactor({ secrets: many })
    const rows = Array.from({ length: 3000 }, (_, i) => ({
      id: `${hex2(i % 256)}f00${i}-4b1c-9d2e-${(i * 99_991).toString(16)}`,
      at: new Date(1.7e12 + i * 1e7).toISOString(),
      url: `https://api.example.com/a%20b/${i}?q=x%2By&amp;z=1`,
      blob: base64(`row ${i} with some text`),
      note: 'A "quoted" \\ line\nwith Grüße and 日本語',
    }))
    const text = JSON.stringify(rows)
    expect(redactor.text(text)).toBe(text)
  })
})

describe('value', () => {
  const redactor = createRedactor({ secrets: [new Secret('top-secret-value')] })

  test('strings and keys at any depth are masked, the rest stays', () => {
    const value = { a: ['top-secret-value', 1, null, true, { 'x top-secret-value': 2n }], b: undefined }
    expect(redactor.value(value)).toEqual({ a: ['[redacted]', 1, null, true, { 'x [redacted]': 2n }], b: undefined })
    expect(value.a[0]).toBe('top-secret-value')
  })

  test('a key __proto__ is plain data', () => {
    const copy: unknown = redactor.value(JSON.parse('{"__proto__":{"polluted":"top-secret-value"},"constructor":1}'))
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":"[redacted]"},"constructor":1}')
    expect(({} as { polluted?: string }).polluted).toBeUndefined() // a plain object has no such property by itself
  })

  test('class instances are left as they are', () => {
    const instance = new (class Exact {
      readonly digits = '12345678901234567890'
    })()
    expect(redactor.value({ instance }).instance).toBe(instance)
  })
})

describe('a stream', () => {
  const secret = 'stream-secret+1/2'
  const redactor = createRedactor({ secrets: [new Secret(secret)] })

  test.each(Object.entries(encoders))('masks %s across every chunk border', (_name, encode) => {
    const whole = `one two ${encode(secret)} three 😀 four`
    const expected = redactor.text(whole)
    for (let size = 1; size <= 12; size++) {
      const stream = createStreamRedactor(redactor)
      let out = ''
      for (let i = 0; i < whole.length; i += size) out += stream.push(whole.slice(i, i + size))
      out += stream.end()
      // A wrapped value may come as several marks: what counts is that nothing of it is shown.
      expect(out.replace(/(\[redacted\])+/g, '[redacted]')).toBe(expected)
    }
  })

  test.each([
    ['a line break', '\n'],
    ['CR LF and blanks', '\r\n   \t'],
    ['a JSON escape', '\\n'],
  ])('masks what was wrapped by %s across every chunk border', (_name, wrap) => {
    for (const at of [1, 6, 12, secret.length - 1]) {
      const whole = `one two ${secret.slice(0, at)}${wrap}${secret.slice(at)} three\nfour`
      const expected = redactor.text(whole)
      expect(expected).toMatch(/^one two \[redacted\] three\nfour$/)
      for (let size = 1; size <= whole.length; size++) {
        const stream = createStreamRedactor(redactor)
        let out = ''
        for (let i = 0; i < whole.length; i += size) out += stream.push(whole.slice(i, i + size))
        expect(out + stream.end()).toBe(expected)
      }
    }
  })

  test('lets go of whole words at once, and of words without end in time', () => {
    const stream = createStreamRedactor(redactor)
    expect(stream.push('hello wor')).toBe('hello ')
    expect(stream.push('ld\nand more\n')).toBe('world\nand ')
    expect(stream.push('x ')).toBe('more\nx ')
    const long = 'x'.repeat(5000)
    const shown = stream.push(long)
    expect(shown.length).toBeGreaterThan(3000)
    expect(shown + stream.end()).toBe(long)
  })

  test('a secret with white space is held back as a whole', () => {
    const spaced = createRedactor({ secrets: [new Secret('open sesame please')] })
    const stream = createStreamRedactor(spaced)
    expect(stream.push('say open sesame ') + stream.push('please now') + stream.end()).toBe('say [redacted] now')
  })

  test('without secrets text passes at once, surrogate pairs whole', () => {
    const stream = createStreamRedactor(createRedactor())
    expect([stream.push('a\ud83d'), stream.push('\ude00b'), stream.end()]).toEqual(['a', '😀b', ''])
  })
})

test('a secret beyond ASCII is found in bytes that were read as Latin-1', () => {
  const redactor = createRedactor({ secrets: [new Secret('pässwörd-fake-1')] })
  const bytes = Buffer.from('\0\xffpässwörd-fake-1').toString('latin1')
  expect(redactor.text(bytes)).not.toContain('rd-fake-1')
  expect(redactor.text('pässwörd-fake-1')).toBe('[redacted]')
})

test.each([
  ['short', 1],
  ['longer', 100],
])('a %s text that was clean is looked at anew when a secret is learned', (_, times) => {
  const redactor = createRedactor({ secrets: [new Secret('fake-first-secret')] })
  const text = 'id fake-second-secret '.repeat(times)
  expect(redactor.text(text)).toBe(text)
  expect(redactor.text(text), 'remembered').toBe(text)
  redactor.add(new Secret('fake-second-secret'))
  expect(redactor.text(text)).toBe('id [redacted] '.repeat(times))
})

test('thousands of short texts that differ are each looked through', () => {
  const redactor = createRedactor({ secrets: [new Secret('fake-first-secret')] })
  for (let n = 0; n < 2_000; n++) expect(redactor.text(`request ${n}`)).toBe(`request ${n}`)
  expect(redactor.text('request fake-first-secret')).toBe('request [redacted]')
})
