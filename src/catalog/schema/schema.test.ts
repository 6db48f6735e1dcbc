import { expect, test } from 'vitest'
import { bodySchema } from '../test-catalog.ts'

const person = { type: 'object', properties: { name: { type: 'string' } } }

test.each([
  {
    what: '3.0 nullable',
    version: '3.0.3',
    schema: { type: 'string', nullable: true },
    gives: { type: ['string', 'null'] },
  },
  {
    what: '3.0 nullable enum',
    version: '3.0.3',
    schema: { type: 'string', enum: ['a'], nullable: true },
    gives: { type: ['string', 'null'], enum: ['a', null] },
  },
  {
    what: 'boolean exclusiveMinimum',
    version: '3.0.3',
    schema: { type: 'integer', minimum: 1, exclusiveMinimum: true },
    gives: { type: 'integer', exclusiveMinimum: 1 },
  },
  {
    what: 'false exclusiveMaximum',
    version: '3.0.3',
    schema: { type: 'integer', maximum: 1, exclusiveMaximum: false },
    gives: { type: 'integer', maximum: 1 },
  },
  {
    what: 'example',
    version: '3.0.3',
    schema: { type: 'string', example: 'x' },
    gives: { type: 'string', examples: ['x'] },
  },
  {
    what: 'foreign keywords',
    version: '3.0.3',
    schema: { type: 'string', 'x-a': 1, xml: {}, externalDocs: {}, $id: 'u', id: 'u', $schema: 's', $anchor: 'a' },
    gives: { type: 'string' },
  },
  {
    what: 'oneOf',
    schema: { oneOf: [{ type: 'string' }, { type: 'integer' }], discriminator: { propertyName: 'x' } },
    gives: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
  },
  { what: 'oneOf of one', schema: { oneOf: [person] }, gives: person },
  {
    what: 'a reference with a description',
    schema: { $ref: '#/components/schemas/P', description: 'me' },
    gives: { ...person, description: 'me' },
  },
  {
    what: 'allOf of objects',
    schema: {
      allOf: [
        { $ref: '#/components/schemas/P' },
        { type: 'object', required: ['age'], properties: { age: { type: 'integer' } } },
      ],
    },
    gives: { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['age'] },
  },
  {
    what: 'limits under allOf',
    schema: {
      allOf: [
        { type: 'integer', minimum: 1, maximum: 9 },
        { minimum: 3, maximum: 20 },
      ],
    },
    gives: { type: 'integer', minimum: 3, maximum: 9 },
  },
  {
    what: 'nullable beside allOf',
    version: '3.0.3',
    schema: { nullable: true, allOf: [{ $ref: '#/components/schemas/P' }] },
    gives: { ...person, type: ['object', 'null'] },
  },
  {
    what: 'closed members of allOf',
    schema: {
      allOf: [
        { $ref: '#/components/schemas/P' },
        { properties: { b: { type: 'string' } }, additionalProperties: false },
      ],
    },
    gives: { type: 'object', properties: { name: { type: 'string' }, b: { type: 'string' } } },
  },
  {
    what: 'a readOnly property',
    schema: {
      type: 'object',
      required: ['id', 'a'],
      properties: { id: { type: 'string', readOnly: true }, a: { type: 'string' } },
    },
    gives: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
  },
  {
    what: 'a writeOnly property',
    schema: { type: 'object', properties: { p: { type: 'string', writeOnly: true } } },
    gives: { type: 'object', properties: { p: { type: 'string' } } },
  },
  {
    what: 'a draft 4 tuple',
    schema: { type: 'array', items: [{ type: 'string' }, { type: 'integer' }], additionalItems: false },
    gives: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
  },
  { what: 'an array without items', schema: { type: 'array' }, gives: { type: 'array', items: {} } },
  {
    what: 'numbers in a string enum',
    schema: { type: 'string', enum: [1, 2] },
    gives: { type: 'string', enum: ['1', '2'] },
  },
  {
    what: 'strings in an integer enum',
    schema: { type: 'integer', enum: ['1', '2'] },
    gives: { type: 'integer', enum: [1, 2] },
  },
  {
    what: 'an enum that contradicts its type',
    schema: { type: 'integer', enum: ['a'] },
    gives: { type: 'string', enum: ['a'] },
  },
  {
    what: 'required: true on a property',
    version: '3.0.3',
    schema: { type: 'object', properties: { a: { type: 'string', required: true } } },
    gives: { type: 'object', properties: { a: { type: 'string' } } },
  },
  {
    what: 'no type beside properties',
    schema: { properties: { a: { type: 'string' } } },
    gives: { type: 'object', properties: { a: { type: 'string' } } },
  },
  { what: 'an invented type', schema: { type: 'datetime' }, gives: { type: 'string', format: 'date-time' } },
  { what: 'a default that does not fit', schema: { type: 'string', default: null }, gives: { type: 'string' } },
  {
    what: 'unevaluatedProperties beside oneOf',
    schema: { type: 'object', unevaluatedProperties: false, oneOf: [person, { properties: { b: {} } }] },
    gives: { type: 'object', anyOf: [person, { type: 'object', properties: { b: {} } }] },
  },
  { what: 'true', schema: true, gives: {} },
  { what: 'false', schema: false, gives: { not: {} } },
  { what: 'null', schema: null, gives: {} },
  { what: 'a string', schema: 'string', gives: {} },
  { what: '$dynamicRef', schema: { type: 'array', items: { $dynamicRef: '#T' } }, gives: { type: 'array', items: {} } },
  {
    what: '$defs through the document',
    schema: { $ref: '#/components/schemas/D/$defs/in' },
    gives: { type: 'integer' },
  },
  { what: 'an anchor', schema: { $ref: '#here' }, gives: { type: 'boolean' } },
  { what: 'an encoded pointer', schema: { $ref: '#/components/schemas/A%20b~1c' }, gives: { type: 'number' } },
  {
    what: 'a pointer through a reference',
    schema: { $ref: '#/components/schemas/Alias/properties/name' },
    gives: { type: 'string' },
  },
  { what: 'a 2.0 pointer in 3.x', schema: { $ref: '#/definitions/P' }, gives: person },
  {
    what: 'an inherited name',
    schema: { $ref: '#/constructor' },
    gives: { description: 'Unresolved reference #/constructor' },
  },
  {
    what: 'a self reference',
    schema: { $ref: '#/components/schemas/Self' },
    gives: { type: 'object', description: 'A nested Self, the same shape again' },
  },
] as const)('$what', async ({ schema, gives, ...more }) => {
  const schemas = {
    P: person,
    D: { $defs: { in: { type: 'integer' } } },
    H: { $anchor: 'here', type: 'boolean' },
    'A b/c': { type: 'number' },
    Alias: { $ref: '#/components/schemas/P' },
    Self: { $ref: '#/components/schemas/Self' },
  }
  expect(await bodySchema(schema, schemas, 'version' in more ? more.version : undefined)).toEqual(gives)
})

test('recursion ends in an open object that names the type', async () => {
  const Comment = {
    type: 'object',
    properties: {
      text: { type: 'string' },
      replies: { type: 'array', items: { $ref: '#/components/schemas/Comment' } },
    },
  }
  expect(await bodySchema({ $ref: '#/components/schemas/Comment' }, { Comment })).toEqual({
    type: 'object',
    properties: {
      text: { type: 'string' },
      replies: { type: 'array', items: { type: 'object', description: 'A nested Comment, the same shape again' } },
    },
  })
})

test('a discriminator tells each alternative its values, the author of the alternative having the last word', async () => {
  const variant = (kind: object) => ({ type: 'object', properties: { kind }, required: ['kind'] })
  const schemas = {
    Free: variant({ type: 'string' }),
    Shared: variant({ type: 'string', enum: ['link', 'code'] }),
    Other: variant({ type: 'string', enum: ['other'] }),
    Silent: { type: 'object', properties: { a: {} }, additionalProperties: false },
  }
  const written = {
    oneOf: Object.keys(schemas).map((name) => ({ $ref: `#/components/schemas/${name}` })),
    discriminator: {
      propertyName: 'kind',
      mapping: {
        password: '#/components/schemas/Free',
        totp: 'Free',
        code: '#/components/schemas/Shared',
        wrong: '#/components/schemas/Other',
        quiet: 'Silent',
      },
    },
  }
  const kind = (values: readonly string[]) => variant({ type: 'string', enum: values })
  expect(await bodySchema(written, schemas)).toEqual({
    anyOf: [
      kind(['password', 'totp']),
      kind(['code']),
      kind(['other']),
      {
        type: 'object',
        properties: { a: {}, kind: { type: 'string', enum: ['quiet'] } },
        additionalProperties: false,
      },
    ],
  })
})

test('properties that are a reference as a whole', async () => {
  const schemas = { Names: { a: { type: 'string' } } }
  const written = { type: 'object', properties: { $ref: '#/components/schemas/Names' }, required: ['a'] }
  expect(await bodySchema(written, schemas)).toEqual({
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
  })
})

test('a property named $ref', async () => {
  const written = { type: 'object', properties: { $ref: { type: 'string' } } }
  expect(await bodySchema(written)).toEqual(written)
})

test('subtypes inherit from a base that lists them, and the list does not come back', async () => {
  const Pet = {
    type: 'object',
    properties: { kind: { type: 'string' } },
    discriminator: { propertyName: 'kind' },
    oneOf: [{ $ref: '#/components/schemas/Cat' }],
  }
  const Cat = {
    allOf: [{ $ref: '#/components/schemas/Pet' }, { type: 'object', properties: { lives: { type: 'integer' } } }],
  }
  expect(await bodySchema({ $ref: '#/components/schemas/Cat' }, { Pet, Cat })).toEqual({
    type: 'object',
    properties: { kind: { type: 'string' }, lives: { type: 'integer' } },
  })
})

test('growth is capped, level by level, and what is cut names its type', async () => {
  const schemas: Record<string, unknown> = {}
  const wide = (next: string): object =>
    Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`p${n}`, { $ref: `#/components/schemas/${next}` }]))
  for (let level = 0; level < 8; level++) schemas[`L${level}`] = { type: 'object', properties: wide(`L${level + 1}`) }
  schemas['L8'] = { type: 'string' }
  const text = JSON.stringify(await bodySchema({ $ref: '#/components/schemas/L0' }, schemas))
  expect(text.length).toBeLessThan(400_000)
  expect(text).toContain('its shape is not shown here')
})

test('__proto__ is a property like any other', async () => {
  const schema = JSON.parse(
    '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"integer"}}}',
  )
  const built = (await bodySchema(schema)) as { properties: object }
  expect(Object.entries(built.properties)).toEqual([
    ['__proto__', { type: 'string' }],
    ['constructor', { type: 'integer' }],
  ])
  expect(({} as Record<string, unknown>)['type']).toBeUndefined()
})
