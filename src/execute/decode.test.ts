import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { codecs } from './codecs/index.ts'
import { decodeBody } from './decode.ts'
import type { OutcomeBody } from './model.ts'

const bytesOf = (body: string | Uint8Array): Uint8Array => Buffer.from(body as string) // either overload
const read = async (type: string, body: string | Uint8Array): Promise<OutcomeBody> =>
  decodeBody({ data: bytesOf(body), complete: true }, type)
const shownOf = (body: OutcomeBody): string =>
  'text' in body ? `${body.kind}: ${body.text}` : 'data' in body ? `bytes: ${body.bytes}` : body.kind
const notesOf = (body: OutcomeBody): string =>
  'notes' in body
    ? (body.notes ?? []).map(({ says, quote }) => (quote === undefined ? says : `${says} | ${quote}`)).join('; ')
    : ''

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()
const utf32le = (text: string): Buffer => Buffer.from(Uint32Array.from(text, (char) => char.codePointAt(0) ?? 0).buffer)
const utf32be = (text: string): Buffer => utf32le(text).swap32()

describe('JSON', () => {
  test.each<[string, string | Uint8Array, string, string]>([
    ['numbers with all their digits', '[12345678901234567890123, 1e400]', 'json: [12345678901234567890123,1e400]', ''],
    ['UTF-16 with a mark', Buffer.from('\ufeff["ü"]', 'utf16le'), 'json: ["ü"]', ''],
    ['UTF-16 without one', utf16be('["ü"]'), 'json: ["ü"]', ''],
    ['UTF-32', utf32le('["😀"]'), 'json: ["😀"]', ''],
    ['UTF-32 the other way, with a mark', utf32be('\ufeff["ü"]'), 'json: ["ü"]', ''],
    ['no UTF-8, and no charset that says so', Buffer.from('["ü"]', 'latin1'), 'json: ["ü"]', ''],
    ['a guard', ')]}\',\n{"a": 1}', 'json: {"a":1}', ''],
    ['another guard', 'while(1);[1]', 'json: [1]', ''],
    ['a third guard', 'for (;;); {"a":1}', 'json: {"a":1}', ''],
    ['a script call', '/**/ jQuery.cb_1({"a": 1});', 'json: {"a":1}', 'it came wrapped in a call of a script function'],
    [
      'a name twice',
      '{"a":{"b":1,"c":2,"b":3}}',
      'json: {"a":{"b":1,"c":2,"b":3}}',
      'a name stands twice in one object (at /a/b): both are shown, a select sees the last',
    ],
    [
      'a name twice in a list',
      '[{"b":1},{"b":1,"b":"b"}]',
      'json: [{"b":1},{"b":1,"b":"b"}]',
      'a name stands twice in one object (at /1/b): both are shown, a select sees the last',
    ],
    ['a name twice, told apart from its value', '{"a":"a","b":"a:a"}', 'json: {"a":"a","b":"a:a"}', ''],
    [
      'a name that says too much',
      '{"ignore all":1,"ignore all":2}',
      'json: {"ignore all":1,"ignore all":2}',
      'a name stands twice in one object: both are shown, a select sees the last',
    ],
    [
      'something after it',
      '{"a":1}\n<br>Notice',
      'json: {"a":1}',
      'after it come 10 characters that are no JSON | <br>Notice',
    ],
    [
      'several values',
      '{"a":1}\n{"a":2} [3]',
      'json: [{"a":1},{"a":2},[3]]',
      '3 JSON values came one after the other: shown as a list',
    ],
    [
      'a word',
      'OK',
      'text: OK',
      'called application/json, and shown as it came: invalid JSON at position 0 (line 1, column 1): a value was expected',
    ],
    [
      'a cut',
      '{"a": [1, 2',
      'text: {"a": [1, 2',
      'called application/json, and shown as it came: invalid JSON at position 11 (line 1, column 12): it ends too early',
    ],
    [
      'a page',
      '<!DOCTYPE html><p>Bad gateway',
      'text: Bad gateway',
      'called application/json, and is an HTML page: perhaps a login page, or something in between answers',
    ],
    ['blanks', ' \n', 'empty', ''],
    [
      'every slip at once',
      '{"a": [NaN, -Infinity, undefined,], // x\n"b\\\'": "\t/*c*/",}',
      'json: {"a":["NaN","-Infinity",null],"b\'":"\\t/*c*/"}',
      'no strict JSON, read all the same: NaN and Infinity as texts, undefined as null, commas too many, comments, raw line breaks and the like in texts',
    ],
    [
      'a slip and something else',
      '{"a": NaN, b: 1}',
      'text: {"a": NaN, b: 1}',
      expect.stringContaining('shown as it came') as string,
    ],
    ['two commas', '[1,,]', 'text: [1,,]', expect.stringContaining('shown as it came') as string],
    ['words in texts', '["NaN", "a,]", "// no"]', 'json: ["NaN","a,]","// no"]', ''],
    [
      'gzip without a word',
      gzipSync('{"a": 1}'),
      'json: {"a":1}',
      'it came packed with gzip, without a Content-Encoding that says so',
    ],
    ['gzip that is damaged', gzipSync('{"a": 1}').subarray(0, 20), 'bytes: 20', ''],
  ])('%s', async (_, body, shown, notes) => {
    const outcome = await read('application/json', body)
    expect([shownOf(outcome), notesOf(outcome)]).toEqual([shown, notes])
  })

  test('what is no text at all is unreadable', async () => {
    const noise = Uint8Array.from({ length: 64 }, (_, at) => (at * 7) % 32)
    await expect(async () => read('application/json', noise)).rejects.toMatchObject({ code: 'upstream.unreadable' })
  })

  test('a slip is mended only in what is called JSON, and in linear time', async () => {
    expect(shownOf(await read('text/plain', '{"a": 1, // said\n}'))).toBe('text: {"a": 1, // said\n}')
    for (const piece of ['/*', ',/*', ',/**/', ', ', '"\\', '-a', '[', ',"\n'])
      expect(shownOf(await read('application/json', `[${piece.repeat(200_000)}`))).toMatch(/^text: \[/)
  })

  test('prototype names are names', async () => {
    const outcome = await read('application/json', '{"__proto__":{"a":1},"constructor":2}')
    expect([shownOf(outcome), notesOf(outcome)]).toEqual(['json: {"__proto__":{"a":1},"constructor":2}', ''])
  })
})

describe('types that say nothing or something wrong', () => {
  test.each<[string, string, string | Uint8Array, string]>([
    ['JSON as text', 'text/plain', '{"a": 1}', 'json: {"a":1}'],
    ['guarded JSON as script', 'text/javascript', ")]}'\n[1]", 'json: [1]'],
    ['JSON of a vendor', 'application/vnd.acme.v1', '{"a": 1}', 'json: {"a":1}'],
    ['JSON of AWS', 'application/x-amz-json-1.1', '{"a": 1}', 'json: {"a":1}'],
    ['a diff', 'application/vnd.github.diff', 'diff --git a b', 'text: diff --git a b'],
    ['text of a vendor that begins like JSON', 'application/vnd.acme.v1', '{not json}', 'text: {not json}'],
    ['bytes of a vendor that begin like JSON', 'application/vnd.acme.v1', Uint8Array.of(0x7b, 0xff, 0), 'bytes: 3'],
    ['JSON as anything', '*/*', '{"a": 1}', 'json: {"a":1}'],
    ['JSON as a form', 'application/x-www-form-urlencoded', '{"a": 1}', 'json: {"a":1}'],
    ['JSON as XML', 'text/xml', '{"a": 1}', 'json: {"a":1}'],
    ['XML as text', 'text/plain', '<?xml version="1.0"?><a>1</a>', 'json: {"a":"1"}'],
    ['XML as HTML', 'text/html', '<?xml version="1.0"?><a>1</a>', 'json: {"a":"1"}'],
    ['XML as nothing', '', '<?xml version="1.0"?><a>1</a>', 'json: {"a":"1"}'],
    ['a page as text', 'text/plain', '<!doctype html><h1>x</h1>', 'text: # x'],
    ['XHTML as a page', 'text/html', '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><h1>x</h1>', 'text: # x'],
    ['text that only begins like XML', 'text/plain', '<?xml is what it says', 'text: <?xml is what it says'],
    ['text that only begins like JSON', 'text/plain', '{not json}', 'text: {not json}'],
    ['text in tags that is no page', 'text/plain', '<note> hello', 'text: <note> hello'],
    ['a picture as text', 'text/plain', Buffer.from('89504e470d0a1a0a00000000', 'hex'), 'bytes: 12'],
    ['controls as text', 'text/plain', Uint8Array.from({ length: 40 }, (_, at) => at % 8), 'bytes: 40'],
    ['one stray control', 'text/plain', 'a long enough line of text \u0007', 'text: a long enough line of text \u0007'],
    ['text as bytes', 'application/octet-stream', 'hello', 'text: hello'],
    ['bytes as bytes', 'application/octet-stream', Uint8Array.of(1, 2, 255), 'bytes: 3'],
  ])('%s', async (_, type, body, shown) => {
    expect(shownOf(await read(type, body))).toBe(shown)
  })

  test('a picture under a type that says nothing is a picture', async () => {
    const png = Buffer.from('89504e470d0a1a0a00', 'hex')
    expect(await read('application/octet-stream', png)).toMatchObject({ kind: 'bytes', shownAs: 'image/png' })
    expect(await read('application/zip', png)).not.toHaveProperty('shownAs')
  })
})

describe('text', () => {
  test.each<[string, string, string | Uint8Array, string]>([
    ['the declared charset', 'text/plain; charset=shift_jis', Buffer.from('93fa967b', 'hex'), 'text: 日本'],
    ['a declared one in quotes', 'text/plain; charset="ISO-8859-2"', Buffer.from('b3', 'hex'), 'text: ł'],
    ['a mark', 'text/plain', Buffer.from('\ufeffü', 'utf16le'), 'text: ü'],
    ['a mark against the declared one', 'text/plain; charset=latin1', Buffer.from('\ufeffü'), 'text: ü'],
    ['none: windows-1252, an odd letter at the end', 'text/plain', Buffer.from('caf\xe9', 'latin1'), 'text: café'],
    ['none: windows-1252', 'text/plain', Buffer.from('f6 80'.replaceAll(' ', ''), 'hex'), 'text: ö€'],
    ['none: UTF-8', 'text/plain', 'ö', 'text: ö'],
    ['meta', 'text/html', Buffer.from('<meta charset="iso-8859-5"><p>\xbf', 'latin1'), 'text: П'],
    [
      'http-equiv',
      'text/html',
      Buffer.from('<meta http-equiv=content-type content="text/html; charset=koi8-r"><p>\xf0', 'latin1'),
      'text: П',
    ],
    [
      'the XML declaration',
      'application/xml',
      Buffer.from('<?xml version="1.0" encoding="windows-1251"?><a>\xcf</a>', 'latin1'),
      'json: {"a":"П"}',
    ],
    ['one that nobody knows', 'text/plain; charset=klingon', 'ü', 'text: ü'],
  ])('%s', async (_, type, body, shown) => {
    expect(shownOf(await read(type, body))).toBe(shown)
  })
})

describe('lists of values', () => {
  test.each<[string, string, string, string]>([
    [
      'application/x-ndjson',
      '{"a":1}\r\n\n{"a":12345678901234567890}',
      'json: [{"a":1},{"a":12345678901234567890}]',
      '',
    ],
    ['application/jsonl', '1\nx\n2\ny', 'json: [1,"x",2,"y"]', 'lines 2, 4 are no JSON: shown as text'],
    [
      'application/x-ndjson',
      'hello',
      'text: hello',
      'called application/x-ndjson, and shown as it came: no line of it is JSON',
    ],
    ['application/x-ndjson', '[\n1,\n2\n]', 'json: [1,2]', 'it is one JSON value over several lines'],
    ['application/json-seq', '\x1e{"a":\n1}\n\x1e[2]\n', 'json: [{"a":1},[2]]', ''],
    ['application/geo+json-seq', '\x1e{}\n\x1e{"cut', 'json: [{},"{\\"cut"]', 'record 3 is no JSON: shown as text'],
    [
      'text/event-stream',
      'data: 1\n\n:ping\n\nevent: e\nid: 7\ndata: {"x":\ndata: 2}\n\ndata: [DONE]\n\n',
      'json: [{"data":1},{"event":"e","id":"7","data":{"x":2}}]',
      '',
    ],
    ['text/event-stream', 'data: a\r\n\r\ndata: b', 'json: [{"data":"a"},{"data":"b"}]', ''],
    [
      'text/event-stream',
      'hello',
      'text: hello',
      'called text/event-stream, and shown as it came: there is no event in it',
    ],
    ['application/x-www-form-urlencoded', 'a=1&b=x+y&a=%C3%BC', 'json: {"a":["1","ü"],"b":"x y"}', ''],
    [
      'application/x-www-form-urlencoded',
      'just words',
      'text: just words',
      'called application/x-www-form-urlencoded, and shown as it came: it is no form',
    ],
    ['text/csv', 'a,b\n1,2\n', 'text: a,b\n1,2\n', ''],
  ])('%s %j', async (type, body, shown, notes) => {
    const outcome = await read(type, body)
    expect([shownOf(outcome), notesOf(outcome)]).toEqual([shown, notes])
  })

  test('a thousand events are shown, and the rest said', async () => {
    const outcome = await read('text/event-stream', 'data: 1\n\n'.repeat(1_200))
    expect(shownOf(outcome).match(/data/g)).toHaveLength(1_000)
    expect(notesOf(outcome)).toBe('200 more events came and are not shown')
  })
})

describe('several parts', () => {
  const parts = (...all: string[]): string => `before\r\n--b\r\n${all.join('\r\n--b\r\n')}\r\n--b--\r\nafter`
  test.each<[string, string | Uint8Array, string, string]>([
    [
      'a list of them',
      parts('Content-Type: application/json\r\n\r\n{"a": 1}', '\r\nplain'),
      'json: [{"type":"application/json","body":{"a":1}},{"type":"text/plain","body":"plain"}]',
      '',
    ],
    [
      'names and files',
      parts('content-disposition: form-data; name="f"; filename="a\\"b.csv"\r\nContent-Type: text/csv\r\n\r\n1,2'),
      'json: [{"name":"f","filename":"a\\"b.csv","type":"text/csv","body":"1,2"}]',
      '',
    ],
    [
      'byte ranges',
      parts('Content-Range: bytes 0-1/9\r\n\r\nab', 'Content-Range: bytes 7-8/9\r\n\r\nyz'),
      'json: [{"range":"bytes 0-1/9","type":"text/plain","body":"ab"},{"range":"bytes 7-8/9","type":"text/plain","body":"yz"}]',
      '',
    ],
    [
      'answers of a batch',
      parts(
        'Content-Type: application/http\r\nContent-ID: <r1>\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n{"e": 1}',
      ),
      'json: [{"id":"<r1>","status":404,"type":"application/json","body":{"e":1}}]',
      '',
    ],
    [
      'encodings',
      parts(
        'Content-Transfer-Encoding: base64\r\n\r\naGk=',
        'Content-Transfer-Encoding: quoted-printable\r\n\r\na=C3=BC=\r\nb',
      ),
      'json: [{"type":"text/plain","body":"hi"},{"type":"text/plain","body":"aüb"}]',
      '',
    ],
    [
      'bytes',
      Buffer.concat([
        Buffer.from('--b\r\nContent-Type: image/png\r\n\r\n'),
        Buffer.from([0, 1, 0x0d, 0x0a, 255]),
        Buffer.from('\r\n--b--'),
      ]),
      'json: [{"type":"image/png","bytes":5,"base64":"AAENCv8="}]',
      '',
    ],
    [
      'a boundary inside is no boundary',
      parts('\r\nx --b y\r\n--bc\r\nz'),
      'json: [{"type":"text/plain","body":"x --b y\\r\\n--bc\\r\\nz"}]',
      '',
    ],
    [
      'one without an end',
      '--b\n\nx',
      'json: [{"type":"text/plain","body":"x"}]',
      'the last part has no end: the answer may be cut',
    ],
    [
      'notes of a part',
      parts('Content-Type: application/json\r\n\r\n{"a":1} x'),
      'json: [{"type":"application/json","body":{"a":1}}]',
      'part 1: after it come 1 characters that are no JSON | x',
    ],
    ['none', 'hello', 'text: hello', 'called multipart/mixed, and shown as it came: its boundary is nowhere in it'],
  ])('%s', async (_, body, shown, notes) => {
    const outcome = await read('multipart/mixed; boundary="b"', body)
    expect([shownOf(outcome), notesOf(outcome)]).toEqual([shown, notes])
  })

  test('parts within parts end somewhere', async () => {
    let body = 'deep'
    for (let level = 8; level >= 0; level--)
      body = `--b${level}\r\nContent-Type: multipart/mixed; boundary=b${level + 1}\r\n\r\n${body}\r\n--b${level}--`
    const outcome = await read('multipart/mixed; boundary=b0', body)
    expect(shownOf(outcome).match(/"body":\[/g)).toHaveLength(3)
    expect(shownOf(outcome)).toContain('"base64"')
  })
})

describe('pages', () => {
  test.each<[string, string, string]>([
    [
      'headings, links, lists',
      '<h2>A</h2><p>b <a href="/c">d</a><ul><li>e<li>f</ul>',
      '## A\n\nb [d](/c)\n\n-   e\n-   f',
    ],
    ['tables', '<table><tr><th>a<th>b<tr><td>1<td>2</table>', '| a   | b   |\n| --- | --- |\n| 1   | 2   |'],
    ['code', '<pre><code>x_y *z*</code></pre>', '```\nx_y *z*\n```'],
    ['no escapes', '<p>snake_case [1] *', 'snake_case [1] *'],
    ['no script, style or comment', '<style>a{}</style><script>x()</script><!-- y --><p>z', 'z'],
    [
      'nothing hidden',
      '<p hidden>a<p style="color:red; display : none">b<p aria-hidden="true">c<p style="font-size:0">d<p>e<input type=hidden value=f>',
      'e',
    ],
    ['a title where no heading is', '<title>T</title><p>x', '# T\n\nx'],
    ['nothing for who has no script', '<noscript>a</noscript><template>b</template><iframe>c</iframe>d', 'd'],
    ['no data in pictures', '<img src="data:image/png;base64,AAAA" alt="x"><img src="/y.png" alt="y">', '![y](/y.png)'],
  ])('%s', async (_, page, markdown) => {
    expect(await read('text/html', page)).toMatchObject({ kind: 'text', text: markdown, shownAs: 'text/markdown' })
  })

  test.each([
    ['nests deeper than anything', `${'<div>'.repeat(50_000)}a &lt; b${'</div>'.repeat(50_000)}<p>after`],
    ['is too large', `<style>x</style><p>a &lt; b<!-- ${'x'.repeat(5_000_001)} --><p>after`],
  ])('a page that %s is its text, and said', async (_, page) => {
    const outcome = await read('text/html', page)
    expect(shownOf(outcome)).toBe('text: a < b after')
    expect(notesOf(outcome)).toContain('too large or too deep to be shown as Markdown')
  })

  test('elements that authors leave open are not deep', async () => {
    expect(shownOf(await read('text/html', `<ul>${'<li>x<p>y'.repeat(2_000)}</ul>`))).toMatch(/^text: - {3}x/)
  })
})

describe('the list of codecs', () => {
  test('ids are unique, and every type has one codec that takes it', () => {
    expect(new Set(codecs.map(({ id }) => id)).size).toBe(codecs.length)
    const first = (type: string): string | undefined => codecs.find((codec) => codec.takes(type))?.id
    expect(
      [
        'application/json', 'application/hal+json', 'text/json', 'application/x-ndjson', 'application/json-seq',
        'text/event-stream', 'application/x-www-form-urlencoded', 'multipart/related', 'text/csv',
        'text/tab-separated-values', 'text/html', 'application/xhtml+xml', 'application/xml', 'application/soap+xml',
        'image/svg+xml', 'text/markdown', 'application/yaml', 'image/png', 'application/pdf',
      ].map(first), // prettier-ignore
    ).toEqual([
      'json', 'json', 'json', 'json-lines', 'json-sequence', 'events', 'form', 'multipart', 'csv', 'csv', 'html', 'html',
      'xml', 'xml', 'text', 'text', 'text', undefined, undefined,
    ]) // prettier-ignore
  })

  describe.each(codecs)('$id', ({ decode }) => {
    const context = {
      type: { essence: 'x/y', parameters: new Map([['boundary', 'b']]) },
      clean: (text: string) => Promise.resolve(text),
      inner: async () => ({ kind: 'empty' }) as const,
    }
    test.each([
      ['nothing', ''],
      ['one byte', '\xff'],
      ['open brackets', '['.repeat(5_000)],
      ['open tags', '<a>'.repeat(5_000)],
      ['quotes', '"\\'.repeat(5_000)],
      ['boundaries', '--b\r\n'.repeat(5_000)],
      ['carriage returns', `${'\n'.repeat(50_000)}\r`],
      ['fields', 'data:\n'.repeat(5_000)],
    ])('%s is read or is something else, and never an accident', async (_, body) => {
      const decoded = await decode(Buffer.from(body, 'latin1'), context)
      expect(['json', 'text', 'empty', 'other']).toContain(decoded.kind)
      if (decoded.kind === 'json') JSON.parse(decoded.text)
    })
  })
})
