import { describe, expect, test } from 'vitest'
import type { JsonSchema } from '../core/index.ts'
import { answerOutline, outlineWithin } from './outline.ts'

const charge: JsonSchema = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    amount: { type: 'integer' },
    status: { type: 'string', enum: ['open', 'paid'] },
    card: { anyOf: [{ type: 'object', properties: { last4: { type: 'string' } } }, { type: 'string' }] },
  },
}
const list: JsonSchema = {
  type: 'object',
  required: ['data'],
  properties: { data: { type: 'array', items: charge }, has_more: { type: 'boolean' } },
}

describe('an outline', () => {
  test.each([
    [400, '{data: [{id: string, amount?: integer, status?: "open"|"paid", card?: {…} | string}], has_more?: boolean}'],
    [60, '{data: [{id, amount, status, card}], has_more}'],
    [40, '{data: [{…}], has_more?: boolean}'],
    [20, '{data, has_more}'],
    [3, '{…}'],
  ])('of %i characters: names of a level rather than types of the one above', (characters, expected) => {
    expect(outlineWithin(list, 3, characters)).toBe(expected)
  })

  test('tells all names of an item before those of what it holds', () => {
    const user = { type: 'object', properties: Object.fromEntries(['login', 'email'].map((name) => [name, {}])) }
    const names = Array.from({ length: 12 }, (_, at) => `name_${at}`)
    const item = { type: 'object', properties: { user, ...Object.fromEntries(names.map((name) => [name, {}])) } }
    const flat = `{user, ${names.join(', ')}}`
    const nested = flat.replace('user', 'user: {login, email}')
    expect(outlineWithin(item, 3, 150)).toBe(nested)
    expect(outlineWithin(item, 3, 110)).toBe(flat)
    expect(outlineWithin({ type: 'array', items: item }, 3, 110)).toBe(`[${flat}]`)
  })

  test('tells how many names it leaves out', () => {
    const properties = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`property_${at}`, { type: 'string' }]))
    expect(outlineWithin({ type: 'object', properties }, 2, 420)).toMatch(/^\{property_0, .*property_27, … 22 more\}$/)
  })

  test.each<[string, unknown]>([
    ['any', undefined],
    ['any', true],
    ['[any]', { type: 'array' }],
    ['string(date)', { type: 'string', format: 'date' }],
    ['string|null', { type: ['string', 'null'] }],
  ])('%s', (expected, schema) => {
    expect(outlineWithin(schema, 3, 100)).toBe(expected)
  })
})

test('the answer of a call is what its success gives as JSON', () => {
  const media = (mediaType: string, schema?: JsonSchema) => [{ mediaType, schema }]
  const response = (status: string, of: ReturnType<typeof media>) => ({
    status,
    description: '',
    media: of,
    headers: [],
  })
  const failure = response('404', media('application/json', { type: 'string' }))
  expect(answerOutline([failure, response('200', media('application/json', list))], 60)).toBe(
    '{data: [{id, amount, status, card}], has_more}',
  )
  expect(answerOutline([failure, response('201', media('text/csv', list))], 60)).toBeUndefined()
  expect(answerOutline([failure, response('200', media('application/json'))], 60)).toBeUndefined()
  expect(answerOutline([failure], 60)).toBeUndefined()
  expect(answerOutline([response('200', media('application/json', list))], 10)).toBeUndefined()
})
