import { describe, expect, test } from 'vitest'
import { operationOf, parameterOf } from '../../test/support/target.ts'
import { silentLog, type JsonSchema } from '../core/index.ts'
import { expose } from './exposure.ts'
import { glob } from './glob.ts'
import type { PublishedApi } from './model.ts'
import { nameOperations } from './names.ts'
import { offer } from './offered.ts'
import { compilePattern } from './patterns.ts'
import { dietOf, publishedDiet } from './schema.ts'
import { matchTemplate, matchingTemplates, pathTemplate } from './templates.ts'
import { cpuSeconds } from '../../test/support/cpu-time.ts'

describe('globs', () => {
  test.each([
    ['/pets/*', '/pets/1', true],
    ['/pets/*', '/pets/{id}', true],
    ['/pets/*', '/pets/1/toys', false],
    ['/pets/**', '/pets/1/toys', true],
    ['/pets/**', '/pets', false],
    ['/p?ts', '/pets', true],
    ['list*', 'listPets', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['a.c', 'abc', false],
    ['', '', true],
    ['*a*b', 'xxaxxb', true],
  ])('%s against %s is %s', (pattern, text, fits) => expect(glob(pattern)(text)).toBe(fits))

  test('many stars cost no time', () => {
    expect(cpuSeconds(() => void glob('*a'.repeat(200))('a'.repeat(5_000)))).toBeLessThan(2)
  })
})

describe('templates', () => {
  test.each([
    ['/pets/{id}', '/pets/1', { id: '1' }],
    ['/pets/{id}', '/pets/', undefined],
    ['/pets/{id}', '/pets/1/2', undefined],
    ['/pets/{id}/toys/{toy}', '/pets/a%2Fb/toys/2', { id: 'a%2Fb', toy: '2' }],
    ['/files/{name}.{ext}', '/files/a.b.json', { name: 'a', ext: 'b.json' }],
    ['/v1/{a}:cancel', '/v1/7:cancel', { a: '7' }],
    ['/v1/{a}:cancel', '/v1/:cancel', undefined],
    ['/{proxy+}', '/a/b', { proxy: 'a/b' }],
    ['/f/{*path}', '/f', undefined],
    ['/v1/{+name}/keys/{id}', '/v1/a/keys/b/keys/c', { name: 'a/keys/b', id: 'c' }],
    ['/u/{id:[0-9]{3}}/x', '/u/123/x', { id: '123' }],
    ['/u/:id/x', '/u/7/x', { id: '7' }],
    ['/u/:batch', '/u/7', undefined],
    ['/pets', '/pets', {}],
    ['/pets', '/pets2', undefined],
  ])('%s against %s', (template, path, values) =>
    expect(matchTemplate(pathTemplate(template, 0, ['id']), path)).toEqual(values),
  )

  test('the most literal one comes first', () => {
    const templates = ['/a/{x}', '/a/b', '/{y}/b'].map((path) => pathTemplate(path, path))
    expect(matchingTemplates(templates, '/a/b').map((match) => match.template.value)[0]).toBe('/a/b')
  })
})

describe('patterns', () => {
  test.each([
    ['^a+$', 'aaa', true],
    ['b', 'abc', true],
    ['/^a+$/i', 'AAA', true],
    ['/x/', '/x/', true],
    ['^\\p{L}+$', 'жук', true],
    ['^[\\w-]+\\/\\d$', 'a-b/1', true],
  ])('%s against %s is %s', (source, text, fits) => expect(compilePattern(source)?.test(text)).toBe(fits))

  test.each(['(?=a)b', '(?!a)', '(', '^.{1,5000}$'])('%s is not enforced', (source) => {
    expect(compilePattern(source)).toBeUndefined()
  })
})

describe('schemas on a diet', () => {
  test.each([
    [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
    [{ type: 'array' }, { type: 'array', items: {} }],
    [{ const: 5 }, { enum: [5] }],
    [{ type: 'string', 'x-foo': 1, $id: 'a', example: 'b', title: 'Type' }, { type: 'string' }],
    [{ type: 'integer', format: 'int64', minimum: -9007199254740991 }, { type: 'integer' }],
    [{ type: 'string', maxLength: 5000 }, { type: 'string' }],
    [
      { type: 'string', pattern: '(?=a)' },
      { type: 'string', description: '(its pattern is not enforced)' },
    ],
    [
      { type: 'object', properties: { a: {} }, required: ['a', 'b'] },
      { type: 'object', properties: { a: {}, b: {} }, required: ['a', 'b'] },
    ],
    [
      { type: 'object', properties: { a: {}, b: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      {
        type: 'object',
        properties: { a: {}, b: {} },
        anyOf: [
          { properties: { a: {} }, required: ['a'] },
          { properties: { b: {} }, required: ['b'] },
        ],
      },
    ],
    [{ type: 'string', required: ['a'] }, { type: 'string' }],
    [
      { type: 'string', deprecated: true, description: 'Old <b>one</b>' },
      { type: 'string', description: 'Deprecated. Old one' },
    ],
    [
      { type: 'string', enum: Array.from({ length: 900 }, (_, i) => `v${i}`) },
      { type: 'string', description: 'One of 900 values such as v0, v1, v2, v3, v4.' },
    ],
    [{ anyOf: [{}], oneOf: [{}] }, { allOf: [{ anyOf: [{}] }, { anyOf: [{}] }] }],
  ])('%o', (schema, shown) => expect(dietOf(schema as JsonSchema, publishedDiet)).toEqual(shown))
})

describe('exposure', () => {
  const api = (slug: string, operations: number, exposure: PublishedApi['exposure'] = 'auto') => {
    const rows = Array.from({ length: operations }, (_, i) =>
      operationOf({ path: `/p${i}`, operationId: `op${i}`, parameters: [parameterOf('query', 'q')] }),
    )
    let built = 0
    const description = {
      rows,
      operation: (key: string) => {
        built++
        const row = rows.find((one) => one.key === key)
        return row === undefined ? Promise.reject(new Error('no such row')) : Promise.resolve(row)
      },
    } as unknown as NonNullable<PublishedApi['description']> // the two members that exposure reads
    const published: PublishedApi = {
      slug,
      name: slug,
      description,
      exposure,
      policy: { include: [], exclude: [], readOnly: false },
      environments: [],
      readOnlyEnvironments: new Set(),
      target: () => {
        throw new Error('not called')
      },
    }
    const names = nameOperations([{ slug, rows }], new Set()).get(slug) ?? new Map()
    return { offered: offer(published, names), builds: () => built }
  }
  const exposed = async (apis: readonly ReturnType<typeof api>[], budget: number) =>
    [
      ...(
        await expose(
          apis.map((one) => one.offered),
          budget,
          silentLog,
        )
      ).keys(),
    ].sort()

  test('cheapest first, all or nothing', async () => {
    expect(await exposed([api('big', 20), api('mid', 8), api('small', 2)], 500)).toEqual(['mid', 'small'])
  })

  test('ties by slug', async () => {
    expect(await exposed([api('b', 5), api('a', 5)], 230)).toEqual(['a'])
  })

  test('explicit direct is counted first and always there', async () => {
    expect(await exposed([api('a', 2), api('forced', 12, 'direct')], 400)).toEqual(['forced'])
    expect(await exposed([api('a', 2), api('hidden', 1, 'search')], 400)).toEqual(['a'])
  })

  test('an API that cannot fit is never built', async () => {
    const huge = api('huge', 2_000)
    await exposed([huge], 6_000)
    expect(huge.builds()).toBe(0)
  })
})
