import { describe, expect, test } from 'vitest'
import { applyOverlay } from './apply.ts'

const overlay = (actions: unknown, version = '1.1.0'): object => ({
  overlay: version,
  info: { title: 'O', version: '1' },
  actions,
})
const applied = (root: unknown, ...actions: readonly unknown[]): unknown =>
  applyOverlay(structuredClone(root), overlay(actions), 'o.yaml').value
const problemsOf = (root: unknown, ...actions: readonly unknown[]): string[] =>
  applyOverlay(structuredClone(root), overlay(actions), 'o.yaml').problems.map(({ at, says }) => `${at} ${says}`)

const api = {
  info: { title: 'Old', version: '1' },
  tags: [{ name: 'a' }],
  paths: {
    '/a': {
      get: { operationId: 'x', parameters: [{ name: 'p', required: false }, { name: 'q' }] },
      post: { operationId: 'y', 'x-internal': true },
    },
    '/b': { get: { operationId: 'z', deprecated: true } },
  },
}

describe('update', () => {
  test.each<[string, object, object]>([
    [
      'merges objects, names deep inside too',
      { target: '$.info', update: { title: 'New', contact: { name: 'c' } } },
      { info: { title: 'New', version: '1', contact: { name: 'c' } } },
    ],
    ['adds to the root', { target: '$', update: { servers: [{ url: '/v1' }] } }, { servers: [{ url: '/v1' }] }],
    [
      'appends one entry to a list',
      { target: '$.tags', update: { name: 'b' } },
      { tags: [{ name: 'a' }, { name: 'b' }] },
    ],
    [
      'appends every entry of a list',
      { target: '$.tags', update: [{ name: 'b' }, { name: 'c' }] },
      { tags: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
    ],
    [
      'concatenates lists inside objects',
      { target: '$', update: { tags: [{ name: 'b' }] } },
      { tags: [{ name: 'a' }, { name: 'b' }] },
    ],
    ['replaces single values', { target: '$.info.title', update: 'New' }, { info: { title: 'New', version: '1' } }],
    [
      'replaces what is of another kind inside',
      { target: '$.info', update: { title: { en: 'x' } } },
      { info: { title: { en: 'x' }, version: '1' } },
    ],
    [
      'takes prototype names as names',
      { target: '$.info', update: JSON.parse('{"__proto__":{"x":1}}') as object },
      { info: JSON.parse('{"title":"Old","version":"1","__proto__":{"x":1}}') as object },
    ],
  ])('%s', (_, action, changed) => {
    expect(JSON.stringify(applied(api, action))).toBe(JSON.stringify({ ...api, ...changed }))
    expect(problemsOf(api, action)).toEqual([])
  })

  test('every place that matches is changed, each by itself', () => {
    const root = applied(
      api,
      { target: '$.paths.*.get', update: { tags: ['t'] } },
      { target: "$.paths['/a'].get.tags", update: 'u' },
    ) as typeof api
    expect(root.paths['/a'].get).toMatchObject({ tags: ['t', 'u'] })
    expect(root.paths['/b'].get).toMatchObject({ tags: ['t'] })
  })

  test('filters (RFC 9535 §2.3.5), with their functions', () => {
    const required = { required: true }
    expect(applied(api, { target: "$.paths['/a'].get.parameters[?@.name=='p']", update: required })).toMatchObject({
      paths: { '/a': { get: { parameters: [{ name: 'p', required: true }, { name: 'q' }] } } },
    })
    expect(
      applied(api, { target: "$.paths.*[?match(@.operationId, '[xz]')]", update: { summary: 's' } }),
    ).toMatchObject({ paths: { '/a': { get: { summary: 's' } }, '/b': { get: { summary: 's' } } } })
    expect(problemsOf(api, { target: "$.paths.*[?match(@.operationId, 'x.')]", update: {} })).toHaveLength(1)
    expect(problemsOf(api, { target: "$.paths.*[?search(@.operationId, '[')]", update: {} })).toHaveLength(1)
    expect(problemsOf(api, { target: '$..parameters[?length(@.name)==1]', update: {} })).toEqual([])
  })
})

describe('remove', () => {
  test('members and entries, several of one list', () => {
    const list = { list: [1, 2, 3, 4, 5] }
    expect(applied(list, { target: '$.list[?@ != 3]', remove: true })).toEqual({ list: [3] })
    expect(applied(api, { target: "$.paths.*[?@['x-internal']==true]", remove: true })).not.toHaveProperty([
      'paths',
      '/a',
      'post',
    ])
    expect(applied(api, { target: "$.paths['/b']", remove: true, update: { ignored: true } })).not.toHaveProperty([
      'paths',
      '/b',
    ])
  })

  test('what lies inside what is removed', () => {
    expect(applied({ a: { b: { b: 1 } } }, { target: '$..b', remove: true })).toEqual({ a: {} })
  })
})

describe('copy (1.1)', () => {
  test('merges one place into others', () => {
    const root = applied(api, { target: "$.paths['/b'].get", copy: "$.paths['/a'].post" })
    expect(root).toMatchObject({ paths: { '/b': { get: { operationId: 'y', deprecated: true, 'x-internal': true } } } })
  })

  test('moves, with a remove after it', () => {
    const move = [
      { target: '$.paths', update: { '/c': {} } },
      { target: "$.paths['/c']", copy: "$.paths['/b']" },
      { target: "$.paths['/b']", remove: true },
    ]
    const root = applied(api, ...move) as typeof api
    expect(Object.keys(root.paths)).toEqual(['/a', '/c'])
    expect(root.paths).toHaveProperty(['/c', 'get', 'operationId'], 'z')
  })
})

test.each<[string, unknown, string]>([
  ['nothing matched', { target: '$.nowhere', update: {} }, 'o.yaml#/actions/0 the target "$.nowhere" matches nothing'],
  ['no path', { target: '$.[', update: {} }, 'o.yaml#/actions/0 the target "$.[" is no JSONPath: '],
  ['no target', { update: {} }, 'o.yaml#/actions/0 has no "target"'],
  ['no action', 'x', 'o.yaml#/actions/0 has no "target"'],
  ['nothing to do', { target: '$' }, 'says neither "update" nor "copy" nor "remove"'],
  ['another kind', { target: '$.info', update: 'x' }, 'is of another kind'],
  ['an object for a single value', { target: '$.info.title', update: {} }, 'is of another kind'],
  ['the whole', { target: '$', remove: true }, 'is the whole description'],
  ['copies of many', { target: '$.info', copy: '$.paths.*' }, '"copy" selects 2 places instead of one'],
  ['copies of nothing', { target: '$.info', copy: '$.x' }, '"copy" selects 0 places instead of one'],
  ['a path without an end', { target: `$${'..a'.repeat(5_000)}`, update: {} }, 'is longer than'],
])('%s is a problem at its action', (_, action, says) => {
  const problems = problemsOf(api, action)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(says)
  expect(applied(api, action)).toEqual(api)
})

test.each<[unknown, string]>([
  [{ openapi: '3.0.0' }, 'o.yaml# is no OpenAPI Overlay'],
  ['text', 'o.yaml# is no OpenAPI Overlay'],
  [overlay({}), 'o.yaml#/actions is no list'],
  [overlay([], '2.0.0'), 'o.yaml#/overlay says version "2.0.0"; read as 1.1'],
])('an overlay that is none', (given, says) => {
  const { value, problems } = applyOverlay(structuredClone(api), given, 'o.yaml')
  expect(value).toEqual(api)
  expect(problems.map(({ at, says: text }) => `${at} ${text}`).join()).toContain(says)
})

test('patterns in filters run in linear time', () => {
  const root = { a: [{ s: 'a'.repeat(50_000) }] }
  expect(problemsOf(root, { target: "$.a[?match(@.s, '(a+)+b')]", update: {} })).toHaveLength(1)
})
