/**
 * SECURITY-PROMISES.md §1.1, §1.2, §8.1: stored credentials, every tool that is listed, every verb that `--help` names and
 * every route. The upstream says the credential back wherever an answer has room, and everything that leaves the built
 * program, also what it leaves on disk, is searched for it. A tool or verb that has no row here fails.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findSqlite } from '../../src/store/backends/sqlite-module.ts'
import { encodings, formats, leaks } from '../support/canary.ts'
import { workspace, type Workspace } from '../support/program.ts'
import { startStdio, stringsIn } from '../support/raw-stdio.ts'
import { startUpstream, type Answer } from '../support/upstream.ts'

const noSqlite = !('module' in (await findSqlite()))

const secrets = {
  test: 'fake-stored/test+canary=31%7e~c',
  live: `fake "stored"/live&canary 77<ef> 'x'*_%25=+`,
} as const
const passphrase = 'fake master passphrase 4c1d'
type Environment = keyof typeof secrets
const environments = Object.keys(secrets) as Environment[]

const found = (text: string): string[] => [
  ...environments.flatMap((name) => leaks(text, secrets[name]).map((how) => `${name}: ${how}`)),
  ...leaks(text, passphrase).map((how) => `passphrase: ${how}`),
]

/** Every encoding at once, each on its own line. */
const everyWay = (secret: string): string =>
  Object.values(encodings)
    .map((encode) => encode(secret))
    .join('\n')

const base64InLines = (data: string | Buffer): string =>
  Buffer.from(data as string)
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n')

const inHeader = (text: string): string => Buffer.from(text.replace(/[\r\n]+/g, ' ')).toString('latin1')

type Say = (said: string, response: Parameters<Answer>[1], url: URL, key: string) => void

/** Each format's way of writing, in a text. */
const writings: Readonly<Record<string, Say>> = Object.fromEntries(
  Object.entries(formats).map(([name, encode]): [string, Say] => [
    name.replaceAll(/[^a-z]+/gi, '-'),
    (_said, response, _url, key) =>
      void response.setHeader('content-type', 'text/plain').end(`before ${encode(key)} after, ${encode(`x ${key}`)}`),
  ]),
)

/** What stands at a path; each says the credential that came back to whoever asks. */
const answers: Readonly<Record<string, Say>> = {
  json: (said, response) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify({ [said]: [said] })),
  large: (said, response) =>
    void response
      .setHeader('content-type', 'application/json')
      .end(
        JSON.stringify(
          Array.from({ length: 3000 }, (_, id) => ({ id, name: `row ${id}`, key: id % 100 === 0 ? said : '' })),
        ),
      ),
  pages: (said, response, url) => {
    const page = Number(url.searchParams.get('page') ?? 1)
    response.setHeader('content-type', 'application/json')
    if (page < 4)
      response.setHeader(
        'link',
        `<${url.pathname}?page=${page + 1}&c=${encodeURIComponent(said.slice(0, 90))}>; rel="next"`,
      )
    response.end(JSON.stringify([{ id: page, said }]))
  },
  cursors: (said, response, url) => {
    const cursor = url.searchParams.get('cursor')
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({ data: [{ id: cursor ?? 'first', said }], next_cursor: cursor === null ? said : null }),
    )
  },
  broken: (said, response, url) => {
    if (url.searchParams.get('page') === '2') return void response.writeHead(500).end(said)
    response.setHeader('link', `<${url.pathname}?page=2>; rel="next"`)
    response.setHeader('content-type', 'application/json').end(JSON.stringify([{ said }]))
  },
  text: (said, response) => void response.setHeader('content-type', 'text/plain').end(`before ${said} after`),
  html: (said, response) => void response.setHeader('content-type', 'text/html').end(`<p title="${said}">${said}</p>`),
  xml: (said, response) => {
    const text = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    response.setHeader('content-type', 'application/xml').end(`<a><b>${text}</b></a>`)
  },
  csv: (said, response) =>
    void response.setHeader('content-type', 'text/csv').end(`id,said\n1,"${said.replaceAll('"', '""')}"\n`),
  lines: (said, response) =>
    void response.setHeader('content-type', 'application/x-ndjson').end(`${JSON.stringify({ said })}\n{ ${said}\n`),
  events: (said, response) =>
    void response.setHeader('content-type', 'text/event-stream').end(`data: ${said.replaceAll('\n', '\ndata: ')}\n\n`),
  file: (said, response) =>
    void response
      .setHeader('content-type', 'text/plain')
      .setHeader('content-disposition', `attachment; filename="${encodeURIComponent(said).slice(0, 90)}.txt"`)
      .end(said),
  bytes: (said, response) => void response.setHeader('content-type', 'application/zip').end(`PK\u0003\u0004${said}`),
  broke: (said, response) => {
    response.writeHead(200, { 'content-length': '50000', 'content-type': 'application/zip' })
    response.write(said, () => response.socket?.destroy())
  },
  ...writings,
  form: (_, response, _url, key) => {
    const fields = new URLSearchParams({
      a: key,
      [key]: 'b',
      c: JSON.stringify({ key }),
      d: `?${encodeURIComponent(key)}`,
    })
    response.setHeader('content-type', 'application/x-www-form-urlencoded').end(fields.toString())
  },
  mixed: (said, response, _url, key) => {
    const part = (headers: string, body: string): string => `--cut\r\n${headers}\r\n\r\n${body}\r\n`
    const qp = 'Content-Transfer-Encoding: quoted-printable'
    const b64 = 'Content-Transfer-Encoding: base64'
    const body = [
      part('Content-Type: text/plain', said),
      part(`Content-Type: text/plain\r\n${qp}`, formats['quoted-printable, folded'](key)),
      part(`Content-Type: application/json\r\n${b64}`, base64InLines(JSON.stringify({ key }))),
      part(`Content-Type: text/plain; charset=utf-16le\r\n${b64}`, base64InLines(Buffer.from(key, 'utf16le'))),
      part(`Content-Disposition: form-data; name="${key.replaceAll('"', '%22')}"`, key),
      part('Content-Type: application/zip', `PK\u0003\u0004${key}`),
    ]
    response.setHeader('content-type', 'multipart/mixed; boundary=cut').end(`${body.join('')}--cut--\r\n`)
  },
  rows: (_, response, _url, key) =>
    void response
      .setHeader('content-type', 'text/csv')
      .end(`id,"${formats['doubled quotes'](key)}"\n1,"${formats['doubled quotes'](key)}"\n2,${JSON.stringify(key)}\n`),
  soap: (_, response, _url, key) => {
    const numeric = key.replaceAll(/[^a-z0-9]/g, (one) => `&#${one.charCodeAt(0)};`)
    const text = formats.entities(key)
    response
      .setHeader('content-type', 'text/xml; charset=utf-8')
      .end(
        `<?xml version="1.0"?><a k="${text}"><b>${text}</b><c>${numeric}</c><d><![CDATA[${key}]]></d><!-- ${text} --></a>`,
      )
  },
  yaml: (_, response, _url, key) =>
    void response
      .setHeader('content-type', 'application/yaml')
      .end(
        `a: ${JSON.stringify(key)}\nb: '${key.replaceAll("'", "''")}'\nc: |\n  ${key}\nd: "${formats.jsonText(key.slice(0, 9))}\\\n   ${formats.jsonText(key.slice(9))}"\n`,
      ),
  page: (_, response, _url, key) => {
    const text = formats.entities(key)
    const numeric = key.replaceAll(/[^a-z0-9]/g, (one) => `&#x${one.charCodeAt(0).toString(16)};`)
    const halves = `${formats.entities(key.slice(0, 9))}<wbr>${formats.entities(key.slice(9))}`
    response
      .setHeader('content-type', 'text/html')
      .end(
        `<html><head><title>${text}</title></head><body><h1>${numeric}</h1><p>${halves}</p><pre>${text}</pre>` +
          `<a href="/x?k=${encodeURIComponent(key)}" title="${text}">${text}</a><img alt="${text}" src="/i?${encodeURIComponent(key)}">` +
          `<table><tr><th>${text}</th></tr><tr><td>${numeric}</td></tr></table></body></html>`,
      )
  },
  nested: (_, response, _url, key) =>
    void response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        twice: JSON.stringify({ key }),
        base64: Buffer.from(JSON.stringify({ key })).toString('base64'),
        buffer: Buffer.from(key),
        url: `https://x.invalid/?${new URLSearchParams({ key }).toString()}`,
        [key]: { [`x${key}`]: [key] },
      }),
    ),
  wide: (_, response, _url, key) =>
    void response.setHeader('content-type', 'text/plain; charset=utf-16le').end(Buffer.from(`\ufeff${key}`, 'utf16le')),
  'wide-bytes': (_, response, _url, key) =>
    void response.setHeader('content-type', 'text/plain').end(Buffer.from(`\ufeff${key}`, 'utf16le').swap16()),
  packed: (said, response) =>
    void response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(gzipSync(said)),
  'packed-unsaid': (said, response) => void response.setHeader('content-type', 'text/plain').end(gzipSync(said)),
  headers: (said, response, _url, key) => {
    const one = inHeader(said)
    const plain = inHeader(key)
    response.writeHead(200, {
      'set-cookie': [`a=${encodeURIComponent(key)}; Path=/`, `b=${plain}`],
      'x-echo': one,
      etag: `"${plain}"`,
      link: `<https://x.invalid/?k=${encodeURIComponent(key)}>; rel="next"; title="${plain}"`,
      location: `/there?k=${encodeURIComponent(key)}`,
      'retry-after': plain,
      'ratelimit-remaining': plain,
      'ratelimit-policy': `"${plain}";q=1`,
      warning: `199 - "${plain}"`,
      'content-type': `text/plain; x="${plain}"; charset="${plain}"`,
      'content-language': plain,
      'x-word': `=?utf-8?Q?${formats.quotedPrintable(key).replaceAll('=20', '_')}?=`,
    })
    response.end('ok')
  },
  trailers: (said, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', trailer: 'X-Said' })
    response.write('ok')
    response.addTrailers({ 'X-Said': inHeader(said) })
    response.end()
  },
  reason: (_, response, _url, key) => void response.writeHead(418, inHeader(key)).end(key),
  limited: (said, response, _url, key) =>
    void response
      .writeHead(429, { 'retry-after': inHeader(key), 'content-type': 'application/problem+json' })
      .end(
        JSON.stringify({ type: `https://x.invalid/${encodeURIComponent(key)}`, title: key, detail: said, [key]: 1 }),
      ),
  unreadable: (_, response, _url, key) =>
    void response.setHeader('content-type', 'application/json').end(`{"a": ${key}`),
  doctype: (_, response, _url, key) =>
    void response
      .setHeader('content-type', 'application/xml')
      .end(`<!DOCTYPE a [<!ENTITY x "${key}">]><a>${formats.entities(key)}</a>`),
  told: (_, response, _url, key) => {
    response.setHeader('content-type', 'text/event-stream')
    const halves = [key.slice(0, 9), key.slice(9)]
    response.end(
      `event: ${key}\nid: ${key}\ndata: ${halves.join('\ndata: ')}\n\n: ${key}\n\ndata: {"key":\ndata: ${JSON.stringify(key)}}\n\n`,
    )
  },
  elsewhere: (_, response, _url, key) =>
    void response.writeHead(307, { location: `/echo/text?again=${encodeURIComponent(key)}` }).end(key),
  denied: (said, response) => void response.writeHead(403, { 'www-authenticate': inHeader(said) }).end(said),
  moved: (said, response) =>
    void response.writeHead(302, { location: `http://thief.invalid/${encodeURIComponent(said)}` }).end(),
}

const parameters = [{ name: 'place', in: 'path', required: true, schema: { type: 'string' } }]
const ok = { 200: { description: 'ok' } }
const description = {
  openapi: '3.1.0',
  info: { title: 'Echo', version: '1' },
  paths: {
    '/echo/{place}': {
      get: { operationId: 'echo', summary: 'Say it back', parameters, responses: ok },
      delete: { operationId: 'forget', parameters, responses: ok },
      post: {
        operationId: 'attach',
        parameters,
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                properties: { file: { type: 'string', format: 'binary' }, note: { type: 'string' } },
              },
            },
          },
        },
        responses: ok,
      },
    },
  },
}

let upstream: Awaited<ReturnType<typeof startUpstream>>
let space: Workspace

const echo: Answer = ({ target, headers }, response) => {
  const url = new URL(target, 'http://x')
  const place = url.pathname.split('/').at(-1) ?? ''
  const key = headers['x-key']
  const said = typeof key === 'string' ? everyWay(key) : 'no credential'
  const answer = answers[place]
  if (answer === undefined) response.end('{}')
  else answer(said, response, url, typeof key === 'string' ? key : 'no credential')
}

beforeAll(async () => {
  if (noSqlite) return
  upstream = await startUpstream(echo, { keep: true })
  space = await workspace(
    {
      apps: { desk: {} },
      apis: [
        {
          name: 'Echo',
          openapi: './echo.json',
          documentation: ['./echo.md'],
          baseUrl: upstream.url,
          auth: { type: 'apiKey', name: 'X-Key' },
          environments: Object.fromEntries(environments.map((name) => [name, {}])),
          defaultEnvironment: 'test',
          timeouts: { total: 10 },
          retry: { attempts: 1 },
          tools: { exposure: 'direct', confirm: ['DELETE'] },
        },
      ],
      files: { roots: ['./uploads'], downloads: './downloads' },
    },
    {
      files: {
        'echo.json': description,
        // A page may hold it as an example, as exported ones do.
        'echo.md': `# Echo\n\n## Keys\n\nSend \`X-Key: ${secrets.test}\` or ${encodings['base64']?.(secrets.live)}.\n`,
        'uploads/note.txt': 'a note\n',
      },
      env: { CUSTOM_API_MCP_KEY: passphrase },
      keep: true,
    },
  )
  for (const name of environments) {
    const { code, stdout, stderr } = await space.run(['credentials', 'set', 'Echo', '--environment', name], {
      input: secrets[name],
    })
    const leaks = found(`${stdout}\n${stderr}`)
    if (code !== 0 || leaks.length > 0) throw new Error(`storing ended with ${code}, leaks: ${leaks.join(', ')}`)
  }
})
afterAll(async () => {
  await upstream?.close()
  await space?.remove()
})

const places = Object.keys(answers)
const path = (place: string): string => `/echo/${place}`
const everyPlace = (input: (place: string) => object): object[] => places.map(input)

/** What every listed tool is called with, in each environment. */
const inputs: Readonly<Record<string, readonly object[]>> = {
  list_apis: [{}],
  search_operations: [{ query: 'say it back' }, { query: secrets.test }],
  describe_operation: [{ api: 'echo', operation: 'echo', detail: 'full' }],
  call_operation: everyPlace((place) => ({ api: 'echo', operation: 'echo', arguments: { place } })),
  http_get: everyPlace((place) => ({ api: 'echo', path: path(place) })),
  http_send: everyPlace((place) => ({ api: 'echo', method: 'POST', path: path(place), body: { a: 1 } })),
  collect_pages: [
    ...['pages', 'cursors', 'broken', 'denied', 'moved'].map((place) => ({ api: 'echo', path: path(place) })),
    { api: 'echo', operation: 'echo', arguments: { place: 'pages' }, select: '[].said' },
    { api: 'echo', path: path('pages'), maxPages: 2 },
  ],
  query_result: [{ handle: 'nothing', select: secrets.live }],
  upload_file: [
    ...['json', 'text', 'denied', 'moved'].map((place) => ({
      api: 'echo',
      operation: 'attach',
      arguments: { place },
      file: 'uploads/note.txt',
    })),
    { api: 'echo', path: path('json'), file: 'data:text/plain,hello', method: 'PUT' },
    { api: 'echo', path: path('json'), file: '../echo.json' },
  ],
  download_file: everyPlace((place) => ({ api: 'echo', path: path(place) })),
  search_docs: [{ query: 'keys' }],
  echo_echo: everyPlace((place) => ({ place })),
  echo_forget: [{ place: 'json' }, { place: 'json', confirm: secrets.test }],
  echo_attach: everyPlace((place) => ({ place, note: 'hello', file: 'data:text/plain,hello' })),
}

const inEnvironments = (name: string, input: object): object[] =>
  ['list_apis', 'search_operations', 'describe_operation', 'query_result', 'search_docs'].includes(name)
    ? [input]
    : environments.map((environment) => ({ ...input, environment }))

/** The tools that the server lists; one without a row here is a gap in this test. */
function listed(answer: Awaited<ReturnType<ReturnType<typeof startStdio>['request']>>): string[] {
  const tools = (answer.result?.['tools'] ?? []) as readonly { readonly name: string }[]
  const names = tools.map(({ name }) => name)
  expect(names.filter((name) => inputs[name] === undefined)).toEqual([])
  return names
}

test.skipIf(noSqlite)('every tool over stdio, at debug level', { timeout: 120_000 }, async () => {
  const server = startStdio(space, ['--log-level', 'debug'])
  await server.initialize()
  const names = listed(await server.request('tools/list'))
  const seen: string[] = []
  const leaked: unknown[] = []
  const look = (what: unknown, text: string): void => {
    seen.push(text)
    const leaks = found(text)
    if (leaks.length > 0) leaked.push({ what, leaks })
  }
  const handles = new Set<string>()
  for (const name of names)
    for (const input of (inputs[name] ?? []).flatMap((one) => inEnvironments(name, one))) {
      const text = stringsIn(await server.call(name, input))
      look({ name, input }, text)
      for (const [, handle = ''] of text.matchAll(/handle:\/\/([\w-]+)/g)) handles.add(handle)
      for (const [, handle = ''] of text.matchAll(/"handle": ?"([\w-]+)"/g)) handles.add(handle)
    }
  expect(handles.size).toBeGreaterThan(0)
  for (const handle of handles) {
    for (const select of [undefined, '@', '[?key!=``]', 'nothing.here'])
      look({ handle, select }, stringsIn(await server.call('query_result', { handle, ...(select && { select }) })))
    look({ handle }, stringsIn(await server.request('resources/read', { uri: `handle://${handle}` })))
  }
  for (const method of ['resources/list', 'resources/templates/list']) {
    const answer = await server.request(method)
    look(method, stringsIn(answer))
    const resources = (answer.result?.['resources'] ?? []) as readonly { readonly uri: string }[]
    for (const { uri } of resources) look(uri, stringsIn(await server.request('resources/read', { uri })))
  }
  look('openapi', stringsIn(await server.request('resources/read', { uri: 'openapi://echo/echo' })))
  await server.close()
  look('stdout', server.stdout())
  look('stderr', server.stderr())
  expect(leaked).toEqual([])
  for (const name of environments)
    expect(upstream.seen.some(({ headers }) => headers['x-key'] === secrets[name])).toBe(true)
  expect(seen.join('').length).toBeGreaterThan(10_000)
})

/** What every verb of `--help` is run with. */
const verbs: Readonly<Record<string, readonly (readonly string[])[]>> = {
  serve: [], // in the other tests
  add: [
    ['Other', '--openapi', 'none.json'],
    ['Echo', '--docs', 'echo.md'],
  ], // neither is written
  check: [[], ['--strict']],
  tools: [['--tokens']],
  list: [[]],
  show: [['echo']],
  search: [['say']],
  describe: [['echo', 'echo', '--detail', 'full']],
  call: [
    ...places
      .filter((place) => !Object.hasOwn(writings, place) && place !== 'bytes' && place !== 'broke')
      .map((place) => ['echo', 'echo', `place=${place}`]),
    ['echo', 'echo', 'place=json', '--environment', 'live'],
    ['echo', 'attach', 'place=json', 'note=x', '--dry-run'],
    ['echo', 'forget', 'place=json'],
  ],
  collect: [
    ['echo', 'echo', 'place=pages'],
    ['echo', 'echo', 'place=broken'],
    ['echo', '/echo/cursors'],
  ],
  upload: [['echo', 'attach', 'uploads/note.txt', 'place=json']],
  download: [
    ...['json', 'file', 'bytes', 'broke', 'denied', 'moved', 'mixed', 'packed', 'headers', 'wide-bytes'].map(
      (place) => ['echo', path(place)],
    ),
    ['echo', 'echo', 'place=file'],
  ],
  docs: [['list'], ['show', 'echo'], ['search', 'keys'], ['refresh'], ['operations', 'echo']],
  credentials: [['list'], ['set', 'Echo', secrets.test], ['set', 'Echo', '--part', 'a', '--environment', 'no']],
  tokens: [['list'], ['revoke', 'nothing']],
  trust: [[]],
  exec: [['--', process.execPath, '-e', 'console.log(process.env); console.error(process.env.CUSTOM_API_ECHO_LIVE)']],
}

test.skipIf(noSqlite).each(['', '--json'])('every verb of the command line %s', { timeout: 240_000 }, async (json) => {
  const help = (await space.run(['--help'])).stdout
  const names = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name = '']) => name)
  expect(names.length).toBeGreaterThan(8)
  expect(names.filter((name) => verbs[name] === undefined)).toEqual([])
  const every = names.flatMap((name) => (verbs[name] ?? []).map((args) => [name, ...args]))
  // Both ways of speaking for each verb; the places in turn.
  const rows = every.filter((row, at) => row.length < 4 || (at % 2 === 0) === (json === ''))
  const leaked: unknown[] = []
  const look = async (): Promise<void> => {
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
      const flags = row[0] === 'exec' ? [] : ['--log-level', 'debug', ...(json === '' ? [] : [json])]
      const [verb = '', ...rest] = row
      const { stdout, stderr } = await space.run([verb, ...flags, ...rest])
      const leaks = found(`${stdout}\n${stderr}`)
      if (leaks.length > 0) leaked.push({ row, leaks })
    }
  }
  await Promise.all([look(), look()])
  expect(leaked).toEqual([])
})

test.skipIf(noSqlite)(
  'every route over HTTP, with and without a token; tokens are shown once and nowhere else',
  { timeout: 60_000 },
  async () => {
    const created = (await space.run(['tokens', 'create', '--app', 'desk'])).stdout.trim()
    const served = await space.serveHttp(['--log-level', 'debug'])
    const said: string[] = []
    const ask = async (route: string, init: RequestInit): Promise<string> => {
      const response = await fetch(`${served.url}${route}`, init)
      const text = `${JSON.stringify([...response.headers])}\n${await response.text()}`
      said.push(text)
      return text
    }
    const post = (method: string, params: unknown, token: string): Promise<string> =>
      ask('/mcp', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      })
    const routes = [
      '/',
      '/mcp',
      '/healthz',
      '/readyz',
      '/metrics',
      '/console',
      '/connect/x',
      '/oauth/callback?code=x',
      '/webhooks/echo/x',
    ]
    const wellKnown = [
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-protected-resource/mcp',
      '/.well-known/x',
    ]
    for (const route of [...routes, ...wellKnown])
      for (const token of [undefined, served.token, created, secrets.test])
        await ask(route, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
    for (const token of [served.token ?? '', created]) {
      await post('tools/list', {}, token)
      for (const place of places)
        for (const name of ['http_get', 'download_file'])
          await post('tools/call', { name, arguments: { api: 'echo', path: path(place) } }, token)
    }
    expect(await served.stop()).toBe(0)
    for (const text of said) {
      expect(found(text)).toEqual([])
      expect(text).not.toContain(created)
      expect(text).not.toContain(served.token)
    }
    expect(found(served.stderr())).toEqual([])
    expect(served.stderr()).not.toContain(created)
  },
)

test.skipIf(noSqlite)("nothing of it lies on disk afterwards, but in the operator's own page", async () => {
  const files = (await readdir(space.folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  expect(files.length).toBeGreaterThan(3)
  for (const file of files.filter(({ name }) => name !== 'echo.md')) {
    const text = (await readFile(join(file.parentPath, file.name))).toString('latin1')
    expect({ file: file.name, leaks: [...found(text), ...found(file.name)] }).toEqual({ file: file.name, leaks: [] })
  }
})
