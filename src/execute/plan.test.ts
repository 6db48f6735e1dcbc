import { describe, expect, test } from 'vitest'
import { inMemory } from '../../test/support/body.ts'
import { mediaOf, operationOf, parameterOf, targetOf } from '../../test/support/target.ts'
import type { Authorizer } from '../auth/index.ts'
import { CustomApiError, ExactNumber } from '../core/index.ts'
import type { OperationCall, Target } from './model.ts'
import { planOperation } from './plan.ts'

const reserving = (parts: { headers?: string[]; query?: string[] }): Authorizer => ({
  ...targetOf().authorizer,
  reserved: { headers: new Set(parts.headers), query: new Set(parts.query), cookies: new Set() },
})

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (thrown) {
    return thrown instanceof CustomApiError && thrown.hint !== undefined ? thrown.code : String(thrown)
  }
  return 'nothing thrown'
}

const at = (path: string, values: Readonly<Record<string, unknown>>, parts = {}, target: Target = targetOf()) =>
  planOperation(target, {
    operation: operationOf({ path }),
    values: Object.entries(values).map(([name, value]) => ({ parameter: parameterOf('path', name, parts), value })),
  }).request.path

describe('a path value stays in its segment', () => {
  test.each([
    ['a/b', '/v1/items/a%2Fb'],
    ['a?b#c', '/v1/items/a%3Fb%23c'],
    ['1.0', '/v1/items/1.0'],
    ['...', '/v1/items/...'],
    ['.git', '/v1/items/.git'],
    ['a..b', '/v1/items/a..b'],
    ['%41', '/v1/items/%2541'],
    ['@user:x', '/v1/items/%40user%3Ax'],
    ['https://x.example/y', '/v1/items/https%3A%2F%2Fx.example%2Fy'],
    [7, '/v1/items/7'],
  ])('%s', (id, path) => {
    expect(at('/items/{id}', { id })).toBe(path)
  })

  test.each([
    ['.'],
    ['..'],
    ['%2e%2e'],
    ['%2E.'],
    ['.%2e'],
    ['%252e%252e'],
    ['%25252e%25252e'],
    ['../admin'],
    ['x/../../admin'],
    ['..\\admin'],
    ['..;x'],
    ['..;/admin'],
    ['..%2fadmin'],
    ['a\u0000b'],
    ['a\r\nb'],
    ['%00'],
    [''],
    [null],
    [[]],
    [{}],
    [undefined],
  ])('%j is refused', (id) => {
    expect(codeOf(() => at('/items/{id}', { id }))).toBe('arguments.invalid')
  })

  test('a dot made of the template and the value together is refused', () => {
    expect(codeOf(() => at('/items/.{id}', { id: '.' }))).toBe('arguments.invalid')
    expect(codeOf(() => at('/items/{a}{b}', { a: '.', b: '.' }))).toBe('arguments.invalid')
    expect(codeOf(() => at('/items/{id}', { id: null }, { style: 'label' }))).toBe('arguments.invalid')
    expect(codeOf(() => at('/items/{id}', { id: '.' }, { style: 'label' }))).toBe('arguments.invalid')
  })

  test('allowReserved opens no way out', () => {
    expect(at('/items/{id}', { id: 'a+b:c@d&e/f?g' }, { allowReserved: true })).toBe('/v1/items/a+b:c@d&e%2Ff%3Fg')
    expect(codeOf(() => at('/items/{id}', { id: '%2e%2e' }, { allowReserved: true }))).toBe('arguments.invalid')
  })

  test('a slot of several segments takes slashes and no more', () => {
    expect(at('/v2/{+name}:sign', { name: 'projects/p 1/keys/k' })).toBe('/v1/v2/projects/p%201/keys/k:sign')
    expect(codeOf(() => at('/v2/{+name}', { name: 'projects/../x' }))).toBe('arguments.invalid')
    expect(codeOf(() => at('/v2/{+name}', { name: 'projects//x' }))).toBe('arguments.invalid')
  })

  test('what a template holds beside its slots is kept, and encoded where a path cannot hold it', () => {
    expect(at("/a b/{id}.json;v=1/o'x/%20/{id}", { id: 1 })).toBe("/v1/a%20b/1.json;v=1/o'x/%20/1")
  })

  test('a missing one is named', () => {
    expect(() => at('/items/{itemId}', {})).toThrow('the path parameter "itemId" is missing')
  })
})

describe('the query', () => {
  const call = (names: readonly string[], suffix?: string): OperationCall => ({
    operation: operationOf(suffix === undefined ? {} : { suffix }),
    values: names.map((name) => ({ parameter: parameterOf('query', name), value: 'x' })),
  })

  test('fixed pairs come first, a fragment never goes', () => {
    const target = targetOf({ query: { 'api-version': '7 0', beta: 'no' } })
    expect(planOperation(target, call(['q'], '?beta=true#part')).request.query).toBe('beta=true&api-version=7%200&q=x')
    expect(planOperation(targetOf(), call(['q'], '#oauth')).request.query).toBe('q=x')
  })

  test.each([
    'api-version',
    'API-Version',
    'api-version[]',
    'api-version[0]',
    'beta',
    'key',
    'KEY',
    'key[a]',
    '_method',
  ])('%s cannot be added', (name) => {
    const target = targetOf({ query: { 'api-version': '7' }, authorizer: reserving({ query: ['key'] }) })
    expect(codeOf(() => planOperation(target, call([name], '?beta=true')))).toBe('arguments.invalid')
  })

  test.each([
    ['an exploded object', { style: 'form', explode: true }, { a: 1, key: 'mine' }],
    ['a value that would break out', { style: 'querystring' }, 'a=1&key=mine'],
  ] as const)('%s cannot smuggle the credential key in', (_, parts, value) => {
    const parameter = parameterOf('query', 'p', parts)
    const target = targetOf({ authorizer: reserving({ query: ['key'] }) })
    expect(codeOf(() => planOperation(target, { operation: operationOf(), values: [{ parameter, value }] }))).toBe(
      'arguments.invalid',
    )
  })
})

describe('headers', () => {
  const plan = (
    parts: Partial<Target>,
    names: Readonly<Record<string, unknown>> = {},
    responses: readonly string[] = [],
  ) =>
    planOperation(targetOf(parts), {
      operation: operationOf({
        responses: [
          { status: '200', description: '', headers: [], media: responses.map((mediaType) => ({ mediaType })) },
        ],
      }),
      values: Object.entries(names).map(([name, value]) => ({ parameter: parameterOf('header', name), value })),
    }).request.headers

  test.each([
    [[], 'application/json, */*;q=0.5'],
    [['application/json'], 'application/json, */*;q=0.1'],
    [['application/json; charset=utf-8'], 'application/json, */*;q=0.1'],
    [
      ['application/xml', 'application/vnd.x+json', 'application/json'],
      'application/json, application/vnd.x+json, application/xml;q=0.9, */*;q=0.1',
    ],
    [['image/png'], 'image/png, */*;q=0.1'],
    [['text/csv;header=present'], 'text/csv;header=present, */*;q=0.1'],
    [['*/*', 'nonsense'], 'application/json, */*;q=0.5'],
  ])('Accept for %j', (types, accept) => {
    expect(plan({}, {}, types)).toContainEqual(['Accept', accept])
  })

  test('the config outranks defaults, an argument outranks the config, each name once', () => {
    const headers = plan({ headers: { 'user-agent': 'mine/1', 'X-Version': '1' } }, { 'x-version': '2' })
    expect(headers).toEqual([
      ['Accept', 'application/json, */*;q=0.5'],
      ['user-agent', 'mine/1'],
      ['x-version', '2'],
    ])
  })

  test.each([
    'Host',
    'connection',
    'Transfer-Encoding',
    'CONTENT-LENGTH',
    'Cookie',
    'cookie2',
    'Forwarded',
    'X-Forwarded-For',
    'x_forwarded_host',
    'Via',
    'X-HTTP-Method-Override',
    'X-Method-Override',
    'X-HTTP-Method',
    'TE',
    'Upgrade',
    'Expect',
    'Authorization',
    'Proxy-Authorization',
    'X-API-KEY',
    'x_api_key',
    'X-Original-URL',
    'Accept-Encoding',
    'bad name',
    'x\r\ny',
    '',
  ])('the header %j is refused', (name) => {
    expect(codeOf(() => plan({ authorizer: reserving({ headers: ['x-api-key'] }) }, { [name]: 'x' }))).toBe(
      'arguments.invalid',
    )
  })

  test.each(['a\r\nX: y', 'a\nb', 'a\u0000', 'a\u007f'])('the value %j is refused', (value) => {
    expect(codeOf(() => plan({}, { 'X-Note': value }))).toBe('arguments.invalid')
  })
})

describe('bodies', () => {
  const body = (mediaType: string, value: unknown, encoding = {}) => {
    const { request } = planOperation(targetOf(), {
      operation: operationOf({ method: 'POST' }),
      values: [],
      body: { media: mediaOf(mediaType, encoding), value },
    })
    const type = request.headers.find(([name]) => name === 'Content-Type')?.[1]
    return [type, inMemory(request.body).toString('utf8')]
  }

  test.each<[string, unknown, string]>([
    [
      'application/json',
      { a: [1, null, 'ü'], n: new ExactNumber('12345678901234567890') },
      '{"a":[1,null,"ü"],"n":12345678901234567890}',
    ],
    ['application/vnd.api+json', 'text', '"text"'],
    ['application/merge-patch+json', null, 'null'],
    ['text/plain', 'ü', 'ü'],
    ['text/plain', 5, '5'],
    ['application/octet-stream', 'data:;base64,aGk=', 'hi'],
    ['application/octet-stream', 'plain', 'plain'],
    ['image/png', 'data:image/png;base64,aGk=', 'hi'],
    ['application/x-ndjson', [{ a: 1 }, { a: 2 }], '{"a":1}\n{"a":2}\n'],
  ])('%s', (type, value, text) => {
    expect(body(type, value)).toEqual([type, text])
  })

  test.each<[string, unknown, object, string]>([
    ['plain values', { a: 'x y&z', b: 1, c: true, d: null }, {}, 'a=x+y%26z&b=1&c=true&d='],
    ['WHATWG escaping', { 'a b': "*-._~!'()ü" }, {}, 'a+b=*-._%7E%21%27%28%29%C3%BC'],
    ['a list repeats', { a: [1, 2] }, {}, 'a=1&a=2'],
    ['an object is JSON', { a: { b: 1 } }, {}, 'a=%7B%22b%22%3A1%7D'],
    [
      'encoding deepObject',
      { metadata: { k: 'v', n: { m: [1] } } },
      { metadata: { style: 'deepObject', explode: true } },
      'metadata%5Bk%5D=v&metadata%5Bn%5D%5Bm%5D%5B0%5D=1',
    ],
    [
      'encoding deepObject on a list',
      { expand: ['a', 'b'] },
      { expand: { style: 'deepObject', explode: true } },
      'expand%5B0%5D=a&expand%5B1%5D=b',
    ],
    ['encoding form, not exploded', { a: [1, 2] }, { a: { style: 'form', explode: false } }, 'a=1,2'],
    ['encoding spaceDelimited', { a: ['x', 'y'] }, { a: { style: 'spaceDelimited' } }, 'a=x%20y'],
    [
      'encoding JSON',
      { a: [1, 2], b: 'json' },
      { a: { contentType: 'application/json' }, b: { contentType: 'application/json' } },
      'a=%5B1%2C2%5D&b=%22json%22',
    ],
    ['encoding form object', { a: { x: 1, y: 2 } }, { a: { style: 'form', explode: true } }, 'x=1&y=2'],
    ['an empty form', {}, {}, ''],
  ])('form: %s', (_, value, encoding, text) => {
    expect(body('application/x-www-form-urlencoded', value, encoding)[1]).toBe(text)
  })

  test('a media range takes the type of a data: URI, and JSON for an object', () => {
    expect(body('image/*', 'data:image/gif;base64,aGk=')).toEqual(['image/gif', 'hi'])
    expect(body('*/*', { a: 1 })).toEqual(['application/json', '{"a":1}'])
  })

  test.each([
    ['multipart/form-data', 'a', 'object'],
    ['multipart/form-data', { _method: 'DELETE' }, 'change the method'],
    ['application/xml', { 'a b': 1 }, 'no name that XML has'],
    ['application/xml', { a: 'x\u0001' }, 'a character that XML cannot carry'],
    ['image/*', 'plain', 'media type must be given'],
    ['*/*', 'plain', 'media type must be given'],
    ['image/png', { a: 1 }, 'data: URI'],
    ['image/png', 'data:;base64,a?', 'base64'],
    ['application/x-www-form-urlencoded', [1], 'object'],
    ['text/plain; charset=us-ascii', 'ü', 'charset'],
  ])('%s of %j is refused', (type, value, says) => {
    expect(codeOf(() => body(type, value))).toBe('arguments.invalid')
    expect(() => body(type, value)).toThrow(says)
  })

  test('no body, no Content-Type, whatever the config says; a finer one of the same type is kept', () => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8' }
    const operation = operationOf({ method: 'POST' })
    const types = [undefined, mediaOf('application/json'), mediaOf('text/plain')].map((media) => {
      const call = { operation, values: [], ...(media === undefined ? {} : { body: { media, value: 'x' } }) }
      return planOperation(targetOf({ headers }), call).request.headers.filter(([name]) => name === 'Content-Type')
    })
    expect(types).toEqual([[], [['Content-Type', 'application/json; charset=utf-8']], [['Content-Type', 'text/plain']]])
  })

  test('a Content-Type parameter names bytes, and nothing else', () => {
    const types = ['application/octet-stream', 'application/json'].map((type) => {
      const { request } = planOperation(targetOf(), {
        operation: operationOf({ method: 'POST' }),
        values: [{ parameter: parameterOf('header', 'Content-type'), value: 'application/x-tar' }],
        body: { media: mediaOf(type), value: 'x' },
      })
      return request.headers.filter(([name]) => /^content-type$/i.test(name))
    })
    expect(types).toEqual([[['Content-Type', 'application/x-tar']], [['Content-Type', 'application/json']]])
  })
})

test.each(['TRACE', 'CONNECT', 'FOO'])('%s never leaves', (method) => {
  expect(codeOf(() => planOperation(targetOf(), { operation: operationOf({ method }), values: [] }))).toBe(
    'arguments.invalid',
  )
})
