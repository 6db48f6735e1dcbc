import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeText, folderWith, load } from './test-catalog.ts'

const paths = '"paths":{"/a":{"get":{"responses":{}}}}'

test.each([
  { what: 'an empty file', text: '', says: /is empty/ },
  { what: 'only white space', text: ' \n\t\n', says: /is empty/ },
  { what: 'a web page', text: '<!DOCTYPE html><html><body>Docs</body></html>', says: /is an HTML page/ },
  { what: 'a WSDL', text: '<?xml version="1.0"?><wsdl:definitions/>', says: /is WSDL or WADL|is XML/ },
  { what: 'plain text', text: 'Service temporarily unavailable', says: /is plain text/ },
  { what: 'a list', text: '[1,2]', says: /is a list/ },
  {
    what: 'truncated JSON',
    text: `{"openapi":"3.0.0",${paths.slice(0, 20)}`,
    says: /not valid JSON: it ends in the middle/,
  },
  { what: 'broken JSON', text: '{"openapi": "3.0.0",\n "paths" {}}', says: /syntax error at line 2/ },
  { what: 'broken YAML', text: 'title: x\nitems: {a: [', says: /not valid YAML/ },
  {
    what: 'a Postman collection',
    text: '{"info":{"_postman_id":"1","schema":"https://schema.getpostman.com/x"},"item":[]}',
    says: /Postman/,
  },
  { what: 'AsyncAPI', text: 'asyncapi: 3.0.0\nchannels: {}', says: /AsyncAPI/ },
  { what: 'GraphQL', text: 'type Query {\n  a: Int\n}', says: /GraphQL/ },
  { what: 'GraphQL introspection', text: '{"data":{"__schema":{}}}', says: /GraphQL/ },
  { what: 'a JSON Schema', text: '{"$schema":"https://json-schema.org/draft/2020-12/schema"}', says: /JSON Schema/ },
  { what: 'Swagger 1.2', text: '{"swaggerVersion":"1.2","apis":[]}', says: /Swagger 1/ },
  { what: 'RAML', text: '#%RAML 1.0\ntitle: x', says: /RAML/ },
  { what: 'other JSON', text: '{"hello":"world"}', says: /neither "openapi" nor "swagger" nor "paths"/ },
  { what: 'gzip', text: '\u001f\u008b', says: /gzip|binary|plain text/ },
  { what: 'binary data', text: 'a\0b', says: /binary data/ },
  {
    what: 'deep JSON',
    text: `{"openapi":"3.0.0","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    says: /nested deeper than 512/,
  },
  { what: 'deep YAML', text: `openapi: 3.0.0\nx: ${'['.repeat(50_000)}`, says: /nested too deep|not valid YAML/ },
  { what: 'a cyclic alias', text: 'openapi: 3.0.0\npaths: &a\n  /x: *a\n', says: /nested deeper than 512/ },
  { what: 'an alias bomb', text: bomb(), says: /5 million nodes/ },
])('$what is refused, and the message says what it looks like', async ({ text, says }) => {
  await expect(describeText(text, 'api.yaml')).rejects.toMatchObject({
    code: 'description.invalid',
    message: expect.stringMatching(says),
  })
})

function bomb(): string {
  const lines = ['openapi: 3.0.0', 'x0: &x0 [a,a,a,a,a,a,a,a,a,a]']
  for (let level = 1; level < 12; level++)
    lines.push(
      `x${level}: &x${level} [${Array(10)
        .fill(`*x${level - 1}`)
        .join(',')}]`,
    )
  return [...lines, 'paths: {}'].join('\n')
}

test.each([
  { what: 'a missing file', path: 'none.json', says: /there is no such file/ },
  { what: 'a folder', path: '.', says: /not a regular file|cannot read/ },
])('$what is refused with its path', async ({ path, says }) => {
  const folder = folderWith({})
  await expect(load({ kind: 'file', path: join(folder, path) })).rejects.toMatchObject({
    code: 'description.invalid',
    message: expect.stringMatching(says),
  })
})

test('100 MB are refused before they are parsed', async () => {
  const folder = folderWith({ 'big.json': ' '.repeat(100 * 1024 * 1024) })
  await expect(load({ kind: 'file', path: join(folder, 'big.json') })).rejects.toMatchObject({
    message: expect.stringMatching(/100 MB; at most 64 MB/),
  })
})

test.each([
  { what: 'a byte order mark', text: `\ufeff{"openapi":"3.0.0",${paths}}` },
  { what: 'UTF-16', text: Buffer.from(`\ufeff{"openapi":"3.0.0",${paths}}`, 'utf16le').toString('latin1'), raw: true },
  { what: 'comments and trailing commas', text: `{"openapi":"3.0.0", // yes\n${paths},}` },
  { what: 'YAML under a .json name', text: 'openapi: 3.0.0\npaths:\n  /a:\n    get: {responses: {}}\n' },
  { what: 'JSON with single quotes (YAML)', text: `{'openapi':'3.0.0',${paths}}` },
  { what: 'duplicate YAML keys', text: 'openapi: 3.0.0\ninfo: {title: a, title: b}\npaths: {/a: {get: {}}}\n' },
  { what: 'a version that is a number', text: 'openapi: 3.1\npaths: {/a: {get: {}}}\n' },
  { what: 'no version', text: `{${paths}}` },
  { what: 'an unknown version', text: `{"openapi":"4.0.0",${paths}}` },
  { what: 'unknown tags', text: 'openapi: 3.0.0\nx: !foo bar\npaths: {/a: {get: {}}}\n' },
  { what: 'two YAML documents', text: '---\nopenapi: 3.0.0\npaths: {/a: {get: {}}}\n---\nmore: 1\n' },
  { what: 'tabs where js-yaml wants none', text: 'openapi: 3.0.0\npaths:\n  /a:\n    get:\n      summary:\tx\n' },
])('$what is tolerated', async ({ text, ...more }) => {
  const folder = folderWith({})
  const { writeFileSync } = await import('node:fs')
  writeFileSync(join(folder, 'api.json'), text, 'raw' in more ? 'latin1' : 'utf8')
  const description = await load({ kind: 'file', path: join(folder, 'api.json') })
  expect(description.rows.map((row) => row.key)).toEqual(['GET /a'])
})

test('a date in YAML stays the text that was written', async () => {
  const description = await describeText(
    'openapi: 3.0.0\ninfo: {title: 2024-01-01, version: 2024-01-01}\npaths: {}',
    'a.yaml',
  )
  expect(description.info).toMatchObject({ title: '2024-01-01', version: '2024-01-01' })
})
