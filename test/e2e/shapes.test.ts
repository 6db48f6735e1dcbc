import { describe, expect, test } from 'vitest'
import { inMemory } from '../support/body.ts'
import { describeText } from '../../src/catalog/test-catalog.ts'
import { planOperation } from '../../src/execute/index.ts'
import { operationTool, prepareCall } from '../../src/tools/index.ts'
import { targetOf } from '../support/target.ts'

/** What an API's author wrote for one path item, what a model gives, and what must go out. */
interface Row {
  readonly what: string
  readonly path?: string
  /** A path item; without a method it is that of a `get`. */
  readonly item: object
  readonly rest?: object
  readonly input?: object
  readonly sends: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The names of the arguments that the tool shows. */
  readonly shows?: readonly string[]
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'query']
const text = { type: 'string' }
const query = (name: string, schema: object = text, parts: object = {}) => ({ name, in: 'query', schema, ...parts })
const inPath = (name: string, schema: object = text, parts: object = {}) => ({
  name,
  in: 'path',
  required: true,
  schema,
  ...parts,
})
const content = (type: string, schema: object, parts: object = {}) => ({ content: { [type]: { schema, ...parts } } })
const posting = (type: string, schema: object, parts: object = {}) => ({
  post: { requestBody: { required: true, ...content(type, schema, parts) } },
})

async function travel({ path = '/x', item, rest = {}, input = {} }: Row) {
  const whole = methods.some((method) => method in item) ? item : { get: item }
  const description = await describeText({ openapi: '3.1.0', info: {}, paths: { [path]: whole }, ...rest })
  const operation = await description.operation(description.rows[0]?.key ?? '')
  const { inputSchema } = operationTool('x', operation)
  const { request } = planOperation(targetOf({ baseUrl: 'https://api.example.com' }), prepareCall(operation, input))
  return {
    shows: Object.keys(inputSchema.properties),
    sends: `${request.method} ${request.path}${request.query === '' ? '' : `?${request.query}`}`,
    body: inMemory(request.body).toString(),
    headers: Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value])),
  }
}

const rows: Readonly<Record<string, readonly Row[]>> = {
  'paths as frameworks write them': [
    {
      what: 'AWS: a greedy variable',
      path: '/{proxy+}',
      item: { parameters: [inPath('proxy')] },
      input: { proxy: 'a/b c' },
      sends: 'GET /a/b%20c',
      shows: ['proxy'],
    },
    {
      what: 'ASP.NET: a catch-all',
      path: '/f/{*path}',
      item: { parameters: [inPath('path')] },
      input: { path: 'a/b' },
      sends: 'GET /f/a/b',
      shows: ['path'],
    },
    {
      what: 'ASP.NET: a double catch-all',
      path: '/f/{**path}',
      item: { parameters: [inPath('path')] },
      input: { path: 'a/b' },
      sends: 'GET /f/a/b',
      shows: ['path'],
    },
    {
      what: 'RFC 6570: reserved expansion',
      path: '/v1/{+name}:run',
      item: { parameters: [inPath('name')] },
      input: { name: 'projects/p' },
      sends: 'GET /v1/projects/p:run',
      shows: ['name'],
    },
    {
      what: 'JAX-RS: a pattern',
      path: '/u/{id:[0-9]+}',
      item: { parameters: [inPath('id')] },
      input: { id: '7' },
      sends: 'GET /u/7',
      shows: ['id'],
    },
    {
      what: 'ASP.NET: a constraint',
      path: '/u/{id:int}',
      item: { parameters: [inPath('id', { type: 'integer' })] },
      input: { id: 7 },
      sends: 'GET /u/7',
      shows: ['id'],
    },
    {
      what: 'an optional variable',
      path: '/u/{id?}',
      item: { parameters: [inPath('id')] },
      input: { id: '7' },
      sends: 'GET /u/7',
      shows: ['id'],
    },
    {
      what: 'gRPC: a resource name',
      path: '/v1/{name=projects/*}',
      item: { parameters: [inPath('name')] },
      input: { name: 'projects/p' },
      sends: 'GET /v1/projects/p',
      shows: ['name'],
    },
    {
      what: 'Express: a colon',
      path: '/u/:id/posts',
      item: { parameters: [inPath('id')] },
      input: { id: 'a b' },
      sends: 'GET /u/a%20b/posts',
      shows: ['id'],
    },
    {
      what: 'a custom verb is no variable',
      path: '/u/{id}:cancel',
      item: { parameters: [inPath('id')] },
      input: { id: '7' },
      sends: 'GET /u/7:cancel',
      shows: ['id'],
    },
    {
      what: 'other letter case',
      path: '/u/{userId}',
      item: { parameters: [inPath('userid')] },
      input: { userId: '7' },
      sends: 'GET /u/7',
      shows: ['userId'],
    },
    {
      what: 'snake and camel',
      path: '/u/{user_id}',
      item: { parameters: [inPath('userId', { type: 'integer' })] },
      input: { user_id: 7 },
      sends: 'GET /u/7',
      shows: ['user_id'],
    },
    {
      what: 'spaces inside the braces',
      path: '/u/{ id }',
      item: { parameters: [inPath('id')] },
      input: { id: '7' },
      sends: 'GET /u/7',
      shows: ['id'],
    },
    {
      what: 'a variable that the path does not have',
      path: '/u',
      item: { parameters: [inPath('id')] },
      sends: 'GET /u',
      shows: [],
    },
    {
      what: 'two variables in a segment',
      path: '/m/{lat},{lon}.png',
      item: { parameters: [inPath('lat', { type: 'number' }), inPath('lon', { type: 'number' })] },
      input: { lat: 1.5, lon: -2 },
      sends: 'GET /m/1.5,-2.png',
    },
    {
      what: 'a trailing slash',
      path: '/u/{id}/',
      item: { parameters: [inPath('id')] },
      input: { id: '7' },
      sends: 'GET /u/7/',
    },
    {
      what: 'a query string with a variable',
      path: '/u?id={id}',
      item: { parameters: [query('id')] },
      input: { id: 'a b' },
      sends: 'GET /u?id=a%20b',
      shows: ['id'],
    },
    {
      what: 'a query string with a path variable',
      path: '/u?id={id}&v=2',
      item: { parameters: [inPath('id')] },
      input: { id: 'a&b' },
      sends: 'GET /u?v=2&id=a%26b',
      shows: ['id'],
    },
    {
      what: 'AWS: an action in the query',
      path: '/?Action=List',
      item: { parameters: [query('Marker')] },
      input: { Marker: 'm' },
      sends: 'GET /?Action=List&Marker=m',
    },
  ],
  'query parameters as APIs have them': [
    {
      what: 'OData',
      item: { parameters: [query('$filter'), query('$top', { type: 'integer' })] },
      input: { filter: "Name eq 'a'", top: 5 },
      sends: 'GET /x?%24filter=Name%20eq%20%27a%27&%24top=5',
      shows: ['filter', 'top'],
    },
    {
      what: 'JSON:API',
      item: { parameters: [query('page[size]', { type: 'integer' }), query('filter[name]')] },
      input: { page_size: 5, filter_name: 'a' },
      sends: 'GET /x?page%5Bsize%5D=5&filter%5Bname%5D=a',
    },
    {
      what: 'JSON:API: filter as deepObject',
      item: {
        parameters: [
          query(
            'filter',
            { type: 'object', properties: { age: { type: 'object', properties: { gte: { type: 'integer' } } } } },
            { style: 'deepObject', explode: true },
          ),
        ],
      },
      input: { filter: { age: { gte: 5 } } },
      sends: 'GET /x?filter%5Bage%5D%5Bgte%5D=5',
    },
    {
      what: 'Rails: a list with brackets',
      item: { parameters: [query('ids[]', { type: 'array', items: { type: 'integer' } })] },
      input: { ids: [1, 2] },
      sends: 'GET /x?ids%5B%5D=1&ids%5B%5D=2',
    },
    {
      what: 'any further keys',
      item: { parameters: [query('params', { type: 'object', additionalProperties: text })] },
      input: { params: { a: '1', b: 'x y' } },
      sends: 'GET /x?a=1&b=x%20y',
    },
    {
      what: 'one of a list',
      item: { parameters: [query('id', { oneOf: [text, { type: 'array', items: text }] }, { explode: false })] },
      input: { id: ['a', 'b,c'] },
      sends: 'GET /x?id=a,b%2Cc',
    },
    {
      what: 'JSON content',
      item: { parameters: [{ name: 'q', in: 'query', ...content('application/json', { type: 'object' }) }] },
      input: { q: { a: [1] } },
      sends: 'GET /x?q=%7B%22a%22%3A%5B1%5D%7D',
    },
    {
      what: 'a flag without a value',
      item: { parameters: [query('archived', text, { allowEmptyValue: true })] },
      input: { archived: '' },
      sends: 'GET /x?archived=',
    },
    {
      what: 'a boolean',
      item: { parameters: [query('all', { type: 'boolean' })] },
      input: { all: false },
      sends: 'GET /x?all=false',
    },
    {
      what: 'a large integer',
      item: { parameters: [query('since', { type: 'integer', format: 'int64' })] },
      input: { since: '9007199254740993' },
      sends: 'GET /x?since=9007199254740993',
    },
    {
      what: 'a time with an offset',
      item: { parameters: [query('at', { type: 'string', format: 'date-time' })] },
      input: { at: '2024-01-01T00:00:00+02:00' },
      sends: 'GET /x?at=2024-01-01T00%3A00%3A00%2B02%3A00',
    },
    {
      what: 'a sort order with reserved characters',
      item: { parameters: [query('sort', text, { allowReserved: true })] },
      input: { sort: 'name:asc,-age' },
      sends: 'GET /x?sort=name:asc,-age',
    },
    {
      what: '3.2: the whole query string',
      item: {
        parameters: [
          { name: 'q', in: 'querystring', ...content('application/x-www-form-urlencoded', { type: 'object' }) },
        ],
      },
      input: { q: { a: 1, b: ['x', 'y'] } },
      sends: 'GET /x?a=1&b=x&b=y',
    },
    {
      what: 'the same name in path and query',
      path: '/x/{id}',
      item: { parameters: [inPath('id'), query('id')] },
      input: { id: 'a', query_id: 'b' },
      sends: 'GET /x/a?id=b',
    },
    {
      what: 'an operation parameter in place of the path item’s',
      item: { parameters: [query('n', text)], get: { parameters: [query('n', { type: 'integer' })] } },
      input: { n: '5' },
      sends: 'GET /x?n=5',
      shows: ['n'],
    },
    {
      what: 'Swagger words in a 3.x description',
      item: { parameters: [{ name: 'ids', in: 'query', type: 'array', items: text, collectionFormat: 'csv' }] },
      input: { ids: ['a', 'b'] },
      sends: 'GET /x?ids=a,b',
    },
    {
      what: 'a place in capitals',
      item: { parameters: [{ name: 'q', in: 'Query', schema: text }] },
      input: { q: 'a' },
      sends: 'GET /x?q=a',
    },
    {
      what: 'an unquoted YAML version',
      item: { parameters: [query('v', { type: 'string', enum: ['1.0', '2.0'] })] },
      input: { v: '1.0' },
      sends: 'GET /x?v=1.0',
    },
  ],
  headers: [
    {
      what: 'an ETag keeps its quotes',
      item: { parameters: [{ name: 'If-Match', in: 'header', schema: text }] },
      input: { 'If-Match': '"abc"' },
      sends: 'GET /x',
      headers: { 'if-match': '"abc"' },
    },
    {
      what: 'a list',
      item: { parameters: [{ name: 'X-Ids', in: 'header', schema: { type: 'array', items: text } }] },
      input: { 'X-Ids': ['a', 'b'] },
      sends: 'GET /x',
      headers: { 'x-ids': 'a,b' },
    },
    {
      what: 'JSON content',
      item: { parameters: [{ name: 'X-Arg', in: 'header', ...content('application/json', { type: 'object' }) }] },
      input: { 'X-Arg': { p: 'ü' } },
      sends: 'GET /x',
      headers: { 'x-arg': '{"p":"\\u00fc"}' },
    },
  ],
  bodies: [
    {
      what: 'any media type',
      item: posting('*/*', { type: 'object', properties: { a: text } }),
      input: { a: 'x' },
      sends: 'POST /x',
      body: '{"a":"x"}',
      headers: { 'content-type': 'application/json' },
      shows: ['a'],
    },
    {
      what: 'any application type',
      item: posting('application/*', { type: 'object', properties: { a: text } }),
      input: { a: 'x' },
      sends: 'POST /x',
      body: '{"a":"x"}',
      headers: { 'content-type': 'application/json' },
      shows: ['a'],
    },
    {
      what: 'a list at the root',
      item: posting('application/json', { type: 'array', items: { type: 'integer' } }),
      input: { body: ['1'] },
      sends: 'POST /x',
      body: '[1]',
    },
    {
      what: 'a JSON string at the root',
      item: posting('application/json', text),
      input: { body: 'a' },
      sends: 'POST /x',
      body: '"a"',
    },
    {
      what: 'a property named body',
      item: posting('application/json', { type: 'object', properties: { title: text, body: text } }),
      input: { title: 't', body: 'b' },
      sends: 'POST /x',
      body: '{"title":"t","body":"b"}',
    },
    {
      what: 'a merge patch with null',
      item: {
        patch: {
          requestBody: content('application/merge-patch+json', {
            type: 'object',
            properties: { a: { type: ['string', 'null'] } },
          }),
        },
      },
      input: { a: null },
      sends: 'PATCH /x',
      body: '{"a":null}',
      headers: { 'content-type': 'application/merge-patch+json' },
    },
    {
      what: 'a JSON patch',
      item: {
        patch: { requestBody: content('application/json-patch+json', { type: 'array', items: { type: 'object' } }) },
      },
      input: { body: [{ op: 'remove', path: '/a' }] },
      sends: 'PATCH /x',
      body: '[{"op":"remove","path":"/a"}]',
    },
    {
      what: 'GET with a body',
      item: { get: { requestBody: content('application/json', { type: 'object', properties: { q: text } }) } },
      input: { q: 'a' },
      sends: 'GET /x',
      body: '{"q":"a"}',
    },
    {
      what: 'DELETE with a body',
      item: {
        delete: {
          requestBody: content('application/json', {
            type: 'object',
            properties: { ids: { type: 'array', items: text } },
          }),
        },
      },
      input: { ids: ['a'] },
      sends: 'DELETE /x',
      body: '{"ids":["a"]}',
    },
    {
      what: 'QUERY of 3.2',
      item: { query: { requestBody: content('application/json', { type: 'object', properties: { q: text } }) } },
      rest: { openapi: '3.2.0' },
      input: { q: 'a' },
      sends: 'QUERY /x',
      body: '{"q":"a"}',
    },
    {
      what: 'allOf with a oneOf inside',
      item: posting('application/json', {
        allOf: [
          { type: 'object', properties: { a: text } },
          { oneOf: [{ properties: { b: text } }, { properties: { c: text } }] },
        ],
      }),
      input: { body: { a: 'x', c: 'y' } },
      sends: 'POST /x',
      body: '{"a":"x","c":"y"}',
    },
    {
      what: 'a Swagger body in a 3.x description',
      item: {
        post: {
          parameters: [{ name: 'b', in: 'body', required: true, schema: { type: 'object', properties: { a: text } } }],
        },
      },
      input: { a: 'x' },
      sends: 'POST /x',
      body: '{"a":"x"}',
      shows: ['a'],
    },
    {
      what: 'Swagger form fields in a 3.x description',
      item: { post: { parameters: [{ name: 'a', in: 'formData', type: 'string' }] } },
      input: { a: 'x y' },
      sends: 'POST /x',
      body: 'a=x+y',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    {
      what: 'a requestBody in a Swagger 2.0 description',
      item: posting('application/json', { type: 'object', properties: { a: text } }),
      rest: { openapi: undefined, swagger: '2.0' },
      input: { a: 'x' },
      sends: 'POST /x',
      body: '{"a":"x"}',
      shows: ['a'],
    },
    {
      what: 'a form with a JSON field',
      item: posting('application/x-www-form-urlencoded', {
        type: 'object',
        properties: { payload: { type: 'object' } },
      }),
      input: { payload: { a: 1 } },
      sends: 'POST /x',
      body: 'payload=%7B%22a%22%3A1%7D',
    },
    {
      what: 'a form with a list',
      item: posting('application/x-www-form-urlencoded', {
        type: 'object',
        properties: { MediaUrl: { type: 'array', items: text } },
      }),
      input: { MediaUrl: ['a', 'b'] },
      sends: 'POST /x',
      body: 'MediaUrl=a&MediaUrl=b',
    },
    {
      what: 'a GraphQL call',
      item: posting('application/json', {
        type: 'object',
        required: ['query'],
        properties: { query: text, variables: { type: 'object' } },
      }),
      input: { query: '{ me { id } }', variables: '{"a":1}' },
      sends: 'POST /x',
      body: '{"query":"{ me { id } }","variables":{"a":1}}',
    },
    {
      what: 'text',
      item: posting('text/plain', text),
      input: { body: 'a\nb' },
      sends: 'POST /x',
      body: 'a\nb',
      headers: { 'content-type': 'text/plain' },
    },
    {
      what: 'a map',
      item: posting('application/json', { type: 'object', additionalProperties: { type: 'number' } }),
      input: { body: { a: '1.5' } },
      sends: 'POST /x',
      body: '{"a":1.5}',
    },
  ],
}

describe.each(Object.entries(rows))('%s', (_, group) => {
  test.each(group)('$what', async (row) => {
    const sent = await travel(row)
    expect({ sends: sent.sends, body: sent.body }).toEqual({ sends: row.sends, body: row.body ?? '' })
    expect(sent.headers).toMatchObject(row.headers ?? {})
    expect(sent.shows).toEqual(row.shows ?? sent.shows)
  })
})
