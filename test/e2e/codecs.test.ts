/** Issue 5, codecs: every format from a real upstream through the built program, in pieces and under wrong names. */
import { existsSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { program, workspace } from '../support/program.ts'
import { startUpstream, type Answer } from '../support/upstream.ts'

const big = '9007199254740993'
const formats: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
  json: ['application/vnd.x+json', `\ufeff{"n": ${big}}`],
  xml: [
    'application/xml; charset=iso-8859-1',
    Buffer.from(`<?xml version="1.0"?><list><item id="1">é</item><item id="2"/></list>`, 'latin1'),
  ],
  'xml-as-text': ['text/plain', '<?xml version="1.0"?><a>1</a>'],
  html: [
    'text/html',
    '<!doctype html><title>T</title><script>x()</script><h1>Hé</h1><table><tr><th>a<th>b<tr><td>1<td>2</table>',
  ],
  'html-as-json': ['application/json', '<!doctype html><h1>Bad Gateway</h1>'],
  ndjson: ['application/x-ndjson', `{"n":${big}}\noops\n{"n":2}\n`],
  seq: ['application/json-seq', '\x1e{"a":1}\n\x1e{"a":2}\n'],
  events: ['text/event-stream', 'event: x\ndata: {"a":1}\n\ndata: plain\n\ndata: [DONE]\n\n'],
  form: ['application/x-www-form-urlencoded', 'a=1&b=x+y&a=2'],
  parts: [
    'multipart/mixed; boundary=b',
    '--b\r\nContent-Type: application/json\r\n\r\n{"a": 1}\r\n--b\r\n\r\ntext\r\n--b--',
  ],
  csv: ['text/csv', 'a,b\r\n1,2\r\n'],
  sjis: ['text/plain; charset=shift_jis', Buffer.from('93fa967b', 'hex')],
  tail: ['application/json', '{"a":1}<br>Warning'],
  dtd: ['text/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  noise: ['application/json', Buffer.from(Array.from({ length: 64 }, (_, at) => at % 8))],
  gzipped: ['application/json', gzipSync('{"a": 1}')],
}

/** Sends the body in pieces of a few bytes, so that every border falls somewhere. */
const inPieces: Answer = async ({ target }, response) => {
  const [type, body] = formats[target.slice(1)] ?? ['text/plain', 'none']
  response.writeHead(200, { 'content-type': type })
  const bytes = Buffer.from(body as string) // either overload
  for (let at = 0; at < bytes.length; at += 7) {
    response.write(bytes.subarray(at, at + 7))
    if (at % 35 === 0) await new Promise((turn) => setTimeout(turn, 1))
  }
  response.end()
}

describe.skipIf(!existsSync(program))('answers in every format', () => {
  test('each is shown as DESIGN §4 says, and says what it was', async () => {
    const upstream = await startUpstream(inPieces)
    const space = await workspace({ apis: [{ name: 'x', baseUrl: upstream.url }] })
    const client = await space.connect()
    const shown: Record<string, string> = {}
    for (const place of Object.keys(formats))
      shown[place] = (await client.call('http_get', { api: 'x', path: `/${place}` })).text
    const ok = (type: string, body: string): string =>
      `HTTP 200 OK\n${type === '' ? '' : `Content-Type: ${type}\n`}${body}`
    expect(shown).toEqual({
      json: ok('', `{"n":${big}}`),
      xml: ok(
        'application/xml; charset=iso-8859-1 (shown as JSON)',
        '{"list":{"item":[{"@id":"1","#text":"é"},{"@id":"2"}]}}',
      ),
      'xml-as-text': ok('text/plain (shown as JSON)', '{"a":"1"}'),
      html: ok('text/html (shown as Markdown)', '# Hé\n\n| a   | b   |\n| --- | --- |\n| 1   | 2   |'),
      'html-as-json': ok(
        '',
        '# Bad Gateway\ncalled application/json, and is an HTML page: perhaps a login page, or something in between answers',
      ),
      ndjson: ok(
        'application/x-ndjson (shown as JSON)',
        `[{"n":${big}},"oops",{"n":2}]\nline 2 is no JSON: shown as text`,
      ),
      seq: ok('application/json-seq (shown as JSON)', '[{"a":1},{"a":2}]'),
      events: ok('text/event-stream (shown as JSON)', '[{"event":"x","data":{"a":1}},{"data":"plain"}]'),
      form: ok('application/x-www-form-urlencoded (shown as JSON)', '{"a":["1","2"],"b":"x y"}'),
      parts: ok(
        'multipart/mixed; boundary=b (shown as JSON)',
        '[{"type":"application/json","body":{"a":1}},{"type":"text/plain","body":"text"}]',
      ),
      csv: ok('text/csv', 'a,b\n1,2\n'),
      sjis: ok('text/plain; charset=shift_jis', '日本'),
      tail: ok('', '{"a":1}\nafter it come 11 characters that are no JSON\n<br>Warning'),
      dtd: expect.stringMatching(
        /^upstream\.unreadable: the answer of "x" \(HTTP 200 OK\) cannot be read: .*DTD.*\nit begins "<!DOCTYPE/,
      ),
      noise: expect.stringMatching(
        /^upstream\.unreadable: .* is no text at all\nit begins with the bytes 0001020304050607/,
      ),
      gzipped: ok('', '{"a":1}\nit came packed with gzip, without a Content-Encoding that says so'),
    })
  })

  test('a select reaches into what was XML, lines or events', async () => {
    const upstream = await startUpstream(inPieces)
    const space = await workspace({ apis: [{ name: 'x', baseUrl: upstream.url }] })
    const client = await space.connect()
    const select = async (path: string, expression: string): Promise<string | undefined> =>
      (await client.call('http_get', { api: 'x', path, select: expression })).text.split('\n').at(-1)
    expect(await select('/xml', 'list.item[*]."@id"')).toBe('["1","2"]')
    expect(await select('/events', '[0].data.a')).toBe('1')
    expect((await client.call('http_get', { api: 'x', path: '/ndjson', select: '[2].n' })).text).toContain('\n2\n')
  })

  test('a stream of events that never ends is cut at its end mark, by count or by time, and the upstream let go', async () => {
    let open = 0
    const upstream = await startUpstream(({ target }, response) => {
      open++
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"first":true}\n\n')
      if (target === '/done') response.write('data: [DONE]\n\n')
      if (target === '/many') for (let at = 0; at < 1_500; at++) response.write(`data: ${at}\n\n`)
      const timer = setInterval(() => response.write(': still here\n\n'), 20)
      response.on('close', () => {
        open--
        clearInterval(timer)
      })
    })
    const space = await workspace({ apis: [{ name: 'x', baseUrl: upstream.url, timeouts: { total: 2 } }] })
    const client = await space.connect()
    const get = async (path: string): Promise<string> => (await client.call('http_get', { api: 'x', path })).text
    expect(await get('/done')).toBe(
      'HTTP 200 OK\nContent-Type: text/event-stream (shown as JSON)\n[{"data":{"first":true}}]',
    )
    expect(await get('/many')).toContain('it is cut after 1000 events')
    expect(await get('/forever')).toContain('[{"data":{"first":true}}]\nit was still going on after ')
    await expect.poll(() => open).toBe(0)
  })

  test('a part of a form is XML by the description where its encoding says so', async () => {
    const upstream = await startUpstream((_, response) => void response.end('{}'))
    const Item = {
      type: 'object',
      properties: { id: { type: 'integer', xml: { attribute: true } }, name: { type: 'string' } },
      xml: { name: 'item', namespace: 'urn:shop' },
    }
    const schema = { type: 'object', properties: { info: Item, bare: { type: 'object' }, title: { type: 'string' } } }
    const encoding = { info: { contentType: 'application/xml' }, bare: { contentType: 'text/xml' } }
    const post = {
      operationId: 'addItem',
      requestBody: { content: { 'multipart/form-data': { schema, encoding } } },
      responses: { 200: { description: 'x' } },
    }
    const space = await workspace(
      { apis: [{ name: 'shop', openapi: './shop.json', baseUrl: upstream.url }] },
      {
        files: {
          'shop.json': { openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: { '/items': { post } } },
        },
      },
    )
    const client = await space.connect()
    await client.call('shop_add_item', { info: { id: 7, name: 'a & b' }, bare: { x: 1, y: 2 }, title: '<t>' })
    const body = upstream.seen[0]?.body.toString() ?? ''
    const head = '<?xml version="1.0" encoding="UTF-8"?>'
    expect(body).toContain(
      `name="info"\r\nContent-Type: application/xml\r\n\r\n${head}<item xmlns="urn:shop" id="7"><name>a &amp; b</name></item>\r\n`,
    )
    expect(body).toContain(`name="bare"\r\nContent-Type: text/xml\r\n\r\n${head}<bare><x>1</x><y>2</y></bare>\r\n`)
    expect(body).toContain('name="title"\r\n\r\n<t>\r\n')
  })

  test('XML goes both ways by the description, from a call to the wire and back', async () => {
    const upstream = await startUpstream(({ body }, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' })
      response.end(body)
    })
    const Order = {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'integer', xml: { attribute: true } },
        total: { type: 'number' },
        lines: { type: 'array', xml: { wrapped: true }, items: { type: 'string', xml: { name: 'line' } } },
      },
      xml: { name: 'order', namespace: 'urn:shop' },
    }
    const content = { 'application/xml': { schema: { $ref: '#/components/schemas/Order' } } }
    const description = {
      openapi: '3.0.3',
      info: { title: 'Shop', version: '1' },
      paths: {
        '/orders': {
          post: {
            operationId: 'putOrder',
            requestBody: { required: true, content },
            responses: { 200: { description: 'x', content } },
          },
        },
      },
      components: { schemas: { Order } },
    }
    const space = await workspace(
      { apis: [{ name: 'shop', openapi: './shop.json', baseUrl: upstream.url }] },
      { files: { 'shop.json': description } },
    )
    const client = await space.connect()
    const answer = await client.call('shop_put_order', { body: { id: 7, total: 12.5, lines: ['a & b'] } })
    expect(upstream.seen[0]?.headers['content-type']).toBe('application/xml')
    expect(upstream.seen[0]?.body.toString()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><order xmlns="urn:shop" id="7"><total>12.5</total><lines><line>a &amp; b</line></lines></order>',
    )
    expect(answer.text).toBe(
      'HTTP 200 OK\nContent-Type: application/xml (shown as JSON)\n{"id":7,"total":12.5,"lines":["a & b"]}',
    )
    const raw = await client.call('http_send', {
      api: 'shop',
      method: 'POST',
      path: '/orders',
      body: '<order id="8"/>',
      contentType: 'application/xml',
    })
    expect(upstream.seen[1]?.body.toString()).toBe('<order id="8"/>')
    expect(raw.text).toContain('{"id":8}')
    const cli = await space.run(['call', 'shop', 'putOrder', '--args', '{"body":{"id":9}}'])
    expect(cli.stdout).toBe('{"id":9}\n')
  })
})
