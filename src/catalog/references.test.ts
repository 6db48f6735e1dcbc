import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeText, folderWith, load, only, openapi } from './test-catalog.ts'
import type { FetchText } from './index.ts'

const body = (ref: string): object => ({
  '/x': { post: { requestBody: { content: { 'application/json': { schema: { $ref: ref } } } }, responses: {} } },
})

async function bodyOf(files: Record<string, string>, entry = 'api.json') {
  const folder = folderWith(files)
  const description = await load({ kind: 'file', path: join(folder, entry) })
  const operation = await only(description)
  return { description, schema: operation.body?.media[0]?.schema, folder }
}

test('files in the folder are read, and references in them are relative to them', async () => {
  const { schema, description } = await bodyOf({
    'api.json': JSON.stringify(openapi(body('models/pet.yaml#/Pet'))),
    'models/pet.yaml':
      'Pet:\n  type: object\n  properties:\n    owner: {$ref: people/owner.yaml}\n    self: {$ref: "#/Pet"}\n',
    'models/people/owner.yaml': 'type: object\nproperties: {name: {$ref: "../../api.json#/components/schemas/Name"}}\n',
  })
  expect(schema).toMatchObject({ properties: { owner: { properties: { name: {} } }, self: { type: 'object' } } })
  expect(description.problems.map((problem) => problem.at)).toEqual(['models/people/owner.yaml#/properties/name'])
})

test('a path item in a file of its own has operations', async () => {
  const folder = folderWith({
    'api.yaml': 'openapi: 3.1.0\npaths:\n  /a: {$ref: "./paths/a.yaml"}\n  /b: {$ref: "./paths/none.yaml"}\n',
    'paths/a.yaml': 'get: {operationId: getA, parameters: [{$ref: "../p.yaml#/id"}]}\n',
    'p.yaml': 'id: {name: id, in: query, schema: {type: integer}}\n',
  })
  const description = await load({ kind: 'file', path: join(folder, 'api.yaml') })
  expect(description.rows.map((row) => [row.key, row.operationId, row.names])).toEqual([['GET /a', 'getA', ['id']]])
  expect((await only(description)).parameters).toMatchObject([{ name: 'id', schema: { type: 'integer' } }])
  expect(description.problems.map((problem) => problem.at)).toContain('/paths/~1b')
})

test.each([
  { what: 'a file above the folder', ref: '../outside.json', says: /outside the description's folder/ },
  { what: 'an absolute path', ref: '/etc/passwd', says: /outside the description's folder/ },
  { what: 'a file URL', ref: 'file:///etc/passwd', says: /outside the description's folder/ },
  { what: 'an encoded way up', ref: 'a/%2e%2e/%2e%2e/outside.json', says: /outside the description's folder/ },
  { what: 'a link out of the folder', ref: 'link.json', says: /a link that leaves/ },
  { what: 'a host', ref: 'http://169.254.169.254/latest', says: /not a local file/ },
  { what: 'a missing file', ref: 'none.json', says: /does not exist/ },
  { what: 'a folder', ref: 'models/', says: /cannot be read/ },
  { what: 'a broken file', ref: 'broken.json', says: /not valid JSON/ },
  { what: 'no URL at all', ref: 'http://[', says: /no valid URL/ },
])('a reference to $what costs its corner only', async ({ ref, says }) => {
  const folder = folderWith({
    'in/api.json': JSON.stringify(openapi({ ...body(ref), '/y': { get: { responses: {} } } })),
    'outside.json': '{"type":"string"}',
    'in/broken.json': '{"a":',
    'in/models/x.json': '{}',
  })
  symlinkSync(join(folder, 'outside.json'), join(folder, 'in/link.json'))
  const description = await load({ kind: 'file', path: join(folder, 'in/api.json') })
  expect(description.rows).toHaveLength(2)
  expect(description.problems).toMatchObject([
    { at: '/paths/~1x/post/requestBody/content/application~1json/schema', says: expect.stringMatching(says) },
  ])
  expect((await only(description)).body?.media[0]?.schema).toEqual({ description: `Unresolved reference ${ref}` })
})

test('a wider folder can be allowed by whoever configures it', async () => {
  const folder = folderWith({
    'in/api.json': JSON.stringify(openapi(body('../outside.json'))),
    'outside.json': '{"type":"string"}',
  })
  const description = await load({ kind: 'file', path: join(folder, 'in/api.json'), folder })
  expect((await only(description)).body?.media[0]?.schema).toEqual({ type: 'string' })
})

test('references in examples and extensions refer to nothing', async () => {
  const folder = folderWith({
    'api.json': JSON.stringify(
      openapi({
        '/a': {
          get: {
            'x-a': { $ref: 'no.json' },
            responses: { 200: { description: '', content: { 'application/json': { example: { $ref: 'no.json' } } } } },
          },
        },
      }),
    ),
  })
  expect((await load({ kind: 'file', path: join(folder, 'api.json') })).problems).toEqual([])
})

function web(pages: Record<string, string>): { fetchText: FetchText; asked: string[] } {
  const asked: string[] = []
  const fetchText: FetchText = async (url) => {
    asked.push(url)
    const text = pages[url]
    return { status: text === undefined ? 404 : 200, text: text ?? '', url, mediaType: 'application/json' }
  }
  return { fetchText, asked }
}

test('a description from a URL reads its own origin and nothing else', async () => {
  const { fetchText, asked } = web({
    'https://a.example/v1/api.json': JSON.stringify(
      openapi({
        ...body('models.json#/P'),
        '/f': { $ref: 'file:///etc/passwd' },
        '/o': { $ref: 'https://b.example/p.json' },
      }),
    ),
    'https://a.example/v1/models.json': '{"P":{"type":"object","properties":{"q":{"$ref":"../q.json"}}}}',
    'https://a.example/q.json': '{"type":"integer"}',
  })
  const description = await load({ kind: 'url', url: 'https://a.example/v1/api.json' }, { fetchText })
  expect(asked).toEqual([
    'https://a.example/v1/api.json',
    'https://a.example/v1/models.json',
    'https://a.example/q.json',
  ])
  expect((await only(description)).body?.media[0]?.schema).toEqual({
    type: 'object',
    properties: { q: { type: 'integer' } },
  })
  expect(description.problems.map((problem) => problem.says).join('\n')).toMatch(/not on the web[^]*another origin/)
  expect(description.servers).toEqual([{ url: 'https://a.example/' }])
})

test('all files together stay within the limits', async () => {
  const folder = folderWith({ 'api.json': JSON.stringify(openapi(body('big.yaml'))) })
  writeFileSync(
    join(folder, 'big.yaml'),
    `a0: &a0 [${Array(9).fill('x').join(',')}]\n${Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(',')}]`).join('\n')}`,
  )
  await expect(load({ kind: 'file', path: join(folder, 'api.json') })).rejects.toMatchObject({
    code: 'description.invalid',
  })
})

test.each([
  {
    what: 'references',
    link: (to: string) => ({ $ref: to }),
    says: /^comes after a chain of more than 200 references/,
  },
  { what: '`allOf`', link: (to: string) => ({ allOf: [{ $ref: to }] }), says: /^comes after a chain of more than 200/ },
  {
    what: 'pointers through references',
    link: (to: string) => ({ $ref: `${to}/properties/x` }),
    says: /leads nowhere/,
  },
])('a chain of 3,000 $what costs its corner and says so', async ({ link, says }) => {
  const schemas = Object.fromEntries(
    Array.from({ length: 3000 }, (_, nth) => [`S${nth}`, link(`#/components/schemas/S${nth + 1}`)]),
  )
  const post = { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } } } }
  const description = await describeText(openapi({ '/a': { post }, '/b': { get: {} } }, { schemas }))
  const { problems, body } = await description.operation('POST /a')
  expect(problems.map((problem) => problem.says)).toEqual([expect.stringMatching(says)])
  expect(body?.media).toHaveLength(1)
  expect((await description.operation('GET /b')).problems).toEqual([])
})
