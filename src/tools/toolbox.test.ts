import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { liveTarget } from '../../test/support/target.ts'
import { startUpstream, type Answer } from '../../test/support/upstream.ts'
import type { Authorizer } from '../auth/index.ts'
import { createCatalog, type Description } from '../catalog/index.ts'
import { createRedactor, estimateTokens, silentLog, type Caller, type Log } from '../core/index.ts'
import type { Target } from '../execute/index.ts'
import { createToolbox, UnknownTool, type PublishedApi, type ToolResult } from './index.ts'

const stdio: Caller = { via: 'stdio' }
const everything = { include: [], exclude: [], readOnly: false }

const shop = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: '/v1' }],
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        summary: 'List the pets',
        tags: ['pets'],
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } },
          { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
        ],
        responses: {
          200: {
            description: 'The pets',
            content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } } },
          },
        },
      },
      post: {
        operationId: 'createPet',
        summary: 'Add a pet',
        tags: ['pets'],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
        },
        responses: { 201: { description: 'Added' } },
      },
    },
    '/pets/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: { operationId: 'getPet', summary: 'One pet', tags: ['pets'], responses: { 200: { description: 'ok' } } },
      delete: {
        operationId: 'deletePet',
        summary: 'Remove a pet',
        tags: ['pets', 'danger'],
        responses: { 204: { description: 'gone' } },
      },
    },
    '/pets/mine': {
      get: { operationId: 'myPets', summary: 'My own', tags: ['private'], responses: { 200: { description: 'ok' } } },
    },
    '/open': {
      get: { operationId: 'open', summary: 'No credential', security: [], responses: { 200: { description: 'ok' } } },
    },
    '/photo': {
      post: {
        operationId: 'uploadPhoto',
        summary: 'Upload a photo',
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
            },
          },
        },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
  components: {
    schemas: {
      Pet: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, age: { type: 'integer' } } },
    },
  },
}

async function load(document: unknown): Promise<Description> {
  const folder = await mkdtemp(join(tmpdir(), 'toolbox-'))
  const path = join(folder, 'openapi.json')
  await writeFile(path, JSON.stringify(document))
  const catalog = createCatalog({
    cacheFolder: undefined,
    log: silentLog,
    fetchText: () => Promise.reject(new Error('no network here')),
  })
  onTestFinished(async () => {
    await catalog.close()
    await rm(folder, { recursive: true })
  })
  return catalog.load({ kind: 'file', path }, new AbortController().signal)
}

interface Setup {
  readonly api?: Partial<PublishedApi>
  readonly target?: Partial<Target> & { token?: string }
  readonly answer?: Answer
  readonly caller?: Caller
  readonly toolsBudget?: number
  readonly resultsBudget?: number
  readonly log?: Log
}

const json: Answer = (request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ method: request.method, target: request.target }))
}

async function setUp({
  api = {},
  target = {},
  answer = json,
  caller = stdio,
  toolsBudget = 6000,
  resultsBudget = 8000,
  log = silentLog,
}: Setup = {}) {
  const upstream = await startUpstream(answer)
  const plain = liveTarget(`${upstream.url}/v1`, { origins: new Set([upstream.url]), ...target })
  const { authorizer } = plain
  const authorizeAny: Authorizer['authorizeAny'] = (request, signal) => authorizer.authorize(request, undefined, signal)
  const live = { ...plain, authorizer: { ...authorizer, authorizeAny } }
  const description = await load(shop)
  const published: PublishedApi = {
    slug: 'shop',
    name: 'Shop',
    description,
    exposure: 'auto',
    policy: everything,
    environments: [],
    readOnlyEnvironments: new Set(),
    target: (environment) => ({ ...live, environment }),
    ...api,
  }
  const toolbox = createToolbox({ log, redactor: live.redactor, toolsBudget, resultsBudget, generic: true })
  await toolbox.publish([published])
  const signal = new AbortController().signal
  const call = (name: string, input: unknown = {}) => toolbox.call(name, input, { caller, signal })
  const names = async () => (await toolbox.list(caller)).map((tool) => tool.name)
  return { toolbox, upstream, call, names, published }
}

const textOf = ({ content }: ToolResult, index = 0): string => {
  const piece = content[index]
  return piece?.type === 'text' ? piece.text : `no text: ${piece?.type}`
}

const generic = [
  'list_apis',
  'search_operations',
  'describe_operation',
  'call_operation',
  'search_docs',
  'http_get',
  'http_send',
  'collect_pages',
  'upload_file',
  'download_file',
]

describe('the list', () => {
  test('generic tools first, then operations in document order', async () => {
    const { names } = await setUp()
    expect(await names()).toEqual([
      ...generic,
      'shop_list_pets',
      'shop_create_pet',
      'shop_get_pet',
      'shop_delete_pet',
      'shop_my_pets',
      'shop_open',
      'shop_upload_photo',
    ])
  })

  test('an API over the budget is reached by search, whole', async () => {
    const { names } = await setUp({ toolsBudget: 200 })
    expect(await names()).toEqual(generic)
  })

  test('explicit exposure wins over the budget', async () => {
    expect(await (await setUp({ toolsBudget: 1, api: { exposure: 'direct' } })).names()).toContain('shop_get_pet')
    expect(await (await setUp({ api: { exposure: 'search' } })).names()).toEqual(generic)
  })

  test('a list of search-exposed APIs and its instructions stay small', async () => {
    const { toolbox } = await setUp({ api: { exposure: 'search' } })
    const tools = (await toolbox.list(stdio)).map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
    }))
    const cost = estimateTokens(JSON.stringify(tools)) + estimateTokens(await toolbox.instructions(stdio))
    expect(cost).toBeLessThanOrEqual(920) // of 1,000, for tools that are still to come
  })

  test('direct definitions are what clients should see', async () => {
    const { toolbox } = await setUp()
    const tools = await toolbox.list(stdio)
    expect(tools.filter((tool) => tool.name.startsWith('shop_'))).toMatchSnapshot()
  })

  test('a path is no content, and no path is read where no files are', async () => {
    const { call } = await setUp()
    expect(textOf(await call('shop_upload_photo', { file: 'x' }))).toMatch(/^file\.blocked: .*\n.*data: URI/)
    expect(textOf(await call('shop_upload_photo', { file: 'data:,x' }))).toMatch(/^HTTP 200/)
  })

  test('a caller is told of changes that it can see, and of no others', async () => {
    const { toolbox, published } = await setUp()
    const cart: Caller = { via: 'http', app: 'cart' }
    const desk: Caller = { via: 'http', app: 'desk' }
    const silent: Caller = { via: 'http', app: 'silent' }
    const apps = ['cart', 'desk', 'silent'].map((name) => ({ name, environment: undefined, readOnly: false }))
    const told: string[] = []
    const stop = toolbox.onChange((concerns) =>
      told.push(
        [stdio, cart, desk, silent].flatMap((one) => (concerns(one, 'tools') ? [one.app ?? 'all'] : [])).join(' '),
      ),
    )
    const forCart = { ...published, slug: 'secret', scope: { apps: ['cart'] } }
    await toolbox.publish([published, forCart], { apps })
    for (const one of [stdio, cart, desk]) await toolbox.list(one)
    await toolbox.publish([published, forCart], { apps })
    expect(told).toEqual([])
    await toolbox.publish([published, { ...forCart, exposure: 'search' }], { apps })
    await toolbox.publish(
      [
        { ...published, exposure: 'search' },
        { ...forCart, exposure: 'search' },
      ],
      { apps },
    )
    expect(told).toEqual(['cart', 'all cart desk'])
    stop()
    await toolbox.publish([])
    expect(told.length).toBe(2)
  })

  test('lists and calls wait for the first publication, instructions do not', async () => {
    const toolbox = createToolbox({
      log: silentLog,
      redactor: createRedactor(),
      toolsBudget: 1,
      resultsBudget: 1000,
      generic: true,
    })
    expect(await toolbox.instructions(stdio)).toContain('search_operations')
    const list = toolbox.list(stdio)
    await toolbox.publish([])
    expect((await list).map((tool) => tool.name)).toEqual(generic)
  })

  test('no API says how to add one', async () => {
    const toolbox = createToolbox({
      log: silentLog,
      redactor: createRedactor(),
      toolsBudget: 1,
      resultsBudget: 1000,
      generic: true,
    })
    await toolbox.publish([])
    const result = await toolbox.call('list_apis', {}, { caller: stdio, signal: new AbortController().signal })
    expect(textOf(result)).toContain('custom-api-mcp.json')
  })
})

describe('calls', () => {
  test('a direct tool sends the request and shows the answer', async () => {
    const { call, upstream } = await setUp()
    const result = await call('shop_list_pets', { limit: '5', tags: ['a', 'b'] })
    expect(upstream.seen.map((seen) => `${seen.method} ${seen.target}`)).toEqual(['GET /v1/pets?limit=5&tags=a&tags=b'])
    expect(result).toEqual({
      content: [
        { type: 'text', text: 'HTTP 200 OK' },
        { type: 'text', text: '{"method":"GET","target":"/v1/pets?limit=5&tags=a&tags=b"}' },
      ],
      isError: false,
      meta: { 'custom-api-mcp/status': 200 },
    })
  })

  test.each([
    ['an operationId', 'getPet'],
    ['a tool name', 'shop_get_pet'],
    ['its part after the slug', 'get_pet'],
    ['METHOD /template', 'GET /pets/{id}'],
    ['lower-case method', 'get /pets/{id}'],
    ['another slot name', 'GET /pets/{petId}'],
    ['a search line', 'shop GET /pets/{id}'],
  ])('call_operation takes %s', async (_, operation) => {
    const { call, upstream } = await setUp()
    const result = await call('call_operation', { api: 'shop', operation, arguments: { id: '7' } })
    expect(result.isError).toBe(false)
    expect(upstream.seen.map((seen) => seen.target)).toEqual(['/v1/pets/7'])
  })

  test('a concrete path brings its own arguments', async () => {
    const { call, upstream } = await setUp()
    await call('call_operation', { api: 'Shop', operation: 'GET /pets/a%20b' })
    await call('call_operation', { api: 'shop', operation: 'GET /pets/mine', arguments: '{}' })
    expect(upstream.seen.map((seen) => seen.target)).toEqual(['/v1/pets/a%20b', '/v1/pets/mine'])
  })

  test.each([
    ['shop_list_pets', { limit: 'many' }, 'arguments.invalid: limit: expected integer from 1 to 100, got "many"'],
    ['shop_list_pets', { limt: 5 }, 'arguments.invalid: limt: unknown, did you mean "limit"?'],
    ['shop_get_pet', {}, 'arguments.invalid: id: missing, expected string'],
    ['shop_get_pet', { id: '..' }, 'arguments.invalid: '],
    [
      'call_operation',
      { api: 'shop', operation: 'getPets' },
      'operation.unknown: "shop" has no operation "getPets"\ndid you mean "getPet"?',
    ],
    ['call_operation', { api: 'shopp', operation: 'getPet' }, 'api.unknown: no API "shopp"\ndid you mean "shop"?'],
    [
      'call_operation',
      { api: 'shop' },
      'arguments.invalid: operation: missing, expected string\ncall_operation takes api',
    ],
    [
      'call_operation',
      { api: 'shop', operation: 'getPet', args: {} },
      'arguments.invalid: args: unknown, did you mean "arguments"?',
    ],
    ['call_operation', { api: 'shop', operationId: 'getPet' }, 'operationId: unknown, did you mean "operation"?'],
    ['call_operation', { api: 'shop', operation: 7.5, arguments: [] }, 'arguments: expected object, got []'],
    ['search_operations', { query: '' }, 'arguments.invalid: query: must not be empty'],
    [
      'collect_pages',
      { api: 'shop', path: '/pets', maxPages: 0 },
      'maxPages: expected integer from 1 to 1000000, got 0',
    ],
    [
      'describe_operation',
      { api: 'shop', operation: 'getPet', detail: 'all' },
      'detail: expected one of "full", got "all"',
    ],
    [
      'call_operation',
      { api: 'shop', operation: '/pets/{id}' },
      'operation.unknown: "/pets/{id}" is a path of "shop", and no operation without its method\nuse "GET /pets/{id}"',
    ],
    [
      'call_operation',
      { api: 'shop', operation: 'getPet', argument: {} },
      'argument: unknown, did you mean "arguments"?',
    ],
    [
      'http_send',
      { api: 'shop', method: 'GET', path: '/pets' },
      'arguments.invalid: method: "GET" is not sent\nuse http_get',
    ],
    ['http_send', { api: 'shop', method: 'TRACE', path: '/pets' }, 'arguments.invalid: method: "TRACE" is not sent'],
    ['http_get', { api: 'shop', path: 'https://other.example/x' }, 'host.blocked: '],
    ['http_get', { api: 'shop', path: '/pets/../secret' }, 'arguments.invalid: '],
    ['http_get', { api: 'shop', path: '/pets', headers: { Authorization: 'x' } }, 'arguments.invalid: '],
  ])('%s %o is refused before anything is sent', async (name, input, text) => {
    const { call, upstream } = await setUp({ target: { token: 'fake-token-0123456789' } })
    const result = await call(name, input)
    expect(textOf(result)).toContain(
      text.replace('arguments.invalid: ', name === 'http_get' && 'headers' in input ? '' : 'arguments.invalid: '),
    )
    expect(result.isError).toBe(true)
    expect(upstream.seen).toEqual([])
  })

  test('an unknown tool is thrown, not answered', async () => {
    const { call, toolbox } = await setUp()
    await expect(call('shop_nothing')).rejects.toBeInstanceOf(UnknownTool)
    expect(await toolbox.has('shop_nothing', stdio)).toBe(false)
    expect(await toolbox.has('shop_get_pet', stdio)).toBe(true)
    expect(await toolbox.has('list_apis', stdio)).toBe(true)
  })

  test('http_get and http_send reach any path', async () => {
    const { call, upstream } = await setUp()
    await call('http_get', { api: 'shop', path: '/other?a=1', query: { b: [1, 2] } })
    await call('http_send', { api: 'shop', method: 'post', path: '/pets', body: { name: 'Rex' } })
    expect(upstream.seen.map((seen) => `${seen.method} ${seen.target} ${seen.body.toString()}`)).toEqual([
      'GET /v1/other?a=1&b=1&b=2 ',
      'POST /v1/pets {"name":"Rex"}',
    ])
  })

  test('a path that is an operation without credential gets none', async () => {
    const { call, upstream } = await setUp({ target: { token: 'fake-token-0123456789' } })
    await call('http_get', { api: 'shop', path: '/open' })
    await call('http_get', { api: 'shop', path: '/pets' })
    await call('http_get', { api: 'shop', path: '/elsewhere' })
    const bearer = 'Bearer fake-token-0123456789'
    expect(upstream.seen.map((seen) => seen.headers.authorization)).toEqual([undefined, bearer, bearer])
  })

  test.each([
    [401, 'auth.rejected: HTTP 401 Unauthorized'],
    [404, 'upstream.status: HTTP 404 Not Found'],
    [429, 'upstream.rate_limited: HTTP 429 Too Many Requests\nwait 7 seconds'],
    [500, 'upstream.status: HTTP 500 Internal Server Error'],
  ])('status %d', async (status, text) => {
    const answer: Answer = (_, response) =>
      void response
        .writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '7' })
        .end('{"title":"no"}')
    const { call } = await setUp({ answer })
    const result = await call('http_get', { api: 'shop', path: '/x' })
    expect(textOf(result)).toContain(text)
    expect(textOf(result, 1)).toBe('{"title":"no"}')
    expect(result.meta).toEqual({ 'custom-api-mcp/status': status, 'custom-api-mcp/code': text.split(':')[0] })
  })

  test('an echoed credential does not come back', async () => {
    const answer: Answer = (request, response) =>
      void response.end(JSON.stringify({ echo: request.headers.authorization }))
    const { call } = await setUp({ answer, target: { token: 'fake-token-0123456789' } })
    const result = await call('shop_list_pets')
    expect(JSON.stringify(result)).not.toContain('fake-token')
    expect(textOf(result, 1)).toContain('redacted')
  })

  test('a fault of ours is one line with a reference', async () => {
    const logged: unknown[] = []
    const log = { ...silentLog, error: (...row: unknown[]) => logged.push(row) }
    const { call } = await setUp({
      log,
      api: {
        target: () => {
          throw new Error('secret detail')
        },
      },
    })
    const result = await call('http_get', { api: 'shop', path: '/x' })
    expect(textOf(result)).toMatch(/^internal: something went wrong here \(ref [0-9a-f]{8}\)$/)
    expect(logged).toHaveLength(1)
  })

  test('an aborted call stops the request', async () => {
    let closed = (): void => {}
    const stopped = new Promise<void>((done) => (closed = done))
    const controller = new AbortController()
    const answer: Answer = (_, response) => {
      response.on('close', closed)
      controller.abort()
    }
    const { toolbox } = await setUp({ answer })
    const call = toolbox.call('shop_list_pets', {}, { caller: stdio, signal: controller.signal })
    expect(textOf(await call)).toContain('cancelled')
    await stopped
  })
})

describe('policy', () => {
  const policies = {
    readOnly: { ...everything, readOnly: true },
    exclude: { ...everything, exclude: [{ path: '/pets/mine' }, { tag: 'danger' }] },
    include: { ...everything, include: [{ method: 'get', path: '/pets/*' }] },
    byId: { ...everything, include: [{ operationId: '*Pet' }], exclude: [{ operationId: 'delete*' }] },
  }

  test.each([
    ['readOnly', ['shop_list_pets', 'shop_get_pet', 'shop_my_pets', 'shop_open']],
    ['exclude', ['shop_list_pets', 'shop_create_pet', 'shop_get_pet', 'shop_open', 'shop_upload_photo']],
    ['include', ['shop_get_pet', 'shop_my_pets']],
    ['byId', ['shop_create_pet', 'shop_get_pet']],
  ] as const)('%s publishes what it leaves', async (kind, left) => {
    const { names } = await setUp({ api: { policy: policies[kind] } })
    expect((await names()).slice(generic.length)).toEqual(left)
  })

  test.each([
    ['readOnly', 'call_operation', { operation: 'createPet', arguments: { name: 'x' } }, 'tools.readOnly'],
    ['readOnly', 'http_send', { method: 'DELETE', path: '/pets/1' }, 'tools.readOnly'],
    ['readOnly', 'http_get', { path: '/pets', query: { _method: 'DELETE' } }, 'tools'],
    ['exclude', 'call_operation', { operation: 'myPets' }, 'tools.exclude[0]'],
    ['exclude', 'call_operation', { operation: 'getPet', arguments: { id: 'mine' } }, 'tools.exclude[0]'],
    ['exclude', 'call_operation', { operation: 'getPet', arguments: { id: 'MINE' } }, 'tools.exclude[0]'],
    ['exclude', 'describe_operation', { operation: 'myPets' }, 'tools.exclude[0]'],
    ['exclude', 'http_get', { path: '/pets/mine' }, 'tools.exclude[0]'],
    ['exclude', 'http_get', { path: '/pets/%6dine' }, 'tools.exclude[0]'],
    ['exclude', 'http_get', { path: '/pets//mine' }, 'tools.exclude[0]'],
    ['exclude', 'http_get', { path: '/pets/mine/' }, 'tools.exclude[0]'],
    ['exclude', 'http_get', { path: '/pets;x=1/mine' }, 'tools.exclude[0]'],
    ['exclude', 'http_send', { method: 'HEAD', path: '/pets/mine' }, 'tools.exclude[0]'],
    ['exclude', 'http_send', { method: 'DELETE', path: '/pets/1' }, 'tools.exclude[1]'],
    ['include', 'http_get', { path: '/other' }, 'tools.include'],
    ['include', 'http_get', { path: '/pets/%6dine/x' }, 'tools.include'],
    ['include', 'http_send', { method: 'POST', path: '/pets' }, 'tools.include'],
  ] as const)('%s: %s %o is denied by %s', async (kind, name, input, key) => {
    const { call, upstream } = await setUp({ api: { policy: policies[kind] } })
    const text = textOf(await call(name, { api: 'shop', ...input }))
    expect(text).toMatch(/^policy\.denied: /)
    expect(text).toContain(`(${key})`)
    expect(upstream.seen).toEqual([])
  })

  test.each([
    ['exclude', 'http_get', { path: '/pets/1' }],
    ['exclude', 'http_get', { path: '/unknown' }],
    ['include', 'http_get', { path: '/pets/1' }],
    ['readOnly', 'http_send', { method: 'OPTIONS', path: '/pets' }],
    ['byId', 'http_get', { path: '/pets/1' }],
  ] as const)('%s: %s %o is allowed', async (kind, name, input) => {
    const { call } = await setUp({ api: { policy: policies[kind] } })
    expect((await call(name, { api: 'shop', ...input })).isError).toBe(false)
  })
})

describe('environments', () => {
  const two = { environments: ['test', 'live'], readOnlyEnvironments: new Set(['live']) }

  test('several without a default ask for one', async () => {
    const { call, toolbox } = await setUp({ api: two })
    expect(textOf(await call('shop_open'))).toBe(
      'arguments.invalid: environment: missing, "shop" has test, live\nname one of them',
    )
    const tool = (await toolbox.list(stdio)).find(({ name }) => name === 'shop_open')
    expect(tool?.inputSchema).toEqual({
      type: 'object',
      properties: {
        environment: { type: 'string', enum: ['test', 'live'] },
        select: { type: 'string', description: 'JMESPath over the answer' },
      },
      required: ['environment'],
    })
    expect((await call('shop_open', { environment: 'test' })).isError).toBe(false)
  })

  test.each([
    [{ environment: 'tset' }, 'environment.unknown: "shop" has no environment "tset"\ndid you mean "test"?'],
    [{ environment: 'live', name: 'x' }, 'policy.denied: '],
  ])('%o', async (input, text) => {
    const { call } = await setUp({ api: { ...two, defaultEnvironment: 'test' } })
    expect(textOf(await call('shop_create_pet', { name: 'x', ...input }))).toContain(text)
    expect((await call('shop_create_pet', { name: 'x' })).isError).toBe(false)
  })

  test('a pin wins, hides changing tools of an environment that only reads, and refuses another', async () => {
    const caller: Caller = { via: 'stdio', environment: 'live' }
    const { call, names } = await setUp({ api: two, caller })
    expect(await names()).not.toContain('shop_create_pet')
    expect((await call('shop_open')).isError).toBe(false)
    expect(textOf(await call('http_get', { api: 'shop', path: '/x', environment: 'test' }))).toContain(
      'policy.denied: this connection is pinned',
    )
    expect(textOf(await call('http_send', { api: 'shop', method: 'POST', path: '/x' }))).toContain(
      'environments.live.readOnly',
    )
  })

  test('an API without the pinned environment is hidden', async () => {
    const { call, names } = await setUp({ api: two, caller: { via: 'stdio', environment: 'other' } })
    expect(await names()).toEqual(generic)
    expect(textOf(await call('http_get', { api: 'shop', path: '/x' }))).toContain('api.unknown')
  })
})

describe('finding and describing', () => {
  test('search lines begin with a number, the API and the route', async () => {
    const { call } = await setUp()
    const text = textOf(await call('search_operations', { query: 'add a pet', limit: '2' }))
    expect(text.split('\n')[0]).toBe('1. shop POST /pets – Add a pet (createPet)')
    expect(text.split('\n').filter((line) => /^\d+\./.test(line))).toHaveLength(2)
    expect(text).toContain('"name":{"type":"string"}')
  })

  test('the best hit tells the names in its answer', async () => {
    const { call } = await setUp()
    const text = textOf(await call('search_operations', { query: 'list the pets' }))
    expect(text.split('\n').slice(0, 3)).toEqual([
      '1. shop GET /pets – List the pets (listPets)',
      expect.stringMatching(/^ {3}input: /),
      '   answer: [{name: string, age?: integer}]',
    ])
    expect(text.match(/answer: /g)).toHaveLength(1)
  })

  test('search finds only what is offered', async () => {
    const { call } = await setUp({ api: { policy: { ...everything, readOnly: true } } })
    expect(textOf(await call('search_operations', { query: 'add pet' }))).not.toContain('POST')
  })

  test('the description of an operation', async () => {
    const { call } = await setUp()
    expect(textOf(await call('describe_operation', { api: 'shop', operation: 'createPet' }))).toMatchSnapshot()
  })

  test('a long list of values is told by its first ones, and whole with detail', async () => {
    const values = Array.from({ length: 400 }, (_, at) => `value-${at}`)
    const parameters = [{ name: 'kind', in: 'query', schema: { type: 'string', enum: values } }]
    const get = { operationId: 'listKinds', parameters, responses: { 200: { description: 'ok' } } }
    const description = await load({ ...shop, paths: { '/kinds': { get } } })
    const { call } = await setUp({ api: { description } })
    const operation = { api: 'shop', operation: 'listKinds' }
    const usual = textOf(await call('describe_operation', operation))
    expect(usual).toContain('One of 400 values such as value-0, value-1')
    expect(usual).toContain('"detail": "full" shows all')
    const full = textOf(await call('describe_operation', { ...operation, detail: 'full' }))
    expect(full).toContain('"value-399"')
    expect(full).not.toContain('"detail": "full"')
  })

  test('list_apis', async () => {
    const { call, upstream } = await setUp({ api: { summary: 'Pets and more' } })
    expect(JSON.parse(textOf(await call('list_apis')))).toEqual([
      {
        api: 'shop',
        name: 'Shop',
        description: 'Pets and more',
        baseUrl: `${upstream.url}/v1`,
        auth: 'none',
        credential: 'not needed',
        exposure: 'direct',
        operations: 7,
        use: 'the tools shop_…, such as shop_list_pets',
        documents: 0,
      },
    ])
  })

  test('an operation is a resource', async () => {
    const { toolbox } = await setUp()
    const { mimeType, ...rest } = await toolbox.readResource('openapi://shop/get_pet', stdio)
    const text = 'text' in rest ? rest.text : ''
    expect(mimeType).toBe('application/json')
    expect(Object.keys((JSON.parse(text) as { paths: object }).paths)).toEqual(['/pets/{id}'])
    await expect(toolbox.readResource('openapi://shop/nothing', stdio)).rejects.toMatchObject({
      code: 'operation.unknown',
    })
    await expect(toolbox.readResource('openapi://other/get_pet', stdio)).rejects.toMatchObject({ code: 'api.unknown' })
  })

  test('completion', async () => {
    const { toolbox } = await setUp()
    const template = (await toolbox.resourceTemplates(stdio))[0]?.uriTemplate ?? ''
    expect(await toolbox.complete(template, 'api', 's', {}, stdio)).toEqual(['shop'])
    expect(await toolbox.complete(template, 'operation', 'pet', { api: 'shop' }, stdio)).toEqual([
      'create_pet',
      'delete_pet',
      'get_pet',
      'list_pets',
      'my_pets',
    ])
  })
})
