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

const bytesOf = (text: string): number[] => [...Buffer.from(text)]

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
  'quoted-printable': (text) =>
    bytesOf(text)
      .map((byte) =>
        byte < 32 || byte > 126 || byte === 61 ? `=${hex2(byte).toUpperCase()}` : String.fromCharCode(byte),
      )
      .join('')
      .replace(/^.{5}/, '$&=\r\n'),
  'quoted-printable, every byte': (text) =>
    bytesOf(text)
      .map((byte) => `=${hex2(byte).toUpperCase()}`)
      .join(''),
  'octal escapes': (text) =>
    bytesOf(text)
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  'long escapes': (text) => everyPoint(text, (code) => `\\U${code.toString(16).padStart(8, '0')}`),
  'hex, odd place': (text) => `a${Buffer.from(text).toString('hex')}`,
}

const secrets = {
  token: 'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  password: 'P@ss w0rd+/="<&\'>\\é',
  'eight bytes': 'q7:Zu/8%',
  'looks escaped': 'a%41b\\nc&amp;d"e/f',
  'looks like bytes that are no text': 'variable%FAke&c 44ü<1',
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

/** Ways of writing that are looked for in texts, as they are and in JSON. */
const written: Readonly<Record<string, (text: string) => string>> = {
  'a list of numbers': (text) => JSON.stringify(bytesOf(text)),
  'a list of numbers, a line each': (text) => JSON.stringify(bytesOf(text), null, 4),
  'numbers with blanks': (text) => bytesOf(text).join(' '),
  'hex with colons': (text) => bytesOf(text).map(hex2).join(':'),
  'hex with hyphens': (text) => bytesOf(text).map(hex2).join('-').toUpperCase(),
  'hex with blanks': (text) => bytesOf(text).map(hex2).join(' '),
  'hex as in programs': (text) =>
    `{ ${bytesOf(text)
      .map((byte) => `0x${hex2(byte)}`)
      .join(', ')} }`,
  'an encoded word of a header': (text) =>
    `=?utf-8?Q?${encoders['quoted-printable, every byte']?.(text).replaceAll('=20', '_')}?=`,
  'CSV, quotes doubled': (text) => `"${text.replaceAll('"', '""')}"`,
  'SQL, quotes doubled': (text) => `'${text.replaceAll("'", "''")}'`,
  'a shell, quotes apart': (text) => `'${text.replaceAll("'", `'\\''`)}'`,
  'YAML over two lines': (text) => `"${JSON.stringify(text).slice(1, 9)}\\\n    ${JSON.stringify(text).slice(9)}`,
  'events over two lines': (text) => `data: ${text.slice(0, 5)}\ndata: ${text.slice(5)}\n\n`,
  'a quotation': (text) => `> ${text.slice(0, 5)}\n> > ${text.slice(5)}\n\n`,
}

describe.each(Object.entries(secrets))('secret: %s', (_, secret) => {
  const redactor = createRedactor({ secrets: [new Secret(secret)] })

  test.each(Object.entries(written))('is masked in %s, and in JSON of it', (_name, write) => {
    for (const text of [`before ${write(secret)} after`, JSON.stringify({ a: write(secret) })]) {
      const out = redactor.text(text)
      expect(out).toContain('[redacted]')
      expect(leaks(out, write(secret))).toBe(false)
    }
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
    ['with places for a break', 'x cor<wbr>rect\u00ad-horse y', 'x [redacted] y'],
    ['in sections side by side', '<![CDATA[correct]]><![CDATA[-horse]]>', '<![CDATA[[redacted]]]>'],
    ['escaped as Markdown and shells do', 'a \\correct\\-horse correct\\-horse b', 'a \\[redacted] [redacted] b'],
    ['with entities that lack a semicolon', 'x corr&#101ct-horse y', 'x [redacted] y'],
    ['in a list of numbers', `[1, ${bytesOf('correct-horse').join(', ')}, 2]`, '[1, [redacted], 2]'],
    ['in hex with colons', `x 01:${bytesOf('correct-horse').map(hex2).join(':')}:ff`, 'x 01:[redacted]:ff'],
    [
      'numbers that are no bytes',
      '[1999,2000,99,111,114,114,101,99,116,45]',
      '[1999,2000,99,111,114,114,101,99,116,45]',
    ],
    ['a name and a value like an escape', 'a=c0rrect&b=correct%2Dhorse', 'a=c0rrect&b=[redacted]'],
    ['between ends of lines', 'correct-\n horsf\n', 'correct-\n horsf\n'],
    ['a lone surrogate beside', 'x\ud800y', 'x\ud800y'],
  ])('%s', (_name, text, expected) => {
    expect(redactor.text(text)).toBe(expected)
  })

  test.each([
    ['folded, as in YAML', 'a: >-\n  correct horse\n  battery staple\nb: 1', 'a: >-\n  [redacted]\nb: 1'],
    ['wrapped at each blank', 'x correct\r\nhorse\r\nbattery\r\nstaple y', 'x [redacted] y'],
    ['wrapped after a blank', 'x correct horse \n  battery staple y', 'x [redacted] y'],
    ['wrapped before a blank', 'x correct horse\n battery staple y', 'x [redacted] y'],
    ['in JSON', '{"a":"correct\\nhorse battery staple"}', '{"a":"[redacted]"}'],
    ['with blanks of other kinds', 'correct\u00a0horse&nbsp;battery\t staple&#160;', '[redacted]&#160;'],
    ['with HTML numbers for blanks', 'x correct&#160;horse&#xa0;battery staple y', 'x [redacted] y'],
    ['without blanks', 'correcthorsebatterystaple', '[redacted]'],
    ['in part', 'correct horse\nbattery', 'correct horse\nbattery'],
  ])('a secret with blanks in it, %s', (_name, text, expected) => {
    const phrase = createRedactor({ secrets: [new Secret('correct horse battery staple')] })
    expect(phrase.text(text)).toBe(expected)
    const stream = createStreamRedactor(phrase)
    expect(Array.from(text, (one) => stream.push(one) + stream.settle()).join('') + stream.end()).toBe(expected)
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

  const begun: readonly (readonly [name: string, encoded: string, own: number])[] = [
    ['raw', secret, 0],
    ['raw, over two lines', `${secret.slice(0, 9)}\n    ${secret.slice(9)}`, 0],
    ['base64', base64(secret), 0],
    ['base64url after a user name', Buffer.from(`user:${secret}`).toString('base64url'), 7],
    [
      'percent, every byte',
      bytesOf(secret)
        .map((byte) => `%${hex2(byte)}`)
        .join(''),
      0,
    ],
    ['JSON, every unit', everyUnit(secret, (code) => `\\u${code.toString(16).padStart(4, '0')}`), 0],
    ['hex', Buffer.from(secret).toString('hex'), 0],
    ['entities', everyPoint(secret, (code) => `&#${code};`), 0],
    [
      'quoted-printable, every byte',
      bytesOf(secret)
        .map((byte) => `=${hex2(byte)}`)
        .join(''),
      0,
    ],
    ['numbers', bytesOf(secret).join(', '), 0],
    ['JSON of base64 of JSON', JSON.stringify(base64(JSON.stringify({ secret }))), 17],
  ]

  test.each(begun)('held back while it rests within %s, wherever that is', (_name, encoded, own) => {
    for (let at = 1; at < encoded.length; at++) {
      const stream = createStreamRedactor(redactor)
      const first = stream.push(`one ${encoded.slice(0, at)}`) + stream.settle()
      // Three bytes of it may show where it is encoded: they look like anything else.
      expect(first.length - 'one '.length).toBeLessThanOrEqual(
        own === 0 && encoded.startsWith(secret.slice(0, 9)) ? 0 : own + 24,
      )
      expect(stream.settle()).toBe('')
      const out = first + stream.push(`${encoded.slice(at)} two `) + stream.settle() + stream.end()
      expect(out).toMatch(/^one .*\[redacted\].* two $/s)
      expect(out.length).toBeLessThanOrEqual('one [redacted][redacted] two '.length + own + 28)
    }
  })

  test('what turns out to be something else is shown, in order and once', () => {
    const stream = createStreamRedactor(redactor)
    expect(stream.push('say stream-sec') + stream.settle()).toBe('say ')
    expect(stream.push('tion') + stream.settle()).toBe('stream-section')
    expect(stream.push(' is over') + stream.settle() + stream.end()).toBe(' is over')
  })

  test.each(['Password: ', 'Continue? [y/N]', '> ', 'a=b&c=', '100%', '{"a":', 'Zm9vYmFy', '\u{1F600}', '12, 13, '])(
    'a prompt that begins no secret is shown at once: %j',
    (prompt) => {
      const stream = createStreamRedactor(redactor)
      expect(stream.push(prompt) + stream.settle()).toBe(prompt)
      expect(stream.push(`${secret}\n`) + stream.end()).toBe('[redacted]\n')
    },
  )

  test('without secrets text passes at once, surrogate pairs whole', () => {
    const stream = createStreamRedactor(createRedactor())
    expect([stream.push('a\ud83d'), stream.push('\ude00b'), stream.end()]).toEqual(['a', '😀b', ''])
  })
})

describe('a scan of bytes', () => {
  const secret = 'sc4n-secret+1/2 &<"q"> ü'
  const redactor = createRedactor({ secrets: [new Secret(secret)] })
  const holds = (bytes: Uint8Array, size: number): boolean => {
    const scan = createScan(redactor)
    for (let at = 0; at < bytes.length; at += size) if (scan(bytes.subarray(at, at + size))) return true
    return false
  }
  const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (i * 2_654_435_761) >>> 13))
  const far = Buffer.alloc(5 * 1024 * 1024, 'far from the beginning ')
  const entire = Object.entries(encoders).filter(
    ([name]) => !/wrapped|solidus|ASCII|unit|decimal|hex[,$]|encodeURI|quoted|octal|long|HTML, hex/.test(name),
  )

  test.each(Object.entries(encoders))('finds %s among bytes, across every chunk border', (_name, encode) => {
    const bytes = Buffer.concat([noise(300), Buffer.from(encode(secret)), noise(100)])
    for (const size of [1, 7, 64, bytes.length]) expect(holds(bytes, size)).toBe(true)
  })

  test.each(entire)('finds %s far behind the beginning', (_name, encode) => {
    const bytes = Buffer.concat([far, noise(300), Buffer.from(encode(secret)), noise(100)])
    expect(holds(bytes, 256 * 1024)).toBe(true)
  })

  test('lets other bytes pass', () => {
    expect(holds(Buffer.concat([far, noise(300), Buffer.from(secret.slice(0, -1))]), 256 * 1024)).toBe(false)
    expect(holds(Buffer.from(base64(secret.slice(1, -1))), 3)).toBe(false)
  })
})

test('a secret that ends a CDATA section is found where it was cut for that', () => {
  const redactor = createRedactor({ secrets: [new Secret('fake]]>secret')] })
  expect(redactor.text('<a><![CDATA[fake]]]]><![CDATA[>secret]]></a>')).toBe('<a><![CDATA[[redacted]]]></a>')
})

test('named entities may lack their semicolon', () => {
  const redactor = createRedactor({ secrets: [new Secret('fake&1<2>3"4')] })
  expect(redactor.text('x fake&amp1&lt2&gt3&quot4 &ltd; y')).toBe('x [redacted] &ltd; y')
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
