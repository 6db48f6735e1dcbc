import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const fence = (language: string, ...lines: string[]): string => ['```' + language, ...lines, '```', ''].join('\n')

interface Row {
  readonly says: string
  readonly text: string
  readonly operations: readonly string[]
  readonly mediaType?: string
}

const rows: readonly Row[] = [
  {
    says: 'several methods in front of one path, behind a constant that holds the slash, a bracket forgotten',
    text: [
      '# Beacon\n\n## Light\n',
      fence('text', 'HEAD|GET|POST BEACON_ENDPOINT<lamp>/on'),
      '## Turn\n',
      fence('text', 'GET|POST BEACON_ENDPOINT<lamp/<mode>/turn'),
      fence('http', 'GET /9f1c2b3a-1111-4222-8333-444455556666/fast/turn HTTP/1.1', 'Host: beacon.example'),
    ].join('\n'),
    operations: [
      'HEAD /{lamp}/on',
      'GET /{lamp}/on',
      'POST /{lamp}/on',
      'GET /{lamp}/{mode}/turn',
      'POST /{lamp}/{mode}/turn',
    ],
  },
  {
    says: 'variables set in italics between pieces of code',
    text: '# Boats\n\n## One\n\n`GET /yards/`*y*`/boats/`*b*`.json`\n\n## All\n\n`POST /yards/`*y*`/boats.json`\n',
    operations: ['GET /yards/{y}/boats/{b}.json', 'POST /yards/{y}/boats.json'],
  },
  {
    says: 'variables set in italics between pieces of code of a web page',
    text: '<html><body><main><h1>Boats</h1><h2>One</h2><p><code>GET /yards/</code><em>y</em><code>/boats.json</code></p><h2>Two</h2><p><code>DELETE /yards/</code><em>y</em></p></main></body></html>',
    mediaType: 'text/html',
    operations: ['GET /yards/{y}/boats.json', 'DELETE /yards/{y}'],
  },
  {
    says: 'paths that begin with a variable and lack their slash, of which the code shows calls',
    text: [
      '# Listen\n\n- [JSON](#json): `<harbour>/json` as JSON\n- [Text](#text): `<harbour>/text` as text\n\n## JSON\n\nGet `<harbour>/json`.\n',
      fence('http', 'GET /north-bay/json HTTP/1.1', 'Host: listen.example'),
      '## Text\n',
      fence('http', 'GET /south-bay/text HTTP/1.1', 'Host: listen.example'),
      'Both the `/json` endpoint and the `/text` endpoint stay open.\n',
    ].join('\n'),
    operations: ['GET /{harbour}/json', 'GET /{harbour}/text'],
  },
  {
    says: 'values that samples give an item as its name, below the name of a collection',
    text: [
      '# Houses\n\n## Add\n',
      fence('http', 'POST /api/houses HTTP/1.1', '', '{ "title": "Lake view" }'),
      fence('json', '{ "title": "Lake view", "code": "lake-view", "state": "open" }'),
      '## Read\n',
      fence('http', 'GET /api/houses/lake-view HTTP/1.1'),
      '## GET /api/houses/open\n\nOpen ones.\n',
      '## Rooms\n',
      fence('http', 'POST /api/houses/lake-view/rooms HTTP/1.1', '', '{ "name": "1.0.4" }'),
      fence('http', 'DELETE /api/houses/lake-view/rooms/1.0.4 HTTP/1.1'),
    ].join('\n'),
    operations: [
      'POST /api/houses',
      'GET /api/houses/{code}',
      'GET /api/houses/open',
      'POST /api/houses/{code}/rooms',
      'DELETE /api/houses/{code}/rooms/{name}',
    ],
  },
  {
    says: 'calls on lines of their own within the entries of a list',
    text: '# Yard API for scripts\n\n1. Sign up, no approval:\n   POST https://yard.example/v1/crew\n   {"name":"ada"}\n   → 201\n2. Ask:\n   GET https://yard.example/v1/jobs\n',
    operations: ['POST /v1/crew', 'GET /v1/jobs'],
  },
  {
    says: 'values that a setting may have, which are no calls',
    text: '# Running behind the REST API\n\n## Prefix\n\nTwo values make sense for `prefix`:\n\n- `/yard/` - pages and API\n- `/yard/api` - the API alone\n',
    operations: [],
  },
  {
    says: 'a chapter that names its paths without the version that the calls have',
    text: '# REST API\n\n## Boats\n\n**Endpoint: `/boats`**\n\n### All\n\n`GET /v1/boats`\n\n### One\n\n`GET /v1/boats/<boat_id>`\n',
    operations: ['GET /v1/boats', 'GET /v1/boats/{boat_id}'],
  },
  {
    says: 'the prefix that all calls share, in a sentence',
    text: '# API\n\nEvery GET under `/api/` needs a token. Use `GET /api/boats` first.\n\n## Boats\n\n`GET /api/boats`\n\n`POST /api/boats`\n',
    operations: ['GET /api/boats', 'POST /api/boats'],
  },
  {
    says: 'a name and a password before the host, and patterns as values',
    text: [
      '# Gauges\n\n## GET `/rest/gauge/<place>/<kind>`\n',
      fence('', 'GET http://x:user@localhost:8084/rest/gauge/.*/Depth.*Max'),
      fence('', 'GET http://x:user@localhost:8084/rest/gauge/pier.*/.*'),
    ].join('\n'),
    operations: ['GET /rest/gauge/{place}/{kind}'],
  },
]

test.each(rows)('$says', ({ text, operations, mediaType = 'text/markdown' }) => {
  const inference = inferOperations([readPage({ text, mediaType, url: 'https://docs.example/page' })])
  const found = inference.operations.filter(({ draft }) => !draft).map(({ method, path }) => `${method} ${path}`)
  expect(found.toSorted()).toEqual([...operations].toSorted())
})
