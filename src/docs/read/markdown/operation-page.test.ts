import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inferOperations } from '../../infer/index.ts'
import { readPage } from '../read-page.ts'

const operation = JSON.stringify({
  operationId: 'renameBoat',
  method: 'put',
  path: '/boats/{id}',
  description: 'Renames | moves.\nSlowly.',
  servers: [{ url: 'https://api.boats.example/v1' }],
  securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
  parameters: [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'dry', in: 'query', schema: { type: 'boolean' }, description: 'a | b' },
  ],
  requestBody: {
    content: {
      'application/json': {
        schema: {
          allOf: [
            { properties: { name: { type: 'string' } }, required: ['name'] },
            { properties: { berth: { type: 'integer' } } },
          ],
        },
      },
    },
  },
})

const overLines = JSON.stringify(JSON.parse(operation), undefined, 2)
  .replaceAll(/(?<=["}\]e])\n(?=\s*[}\]])/g, ',\n')
  .replaceAll(/^/gm, '  ')

const pageOf = (api: string) =>
  readPage({
    text: `---\nid: x\ntitle: Rename a boat\napi: ${api}\nsidebar_class_name: "put api-method"\n---\n\n<MethodEndpoint\n  method={"put"}\n  path={"/boats/{id}"}\n>\n</MethodEndpoint>\n\n<ParamsDetails parameters={[{"name":"id"}]} />\n`,
    mediaType: 'text/markdown',
    url: 'https://docs.example/x.api.mdx',
  })

test.each([
  ['as JSON', operation],
  ['packed', deflateSync(operation).toString('base64')],
  ['over several lines, as YAML allows it', `\n${overLines}`],
])('the operation of a page in its front matter: %s', (_says, api) => {
  const { operations, baseUrl, auth } = inferOperations([pageOf(api)])
  expect(
    operations.map(({ method, path, draft, parameters }) => ({
      call: `${method} ${path}`,
      draft,
      parameters: parameters.map(
        (it) => `${it.in} ${it.name}${it.required === true ? '*' : ''} ${String(it.schema.type)}`,
      ),
    })),
  ).toEqual([
    {
      call: 'PUT /boats/{id}',
      draft: false,
      parameters: ['path id* string', 'query dry boolean', 'body name* string', 'body berth integer'],
    },
  ])
  expect(baseUrl).toBe('https://api.boats.example/v1')
  expect(auth[0]).toMatchObject({ type: 'bearer' })
})

test.each([
  ['no operation', '{"a": 1}'],
  ['broken', '{"method": "get", "path": "/a"'],
  ['not what it seems', `eJ${'A'.repeat(40)}`],
  ['too large', deflateSync(Buffer.alloc(30_000_000)).toString('base64')],
])('a page whose front matter is %s is read as it stands', (_says, api) => {
  expect(pageOf(api).markdown).toContain('PUT /boats/{id}')
  expect(pageOf(api).markdown).not.toContain('Base URL')
})
