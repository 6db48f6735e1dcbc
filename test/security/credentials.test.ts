/**
 * SECURITY-PROMISES.md §1: a secret is planted for each way of authenticating, the upstream echoes it in every encoding
 * at every place an answer has, and everything that leaves the built program is searched for it.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodings, leaks } from '../support/canary.ts'
import { workspace, type Workspace } from '../support/program.ts'
import { startStdio, stringsIn } from '../support/raw-stdio.ts'
import { startUpstream, type Answer } from '../support/upstream.ts'

const secrets = {
  bearer: 'fake/canary+9c2e&51=d8"b604<z>~7f',
  header: 'fake-canary-header-4411aa90%41x',
  query: 'fake canary/query+77&b0=1e',
  cookie: 'fakecanarycookie==0x77b1e9',
  basic: 'fake:canary:passwörd-5c1a7',
} as const
type Kind = keyof typeof secrets
const kinds = Object.keys(secrets) as Kind[]

/** The places of an answer; each writes what it was given. */
const places: Readonly<Record<string, (text: string, response: Parameters<Answer>[1]) => void>> = {
  text: (text, response) => void response.setHeader('content-type', 'text/plain').end(`before ${text} after`),
  json: (text, response) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify({ a: [text], [text]: 1 })),
  html: (text, response) => void response.setHeader('content-type', 'text/html').end(`<p title="${text}">${text}</p>`),
  problem: (text, response) =>
    void response
      .writeHead(400, { 'content-type': 'application/problem+json' })
      .end(JSON.stringify({ title: 'no', detail: text })),
  headers: (text, response) => {
    const value = Buffer.from(text.replace(/[\r\n]+/g, ' ')).toString('latin1')
    const names = ['location', 'etag', 'link', 'retry-after', 'ratelimit-policy', 'x-echo', 'set-cookie']
    response.writeHead(429, Object.fromEntries(names.map((name) => [name, value]))).end()
  },
  challenge: (text, response) => {
    const value = Buffer.from(text.replace(/[\r\n]+/g, ' ')).toString('latin1')
    response.writeHead(401, { 'www-authenticate': `Basic realm="${value}"`, 'content-type': value }).end(text)
  },
  bytes: (text, response) => void response.setHeader('content-type', 'application/octet-stream').end(`\0\xff${text}`),
  image: (text, response) => void response.setHeader('content-type', 'image/png').end(`\x89PNG\0${text}`),
  reason: (text, response) => {
    response.writeHead(500, encodeURIComponent(text).slice(0, 2000), { 'content-type': 'text/plain' }).end(text)
  },
  chunks: (text, response) => {
    response.setHeader('content-type', 'text/plain')
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += 5) response.write(bytes.subarray(at, at + 5))
    response.end()
  },
  redirect: (text, response) =>
    void response
      .writeHead(302, { location: `http://thief.invalid/${encodeURIComponent(text)}?k=${encodeURIComponent(text)}` })
      .end(),
  garbage: (text, response) => {
    response.socket?.end(`HTTP/1.1 200 OK\r\nx-echo: ${text.replace(/[\r\n]+/g, ' ')}\r\n ${text}\0: bad\r\n\r\n`)
  },
  broken: (text, response) => {
    response.writeHead(200, { 'content-length': '5000', 'content-type': 'text/plain' })
    response.write(text, () => response.socket?.destroy())
  },
}

const paths = {
  '/echo/{place}': {
    get: {
      operationId: 'echo',
      parameters: [
        { name: 'place', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'as', in: 'query', schema: { type: 'string' } },
      ],
      responses: { 200: { description: 'ok' } },
    },
  },
}
/** A description that holds the secret itself, as exported ones do: in texts, examples, defaults and names. */
const description = (secret: string) => ({
  openapi: '3.1.0',
  info: { title: `Echo ${secret}`, version: secret, description: `call with ${secret}. More.` },
  paths: {
    ...paths,
    '/known': {
      get: {
        operationId: 'known',
        summary: `send ${secret}`,
        description: `the key is ${encodings['base64']?.(secret)}`,
        tags: [secret],
        parameters: [
          {
            name: 'q',
            in: 'query',
            description: secret,
            example: secret,
            schema: { type: 'string', default: secret, examples: [secret], enum: [secret, 'b'] },
          },
        ],
        responses: { 200: { description: secret } },
        externalDocs: { url: `https://docs.example/?key=${encodeURIComponent(secret)}` },
      },
    },
  },
})

const auth: Readonly<Record<Kind, unknown>> = {
  bearer: { type: 'bearer' },
  header: { type: 'apiKey', in: 'header', name: 'X-Key' },
  query: { type: 'apiKey', in: 'query', name: 'key' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
  basic: { type: 'basic' },
}

let upstream: Awaited<ReturnType<typeof startUpstream>>
let space: Workspace

/** The upstream knows whose request it is by the path's prefix, and says that API's secret back. */
const echo: Answer = ({ target }, response) => {
  const url = new URL(target, 'http://x')
  const [, kind = '', , place = ''] = url.pathname.split('/')
  const secret = secrets[kind as Kind] // the test asks for no other
  const encode = encodings[url.searchParams.get('as') ?? 'raw']
  places[place]?.(encode?.(secret) ?? secret, response)
  if (places[place] === undefined) response.end('{}')
}

beforeAll(async () => {
  upstream = await startUpstream(echo, { keep: true })
  space = await workspace(
    {
      apis: kinds.map((kind) => ({
        name: kind,
        openapi: `./${kind}.json`,
        baseUrl: `${upstream.url}/${kind}`,
        auth: auth[kind],
        timeouts: { total: 10 },
        retry: { attempts: 1 },
        headers: { 'X-Second': '${SECOND_TOKEN}' },
        tools: { exposure: 'direct' },
      })),
    },
    {
      files: Object.fromEntries(kinds.map((kind) => [`${kind}.json`, description(secrets[kind])])),
      env: Object.fromEntries([
        ...kinds.map((kind) => [`CUSTOM_API_${kind.toUpperCase()}`, secrets[kind]]),
        ['CUSTOM_API_BASIC', `user:${secrets.basic}`],
        ['SECOND_TOKEN', 'second-value-unused'],
      ]),
      keep: true,
    },
  )
})
afterAll(async () => {
  await upstream.close()
  await space.remove()
})

const found = (text: string): string[] =>
  kinds.flatMap((kind) => leaks(text, secrets[kind]).map((how) => `${kind}: ${how}`))

/** Every row of places and encodings for one way of authenticating. */
const rows = Object.keys(places).flatMap((place) => Object.keys(encodings).map((as) => ({ place, as })))

describe('§1.1, §1.2, §1.7: an echoed credential does not come back', () => {
  test('over stdio at debug level: results, lists, resources, errors and the log', { timeout: 120_000 }, async () => {
    const server = startStdio(space, ['--log-level', 'debug'])
    const said = [await server.initialize()]
    // Before any call, so that nothing has been taught by one.
    for (const method of ['tools/list', 'resources/list', 'resources/templates/list'])
      said.push(await server.request(method))
    said.push(await server.call('list_apis', {}))
    for (const kind of kinds) {
      said.push(await server.call('search_operations', { query: 'known send key', api: kind }))
      said.push(await server.call('describe_operation', { api: kind, operation: 'known', detail: 'full' }))
      said.push(await server.request('resources/read', { uri: `openapi://${kind}/known` }))
      said.push(
        await server.request('completion/complete', {
          ref: { type: 'ref/resource', uri: 'openapi://{api}/{operation}' },
          argument: { name: 'operation', value: '' },
          context: { arguments: { api: kind } },
        }),
      )
      said.push(await server.call(`${kind}_known`, { q: secrets[kind] }))
      said.push(await server.call(`${kind}_echo`, { nonsense: secrets[kind] }))
      said.push(await server.call('http_get', { api: kind, path: `/x/${encodeURIComponent(secrets[kind])}/..` }))
      said.push(await server.call(secrets[kind], {}))
      const lost = await server.request('resources/read', { uri: `openapi://${kind}/${secrets[kind]}` })
      expect(found(lost.error?.message ?? '')).toEqual([]) // its `data` names the asker's own URI, as the protocol wants
    }
    expect(found(said.map(stringsIn).join('\n'))).toEqual([])

    const answers = new Map<string, Promise<unknown>>()
    rows.forEach(({ place, as }, at) => {
      // Every place with every encoding, the ways of authenticating in turn; those all at the commonest places.
      const usual = place === 'text' || place === 'json'
      for (const kind of usual ? kinds : [kinds[at % kinds.length] ?? 'bearer'])
        answers.set(`${kind} ${place} ${as}`, server.call(`${kind}_echo`, { place, as }))
    })
    for (const [row, answer] of answers)
      expect({ row, leaks: found(stringsIn(await answer)) }).toEqual({ row, leaks: [] })

    const raw = ['http_get', 'http_send'] as const
    for (const name of raw)
      for (const kind of kinds)
        for (const place of Object.keys(places)) {
          const method = name === 'http_send' ? { method: 'POST', body: { a: 1 } } : {}
          const answer = await server.call(name, { api: kind, path: `/echo/${place}`, ...method })
          expect({ name, place, leaks: found(stringsIn(answer)) }).toEqual({ name, place, leaks: [] })
        }
    await server.close()
    const lines = server.stdout().split('\n')
    expect(found(lines.filter((line) => !line.includes('"data":{"uri":')).join('\n'))).toEqual([])
    expect(found(server.stderr())).toEqual([])
    expect(upstream.seen.length).toBeGreaterThan(rows.length)
  })

  test('the upstream did get each credential', () => {
    const of = (kind: Kind) => upstream.seen.find(({ target }) => target.startsWith(`/${kind}/echo`))
    expect(of('bearer')?.headers.authorization).toBe(`Bearer ${secrets.bearer}`)
    expect(of('header')?.headers['x-key']).toBe(secrets.header)
    expect(new URL(of('query')?.target ?? '', 'http://x').searchParams.get('key')).toBe(secrets.query)
    expect(of('cookie')?.headers.cookie).toBe(`sid=${secrets.cookie}`)
    expect(of('basic')?.headers.authorization).toBe(`Basic ${Buffer.from(`user:${secrets.basic}`).toString('base64')}`)
  })

  test('over HTTP: answers, headers and the log', { timeout: 60_000 }, async () => {
    const served = await space.serveHttp(['--log-level', 'debug'])
    const { url, token, stderr } = served
    const post = async (method: string, params: unknown): Promise<string> => {
      const response = await fetch(`${url}/mcp`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      })
      const text = await response.text()
      const json = text.replace(/^[\s\S]*?(?=\{)/, '').trim()
      return `${JSON.stringify([...response.headers])}\n${text}\n${stringsIn(JSON.parse(json))}`
    }
    expect(found(await post('tools/list', {}))).toEqual([])
    for (const kind of kinds)
      for (const place of Object.keys(places))
        for (const as of ['raw', 'base64 two bytes on', 'percent of base64']) {
          const text = await post('tools/call', { name: `${kind}_echo`, arguments: { place, as } })
          expect({ kind, place, as, leaks: found(text) }).toEqual({ kind, place, as, leaks: [] })
        }
    expect(await served.stop()).toBe(0)
    expect(found(stderr())).toEqual([])
    // The local token is shown in the client entry alone, which is not one of the log's JSON lines.
    const log = stderr().split('\n')
    expect(log.filter((line) => line.startsWith('{') && line.includes(token ?? 'no token'))).toEqual([])
  })

  test.each(['', '--json'])('every verb of the command line %s', { timeout: 120_000 }, async (json) => {
    const debug = ['--log-level', 'debug', ...(json === '' ? [] : [json])]
    const verbs: string[][] = [
      ['list'],
      ['check'],
      ['tools', '--tokens'],
      ['show', 'basic'],
      ['show', 'query'],
      ['search', 'known'],
      ['describe', 'bearer', 'known', '--detail', 'full'],
      ['call', 'query', 'known', `q=${secrets.query}`, '--dry-run'],
      ['call', 'cookie', 'echo', `nonsense=${secrets.cookie}`],
      ...Object.keys(places)
        .filter((_, at) => json === '' || at % 2 === 0)
        .map((place, at) => ['call', kinds[at % kinds.length] ?? '', 'echo', `place=${place}`]),
      ...['image', 'bytes'].map((place) => ['call', 'basic', 'echo', `place=${place}`]),
      ['call', 'basic', 'echo', 'place=text', 'as=base64 of percent'],
    ]
    const look = async (): Promise<void> => {
      for (let verb = verbs.shift(); verb !== undefined; verb = verbs.shift()) {
        const { stdout, stderr } = await space.run([...verb, ...debug])
        expect({ verb, leaks: found(`${stdout}\n${stderr}`) }).toEqual({ verb, leaks: [] })
      }
    }
    await Promise.all([look(), look()])
  })

  test("nothing of it lies on disk afterwards, but in the operator's own files", async () => {
    const home = join(space.folder, 'home')
    const files = await readdir(home, { recursive: true, withFileTypes: true })
    expect(files.filter((file) => file.isFile()).length).toBeGreaterThan(0)
    // The cache holds what these descriptions hold, and these hold the secret: their own bundles are left out here.
    for (const file of files.filter((one) => one.isFile() && !one.name.endsWith('.bundle'))) {
      const text = (await readFile(join(file.parentPath, file.name))).toString('latin1')
      expect({ file: file.name, leaks: found(text) }).toEqual({ file: file.name, leaks: [] })
    }
  })
})
