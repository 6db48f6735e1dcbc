import { describe, expect, test } from 'vitest'
import type { OperationRow } from '../catalog/index.ts'
import { nameOperations, prefixOf, toolNamePattern, wordsOf } from './names.ts'

const row = (method: string, path: string, operationId?: string): OperationRow => ({
  key: `${method} ${path}`,
  method,
  path,
  operationId,
  tags: [],
  deprecated: false,
  names: [],
  words: '',
  at: '',
})
const toolsOf = (slug: string, rows: readonly OperationRow[], reserved = new Set<string>()): string[] =>
  [...(nameOperations([{ slug, rows }], reserved).get(slug)?.values() ?? [])].map((name) => name.tool)

describe('operation names', () => {
  test.each([
    ['getHTTPResponseCode', 'get http response code'],
    ['repos/get-content', 'repos get content'],
    ['listUsers_v2', 'list users v2'],
    ['oauth2Token', 'oauth2 token'],
    ['GetÀccount', 'get account'],
    ['', ''],
  ])('%s is split into %s', (identifier, words) => expect(wordsOf(identifier).join(' ')).toBe(words))

  test.each([
    { slug: 'pets', row: row('GET', '/pets', 'listPets'), name: 'pets_list_pets' },
    { slug: 'pets', row: row('GET', '/pets/{petId}/toys'), name: 'pets_get_pets_by_pet_id_toys' },
    { slug: 'pets', row: row('POST', '/', undefined), name: 'pets_post' },
    { slug: 'pets', row: row('GET', '/a', 'питомцы'), name: 'pets_get_a' },
    { slug: '2captcha', row: row('GET', '/a', 'solve'), name: 'api_2captcha_solve' },
    {
      slug: 'github',
      row: row('GET', '/x', 'actions/list-selected-repositories-enabled-github-actions-organization'),
      name: 'github_actions_list_enabled_organization',
    },
  ])('$slug $row.key is $name', ({ slug, row: only, name }) => {
    expect(toolsOf(slug, [only])).toEqual([name])
    expect(name).toMatch(toolNamePattern)
  })

  test('all members of a collision get a hash, whatever their order', () => {
    const rows = [row('GET', '/a', 'list'), row('GET', '/b', 'list'), row('GET', '/c', 'other')]
    const names = toolsOf('x', rows)
    expect(names.filter((name) => /^x_list_[0-9a-f]{4}$/.test(name))).toHaveLength(2)
    expect(new Set(toolsOf('x', rows.toReversed()))).toEqual(new Set(names))
  })

  test('two APIs that would share a name both get a hash', () => {
    const apis = [
      { slug: 'my', rows: [row('GET', '/a', 'billingList')] },
      { slug: 'my_billing', rows: [row('GET', '/a', 'list')] },
    ]
    const all = (list: typeof apis) => [...nameOperations(list, new Set()).values()].flatMap((m) => [...m.values()])
    expect(new Set(all(apis).map((name) => name.tool)).size).toBe(2)
    expect(new Set(all(apis.toReversed()))).toEqual(new Set(all(apis)))
  })

  test('a generic name is never taken', () => {
    expect(toolsOf('list', [row('GET', '/apis', 'apis')], new Set(['list_apis']))[0]).toMatch(/^list_apis_[0-9a-f]{4}$/)
  })

  test('TRACE has no name', () => expect(toolsOf('x', [row('TRACE', '/a', 'trace')])).toEqual([]))

  test('long slugs leave room for the operation', () => {
    expect(prefixOf('the_very_long_and_winding_name_of_an_api').length).toBeLessThanOrEqual(24)
    expect(prefixOf('x'.repeat(60))).toMatch(/^x{19}_[0-9a-f]{4}$/)
  })

  test('random identifiers: every name is legal and unique', () => {
    let seed = 7
    const random = (n: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % n
    const letters = 'abcXYZ_-./ 0ÀЖ{}'
    const rows = Array.from({ length: 3000 }, (_, i) =>
      row('GET', `/p${i}`, Array.from({ length: random(80) }, () => letters[random(letters.length)]).join('')),
    )
    const names = toolsOf('some_api', rows)
    expect(names.filter((name) => !toolNamePattern.test(name))).toEqual([])
    expect(new Set(names).size).toBe(3000)
  })
})
