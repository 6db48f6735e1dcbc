import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testLibrary } from '../../../test/support/library.ts'
import { startUpstream } from '../../../test/support/upstream.ts'
import { readApidoc } from './apidoc.ts'

const field = (field: string, type: string, more: object = {}) => ({
  group: 'g',
  type,
  optional: false,
  field,
  ...more,
})
const calls = [
  {
    type: 'get',
    url: '/boats/:id?verbose=1',
    title: 'Read a boat',
    group: 'Boat',
    groupTitle: 'Boats',
    description: '<p>Reads <code>one</code> boat &amp; its crew.</p>',
    parameter: {
      fields: {
        Parameter: [
          field('id', 'Number', { description: '<p>Its number</p>' }),
          field('fields', 'String', { optional: true, allowedValues: ['"all"', '"few"'], defaultValue: 'few' }),
          field('fields.inner', 'String'),
        ],
      },
    },
    header: { fields: { Header: [field('X-Fleet', 'String')] } },
  },
  { type: 'get', url: '/boats/:id?verbose=1', title: 'An older version', version: '0.0.1' },
  {
    type: 'POST',
    url: 'boats',
    title: 'Add',
    parameter: { fields: { A: [field('name', 'String'), field('length', 'Integer')] } },
  },
  { type: '', url: '', name: 'no call' },
]
const page =
  '<!doctype html><title>Loading...</title><script id="template-sections" type="text/x-handlebars-template">{{title}}</script><script data-main="main.js" src="vendor/require.min.js"></script>'
const project = { name: 'Fleet', version: '1.0.0', url: 'https://api.fleet.dev/v2/', generator: { name: 'apidoc' } }

test('calls of apidoc are operations with their parameters where they belong', () => {
  const read: unknown = JSON.parse(readApidoc(JSON.stringify(calls), 'https://api.fleet.dev/v2/') ?? '')
  expect(read).toMatchObject({
    servers: [{ url: 'https://api.fleet.dev/v2' }],
    paths: {
      '/boats/{id}': {
        get: {
          summary: 'Read a boat',
          description: 'Reads one boat & its crew.',
          tags: ['Boats'],
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'number' }, description: 'Its number' },
            { name: 'fields', in: 'query', required: false, schema: { enum: ['all', 'few'], default: 'few' } },
            { name: 'X-Fleet', in: 'header', required: true },
          ],
        },
      },
      '/boats': {
        post: {
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  properties: { name: { type: 'string' }, length: { type: 'integer' } },
                  required: ['name', 'length'],
                },
              },
            },
          },
        },
      },
    },
  })
})

test.each([
  ['other data', '[{"type":"get"},{"a":1}]'],
  ['a text', 'words'],
  ['a list of others', '{"api":[1,2,3,{"type":"get","url":"/a"}]}'],
])('%s is none', (_name, text) => {
  expect(readApidoc(text, undefined)).toBeUndefined()
})

test.each([
  [
    'modules',
    {
      '/d/api_data.js': `define({ "api": ${JSON.stringify(calls)} });`,
      '/d/api_project.js': `define(${JSON.stringify(project)});`,
    },
  ],
  ['JSON', { '/d/api_data.json': JSON.stringify(calls), '/d/api_project.json': JSON.stringify(project) }],
])(
  'a page that draws itself from %s beside it has operations',
  async (_name, files: Readonly<Record<string, string>>) => {
    const site = await startUpstream(({ target }, response) => {
      const text = { '/d/': page, ...files }[target]
      if (text === undefined) return void response.writeHead(404).end()
      response.setHeader('content-type', target === '/d/' ? 'text/html' : 'text/javascript').end(text)
    })
    const { found } = await testLibrary().open([`${site.url}/d/`])
    expect(found).toMatchObject({ kind: 'text', how: 'the data of apidoc', page: `${site.url}/d/` })
    expect(found?.kind === 'text' ? found.text : '').toContain('"https://api.fleet.dev/v2"')

    const folder = await mkdtemp(join(tmpdir(), 'apidoc-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    for (const [path, text] of Object.entries({ '/d/index.html': page, ...files }))
      await writeFile(join(folder, basename(path)), text)
    const local = await testLibrary().open([{ kind: 'file', path: join(folder, 'index.html') }])
    expect(local.found).toMatchObject({ kind: 'text', how: 'the data of apidoc' })
  },
)
