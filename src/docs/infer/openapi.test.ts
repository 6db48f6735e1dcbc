import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { createCatalog, type Description } from '../../catalog/index.ts'
import { silentLog, stringifyJson } from '../../core/index.ts'
import { readPage } from '../read/read-page.ts'
import { inferOperations, toOpenApi } from './index.ts'

const page = `# Boat API

Base URL: https://api.boats.example/v2

## Authentication

Send your key in the \`X-Boat-Key\` header.

## Boats

### List boats

\`GET /boats\`

| Parameter | Type | Required | Description |
| --- | --- | --- | --- |
| limit | integer | no | How many. Defaults to 20. |
| kind | string | yes | One of \`sail\`, \`motor\` |

### Rename a boat

\`\`\`bash
curl -X PATCH https://api.boats.example/v2/boats/42 -H 'X-Boat-Key: k' -d '{"name": "Ada", "length": 12345678901234567890}'
\`\`\`

### Remove a boat

\`DELETE /boats/{boatId}\`
`

async function ingest(document: object): Promise<Description> {
  const folder = mkdtempSync(join(tmpdir(), 'inferred-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'api.json'), stringifyJson(document))
  const fetchText = async (): Promise<never> => Promise.reject(new Error('nothing may be fetched'))
  const catalog = createCatalog({ cacheFolder: undefined, log: silentLog, fetchText })
  onTestFinished(() => catalog.close())
  return catalog.load({ kind: 'file', path: join(folder, 'api.json') }, AbortSignal.timeout(30_000))
}

const read = (text: string) =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.boats.example/api' })])

test('what was inferred is a description that our own catalog reads without a problem', async () => {
  const description = await ingest(toOpenApi(read(page), { title: 'Boats' }))

  expect(description.problems).toEqual([])
  expect(description.servers.map(({ url }) => url)).toEqual(['https://api.boats.example/v2'])
  expect(description.securitySchemes).toEqual({
    header_X_Boat_Key: { type: 'apiKey', in: 'header', name: 'X-Boat-Key' },
  })
  expect(description.rows.map(({ key, summary, tags }) => [key, summary, tags])).toEqual([
    ['GET /boats', 'List boats', ['Boats']],
    ['DELETE /boats/{boatId}', 'Remove a boat', ['Boats']],
    ['PATCH /boats/{boatId}', 'Rename a boat', ['Boats']],
  ])
  const list = await description.operation('GET /boats')
  expect(list.parameters.map(({ name, required, schema }) => [name, required, schema])).toEqual([
    ['limit', false, { type: 'integer', default: 20 }],
    ['kind', true, { type: 'string', enum: ['sail', 'motor'] }],
  ])
  const rename = await description.operation('PATCH /boats/{boatId}')
  expect(rename.parameters.map(({ name, in: place }) => [name, place])).toEqual([['boatId', 'path']])
  expect(rename.body?.media[0]).toMatchObject({
    mediaType: 'application/json',
    schema: { properties: { name: { type: 'string' }, length: { type: 'integer' } } },
  })
})

test('operations and parameters say how sure they are and where they were read', () => {
  const document = toOpenApi(read(page), { title: 'Boats' })
  expect(document).toMatchObject({
    paths: {
      '/boats': {
        get: {
          'x-custom-api-mcp': {
            confidence: expect.any(Number) as number,
            sources: [{ url: 'https://docs.boats.example/api', section: 'list-boats', title: 'List boats' }],
          },
          parameters: [{ name: 'limit', 'x-custom-api-mcp': { evidence: ['table'] } }, { name: 'kind' }],
        },
      },
    },
  })
})

test('drafts are written only when asked for, and marked', () => {
  const text = '# Changelog\n\n- Moved the acknowledge endpoint to `/api/tasks/acknowledge/`.\n'
  const inference = read(text)
  expect(inference.operations.map(({ draft }) => draft)).toEqual([true])
  expect(toOpenApi(inference, { title: 'T' })['paths']).toEqual({})
  expect(toOpenApi(inference, { title: 'T', drafts: true })['paths']).toMatchObject({
    '/api/tasks/acknowledge/': { get: { 'x-custom-api-mcp': { draft: true } } },
  })
})

test('a field of a form is text, one that is called like a file a file', () => {
  const text =
    '# Upload\n\n`POST /docs`\n\nSend a multipart form.\n\nForm fields:\n\n- `document`: what to keep\n- `title`: how it is called\n- `pages` (integer): how many\n'
  expect(read(text).operations[0]?.body).toMatchObject({
    mediaType: 'multipart/form-data',
    schema: {
      properties: {
        document: { type: 'string', format: 'binary' },
        title: { type: 'string' },
        pages: { type: 'integer' },
      },
    },
  })
})
