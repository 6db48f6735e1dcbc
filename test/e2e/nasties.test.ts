/** Issue 5: what real servers do wrong, byte for byte, through the built program. */
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { program, workspace } from '../support/program.ts'

interface Sent {
  readonly status?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: Buffer | string
  /** The connection ends here: `cut` in the middle, `end` in good order. */
  readonly after?: 'cut' | 'end'
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const json = (body: Buffer | string, headers: Readonly<Record<string, string>> = {}): Sent => ({
  headers: { 'content-type': 'application/json', ...headers },
  body,
})
const typed = (type: string, body: Buffer | string): Sent => ({ headers: { 'content-type': type }, body })
const packed = (coding: string, body: Buffer | string): Sent => json(body, { 'content-encoding': coding })
const login = '<!doctype html><html><h1>Sign in</h1><form><input type="password"></form></html>'
const cyrillic = '<?xml version="1.0" encoding="windows-1251"?><a>\xcf\xf0</a>'

/** What is sent, and what is shown of it below the status line. */
const rows: Readonly<Record<string, readonly [sent: Sent, shown: string | RegExp]>> = {
  noType: [{ body: '{"a": 1}' }, '{"a":1}'],
  noTypePage: [{ body: login }, '# Sign in'],
  gzipTwice: [packed('gzip, gzip', gzipSync(gzipSync('[1]'))), '[1]'],
  gzipMoreThanSaid: [packed('gzip', gzipSync(gzipSync('[1]'))), /^\[1\]\nit came packed with gzip/],
  gzipMembers: [packed('gzip', Buffer.concat([gzipSync('[1'), gzipSync(',2]')])), '[1,2]'],
  gzipSaidOnly: [packed('gzip', '[1]'), '[1]'],
  gzipCut: [
    packed('gzip', gzipSync('[1,2,3]'.repeat(50)).subarray(0, 20)),
    /upstream\.unreadable: .* cannot be unpacked/,
  ],
  identity: [packed('identity', '[1]'), '[1]'],
  deflateRaw: [packed('deflate', deflateRawSync('[1]')), '[1]'],
  deflateZlib: [packed('deflate', deflateSync('[1]')), '[1]'],
  chunkedCut: [
    { ...json('5\r\n[1,2,\r\n', { 'transfer-encoding': 'chunked' }), after: 'cut' },
    /upstream\.unreachable: .* before the answer was complete/,
  ],
  lengthTooLong: [
    { ...json('[1]', { 'content-length': '100' }), after: 'cut' },
    /upstream\.unreachable: .* before the answer was complete/,
  ],
  untilTheEnd: [{ ...json('[1]', { connection: 'close' }), after: 'end' }, '[1]'],
  earlyHints: [{ ...json('[1]'), status: '103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK' }, '[1]'],
  partial: [
    { ...json('[1]', { 'content-range': 'items 0-0/9' }), status: '206 Partial Content' },
    /^Content-Range: items 0-0\/9\n\[1\]\none page, 1 of 9 items; all of them: collect_pages /,
  ],
  noContentWithBody: [{ ...json('[1]'), status: '205 Reset Content' }, ''],
  xmlDeclares: [typed('text/xml', latin1(cyrillic)), /\{"a":"Пр"\}$/],
  xmlDeclaresBetter: [typed('text/xml; charset=utf-8', latin1(cyrillic)), /\{"a":"Пр"\}$/],
  metaDeclares: [
    typed('text/html', Buffer.concat([Buffer.from('<html><meta charset=gb18030><p>'), Buffer.from('d6d0b9fa', 'hex')])),
    /中国$/,
  ],
  shiftJis: [typed('application/json; charset=shift_jis', Buffer.from('5b2293fa967b225d', 'hex')), '["日本"]'],
  utf16: [json(Buffer.from('["é"]', 'utf16le')), '["é"]'],
  latin1InJson: [json(latin1('["caf\xe9"]')), '["café"]'],
  lines: [typed('application/x-ndjson', '\r\n1\r\n\r\n2\r\n'), /\n?\[1,2\]$/],
  linesAsJson: [json('[1]\n[2]\n'), '[[1],[2]]\n2 JSON values came one after the other: shown as a list'],
  notANumber: [
    json('[NaN,-Infinity]'),
    '["NaN","-Infinity"]\nno strict JSON, read all the same: NaN and Infinity as texts',
  ],
  commas: [json('{"a":[1,],}'), '{"a":[1]}\nno strict JSON, read all the same: commas too many'],
  comments: [json('/* a */[1 // b\n,"//c"]'), '[1,"//c"]\nno strict JSON, read all the same: comments'],
  rawBreaks: [json('["a\nb"]'), /^\["a\\nb"\]\nno strict JSON/],
  noJsonAtAll: [json("{'a': NaN}"), /^\{'a': NaN\}\ncalled application\/json, and shown as it came/],
  twice: [json('{"a":1,"a":2}'), /^\{"a":1,"a":2\}\na name stands twice in one object \(at \/a\)/],
  guarded: [json(")]}',\n[1]"), '[1]'],
  called: [typed('text/javascript', '/**/cb([1]);'), /\[1\]\nit came wrapped in a call/],
  digits: [json('[12345678901234567890,1e400,1.10,-0]'), '[12345678901234567890,1e400,1.10,-0]'],
  pageAsJson: [
    json(login),
    '# Sign in\ncalled application/json, and is an HTML page: perhaps a login page, or something in between answers',
  ],
  soap: [
    typed(
      'text/xml',
      '<s:Envelope xmlns:s="u"><s:Body><p when="2024-01-02T03:04:05Z">1.50</p><e/><![CDATA[]]></s:Body></s:Envelope>',
    ),
    /\{"s:Envelope":\{"@xmlns:s":"u","s:Body":\{"p":\{"@when":"2024-01-02T03:04:05Z","#text":"1.50"\},"e":""\}\}\}$/,
  ],
  events: [
    typed('text/event-stream', ': c\nretry: 1\nid: 7\ndata: a\ndata: b\n\ndata: [DONE]\n\n'),
    /\[\{"id":"7","data":"a\\nb"\}\]$/,
  ],
  nested: [
    typed(
      'multipart/mixed; boundary="a b"',
      '--a b\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nx\r\n--i--\r\n--a b--',
    ),
    /"body":\[\{"type":"text\/plain","body":"x"\}\]/,
  ],
}

/** An upstream that writes whatever bytes it is told to, at the place of each row's name. */
async function startRaw(sent: (name: string) => Sent | undefined): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined) // whoever asked has gone
    socket.on('data', (request) => {
      const {
        status = '200 OK',
        headers = {},
        body,
        after,
      } = sent(/^\w+ \/(\w*)/.exec(request.toString('latin1'))?.[1] ?? '') ?? {
        status: '404 Not Found',
        body: '',
      }
      const framed = after !== undefined || 'transfer-encoding' in headers
      const all = { ...(framed ? {} : { 'content-length': String(Buffer.byteLength(body)) }), ...headers }
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.write(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`)
      socket.write(body)
      if (after === 'end') socket.end()
      if (after === 'cut') setTimeout(() => socket.destroy(), 20)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // TCP always gives an AddressInfo
}

describe.skipIf(!existsSync(program))('what servers do wrong', () => {
  test('is read as it was meant, and said', async () => {
    const url = await startRaw((name) => rows[name]?.[0])
    const space = await workspace({ apis: [{ name: 'x', baseUrl: url, retry: { attempts: 1 } }] })
    const client = await space.connect()
    const wrong: Record<string, string> = {}
    for (const [name, [, expected]] of Object.entries(rows)) {
      const { text } = await client.call('http_get', { api: 'x', path: `/${name}` })
      const shown = text.replace(/^HTTP 2\d\d [A-Za-z ]+(?:\n|$)/, '').replace(/^Content-Type: [^\n]*\n/, '')
      const fits = typeof expected === 'string' ? shown === expected : expected.test(shown)
      if (!fits) wrong[name] = text
    }
    expect(wrong).toEqual({})
  })

  test('a page where the description promises JSON is shown, with a word about it', async () => {
    const pages: Record<string, Sent> = {
      login: typed('text/html', login),
      proxy: typed('text/html', '<html><h1>Blocked</h1></html>'),
      failed: { ...typed('text/html', '<html><h1>Oops</h1></html>'), status: '502 Bad Gateway' },
      both: typed('text/html', '<html><h1>Report</h1></html>'),
    }
    const url = await startRaw((name) => pages[name])
    const answers = { 'application/json': { schema: { type: 'object' } } }
    const paths = Object.fromEntries(
      Object.keys(pages).map((name) => {
        const content = name === 'both' ? { ...answers, 'text/html': {} } : answers
        return [`/${name}`, { get: { operationId: name, responses: { 200: { description: 'ok', content } } } }]
      }),
    )
    const description = { openapi: '3.0.0', info: { title: 'x', version: '1' }, paths }
    const apis = [{ name: 'x', openapi: './x.json', baseUrl: url, retry: { attempts: 1 } }]
    const space = await workspace({ apis }, { files: { 'x.json': description } })
    const client = await space.connect()
    const shown = async (operation: string): Promise<string | undefined> => {
      const { text } = await client.call('call_operation', { api: 'x', operation, arguments: {} })
      return text.split('\n').at(-1)
    }
    expect(await shown('login')).toBe(
      'an HTML page came where the description says application/json: it asks for a password',
    )
    expect(await shown('proxy')).toBe(
      'an HTML page came where the description says application/json: perhaps a login page, something in between, or a web site at the base URL',
    )
    expect(await shown('both')).toBe('# Report')
    expect(await shown('failed')).toBe('# Oops')
  })
})
