/** SECURITY-PROMISES.md §3.4, §5.5, §6.1, §6.3, §6.4, §7.1: who sees what, over HTTP, on the built program. */
import { stat } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { discoverOAuthProtectedResourceMetadata } from '@modelcontextprotocol/sdk/client/auth.js'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findSqlite } from '../../src/store/backends/sqlite-module.ts'
import { audience, issuerKey, startIssuer } from '../support/issuer.ts'
import { clientKinds, connectClient, type AnyClient, type ClientKind } from '../support/mcp-clients.ts'
import { workspace, type Workspace } from '../support/program.ts'
import { startUpstream } from '../support/upstream.ts'

const noSqlite = !('module' in (await findSqlite()))

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  responses: { 200: { description: 'ok' } },
})
const describedAs = (word: string) => ({
  openapi: '3.1.0',
  info: { title: word, version: '1' },
  paths: {
    [`/${word}`]: {
      get: operation(`list_${word}`, `List every ${word}`),
      post: operation(`create_${word}`, `Create a ${word}`),
    },
    [`/${word}/{id}`]: {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      delete: operation(`delete_${word}`, `Delete a ${word}`),
    },
  },
})

/** What one app has and the other must never meet, in any spelling. */
const words = { cart: 'zebra', desk: 'quokka' } as const
type App = keyof typeof words
const apps: readonly App[] = ['cart', 'desk']
const other = (app: App): App => (app === 'cart' ? 'desk' : 'cart')

let upstream: Awaited<ReturnType<typeof startUpstream>>
let space: Workspace
let served: Awaited<ReturnType<Workspace['serveHttp']>>
const tokens = new Map<string, string>()

/** `tokens create`, as a person runs it. */
async function tokenOf(place: Workspace, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await place.run(['tokens', 'create', ...args])
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('It is shown this once') })
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  return stdout.trim()
}

const filesOf = (): Record<string, unknown> =>
  Object.fromEntries(
    [...Object.values(words), 'shared'].flatMap((word) => [
      [`${word}.json`, describedAs(word)],
      [`${word}.md`, `# All about the ${word}\n\n## Introduction\n\nA ${word} is listed with GET /${word}.\n`],
    ]),
  )

const configOf = (url: string) => ({
  apis: [
    ...apps.map((app) => ({
      name: `Api ${words[app]}`,
      openapi: `./${words[app]}.json`,
      baseUrl: `${url}/${words[app]}-base`,
      description: `About every ${words[app]}`,
      documentation: [`./${words[app]}.md`],
      scope: { apps: app === 'desk' ? [app, 'pinned'] : [app] },
      environments: { [`${words[app]}-test`]: {}, [`${words[app]}-live`]: {} },
      defaultEnvironment: `${words[app]}-test`,
    })),
    { name: 'Shared', openapi: './shared.json', baseUrl: `${url}/shared` },
  ],
  apps: { cart: {}, desk: {}, reader: { readOnly: true }, pinned: { environment: 'live' } },
})

beforeAll(async () => {
  upstream = await startUpstream(
    ({ method, target }, response) => {
      response.setHeader('content-type', 'application/json')
      if (target.includes('/lured'))
        return void response.end('{"items":[1],"next":"/shared/lured?page=2&_Method=DELETE"}')
      const rows = target.includes('large') ? Array.from({ length: 20_000 }, (_, id) => ({ id, from: target })) : target
      response.end(JSON.stringify({ method, rows }))
    },
    { keep: true },
  )
  const files = filesOf()
  space = await workspace(configOf(upstream.url), { files, keep: true })
  for (const app of ['cart', 'desk', 'reader']) tokens.set(app, await tokenOf(space, '--app', app))
  served = await space.serveHttp()
}, 60_000)
afterAll(async () => {
  await served.stop()
  await upstream.close()
  await space.remove()
})

const connect = (kind: ClientKind, token: string | undefined): Promise<AnyClient> =>
  connectClient(kind, { url: `${served.url}/mcp`, token })

/** Everything that a client can be told: lists, tools, resources, completions, errors. */
async function everything(client: AnyClient, hidden: string): Promise<string[]> {
  const said: string[] = [client.instructions ?? '', ...(await client.tools()), ...(await client.templates())]
  const calls: [string, Record<string, unknown>][] = [
    ['list_apis', {}],
    ['search_operations', { query: `list every ${hidden}`, limit: 50 }],
    ['search_operations', { query: `api ${hidden}` }],
    ['search_operations', { query: 'delete', limit: 50 }],
    ['search_operations', { query: 'x', api: `api_${hidden}` }],
    ['describe_operation', { api: `api_${hidden}`, operation: `list_${hidden}` }],
    ['describe_operation', { api: 'shared', operation: `list_${hidden}` }],
    ['describe_operation', { api: 'shared', operation: `api_${hidden}_list_${hidden}` }],
    ['call_operation', { api: `api_${hidden}`, operation: `list_${hidden}`, arguments: {} }],
    ['call_operation', { api: `Api ${hidden}`, operation: `GET /${hidden}`, arguments: {} }],
    ['call_operation', { api: 'shared', operation: `GET /${hidden}`, arguments: {} }],
    ['call_operation', { api: 'shared', operation: 'list_shared', arguments: {}, environment: `${hidden}-test` }],
    ['http_get', { api: `api_${hidden}`, path: '/' }],
    ['http_get', { api: `api_${hidden.slice(0, -1)}`, path: '/' }],
    ['http_send', { api: `api_${hidden}`, method: 'POST', path: '/' }],
    ['query_result', { handle: `api_${hidden}` }],
    ['search_docs', { query: `all about the ${hidden}` }],
    ['search_docs', { query: 'introduction', limit: 20 }],
    ['search_docs', { query: 'x', api: `api_${hidden}` }],
    ['collect_pages', { api: `api_${hidden}`, path: '/' }],
    ['upload_file', { api: `api_${hidden}`, path: '/', file: 'data:,x' }],
    ['download_file', { api: `api_${hidden}`, path: '/' }],
  ]
  for (const [name, input] of calls) said.push((await client.call(name, input)).text)
  const failed = async (work: Promise<unknown>): Promise<void> =>
    void said.push(
      await work.then(
        (value) => JSON.stringify(value),
        (error: unknown) => String(error),
      ),
    )
  await failed(client.call(`api_${hidden}_list_${hidden}`))
  await failed(client.call(`api_${hidden}_list`))
  await failed(client.read(`openapi://api_${hidden}/list_${hidden}`))
  await failed(client.read(`openapi://shared/list_${hidden}`))
  await failed(client.read(`docs://api_${hidden}`))
  await failed(client.read(`docs://api_${hidden}/${hidden}`))
  await failed(client.complete('docs://{api}/{page}', 'api', ''))
  await failed(client.complete('docs://{api}/{page}', 'page', ''))
  await failed(client.complete('openapi://{api}/{operation}', 'api', ''))
  await failed(client.complete('openapi://{api}/{operation}', 'api', `api_${hidden.slice(0, 2)}`))
  await failed(client.complete('openapi://{api}/{operation}', 'operation', ''))
  return said
}

/** What was said without what was asked: error texts repeat the question. */
const withoutQuestions = (text: string, hidden: string): string =>
  text.replaceAll(/"[^"]*"/g, (quoted) =>
    quoted.includes(hidden) || quoted.includes(hidden.slice(0, -1)) ? '""' : quoted,
  )

describe.skipIf(noSqlite).each(clientKinds)('two apps on one server: $kind', ({ kind }) => {
  test.each(apps)('%s has its own, and nothing tells of the other’s', { timeout: 30_000 }, async (app) => {
    const client = await connect(kind, tokens.get(app))
    const [mine, hidden] = [words[app], words[other(app)]]
    const sentTo = () => upstream.seen.filter(({ target }) => target.startsWith(`/${hidden}-base`)).length
    const before = sentTo()
    expect(client.instructions).toContain(`api_${mine}`)
    expect(await client.tools()).toContain(`api_${mine}_list_${mine}`)
    expect((await client.call(`api_${mine}_list_${mine}`)).text).toContain(`/${mine}-base/${mine}`)
    expect(await client.read(`openapi://api_${mine}/list_${mine}`)).toContain(`/${mine}`)
    for (const text of await everything(client, hidden)) {
      const told = withoutQuestions(text, hidden)
        .replace(/unknown tool: \S+/i, '')
        .replace(/(resource|at) (openapi|docs):\S+/gi, '')
      expect(told).not.toContain(hidden)
      expect(text).not.toMatch(/pinned|reader/) // names of other apps neither
    }
    expect(sentTo()).toBe(before)
  })

  test('what is hidden and what never was look the same', { timeout: 30_000 }, async () => {
    const client = await connect(kind, tokens.get('cart'))
    const never = 'wombat'
    const [hidden, unknown] = [await everything(client, words.desk), await everything(client, never)]
    expect(hidden.map((text) => text.replaceAll(words.desk, 'W').replaceAll(words.desk.slice(0, -1), 'V'))).toEqual(
      unknown.map((text) => text.replaceAll(never, 'W').replaceAll(never.slice(0, -1), 'V')),
    )
  })

  test('without an app there are organization APIs only', async () => {
    const client = await connect(kind, served.token)
    const { text } = await client.call('list_apis')
    expect(text).toContain('"shared"')
    for (const word of Object.values(words)) expect(text).not.toContain(word)
  })

  test('a kept result of one app does not exist for another', async () => {
    const [cart, desk] = [await connect(kind, tokens.get('cart')), await connect(kind, tokens.get('desk'))]
    const { text } = await cart.call('http_get', { api: 'shared', path: '/large' })
    const handle = /"handle":"([\w-]{22})"/.exec(text)?.[1] ?? ''
    expect((await cart.call('query_result', { handle, select: 'method' })).text).toContain('GET')
    const foreign = await desk.call('query_result', { handle, select: 'method' })
    const never = await desk.call('query_result', { handle: 'A'.repeat(22), select: 'method' })
    expect(foreign.text.replace(handle, 'X')).toBe(never.text.replace('A'.repeat(22), 'X'))
    await expect(desk.read(`handle://${handle}`)).rejects.toThrow(/handle\.unknown/)
  })

  test('what one app saved does not exist for another: no name is taken, nothing is replaced', async () => {
    const [cart, desk] = [await connect(kind, tokens.get('cart')), await connect(kind, tokens.get('desk'))]
    const saveAs = `${kind.replaceAll(/\W+/g, '-')}.json`
    const save = (client: AnyClient, more: object) =>
      client.call('download_file', { api: 'shared', path: '/shared', ...more })
    expect((await save(cart, { saveAs })).text).toContain(`saved as ${saveAs}`)
    const before = await stat(join(space.folder, 'home/data/downloads/cart', saveAs))
    for (const more of [{ saveAs }, { saveAs, overwrite: true }])
      expect((await save(desk, more)).text).toContain(`saved as ${saveAs}`)
    expect((await stat(join(space.folder, 'home/data/downloads/cart', saveAs))).mtimeMs).toBe(before.mtimeMs)
    expect((await save(cart, { saveAs })).text).toContain('file.blocked')
  })

  test('an app that only reads changes nothing, by no way', async () => {
    const client = await connect(kind, tokens.get('reader'))
    const before = upstream.seen.length
    expect((await client.tools()).filter((name) => /create|delete/.test(name))).toEqual([])
    expect((await client.call('search_operations', { query: 'create a shared', limit: 50 })).text).not.toContain('POST')
    const tries: [string, Record<string, unknown>][] = [
      ['call_operation', { api: 'shared', operation: 'create_shared', arguments: {} }],
      ['call_operation', { api: 'shared', operation: 'DELETE /shared/7', arguments: {} }],
      ['http_send', { api: 'shared', method: 'POST', path: '/shared' }],
      ['http_send', { api: 'shared', method: 'delete', path: '/shared/7' }],
      ['http_send', { api: 'shared', method: 'PATCH', path: '/shared/7', body: {} }],
      ['http_get', { api: 'shared', path: '/shared?_method=DELETE' }],
      ['http_get', { api: 'shared', path: '/shared', query: { _METHOD: 'delete' } }],
      ['http_get', { api: 'shared', path: '/shared', headers: { 'X-HTTP-Method-Override': 'DELETE' } }],
      ['http_send', { api: 'shared', method: 'QUERY', path: '/shared', query: { _method: 'PUT' } }],
      ['describe_operation', { api: 'shared', operation: 'create_shared' }],
    ]
    for (const [name, input] of tries) {
      const { text, isError } = await client.call(name, input)
      expect({ input, text, isError }).toMatchObject({
        isError: true,
        text: expect.stringMatching(/^(policy\.denied|arguments\.invalid)/),
      })
    }
    const lured = await client.call('collect_pages', { api: 'shared', path: '/lured' }) // a next address
    expect(lured.text).toMatch(/1 item from 1 page: there is more, but the next page failed[^]*_Method/)
    expect(upstream.seen.slice(before).map(({ target }) => target)).toEqual(['/shared/lured'])
    await expect(client.call('shared_create_shared')).rejects.toThrow(/unknown tool/i)
    await expect(client.read('openapi://shared/create_shared')).rejects.toThrow(/operation\.unknown/)
    expect(upstream.seen.length).toBe(before + 1)
    expect((await client.call('http_get', { api: 'shared', path: '/shared' })).isError).toBe(false)
  })
})

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
}
const list = { jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} }

function post(
  url: string,
  token: string | undefined,
  message: unknown,
  more: Record<string, string> = {},
): Promise<Got> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...more,
  }
  return new Promise((done, fail) => {
    const outgoing = httpRequest(`${url}/mcp`, { method: 'POST', headers, agent: false }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      incoming.on('close', () => done({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }))
    })
    outgoing.on('error', fail)
    outgoing.end(JSON.stringify(message))
  })
}

describe.skipIf(noSqlite)('§6.4, §7.1: tokens', () => {
  test.each(apps)('resources/list of %s has its own pages only', async (app) => {
    const asked = { jsonrpc: '2.0', id: 3, method: 'resources/list', params: {} }
    const [mine, hidden] = [words[app], words[other(app)]]
    const listed = async (): Promise<string> => (await post(served.url, tokens.get(app), asked)).text
    await expect.poll(listed, { timeout: 10_000 }).toContain(`docs://api_${mine}`)
    expect(await listed()).not.toContain(hidden)
  })

  test('a session belongs to the token that opened it', async () => {
    const opened = await post(served.url, tokens.get('cart'), initialize)
    const session = { 'mcp-session-id': String(opened.headers['mcp-session-id']) }
    expect((await post(served.url, tokens.get('cart'), list, session)).status).toBe(200)
    const second = await tokenOf(space, '--app', 'cart')
    const foreign = [tokens.get('desk'), second, served.token]
    const unknown = await post(served.url, second, list, { 'mcp-session-id': 'A'.repeat(32) })
    for (const token of foreign) {
      const got = await post(served.url, token, list, session)
      expect([got.status, got.text]).toEqual([404, unknown.text])
    }
  })

  test(
    'one that is revoked is refused at once by every process, and its open streams end',
    { timeout: 30_000 },
    async () => {
      const token = await tokenOf(space, '--app', 'cart', '--environment', 'zebra-live', '--expires', '1h')
      const second = await space.serveHttp()
      onTestFinished(async () => void (await second.stop()))
      const opened = await post(served.url, token, initialize)
      const session = { 'mcp-session-id': String(opened.headers['mcp-session-id']) }
      const stream = new Promise<string>((done) => {
        const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...session }
        const outgoing = httpRequest(`${served.url}/mcp`, { headers, agent: false }, (incoming) => {
          incoming
            .resume()
            .on('close', () => done('ended'))
            .on('error', () => undefined)
        })
        outgoing.on('error', () => done('failed')).end()
      })
      const client = await connectClient('2025 SDK client', { url: `${second.url}/mcp`, token })
      const { text } = await client.call('list_apis')
      expect(text).toContain('"environments":["zebra-live"]')
      expect(text).not.toContain('zebra-test')
      const listed = JSON.parse((await space.run(['tokens', 'list', '--json'])).stdout) as {
        tokens: { id: string; environment?: string; state: string }[]
      }
      const { id = '' } = listed.tokens.find((it) => it.environment === 'zebra-live') ?? {}
      expect(await space.run(['tokens', 'revoke', id])).toMatchObject({
        code: 0,
        stdout: `revoked: ${id} of the app cart\n`,
      })
      for (const { url } of [served, second]) {
        const got = await post(url, token, list, session)
        expect(got.status).toBe(401)
        expect(got.headers['www-authenticate']).toBe(
          'Bearer realm="custom-api-mcp", error="invalid_token", error_description="this access token was revoked"',
        )
      }
      expect(await stream).toBe('ended')
      expect((await space.run(['tokens', 'list'])).stdout).toMatch(new RegExp(`${id} .* revoked`))
    },
  )

  test(
    'are told in JSON as --help says, and end with the vault; their key is no credential',
    { timeout: 60_000 },
    async () => {
      const own = await workspace({ ...configOf(upstream.url), apis: [] })
      const made = await own.run(['tokens', 'create', '--app', 'cart', '--expires', '2h', '--json'])
      const { token, id, ...about } = JSON.parse(made.stdout) as Record<string, string>
      expect(about).toEqual({ app: 'cart', createdAt: expect.any(String), expiresAt: expect.any(String) })
      expect(Date.parse(about['expiresAt'] ?? '') - Date.parse(about['createdAt'] ?? '')).toBeCloseTo(7_200_000, -4)
      const listed = await own.run(['tokens', 'list', '--json'])
      expect(JSON.parse(listed.stdout)).toEqual({ tokens: [{ id, ...about, state: 'active' }] })
      expect(listed.stdout).not.toContain(token)
      expect(JSON.parse((await own.run(['credentials', 'list', '--json'])).stdout)).toEqual({ credentials: [] })
      expect((await own.run(['credentials', 'delete', 'mcp_tokens'])).code).toBe(3)
      const server = await own.serveHttp()
      expect((await post(server.url, token, list)).status).toBe(200)
      expect((await own.run(['credentials', 'rekey', '--json'])).stdout).toBe('{"records":0,"key":"file"}\n')
      expect((await post(server.url, token, list)).status).toBe(200)
      const all = await own.run(['credentials', 'delete', '--all'])
      expect(all.stdout + all.stderr).toMatch(/deleted: 0 credentials[^]*access tokens of apps ended with it/)
      expect((await post(server.url, token, list)).status).toBe(401)
      expect(JSON.parse((await own.run(['tokens', 'list', '--json'])).stdout)).toEqual({ tokens: [] })
    },
  )

  test('one whose time is over is refused', { timeout: 30_000 }, async () => {
    const token = await tokenOf(space, '--app', 'cart', '--expires', '8s')
    const status = async (): Promise<number> => (await post(served.url, token, list)).status
    expect(await status()).toBe(200)
    await expect.poll(status, { timeout: 20_000 }).toBe(401)
    expect((await post(served.url, token, list)).headers['www-authenticate']).toContain('this access token has expired')
  })

  test('one whose app left the config is refused, and comes back with it', { timeout: 30_000 }, async () => {
    const own = await workspace(configOf(upstream.url), {
      files: filesOf(),
    })
    const token = await tokenOf(own, '--app', 'reader')
    const server = await own.serveHttp()
    const status = async (): Promise<number> => (await post(server.url, token, list)).status
    expect(await status()).toBe(200)
    const { reader: _, ...rest } = configOf(upstream.url).apps
    await own.write('custom-api-mcp.json', { ...configOf(upstream.url), apps: rest })
    await expect.poll(status, { timeout: 10_000 }).toBe(401)
    await own.write('custom-api-mcp.json', configOf(upstream.url))
    await expect.poll(status, { timeout: 10_000 }).toBe(200)
  })

  test('changed rules of an app rule the sessions that are open, at the next call', { timeout: 30_000 }, async () => {
    const place = await startUpstream()
    const environments = { test: { baseUrl: `${place.url}/test` }, live: { baseUrl: `${place.url}/live` } }
    const configWith = (rules: object) => ({
      apis: [{ name: 'Pay', openapi: './pay.json', environments, defaultEnvironment: 'test' }],
      apps: { cart: rules },
    })
    const own = await workspace(configWith({}), { files: { 'pay.json': describedAs('pay') } })
    const server = await own.serveHttp()
    const client = await connectClient('2025 SDK client', {
      url: `${server.url}/mcp`,
      token: await tokenOf(own, '--app', 'cart'),
    })
    const send = async (input: object): Promise<string> =>
      (await client.call('http_send', { api: 'pay', method: 'POST', path: '/pay', ...input })).text
    const went = (): string | undefined => place.seen.at(-1)?.target
    await send({})
    expect(went()).toBe('/test/pay')
    await send({ environment: 'live' })
    expect(went()).toBe('/live/pay')

    await own.write('custom-api-mcp.json', configWith({ environment: 'live' }))
    await expect.poll(() => send({ environment: 'test' }), { timeout: 10_000 }).toMatch(/^policy\.denied: [^]*pinned/)
    await send({})
    expect(went()).toBe('/live/pay')
    expect((await client.call('describe_operation', { api: 'pay', operation: 'list_pay' })).text).not.toMatch(
      /\btest\b/,
    )

    await own.write('custom-api-mcp.json', configWith({ readOnly: true }))
    await expect.poll(() => send({}), { timeout: 10_000 }).toMatch(/^policy\.denied: [^]*apps\.cart\.readOnly/)
    const before = place.seen.length
    expect(await client.tools()).not.toContain('pay_create_pay')
    await client.call('call_operation', { api: 'pay', operation: 'create_pay', arguments: {} })
    expect(place.seen.length).toBe(before)
  })

  test('a change of what an app may see is announced to whom it concerns', { timeout: 30_000 }, async () => {
    const whole = configOf(upstream.url)
    const config = { ...whole, apis: whole.apis.map((api) => ({ ...api, documentation: [] })) } // which is news as well
    const own = await workspace(config, {
      files: filesOf(),
    })
    const [cart, desk] = [await tokenOf(own, '--app', 'cart'), await tokenOf(own, '--app', 'desk')]
    const server = await own.serveHttp()
    const where = (token: string) => ({ url: `${server.url}/mcp`, token })
    const told = await connectClient('2025 SDK client', where(cart))
    const silent = await connectClient('2025 SDK client', where(desk))
    const before = await silent.tools()
    await told.tools()
    let heard = false
    void silent.toolsChanged.then(() => (heard = true))
    const [zebra, ...others] = config.apis
    await own.write('custom-api-mcp.json', { ...config, apis: [{ ...zebra, tools: { readOnly: true } }, ...others] })
    await told.toolsChanged
    expect((await told.tools()).filter((name) => name.includes('create_zebra'))).toEqual([])
    expect(await silent.tools()).toEqual(before)
    expect(heard).toBe(false)
  })

  test.each([
    [['--app', 'carts'], 2, 'no app "carts" in the config\ndid you mean "cart"?'],
    [['--app', 'pinned', '--environment', 'test'], 1, 'the app "pinned" is pinned to the environment "live"'],
    [['--app', 'cart', '--environment', 'nowhere'], 2, 'no API has an environment "nowhere"'],
    [['--app', 'cart', '--expires', 'soon'], 2, '--expires is no time'],
    [[], 2, 'for which app?'],
  ])('tokens create %j is refused', async (args, wanted, says) => {
    const { code, stderr, stdout } = await space.run(['tokens', 'create', ...args])
    expect([code, stdout]).toEqual([wanted, ''])
    expect(stderr).toContain(says)
  })
})

describe.skipIf(noSqlite)('the command line', () => {
  test('sees with --app what the app sees, and manages everything without', { timeout: 60_000 }, async () => {
    const run = async (...args: string[]): Promise<string> => {
      const { stdout, stderr } = await space.run(args)
      return stdout + stderr
    }
    expect(await run('list')).toMatch(/api_quokka[^]*api_zebra[^]*shared/)
    expect(await run('list', '--app', 'cart')).not.toContain('quokka')
    expect(await run('tools', '--app', 'cart')).toMatch(/api_zebra_list_zebra/)
    expect(await run('tools')).not.toMatch(/zebra|quokka/)
    expect(await run('search', 'list every zebra', '--app', 'desk')).not.toContain('zebra')
    expect(await run('call', 'api_zebra', 'list_zebra')).toMatch(/^api\.unknown/)
    expect(await run('call', 'api_zebra', 'list_zebra', '--app', 'cart')).toContain('/zebra-base/zebra')
    expect(await run('describe', 'api_zebra', 'list_zebra', '--app', 'desk')).toMatch(/^api\.unknown/)
    expect(await run('call', 'shared', 'create_shared', '--app', 'reader')).toMatch(
      /^policy\.denied[^]*apps\.reader\.readOnly/,
    )
    expect(await run('check')).toContain(
      'hidden from the app "pinned": it is pinned to "live", and here are quokka-test, quokka-live',
    )
  })

  test('ranks as if hidden APIs were not there: words, typos, scores', { timeout: 60_000 }, async () => {
    const config = configOf(upstream.url)
    const alone = await space.write('alone.json', {
      ...config,
      apis: config.apis.filter(({ name }) => name !== 'Api quokka'),
    })
    for (const query of ['list every quoka', 'delete a zebra', 'create quokka zebra', 'shred']) {
      const asked = ['search', query, '--app', 'cart', '--json']
      const [beside, without] = [await space.run(asked), await space.run([...asked, '--config', alone])]
      expect(JSON.parse(beside.stdout)).toEqual(JSON.parse(without.stdout))
    }
  })

  test('serves one app over stdio', { timeout: 30_000 }, async () => {
    const client = await space.connect('current client, auto', ['serve', '--app', 'cart'])
    expect(await client.tools()).toContain('api_zebra_list_zebra')
    expect((await client.call('list_apis')).text).not.toContain('quokka')
    await client.close()
    const refused = await space.run(['serve', '--app', 'nobody'])
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('no app "nobody" in the config') })
  })
})

describe.skipIf(noSqlite)('§7.1: an external issuer', () => {
  test(
    'its tokens are taken beside the others, as the MCP authorization specification has it',
    { timeout: 60_000 },
    async () => {
      const issuer = await startIssuer({ path: '/realms/one' })
      const own = await workspace(
        {
          ...configOf(upstream.url),
          server: { auth: { issuer: issuer.url, audience, appClaim: 'app', requiredScopes: ['mcp'] } },
        },
        {
          files: filesOf(),
        },
      )
      const mine = await tokenOf(own, '--app', 'desk')
      const server = await own.serveHttp()

      const bare = await post(server.url, undefined, list)
      expect(bare.status).toBe(401)
      const metadataUrl = `${server.url}/.well-known/oauth-protected-resource/mcp`
      expect(bare.headers['www-authenticate']).toBe(
        `Bearer realm="custom-api-mcp", scope="mcp", resource_metadata="${metadataUrl}"`,
      )
      for (const url of [metadataUrl, `${server.url}/.well-known/oauth-protected-resource`])
        expect(await (await fetch(url)).json()).toEqual({
          resource: `${server.url}/mcp`,
          authorization_servers: [issuer.url],
          scopes_supported: ['mcp'],
          bearer_methods_supported: ['header'],
          resource_name: 'Custom APIs',
        })

      expect(await discoverOAuthProtectedResourceMetadata(`${server.url}/mcp`)).toMatchObject({
        resource: `${server.url}/mcp`,
      })

      const good = await issuer.sign({ scope: 'mcp' })
      for (const { kind } of clientKinds) {
        const client = await connectClient(kind, { url: `${server.url}/mcp`, token: good })
        expect(await client.tools()).toContain('api_zebra_list_zebra')
        expect((await client.call('list_apis')).text).not.toContain('quokka')
      }
      expect((await post(server.url, mine, list)).status).toBe(200)
      expect((await post(server.url, server.token, list)).status).toBe(200)

      const status = async (jwt: string): Promise<number> => (await post(server.url, jwt, list)).status
      const narrow = await post(server.url, await issuer.sign(), list)
      expect([narrow.status, narrow.headers['www-authenticate']]).toEqual([
        403,
        expect.stringContaining('error="insufficient_scope"'),
      ])
      expect(await status(await issuer.sign({ scope: 'mcp', app: 'nobody' }))).toBe(401)
      expect(await status(await issuer.sign({ scope: 'mcp', aud: 'other' }))).toBe(401)
      const next = issuerKey('next')
      issuer.state.keys = [next.open]
      expect(await status(await issuer.sign({ scope: 'mcp' }, {}, next))).toBe(200)
      await issuer.close()
      expect(await status(await issuer.sign({ scope: 'mcp' }, {}, next))).toBe(200)
      expect(server.stderr()).not.toMatch(/a request failed|a route failed|internal/)
    },
  )

  test('that is down is a clear 503, and no other token suffers from it', { timeout: 30_000 }, async () => {
    const issuer = await startIssuer()
    await issuer.close()
    const own = await workspace({
      ...configOf(upstream.url),
      apis: [],
      server: { auth: { issuer: issuer.url, audience, appClaim: 'app' } },
    })
    const server = await own.serveHttp()
    const got = await post(server.url, await issuer.sign(), list)
    expect([got.status, got.headers['retry-after']]).toEqual([503, '10'])
    expect(JSON.parse(got.text)).toMatchObject({ error: expect.stringContaining('cannot be reached') })
    expect((await post(server.url, server.token, list)).status).toBe(200)
  })

  test(
    'comes, changes and goes with the config, and its tokens with it; what needs a restart is said',
    { timeout: 60_000 },
    async () => {
      const [first, second] = [await startIssuer(), await startIssuer()]
      const own = await workspace(configOf(upstream.url), { files: filesOf() })
      const server = await own.serveHttp()
      const tokens = [await first.sign(), await second.sign()]
      const now = async (): Promise<readonly number[]> => {
        const metadata = await fetch(`${server.url}/.well-known/oauth-protected-resource/mcp`)
        const entries = await Promise.all(tokens.map((token) => post(server.url, token, list)))
        return [metadata.status, ...entries.map(({ status }) => status)]
      }
      expect(await now()).toEqual([404, 401, 401])
      const auth = (issuer: string) => ({ server: { auth: { issuer, audience, appClaim: 'app' } } })
      await own.write('custom-api-mcp.json', { ...configOf(upstream.url), ...auth(first.url) })
      await expect.poll(now, { timeout: 10_000 }).toEqual([200, 200, 401])
      await own.write('custom-api-mcp.json', { ...configOf(upstream.url), ...auth(second.url) })
      await expect.poll(now, { timeout: 10_000 }).toEqual([200, 401, 200])
      await own.write('custom-api-mcp.json', { ...configOf(upstream.url), server: { port: 4321 } })
      await expect.poll(now, { timeout: 10_000 }).toEqual([404, 401, 401])
      expect(server.stderr()).toContain('in use after a restart only: server.port')
    },
  )

  test('without one there is no metadata', async () => {
    expect((await fetch(`${served.url}/.well-known/oauth-protected-resource`)).status).toBe(404)
  })
})
