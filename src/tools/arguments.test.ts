import { describe, expect, test } from 'vitest'
import type { BodyMedia, Operation, Parameter, ParameterPlace } from '../catalog/index.ts'
import { CustomApiError, ExactNumber, type JsonSchema } from '../core/index.ts'
import { prepareCall } from './arguments.ts'
import { inputSchema, noOffer, toSignature } from './signature.ts'
import { operationOf, parameterOf } from '../../test/support/target.ts'
import { cpuSeconds } from '../../test/support/cpu-time.ts'

const parameter = (
  name: string,
  place: ParameterPlace,
  schema: JsonSchema = { type: 'string' },
  more = {},
): Parameter => parameterOf(place, name, { schema, ...more })
const media = (mediaType: string, schema: JsonSchema): BodyMedia => ({ mediaType, schema, encoding: {} })
const json = (schema: JsonSchema, required = true) => ({ required, media: [media('application/json', schema)] })
const pet: JsonSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 0 }, id: { type: 'integer' } },
  required: ['name'],
}

function prepared(operation: Operation, input: unknown, contentType?: string) {
  const call = prepareCall(toSignature(operation), input, contentType)
  return {
    values: Object.fromEntries(
      call.values.map(({ parameter: { name, in: place }, value }) => [`${place}.${name}`, value]),
    ),
    body: call.body?.value,
    mediaType: call.body?.media.mediaType,
  }
}

function refusal(operation: Operation, input: unknown, contentType?: string): string {
  try {
    prepareCall(toSignature(operation), input, contentType)
  } catch (thrown) {
    if (thrown instanceof CustomApiError) return `${thrown.code}: ${thrown.message}`
    throw thrown
  }
  return 'accepted'
}

const withQuery = (schema: JsonSchema, required = false) =>
  operationOf({ parameters: [parameter('q', 'query', schema, { required })] })

describe('flattening', () => {
  const everywhere = operationOf({
    path: '/pets/{id}',
    parameters: (['cookie', 'header', 'query', 'path'] as ParameterPlace[]).map((place) => parameter('id', place)),
    body: json(pet),
  })

  test('a name used in several places is told apart, path first', () => {
    expect(Object.keys(inputSchema(toSignature(everywhere), noOffer).properties)).toEqual([
      'id',
      'query_id',
      'header_id',
      'cookie_id',
      'name',
      'age',
      'body_id',
    ])
  })

  test.each<[string, JsonSchema, boolean, readonly string[]]>([
    [
      'an optional body that can hold nothing',
      { type: 'object', properties: {}, additionalProperties: false },
      false,
      [],
    ],
    ['a required one', { type: 'object', properties: {}, additionalProperties: false }, true, ['body']],
    ['one of any object', { type: 'object', properties: {} }, false, ['body']],
    ['one with alternatives', { type: 'object', additionalProperties: false, anyOf: [{}] }, false, ['body']],
  ])('%s: %j, required %j, gives %j', (_, schema, required, names) => {
    const form = { required, media: [media('application/x-www-form-urlencoded', schema)] }
    const signature = toSignature(operationOf({ method: 'GET', body: form }))
    expect(Object.keys(inputSchema(signature, noOffer).properties)).toEqual(names)
  })

  test('each lands where it belongs', () => {
    const input = { id: 'p', query_id: 'q', header_id: 'h', cookie_id: 'c', name: 'Rex', body_id: 7 }
    expect(prepared(everywhere, input)).toEqual({
      values: { 'path.id': 'p', 'query.id': 'q', 'header.id': 'h', 'cookie.id': 'c' },
      body: { name: 'Rex', id: 7 },
      mediaType: 'application/json',
    })
  })

  test.each([
    ['include[]', 'include'],
    ['$filter', 'filter'],
    ['user.name', 'user.name'],
    ['page[size]', 'page_size'],
    ['select', 'query_select'],
    ['environment', 'query_environment'],
    ['confirm', 'query_confirm'],
    ['contentType', 'query_contentType'],
    ['__proto__', 'proto'],
    ['größe', 'gro_e'],
  ])('%s is published as %s', (name, flat) => {
    const operation = operationOf({ parameters: [parameter(name, 'query')] })
    expect(Object.keys(inputSchema(toSignature(operation), noOffer).properties)).toEqual([flat])
    expect(prepared(operation, { [flat]: 'x' }).values).toEqual(JSON.parse(`{"query.${name}":"x"}`))
  })

  test('a name of foreign letters gets a legal one', () => {
    const operation = operationOf({ parameters: [parameter('имя', 'query')] })
    const [name = ''] = Object.keys(inputSchema(toSignature(operation), noOffer).properties)
    expect(name).toMatch(/^query_[0-9a-f]{4}$/)
    expect(prepared(operation, { имя: 'x' }).values).toEqual({ 'query.имя': 'x' })
  })

  test('a rewritten name is accepted in its original form too', () => {
    const operation = operationOf({ parameters: [parameter('include[]', 'query', { type: 'array', items: {} })] })
    expect(prepared(operation, { 'include[]': ['a'] }).values).toEqual({ 'query.include[]': ['a'] })
  })

  test.each([
    ['an array', { type: 'array', items: { type: 'string' } }, ['a']],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }, { a: 'b' }],
    ['alternatives at the root', { anyOf: [{ type: 'object', properties: { a: {} } }, { type: 'string' }] }, 'x'],
    ['a string', { type: 'string' }, 'x'],
  ])('%s is the argument body', (_, schema, value) => {
    const operation = operationOf({ method: 'POST', body: json(schema as JsonSchema) })
    expect(Object.keys(inputSchema(toSignature(operation), noOffer).properties)).toEqual(['body'])
    expect(prepared(operation, { body: value }).body).toEqual(value)
  })

  test('properties of an optional body are not required, until one is given', () => {
    const operation = operationOf({ method: 'POST', body: json(pet, false) })
    expect(inputSchema(toSignature(operation), noOffer).required).toBeUndefined()
    expect(prepared(operation, {})).toEqual({ values: {}, body: undefined, mediaType: undefined })
    expect(refusal(operation, { age: 3 })).toBe('arguments.invalid: name: missing, expected string')
  })

  test('a required body without required properties goes out empty', () => {
    const schema: JsonSchema = { type: 'object', properties: { a: { type: 'string' } } }
    expect(prepared(operationOf({ method: 'POST', body: json(schema) }), {}).body).toEqual({})
  })

  test('unknown names go where the body declares additional properties', () => {
    const open = operationOf({ method: 'POST', body: json({ ...pet, additionalProperties: true }) })
    expect(prepared(open, { name: 'a', other: 1 }).body).toEqual({ name: 'a', other: 1 })
    const typed = operationOf({ method: 'POST', body: json({ ...pet, additionalProperties: { type: 'integer' } }) })
    expect(prepared(typed, { name: 'a', other: '1' }).body).toEqual({ name: 'a', other: 1 })
    expect(refusal(typed, { name: 'a', other: 'x' })).toBe('arguments.invalid: other: expected integer, got "x"')
  })

  test('a whole body for a flattened one is taken apart', () => {
    const operation = operationOf({ method: 'POST', body: json(pet) })
    expect(prepared(operation, { body: '{"name":"Rex","age":"3"}' }).body).toEqual({ name: 'Rex', age: 3 })
    expect(refusal(operation, { body: { name: 'Rex', agee: 3 } })).toBe(
      'arguments.invalid: body.agee: unknown, did you mean "age"?',
    )
  })

  test('several media types give contentType, JSON by default', () => {
    const operation = operationOf({
      method: 'POST',
      body: {
        required: true,
        media: [
          media('application/json', pet),
          media('application/x-www-form-urlencoded', pet),
          media('text/plain', { type: 'string' }),
        ],
      },
    })
    const schema = inputSchema(toSignature(operation), noOffer)
    expect(Object.keys(schema.properties)).toEqual(['name', 'age', 'id', 'contentType'])
    expect(schema.properties['contentType']).toEqual({
      type: 'string',
      description: "text/plain: give `body` instead of the body's properties",
      enum: operation.body?.media.map((one) => one.mediaType),
    })
    expect(schema.required).toEqual(['name'])
    expect(prepared(operation, { name: 'a' }).mediaType).toBe('application/json')
    expect(prepared(operation, { name: 'a', contentType: 'application/x-www-form-urlencoded' }).mediaType).toBe(
      'application/x-www-form-urlencoded',
    )
    expect(prepared(operation, { body: 'hello' })).toMatchObject({ mediaType: 'text/plain', body: 'hello' })
    expect(prepared(operation, { body: 'hello' }, 'text/plain')).toMatchObject({
      mediaType: 'text/plain',
      body: 'hello',
    })
    expect(refusal(operation, {}, 'application/json')).toBe('arguments.invalid: name: missing, expected string')
    expect(refusal(operation, { name: 'a' }, 'text/csv')).toContain('contentType: expected one of application/json')
  })

  test('what AWS calls its JSON has named properties too', () => {
    const operation = operationOf({
      method: 'POST',
      body: { required: true, media: [media('application/x-amz-json-1.1', pet)] },
    })
    expect(inputSchema(toSignature(operation), noOffer).properties).toHaveProperty('name')
    expect(prepared(operation, { name: 'a' })).toMatchObject({
      mediaType: 'application/x-amz-json-1.1',
      body: { name: 'a' },
    })
  })

  test('a property of another media type alone says so', () => {
    const form: JsonSchema = { type: 'object', properties: { name: { type: 'string', description: 'A name.' }, x: {} } }
    const body = { required: false, media: [media('application/json', pet), media('text/vnd.x+json', form)] }
    const { properties } = inputSchema(toSignature(operationOf({ method: 'POST', body })), noOffer)
    expect(properties['x']).toEqual({ description: 'Only with contentType text/vnd.x+json.' })
    expect(properties['name']).toEqual({ type: 'string' })
  })

  test('a media range takes a concrete type', () => {
    const operation = operationOf({
      method: 'PUT',
      body: { required: true, media: [media('image/*', { type: 'string' })] },
    })
    expect(prepared(operation, { body: 'x' }, 'image/png')).toMatchObject({ mediaType: 'image/png', body: 'x' })
    expect(refusal(operation, {}, 'image/png')).toBe('arguments.invalid: body: missing, expected string')
  })

  test('credential parameters and what the config sets are no arguments', () => {
    const operation = operationOf({
      parameters: [
        parameter('Authorization', 'header'),
        parameter('Cookie', 'header'),
        parameter('X-Key', 'header'),
        parameter('Content-Encoding', 'header'),
        parameter('X-Forwarded-For', 'header'),
        parameter('version', 'query', {}, { required: true }),
        parameter('q', 'query'),
      ],
    })
    const fixed = { headers: new Set(['x-key']), query: new Set(['version']), cookies: new Set<string>() }
    expect(Object.keys(inputSchema(toSignature(operation, fixed), noOffer).properties)).toEqual(['q'])
  })
})

describe('repair', () => {
  test.each([
    ['a number in a string', { type: 'integer' }, '5', 5],
    ['a fraction in a string', { type: 'number' }, '1.5', 1.5],
    ['a boolean in a string', { type: 'boolean' }, 'True', true],
    ['an object in a string', { type: 'object' }, '{"a":1}', { a: 1 }],
    ['an array in a string', { type: 'array', items: { type: 'integer' } }, '[1,"2"]', [1, 2]],
    ['a number for a string', { type: 'string' }, 5, '5'],
    ['a boolean for a string', { type: 'string' }, true, 'true'],
    ['one value for a list', { type: 'array', items: { type: 'string' } }, 'a', ['a']],
    ['one number for a list', { type: 'array', items: { type: 'string' } }, 5, ['5']],
    ['one object for a list', { type: 'array', items: { type: 'object' } }, { a: 1 }, [{ a: 1 }]],
    ['a comma list of known values', { type: 'array', items: { enum: ['a', 'b'] } }, 'a, b', ['a', 'b']],
    ['other letter case', { type: 'string', enum: ['open', 'closed'] }, 'OPEN', 'open'],
    ['null in a string', { type: ['integer', 'null'] }, 'null', null],
    [
      'deep inside',
      { type: 'object', properties: { a: { type: 'array', items: { type: 'integer' } } } },
      { a: ['1'] },
      { a: [1] },
    ],
    [
      'through one alternative',
      { anyOf: [{ type: 'object', properties: { n: { type: 'integer' } } }, { type: 'null' }] },
      { n: '1' },
      { n: 1 },
    ],
    ['a string stays where strings are taken', { anyOf: [{ type: 'string' }, { type: 'integer' }] }, '5', '5'],
    ['a string stays where anything is taken', {}, '{"a":1}', '{"a":1}'],
    ['a string number keeps its leading zero', { type: 'string' }, '007', '007'],
  ])('%s', (_, schema, given, value) => {
    expect(prepared(withQuery(schema as JsonSchema), { q: given }).values).toEqual({ 'query.q': value })
  })

  test('digits beyond 2^53 are kept exactly', () => {
    const { values } = prepared(withQuery({ type: 'integer' }), { q: '12345678901234567890' })
    expect(values['query.q']).toEqual(new ExactNumber('12345678901234567890'))
    const exact = prepared(withQuery({ type: 'string' }), { q: new ExactNumber('12345678901234567890') })
    expect(exact.values['query.q']).toBe('12345678901234567890')
    const integer = prepared(withQuery({ type: 'integer' }), { q: new ExactNumber('12345678901234567890') })
    expect(String(integer.values['query.q'])).toBe('12345678901234567890')
  })

  test.each([[{ type: 'integer' }], [{ type: 'string' }], [{}]])(
    'a number that may have lost digits is refused by %o',
    (schema) => {
      expect(refusal(withQuery(schema), { q: 2 ** 60 })).toContain('send it as a string')
    },
  )

  test('null for an optional parameter is no value', () => {
    expect(prepared(withQuery({ type: 'string' }), { q: null }).values).toEqual({})
    expect(refusal(withQuery({ type: 'string' }, true), { q: null })).toBe(
      'arguments.invalid: q: expected string, got null',
    )
  })

  test('arguments as one JSON string', () => {
    expect(prepared(withQuery({ type: 'integer' }), '{"q":"5"}').values).toEqual({ 'query.q': 5 })
  })
})

describe('refusals name the argument and what was expected', () => {
  test.each([
    [{ type: 'integer' }, 'abc', 'q: expected integer, got "abc"'],
    [{ type: 'integer', minimum: 1, maximum: 100 }, 200, 'q: expected integer from 1 to 100, got 200'],
    [{ type: 'string', enum: ['a', 'b'] }, 'c', 'q: expected one of "a", "b", got "c"'],
    [{ type: 'array', items: { type: 'integer' } }, ['a'], 'q/0: expected integer, got "a"'],
    [{ type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }, {}, 'q/a: missing'],
    [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, 'x', 'q: expected integer or null, got "x"'],
    [{ type: 'string', pattern: '^a+$' }, 'b', 'q: text that matches ^a+$'],
    [{ type: 'array', uniqueItems: true }, [1, 1], 'q: items that differ'],
    [
      { type: 'array', uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'q: items that differ',
    ],
    [{ type: 'object', additionalProperties: false, properties: { a: {} } }, { b: 1 }, 'q/b: unknown name'],
    [
      { type: 'object', additionalProperties: false, patternProperties: { '^x': { type: 'integer' } } },
      { y: 1 },
      'q/y: unknown name',
    ],
    [{ type: 'object', patternProperties: { '^x': { type: 'integer' } } }, { x: 'a' }, 'q/x: does not fit'],
    [
      {
        anyOf: [
          { type: 'string', pattern: '^a' },
          { type: 'string', pattern: '^b' },
        ],
      },
      'c',
      'q: text that matches ^a',
    ],
  ])('%o given %o', (schema, value, message) => {
    expect(refusal(withQuery(schema as JsonSchema), { q: value })).toBe(`arguments.invalid: ${message}`)
  })

  test.each([
    [{ type: 'string', pattern: '(?=x)y' }, 'z'],
    [
      {
        anyOf: [
          { type: 'string', pattern: '^a' },
          { type: 'string', pattern: '^b' },
        ],
      },
      'b',
    ],
    [{ type: 'object', patternProperties: { '^x': { type: 'integer' } }, additionalProperties: false }, { x1: 1 }],
    [{ type: 'string', format: 'date-time' }, 'tomorrow'],
    [{ oneOf: [{ type: 'integer' }, { type: 'number' }] }, 5],
    [JSON.parse('{"if":{"properties":{"a":{"pattern":"^x"}}},"then":{"required":["b"]}}'), { a: 'y' }],
  ] as [JsonSchema, unknown][])('%o takes %o', (schema, value) => {
    expect(refusal(withQuery(schema), { q: value })).toBe('accepted')
  })

  test('unknown names get the nearest known one', () => {
    const operation = operationOf({ parameters: [parameter('limit', 'query', { type: 'integer' })] })
    expect(refusal(operation, { limt: 5 })).toBe('arguments.invalid: limt: unknown, did you mean "limit"?')
    expect(refusal(operation, { zebra: 5 })).toBe('arguments.invalid: zebra: unknown, known are limit')
    expect(refusal(operationOf({}), { zebra: 5 })).toBe(
      'arguments.invalid: zebra: unknown, this operation takes no arguments',
    )
  })

  test('several wrong ones are all named', () => {
    const parameters: Parameter[] = [
      parameter('a', 'query', { type: 'integer' }),
      parameter('b', 'path', { type: 'string' }, { required: true }),
    ]
    expect(refusal(operationOf({ parameters }), { a: 'x', c: 1 })).toBe(
      'arguments.invalid: c: unknown, did you mean "b"?; b: missing, expected string; a: expected integer, got "x"',
    )
  })

  test.each([[5], [[1]], ['nonsense']])('%o is no set of arguments', (input) => {
    expect(refusal(operationOf({}), input)).toBe('arguments.invalid: arguments must be an object of names and values')
  })

  test('hostile schemas and values cost no time', () => {
    const taken = cpuSeconds(() => {
      expect(refusal(withQuery({ type: 'string', pattern: '^(a+)+$' }), { q: `${'a'.repeat(50_000)}!` })).toContain(
        'matches',
      )
      const many = Array.from({ length: 20_000 }, (_, index) => index)
      expect(refusal(withQuery({ type: 'array', uniqueItems: true }), { q: many })).toBe('accepted')
      const wrong = Array.from({ length: 200_000 }, () => 'x')
      expect(refusal(withQuery({ type: 'array', items: { type: 'integer' } }), { q: wrong })).toContain(
        'arguments.invalid',
      )
      let deep: unknown = 1
      for (let i = 0; i < 5_000; i++) deep = [deep]
      expect(refusal(withQuery({}), { q: deep })).toContain('nests deeper')
    })
    expect(taken).toBeLessThan(3)
  })

  test('__proto__ is plain data', () => {
    const open = operationOf({ method: 'POST', body: json({ ...pet, additionalProperties: true }) })
    const { body } = prepared(open, JSON.parse('{"name":"a","__proto__":{"x":1}}'))
    expect(Object.keys(body as object)).toEqual(['name', '__proto__'])
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
})
