import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './infer.ts'

const read = (text: string, name = 'boats.http', mediaType = 'text/plain') => {
  const { operations, baseUrl } = inferOperations([readPage({ text, mediaType, url: `https://boats.example/${name}` })])
  const lines = operations.map(({ method, path, parameters }) =>
    `${method} ${path} ${parameters.map((it) => `${it.in}:${it.name}`).join(' ')}`.trim(),
  )
  return { lines, baseUrl, summaries: operations.map(({ summary }) => summary) }
}

test('a file of requests is read as what it asks', () => {
  const { lines, baseUrl, summaries } = read(`@host = https://boats.example/v1

### List boats
GET {{host}}/boats
    ?page=1
    &size=20
Accept: application/json

### Launch a boat
POST {{host}}/boats HTTP/1.1
Content-Type: application/json
X-Pilot: ann

{ "name": "Erna", "length": 12 }

> {% client.test("launched", () => {}) %}

###
# @name sink
# Sink it for good
DELETE {{host}}/boats/{{boat_id}}
`)
  expect(baseUrl).toBe('https://boats.example/v1')
  expect(lines).toEqual([
    'GET /boats query:page query:size',
    'POST /boats header:X-Pilot body:name body:length',
    'DELETE /boats/{boat_id} path:boat_id',
  ])
  expect(summaries.slice(0, 2)).toEqual(['List boats', 'Launch a boat'])
})

test('a host without its scheme, and no title', () => {
  expect(read('GET localhost:8080/boats\n\n###\nPOST localhost:8080/boats\n\n{"name": "x"}\n').lines).toEqual([
    'GET /boats',
    'POST /boats body:name',
  ])
})

test('it is found out by looking, too', () => {
  const text = '### a\nGET https://boats.example/boats\n\n### b\nPUT https://boats.example/boats/1\n\n{"name": "x"}\n'
  expect(read(text, 'download').lines).toEqual(['GET /boats', 'PUT /boats/{boat_id} path:boat_id body:name'])
})

test('Markdown stays Markdown', () => {
  expect(read('# Boats\n\n### Get\n\n`GET /boats`\n\n### Sink\n\n`DELETE /boats/{id}`\n', 'boats.md').lines).toEqual([
    'GET /boats',
    'DELETE /boats/{id} path:id',
  ])
})
