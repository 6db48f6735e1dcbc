import { expect, test } from 'vitest'
import { describeText, only, openapi } from '../test-catalog.ts'

const ok = { responses: { 200: { description: 'ok' } } }

test.each([
  { written: { in: 'query' }, gives: { style: 'form', explode: true } },
  { written: { in: 'cookie' }, gives: { style: 'form', explode: true } },
  { written: { in: 'header' }, gives: { style: 'simple', explode: false } },
  { written: { in: 'path' }, gives: { style: 'simple', explode: false, required: true } },
  { written: { in: 'query', style: 'deepObject' }, gives: { style: 'deepObject', explode: false } },
  { written: { in: 'query', style: 'pipeDelimited', explode: true }, gives: { style: 'pipeDelimited', explode: true } },
  { written: { in: 'path', style: 'matrix', explode: true }, gives: { style: 'matrix', explode: true } },
  { written: { in: 'header', style: 'form' }, gives: { style: 'simple', explode: false } },
  {
    written: { in: 'querystring', content: { 'application/json': { schema: {} } } },
    gives: { in: 'query', style: 'querystring', contentType: 'application/json' },
  },
  {
    written: { in: 'query', content: { 'Application/JSON': { schema: { type: 'object' } } } },
    gives: { contentType: 'application/json', schema: { type: 'object' } },
  },
  { written: { in: 'query', schema: null }, gives: { schema: {} } },
  { written: { in: 'query', schema: 7, required: 'yes', description: {} }, gives: { required: false, schema: {} } },
])('a 3.x parameter $written', async ({ written, gives }) => {
  const description = await describeText(
    openapi({ '/x/{p}': { get: { parameters: [{ name: 'p', ...written }], ...ok } } }),
  )
  expect((await only(description)).parameters[0]).toMatchObject({ name: 'p', ...gives })
})

test('what stands beside the reference of a parameter is its last word', async () => {
  const shared = { name: 'filter', in: 'query', description: 'Any filter.', schema: { type: 'string' } }
  const here = { $ref: '#/components/parameters/F', description: 'Orders by status.', required: true }
  const paths = { '/a': { get: { parameters: [here], ...ok } } }
  const description = await describeText({ ...openapi(paths), components: { parameters: { F: shared } } })
  expect((await only(description)).parameters[0]).toMatchObject({
    name: 'filter',
    description: 'Orders by status.',
    required: true,
    schema: { type: 'string' },
  })
})

test.each([
  { format: undefined, gives: { style: 'form', explode: false } },
  { format: 'csv', gives: { style: 'form', explode: false } },
  { format: 'ssv', gives: { style: 'spaceDelimited', explode: false } },
  { format: 'tsv', gives: { style: 'tabDelimited', explode: false } },
  { format: 'pipes', gives: { style: 'pipeDelimited', explode: false } },
  { format: 'multi', gives: { style: 'form', explode: true } },
])('collectionFormat $format', async ({ format, gives }) => {
  const parameter = { name: 'p', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: format }
  const description = await describeText({ swagger: '2.0', paths: { '/x': { get: { parameters: [parameter] } } } })
  expect((await only(description)).parameters[0]).toMatchObject({
    ...gives,
    schema: { type: 'array', items: { type: 'string' } },
  })
})

test.each([
  {
    what: 'a body',
    parameters: [{ in: 'body', name: 'b', required: true, schema: { type: 'object' } }],
    gives: [['application/json', { type: 'object' }]],
  },
  {
    what: 'a form',
    parameters: [{ in: 'formData', name: 'a', type: 'string', required: true }],
    gives: [
      ['application/x-www-form-urlencoded', { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }],
    ],
  },
  {
    what: 'a file',
    parameters: [{ in: 'formData', name: 'f', type: 'file' }],
    gives: [['multipart/form-data', { type: 'object', properties: { f: { type: 'string', format: 'binary' } } }]],
  },
  {
    what: 'bytes that a Content-Type parameter names',
    consumes: ['application/octet-stream'],
    parameters: [
      { in: 'body', name: 'b', schema: { type: 'string', format: 'binary' } },
      { in: 'header', name: 'Content-type', type: 'string', enum: ['application/x-tar'] },
    ],
    gives: [['application/x-tar', { type: 'string', format: 'binary' }]],
  },
  {
    what: 'several types',
    consumes: ['application/xml', 'application/json'],
    parameters: [{ in: 'body', name: 'b', schema: {} }],
    gives: [
      ['application/json', {}],
      ['application/xml', {}],
    ],
  },
])('a Swagger 2.0 body: $what', async ({ parameters, gives, consumes }) => {
  const description = await describeText({ swagger: '2.0', paths: { '/x': { post: { consumes, parameters } } } })
  expect((await only(description)).body?.media.map((media) => [media.mediaType, media.schema])).toEqual(gives)
})

test.each([
  {
    written: { host: 'a.example', basePath: '/v1/', schemes: ['http', 'https'] },
    gives: ['https://a.example/v1', 'http://a.example/v1'],
  },
  { written: { host: 'a.example' }, gives: ['https://a.example'] },
  { written: { basePath: 'v1' }, gives: ['/v1'] },
  { written: {}, gives: [] },
  { written: { host: 'a.example', schemes: ['wss'] }, gives: ['https://a.example'] },
])('Swagger 2.0 servers of $written', async ({ written, gives }) => {
  const description = await describeText({ swagger: '2.0', ...written, paths: {} })
  expect(description.servers.map((server) => server.url)).toEqual(gives)
})

test.each([
  {
    written: [
      { url: 'https://{region}.a.example/{v}', variables: { region: { default: 'eu' }, v: { enum: ['1', '2'] } } },
    ],
    gives: ['https://eu.a.example/1'],
  },
  { written: [{ url: '/v1' }], gives: ['/v1'] },
  { written: [{ url: 'api.example.com/v1' }], gives: ['https://api.example.com/v1'] },
  { written: [{ url: '{server}' }], gives: ['{server}'] },
  {
    written: [{ url: 'ftp://a.example' }, {}, null, { url: 7 }, { url: 'https://b.example' }],
    gives: ['7', 'https://b.example'],
  },
  { written: 'https://a.example', gives: [] },
])('servers $written', async ({ written, gives }) => {
  const description = await describeText(openapi({}, {}, { servers: written }))
  expect(description.servers.map((server) => server.url)).toEqual(gives)
})

test.each([
  { what: 'nobody says anything', root: undefined, own: undefined, gives: undefined },
  { what: 'the root says []', root: [], own: undefined, gives: undefined },
  { what: 'the operation says []', root: [{ a: [] }], own: [], gives: [] },
  { what: 'the root requires', root: [{ a: [] }], own: undefined, gives: [[{ scheme: 'a', scopes: [] }]] },
  {
    what: 'AND and OR',
    root: undefined,
    own: [{ a: ['s'], b: [] }, { c: [] }],
    gives: [
      [
        { scheme: 'a', scopes: ['s'] },
        { scheme: 'b', scopes: [] },
      ],
      [{ scheme: 'c', scopes: [] }],
    ],
  },
  { what: 'it is optional', root: undefined, own: [{}, { a: [] }], gives: [[], [{ scheme: 'a', scopes: [] }]] },
  { what: 'an object in place of a list', root: undefined, own: { a: [] }, gives: [[{ scheme: 'a', scopes: [] }]] },
])('security when $what', async ({ root, own, gives }) => {
  const description = await describeText(openapi({ '/x': { get: { ...ok, security: own } } }, {}, { security: root }))
  expect((await only(description)).security).toEqual(gives)
})

test.each([
  {
    parameter: { required: true },
    scheme: { type: 'apiKey', in: 'header', name: 'Authorization' },
    security: [[{ scheme: 'Authorization', scopes: [] }]],
  },
  {
    parameter: { description: 'Bearer token' },
    scheme: { type: 'http', scheme: 'bearer' },
    security: [[{ scheme: 'Authorization', scopes: [] }], []],
  },
])(
  'an Authorization parameter $parameter where no scheme is declared means one',
  async ({ parameter, scheme, security }) => {
    const header = { name: 'authorization', in: 'header', ...parameter }
    const description = await describeText(openapi({ '/x': { get: { parameters: [header], ...ok } } }))
    expect(description).toMatchObject({ securitySchemes: { Authorization: scheme }, requiresSecurity: true })
    expect(await only(description)).toMatchObject({ security, parameters: [] })
  },
)

test('parameters of the path are shared, the operation wins, and what is undeclared is added', async () => {
  const shared = [
    { name: 'a', in: 'query', schema: { type: 'string' } },
    { name: 'b', in: 'query', schema: { type: 'string' } },
  ]
  const own = [
    { name: 'a', in: 'query', schema: { type: 'integer' } },
    { name: 'Accept', in: 'header' },
    { name: 'a', in: 'header', schema: { type: 'boolean' } },
  ]
  const description = await describeText(
    openapi({ '/x/{id}': { parameters: shared, get: { parameters: own, ...ok } } }),
  )
  const operation = await only(description)
  expect(operation.parameters.map(({ name, in: place, schema }) => [place, name, schema.type])).toEqual([
    ['query', 'a', 'integer'],
    ['query', 'b', 'string'],
    ['header', 'a', 'boolean'],
    ['path', 'id', 'string'],
  ])
  expect(operation.problems).toMatchObject([{ says: expect.stringContaining('{id} is not declared') }])
})

test.each([
  { template: '/a?beta=true', path: '/a', suffix: '?beta=true' },
  { template: '/a#oauth', path: '/a', suffix: '#oauth' },
  { template: '/a{?page,size}', path: '/a', suffix: undefined },
  { template: 'a/{b}', path: '/a/{b}', suffix: undefined },
])('the path $template', async ({ template, path, suffix }) => {
  const description = await describeText(openapi({ [template]: { get: ok } }))
  expect(description.rows).toMatchObject([{ path, key: `GET ${path}${suffix ?? ''}` }])
  expect((await only(description)).responses).toMatchObject([{ status: '200' }])
})

test.each([
  ['/{proxy+}', 'proxy', '/{proxy}'],
  ['/u/{id:[0-9]{3}}', 'id', '/u/{id}'],
  ['/u/:id', 'id', '/u/{id}'],
  ['/u/{userId}', 'userid', '/u/{userId}'],
])('the document of %s is plain OpenAPI', async (template, name, plain) => {
  const parameters = [{ name, in: 'path', required: true, schema: { type: 'string' } }]
  const description = await describeText(openapi({ [template]: { get: { parameters, ...ok } } }))
  const { paths } = (await description.document(`GET ${template}`)) as { paths: Record<string, object> }
  const slot = plain.replace(/.*\{|\}/g, '')
  expect(paths).toMatchObject({ [plain]: { get: { parameters: [{ name: slot, in: 'path' }] } } })
})

test('3.2 methods have rows, and a document says 3.2', async () => {
  const description = await describeText(
    openapi({ '/x': { query: ok, additionalOperations: { COPY: ok, 'NO GOOD': ok }, trace: ok } }),
  )
  expect(description.rows.map((row) => row.key)).toEqual(['QUERY /x', 'COPY /x', 'TRACE /x'])
  expect(await description.document('COPY /x')).toMatchObject({
    openapi: '3.2.0',
    paths: { '/x': { additionalOperations: { COPY: {} } } },
  })
})

test.each([
  null,
  7,
  'x',
  [],
  { get: null },
  { get: [] },
  { get: 'x' },
  { get: { parameters: null } },
  { get: { parameters: 'x' } },
  { get: { parameters: [null, 7, {}, { name: 'a' }, { $ref: '#/nowhere' }] } },
  { get: { requestBody: null } },
  { get: { requestBody: 7 } },
  { get: { requestBody: { content: 7 } } },
  { get: { requestBody: { content: { a: null } } } },
  { get: { responses: [] } },
  { get: { responses: { 200: null, 201: 7, 202: { content: [] } } } },
  { get: { tags: 'x', security: 'x', servers: 7, externalDocs: 7 } },
  { get: { operationId: 7, summary: {}, description: [] } },
  { $ref: '#/paths/~1x' },
  { $ref: 7 },
  { parameters: {}, get: {} },
])('the path item %j harms nothing else', async (item) => {
  const description = await describeText(openapi({ '/x': item, '/y': { get: ok } }))
  for (const row of description.rows) {
    const { responses } = await description.operation(row.key)
    expect(responses).toBeInstanceOf(Array)
    expect(await description.document(row.key)).toMatchObject({ openapi: '3.1.0' })
  }
  expect(description.rows.map((row) => row.key)).toContain('GET /y')
})

test('a document is self-contained, keeps recursion as references and speaks 3.1 for a 2.0 source', async () => {
  const description = await describeText({
    swagger: '2.0',
    host: 'a.example',
    securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    definitions: {
      Node: {
        type: 'object',
        properties: { next: { $ref: '#/definitions/Node' }, n: { type: 'string', 'x-nullable': true } },
      },
    },
    paths: {
      '/n': {
        post: {
          security: [{ key: [] }],
          parameters: [{ in: 'body', name: 'b', schema: { $ref: '#/definitions/Node' } }],
        },
      },
    },
  })
  expect(await description.document('POST /n')).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: 'https://a.example' }],
    paths: {
      '/n': {
        post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } } } },
      },
    },
    components: {
      schemas: {
        Node: { properties: { next: { $ref: '#/components/schemas/Node' }, n: { type: ['string', 'null'] } } },
      },
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    },
  })
})

test.each([
  ['Token', { prefix: 'Token' }],
  ['', {}],
  ['a b', {}],
  ['x\r\ny', {}],
  [7, {}],
])('the word %j before a key, as read out of documentation', async (prefix, gives) => {
  const description = await describeText({
    openapi: '3.1.0',
    components: {
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'Authorization', 'x-custom-api-mcp': { prefix } },
      },
    },
    paths: { '/n': { get: {} } },
  })
  expect(description.securitySchemes['token']).toEqual({
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    ...gives,
  })
})

test('what is said of the parts of a body: headers with the values that are given, and lists by place', async () => {
  const headers = {
    'X-Fixed': { schema: { const: 'a' } },
    'X-One': { schema: { enum: ['b'] } },
    'X-Default': { explode: true, schema: { type: 'object', default: { c: 1 } } },
    'X-Required': { required: true, example: 'd', schema: {} },
    'X-Example': { example: 'e', schema: {} },
    'X-Shared': { $ref: '#/components/headers/Shared' },
    'content-type': { schema: { const: 'text/html' } },
  }
  const content = {
    'multipart/form-data': { schema: { type: 'object', properties: { f: {} } }, encoding: { f: { headers } } },
    'multipart/mixed': {
      itemSchema: {},
      prefixEncoding: [{ contentType: 'application/json' }],
      itemEncoding: { contentType: 'image/png', headers: { 'X-Fixed': headers['X-Fixed'] } },
    },
  }
  const description = await describeText({
    ...openapi({ '/x': { post: { requestBody: { content }, ...ok } } }),
    components: { headers: { Shared: { schema: { default: 2 } } } },
  })
  const [form, mixed] = (await only(description)).body?.media ?? []
  expect(form?.encoding['f']?.headers).toEqual([
    { name: 'X-Fixed', explode: false, value: 'a' },
    { name: 'X-One', explode: false, value: 'b' },
    { name: 'X-Default', explode: true, value: { c: 1 } },
    { name: 'X-Required', explode: false, value: 'd' },
    { name: 'X-Example', explode: false },
    { name: 'X-Shared', explode: false, value: 2 },
  ])
  expect(mixed).toMatchObject({
    prefixEncoding: [{ contentType: 'application/json' }],
    itemEncoding: { contentType: 'image/png', headers: [{ name: 'X-Fixed', value: 'a' }] },
  })
})
