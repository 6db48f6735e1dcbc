/** SECURITY-PROMISES.md §3, §1.5, §1.8: what a hostile caller or description may try with a request. The built program over stdio. */
// oxlint-disable vitest/expect-expect -- `refused` expects
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workspace, type Workspace } from '../support/program.ts'
import { startStdio, stringsIn } from '../support/raw-stdio.ts'
import { startUpstream, type Seen } from '../support/upstream.ts'

const key = 'fake-key-5a1c93e07b2d'
const responses = { 200: { description: 'ok' } }
const string = { type: 'string' }
const parameter = (place: string, name: string, more: object = {}) => ({ name, in: place, schema: string, ...more })
const inPath = (name: string, more: object = {}) => parameter('path', name, { required: true, ...more })
const form = (properties: object) => ({
  required: true,
  content: {
    'application/x-www-form-urlencoded': { schema: { type: 'object', properties, additionalProperties: true } },
  },
})

const paths = {
  '/items': {
    get: {
      operationId: 'list',
      parameters: [
        parameter('query', 'q'),
        parameter('query', 'free', { allowReserved: true }),
        parameter('query', 'filter', { style: 'deepObject', schema: { type: 'object' } }),
        parameter('query', 'any', { style: 'form', explode: true, schema: { type: 'object' } }),
        parameter('query', 'API_KEY'),
        parameter('query', '_method'),
        parameter('header', 'X-Api-Key'),
        parameter('header', 'X_API_KEY'),
        parameter('header', 'authorization'),
        parameter('header', 'Cookie'),
        parameter('header', 'Host'),
        parameter('header', 'X-HTTP-Method-Override'),
        parameter('header', 'X-Note'),
        parameter('cookie', 'sid'),
        parameter('cookie', 'SID'),
        parameter('cookie', 'theme', { style: 'cookie', explode: true, schema: { type: 'object' } }),
        parameter('cookie', 'mode', { style: 'form', explode: true, schema: { type: 'object' } }),
      ],
      responses,
    },
    post: { operationId: 'add', requestBody: form({ name: string, _method: string }), responses },
  },
  '/items/{id}': {
    get: { operationId: 'get', parameters: [inPath('id')], responses },
    delete: { operationId: 'drop', parameters: [inPath('id')], responses },
  },
  '/files/{a}/{b}': { get: { operationId: 'file', parameters: [inPath('a'), inPath('b')], responses } },
  '/Admin/users': { get: { operationId: 'admins', responses } },
  '/sneaky?_method=DELETE': { get: { operationId: 'sneaky', responses } },
  '/open': { get: { operationId: 'open', security: [], responses } },
}
const description = { openapi: '3.2.0', info: { title: 'T', version: '1' }, paths }

let upstream: Awaited<ReturnType<typeof startUpstream>>
let space: Workspace
let server: ReturnType<typeof startStdio>

beforeAll(async () => {
  upstream = await startUpstream((_, response) => void response.end('{}'), { keep: true })
  const api = (name: string, more: object = {}) => ({
    name,
    openapi: './openapi.json',
    baseUrl: `${upstream.url}/v1`,
    query: { tenant: 'a' },
    headers: { 'X-Fixed': 'f' },
    retry: { attempts: 1 },
    ...more,
    tools: { exposure: 'search', ...(more as { tools?: object }).tools },
  })
  space = await workspace(
    {
      apis: [
        api('head', { auth: { type: 'apiKey', in: 'header', name: 'X-API-Key' } }),
        api('line', { auth: { type: 'apiKey', in: 'header', name: 'X_API_KEY' } }),
        api('query', { auth: { type: 'apiKey', in: 'query', name: 'api_key' } }),
        api('cookie', { auth: { type: 'apiKey', in: 'cookie', name: 'SID' } }),
        api('reader', { auth: { type: 'none' }, tools: { readOnly: true } }),
        api('excluding', {
          auth: { type: 'none' },
          domains: [`localhost:${upstream.port}`],
          tools: { exclude: [{ path: '/Admin/**' }, { path: '/secret' }, { path: '/shut/' }, { method: 'DELETE' }] },
        }),
        api('including', { auth: { type: 'none' }, tools: { include: [{ path: '/items/**' }, { path: '/items' }] } }),
      ],
    },
    {
      files: { 'openapi.json': description },
      env: Object.fromEntries(['HEAD', 'LINE', 'QUERY', 'COOKIE'].map((name) => [`CUSTOM_API_${name}`, key])),
      keep: true,
    },
  )
  server = startStdio(space)
  await server.initialize()
})
afterAll(async () => {
  await server.close()
  await upstream.close()
  await space.remove()
})

/** Calls and tells what the upstream saw of it. */
async function call(tool: string, input: object): Promise<{ text: string; isError: boolean; seen: Seen[] }> {
  const before = upstream.seen.length
  const answer = await server.call(tool, input)
  return {
    text: stringsIn(answer),
    isError: answer.error !== undefined || answer.result?.['isError'] === true,
    seen: upstream.seen.slice(before),
  }
}
const operation = (api: string, name: string, input: object) =>
  call('call_operation', { api, operation: name, arguments: input })
const get = (api: string, path: string, more: object = {}) => call('http_get', { api, path, ...more })
const send = (api: string, path: string, more: object = {}) => call('http_send', { api, path, method: 'POST', ...more })

/** Nothing left, and the answer is one the caller can act on. */
async function refused(attempt: ReturnType<typeof call>): Promise<void> {
  const { text, isError, seen } = await attempt
  expect({ seen: seen.map(({ method, target, rawHeaders }) => [method, target, rawHeaders]), text }).toMatchObject({
    seen: [],
  })
  expect(isError).toBe(true)
  expect(text).toMatch(/arguments\.invalid|policy\.denied|host\.blocked|operation\.unknown/)
  expect(text).not.toContain('internal')
}

describe('§3.1: a path argument stays in its place', () => {
  const values = [
    '..',
    '.',
    '%2e%2e',
    '%2E.',
    '.%2e',
    '..%00',
    '..;',
    '..;x=1',
    '..%3bx',
    '../x',
    '..\\x',
    '..%5cx',
    '%252e%252e',
    '%25252e%25252e',
    '..%2f..%2fAdmin',
    '.. ',
    ' ..',
    '..%20',
    '\r\n',
    'a\0b',
    '%00',
    '%0d%0aX-Evil:1',
    '',
    '\u202e..',
    '‥',
    '．．',
    '/',
    '//evil.example',
    '?x=1',
    '#x',
    '{id}',
    'http://evil.example/',
    '@evil',
    ':8080',
    ';admin',
  ]
  test.each(values)('%j', async (id) => {
    const { seen } = await operation('reader', 'get', { id })
    for (const { target } of seen) {
      expect(target).toMatch(/^\/v1\/items\/[^/?#;\\]+\?tenant=a$/)
      const decoded = decodeURIComponent(decodeURIComponent(target.slice('/v1/items/'.length, -'?tenant=a'.length)))
      expect(decoded.split(/[/\\]/).some((piece) => /^\s*\.\.?\s*(?:;|$)/.test(piece))).toBe(false)
    }
  })

  test.each([
    '//evil.example/x',
    '/\\evil.example/x',
    '\\\\evil.example',
    'evil',
    'http:evil',
    'http:/evil.example',
    'http://evil.example/',
    'HTTPS://evil.example',
    'file:///etc/passwd',
    'javascript:x',
    'http://127.0.0.1:1/x',
    'http://user:pw@evil.example/',
    '/../x',
    '/a/../../x',
    '/a/%2e%2e/%2e%2e/x',
    '/a/..%2fx',
    '/a/..;/x',
    '/x\r\nHost: evil',
    '/x HTTP/1.1\r\nX: y',
    '/x\0',
    '/x\ty',
    '/%0d%0aevil',
    '/%00',
    '/..',
    '/.',
    '/%2e',
    '',
    '?x=1',
    '#x',
    '*',
    'http://[::1',
    'http://localhost:1\\@127.0.0.1/',
    'http://127.0.0.1:1#@evil/',
    'http://127.0.0.1:1?@evil/',
  ])('http_get %j', async (path) => refused(get('reader', path)))

  test.each(['/v2/x', '/', '/v1x', '/v1/../v2', '/V1/items'])(
    'the API’s own origin outside its base path: %s',
    async (path) => refused(get('reader', upstream.url + path)),
  )
})

describe('§3.2: the query keeps its fixed and credential keys', () => {
  test.each([
    { query: { api_key: 'x' } },
    { query: { API_KEY: 'x' } },
    { query: { 'api_key[]': 'x' } },
    { query: { 'api_key[a]': 'x' } },
    { query: { 'api.key': 'x' } },
    { query: { 'api key': 'x' } },
    { query: { ' api_key': 'x' } },
    { query: { 'api_key\0': 'x' } },
    { query: { 'api[key': 'x' } },
    { query: { tenant: 'b' } },
    { query: { TENANT: 'b' } },
    { query: { 'tenant[]': 'b' } },
    { query: { api_key: ['x', 'y'] } },
    { query: { api_key: { a: 1 } } },
    { query: { _method: 'DELETE' } },
    { query: { _METHOD: 'DELETE' } },
    { path: '/x?api_key=y' },
    { path: '/x?API%5FKEY=y' },
    { path: '/x?a=1&api%5fkey=y' },
    { path: '/x?%61pi_key=y' },
    { path: '/x?a=1;api_key=y' },
    { path: '/x?a=1%26tenant=b;tenant=c' },
    { path: '/x?api%00_key=y&api_key%00=z' },
    { path: '/x?api+key=1' },
    { path: '/x?tenant' },
    { path: '/x?_method=PUT' },
    { path: '/x?a&tenant=b#z' },
    { path: '/x?api%5Bkey=1' },
  ])('http_get $path $query', async ({ path = '/x', query }) => refused(get('query', path, query && { query })))

  test.each([
    { API_KEY: 'x' },
    { any: { api_key: 'x' } },
    { any: { tenant: 'b' } },
    { any: { 'api.key': 'x' } },
    { any: { _method: 'DELETE' } },
    { free: '1;api_key=x' },
    { free: 'a;tenant=b' },
    { _method: 'DELETE' },
  ])('an operation with %j', async (input) => refused(operation('query', 'list', input)))

  test.each([
    { q: 'a&api_key=x' },
    { q: 'a;tenant=b' },
    { free: 'a&tenant=b' },
    { q: 'a#b' },
    { filter: { 'a&tenant': 'b' } },
  ])('a value %j cannot end its pair', async (input) => {
    const { seen } = await operation('query', 'list', input)
    const [only] = seen
    expect(seen.length).toBe(1)
    const query = new URL(only?.target ?? '', 'http://x').searchParams
    expect(query.getAll('tenant')).toEqual(['a'])
    expect(query.getAll('api_key')).toEqual([key])
    expect(only?.target.includes(';')).toBe(false)
  })
})

describe('§3.3, §1.5: headers and cookies that are not the caller’s', () => {
  const names = [
    'Host',
    'hOST',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Upgrade',
    'Expect',
    'Cookie',
    'cookie2',
    'Forwarded',
    'X-Forwarded-For',
    'x_forwarded_host',
    'X-Real-IP',
    'Via',
    'X-Original-URL',
    'X-Rewrite-Url',
    'X-HTTP-Method-Override',
    'x-http-method',
    'X_METHOD_OVERRIDE',
    'Authorization',
    'AUTHORIZATION',
    'Proxy-Authorization',
    'X-API-KEY',
    'x-api-key',
    'X_Api_Key',
    'X_API-key',
    'Bad Name',
    'Bad:Name',
    'X-Evil\r\nX',
    '',
    'Ünï',
    'X-Fixed',
    'x_fixed',
  ]
  test.each(names)('http_get with the header %j', async (name) => {
    await refused(get('head', '/x', { headers: { [name]: 'v' } }))
    await refused(get('line', '/x', { headers: { [name]: 'v' } }))
  })
  test.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0', 'a\u007f', '\u0085', 'a\rb'])('a header value %j', async (value) => {
    await refused(get('head', '/x', { headers: { 'X-Note': value } }))
    await refused(operation('head', 'list', { 'X-Note': value }))
  })
  test.each(['X-Api-Key', 'X_API_KEY', 'authorization', 'Cookie', 'Host', 'X-HTTP-Method-Override'])(
    'a described header %s is no argument',
    async (name) => {
      for (const api of ['head', 'line']) await refused(operation(api, 'list', { [name]: 'v' }))
      const { text } = await call('describe_operation', { api: 'head', operation: 'list', detail: 'full' })
      expect(text).not.toMatch(new RegExp(`"${name}"\\s*:`))
    },
  )
  test.each([
    { SID: 'x' },
    { sid: 'x' },
    { theme: { SID: 'x' } },
    { theme: { sid: 'x' } },
    { theme: { 'SID=x': 'y' } },
    { theme: { ' SID': 'x' } },
    { theme: { a: 'b; SID=x' } },
    { theme: { 'a;SID': 'x' } },
    { mode: { SID: 'x' } },
    { theme: { 'a\r\nSID': 'x' } },
    { theme: { 'a, SID': 'x' } },
  ])('a cookie %j', async (input) => refused(operation('cookie', 'list', input)))

  test('cookie values cannot add a cookie', async () => {
    const { seen } = await operation('cookie', 'list', { mode: { a: 'b; SID=x', 'c;SID': 'y', 'SID=': 'z' } })
    for (const { headers } of seen)
      expect((headers.cookie ?? '').split(/[;,]/).filter((pair) => /^\s*sid\s*=/i.test(pair)).length).toBe(1)
  })
  test.each(['text/plain\r\nX-Evil: 1', 'a/b\0', 'no type', '*/*'])('the content type %j', async (contentType) =>
    refused(send('head', '/x', { body: 'b', contentType })),
  )
  test('the caller’s own environment and tokens never go upstream', async () => {
    const { seen } = await get('head', '/open')
    expect(seen[0]?.headers['x-api-key']).toBeUndefined() // `security: []` of the operation at that path
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
      'x-fixed',
    ])
  })
})

describe('§3.4: methods', () => {
  test.each(['CONNECT', 'TRACE', 'connect', 'GET /evil', 'POST\r\nX: y', 'PRI', 'FOO', '', 'GET'])(
    'http_send %j',
    async (method) => refused(call('http_send', { api: 'head', path: '/x', method })),
  )
  test.each([
    ['a POST', () => send('reader', '/items')],
    ['a lower-case post', () => send('reader', '/items', { method: 'post' })],
    ['an operation', () => operation('reader', 'drop', { id: '1' })],
    ['its key', () => operation('reader', 'DELETE /items/{id}', { id: '1' })],
    ['its concrete path', () => operation('reader', 'delete /items/1', {})],
    ['a method override header', () => get('reader', '/items', { headers: { 'X-HTTP-Method-Override': 'DELETE' } })],
    ['a method override in the query', () => get('reader', '/items', { query: { _method: 'DELETE' } })],
    ['one in the path', () => get('reader', '/items?_method=DELETE')],
    ['one that the description fixes', () => operation('reader', 'sneaky', {})],
    ['QUERY with an override', () => send('reader', '/items', { method: 'QUERY', query: { _METHOD: 'PUT' } })],
  ])('a read-only API sends no changing request by %s', async (_, attempt) => refused(attempt()))
  test.each([
    ['a form field', () => operation('excluding', 'add', { name: 'x', _method: 'DELETE' })],
    ['an extra form field', () => operation('excluding', 'add', { name: 'x', _METHOD: 'DELETE' })],
    [
      'a form object',
      () =>
        send('excluding', '/items', { body: { _method: 'DELETE' }, contentType: 'application/x-www-form-urlencoded' }),
    ],
    [
      'form text',
      () =>
        send('excluding', '/items', { body: 'a=1&%5Fmethod=DELETE', contentType: 'application/x-www-form-urlencoded' }),
    ],
  ])('the method is not replaced by %s', async (_, attempt) => refused(attempt()))
})

describe('§3.1: include and exclude hold whatever the spelling', () => {
  test.each([
    '/Admin/users',
    '/Admin/users/',
    '/admin/users',
    '/ADMIN/users',
    '/Admin//users',
    '//Admin/users',
    '/Admin;x/users',
    '/Admin/users;x=1',
    '/%41dmin/users',
    '/%2541dmin/users',
    '/Admin%2Fusers',
    '/Admin%5Cusers',
    '/Admin%252Fusers',
    '/Admin/users?x',
    '/Admin/users#x',
    '/Admin/anything',
    '/admin/anything',
    '/Admin/x%ff',
    '/%41dmin/x%ff',
    '/%61dmin/%ff',
    '/./Admin/users',
    '/x/../Admin/users',
    '/Admin%20/users',
    '/Admin/%75sers',
    '/secret',
    '/secret/',
    '/SECRET',
    '/secret;x',
    '/%73ecret',
    '/secret%2f',
    '/secret.',
    '/secret%20',
    '/shut',
    '/shut/',
    '/Shut',
    '/files/..%2FAdmin/users',
  ])('http_get %s', async (path) => refused(get('excluding', path)))

  test.each(['/Admin/users', '/secret', '/admin/x'])('on another listed name of the same host: %s', async (path) =>
    refused(get('excluding', `http://localhost:${upstream.port}/v1${path}`)),
  )
  test.each(['admins', 'GET /Admin/users', 'excluding_admins', 'drop', 'DELETE /items/1'])(
    'call_operation %s',
    async (name) => refused(operation('excluding', name, { id: '1' })),
  )
  test('an excluded operation is neither found, described nor readable', async () => {
    const all = [
      await server.call('search_operations', { query: 'admins users', limit: 50 }),
      await server.request('completion/complete', {
        ref: { type: 'ref/resource', uri: 'openapi://{api}/{operation}' },
        argument: { name: 'operation', value: 'adm' },
        context: { arguments: { api: 'excluding' } },
      }),
      await server.request('resources/read', { uri: 'openapi://excluding/admins' }),
    ]
    const text = all.map(stringsIn).join('\n')
    expect(text).not.toMatch(/excluding GET \/Admin/)
    expect(text).not.toContain('operationId\nadmins')
    expect(stringsIn(all[1])).not.toContain('admins')
    await refused(call('describe_operation', { api: 'excluding', operation: 'admins' }))
  })
  test.each(['/open', '/itemsx', '/items/../open', '/Items', '/items%2F..%2Fopen', '/files/a/b', '/items/1/2/..', '/'])(
    'with an include, http_get %s',
    async (path) => refused(get('including', path)),
  )
})

describe('§3.5: arguments', () => {
  test.each([
    ['unknown ones', () => operation('head', 'list', { nonsense: 1, __proto__x: 2 })],
    [
      'a prototype key',
      () => operation('head', 'list', JSON.parse('{"__proto__":{"q":"x"},"constructor":1}') as object),
    ],
    ['missing ones', () => operation('head', 'get', {})],
    ['no object', () => call('call_operation', { api: 'head', operation: 'list', arguments: [1] })],
    ['an unknown tool argument', () => call('http_get', { api: 'head', path: '/x', url: 'http://evil.example' })],
  ])('%s are refused with a list', async (_, attempt) => refused(attempt()))
})
