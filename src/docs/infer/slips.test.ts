import { expect, test } from 'vitest'
import { fence } from '../../../test/support/prose.ts'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const publishedOf = (lines: readonly string[]): string[] =>
  inferOperations([
    readPage({ text: lines.join('\n\n'), mediaType: 'text/markdown', url: 'https://docs.example/p.md' }),
  ])
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path }) => `${method} ${path}`)

const curl = (method: string, path: string): string =>
  fence('sh', `curl -X ${method} https://api.boats.example${path}`, "  -H 'Authorization: Bearer x'")

test('a sample of another method than its section declares is a slip of who wrote it', () => {
  const lines = [
    '# Boats API',
    '## List boats\n\n`GET /boats`',
    curl('GET', '/boats'),
    '## Add a boat\n\n`POST /boats`',
    curl('GET', '/boats'),
    '## Sail\n\n`POST /boats/{id}/sail`',
    curl('get', '/boats/{id}/sail'),
  ]
  expect(publishedOf(lines)).toEqual(['GET /boats', 'POST /boats', 'POST /boats/{id}/sail'])
})

test('a sample in a section that declares nothing, or another path, stands', () => {
  const lines = [
    '# Boats API',
    '## Add a boat\n\n`POST /boats`',
    curl('GET', '/boats/{id}'),
    '## Remove a boat',
    curl('DELETE', '/boats'),
    '## Read it',
    curl('GET', '/boats'),
  ]
  expect(publishedOf(lines)).toEqual(['POST /boats', 'DELETE /boats', 'GET /boats/{id}', 'GET /boats'])
})
