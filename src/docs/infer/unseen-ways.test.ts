import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { callsOf, fence, type WayOfWriting } from '../../../test/support/prose.ts'

const rows: readonly WayOfWriting[] = [
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
    says: 'the badge of the method without a blank before its path, linked to a page of its own',
    text: '# Yard API\n\n| Endpoint | Description |\n| --- | --- |\n| [<span class="verb">GET</span>/boats](get/boats) | All boats |\n| [<span class="verb">PUT</span>/boats/:code](put/boats) | Change one |\n',
    mediaType: 'text/markdown',
    operations: ['GET /boats', 'PUT /boats/{code}'],
  },
  {
    says: 'the name of a host as the value of a variable',
    text: '# Berths\n\n## GET /hosts/www.boats-of-ada.com\n\nx\n\n## GET /domains/shop.example.org/records\n\ny\n',
    mediaType: 'text/markdown',
    operations: ['GET /hosts/{host}', 'GET /domains/{host}/records'],
  },
  {
    says: 'headings within a list, with a label before the call and words behind it',
    text: '# Crew\n\n* #### Inscription :  /crew/add (POST) (un nouveau membre)\n\n    Texte.\n\n* #### Départ :   /crew/leave/:code (DELETE) (adieu)\n',
    mediaType: 'text/markdown',
    operations: ['POST /crew/add', 'DELETE /crew/leave/{code}'],
  },
  {
    says: 'the method in brackets behind the path',
    text: '# Routes du port\n\n## Inscription : /crew/add (POST) (un nouveau membre)\n\nTexte.\n\n## Départ : /logout (GET)\n\nTexte.\n',
    mediaType: 'text/markdown',
    operations: ['GET /logout', 'POST /crew/add'],
  },
  {
    says: 'a column a method that says what the call does',
    text: '# Routes\n\n|URL|GET|POST|DELETE|\n|---|---|---|---|\n|/boats|all the boats|add a boat|not allowed here|\n|/boats/:code|one boat| - |sink a boat|\n',
    mediaType: 'text/markdown',
    operations: ['DELETE /boats/{code}', 'GET /boats', 'GET /boats/{code}', 'POST /boats'],
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
  {
    says: 'a URL that its section is called after, with a table of parameters and no method',
    text: '# listBoats\n\n`http://your-server/rest/listBoats` Since [1.2](x.md)\n\nLists boats.\n\n### Parameters\n\n| Parameter | Req. | Comment |\n| --- | --- | --- |\n| `yard` | No | Of it |\n',
    operations: ['GET /rest/listBoats'],
  },
  {
    says: 'a call that a sentence of a quick start lists, beside calls on lines of their own',
    text: '# Yard\n\n## Quickstart\n\n1. Sign up:\n   POST https://yard.example/v1/crew\n2. See the kinds at GET /v1/jobs/kinds, send one at\n   POST /v1/jobs (key in a header).\n',
    operations: ['POST /v1/crew', 'GET /v1/jobs/kinds', 'POST /v1/jobs'],
  },
  {
    says: 'the base URL again in a list of examples, which is no call',
    text: '# API\n\n## Base URL\n\nAll requests use this base URL: `http://yard.example:8084/rest`\n\n- `http://yard.example:8084/rest`\n\n## GET `/rest/boats`\n\nAll.\n\n## POST `/rest/boats`\n\nOne more.\n',
    operations: ['GET /boats', 'POST /boats'],
  },
]

test.each(rows)('$says', ({ text, operations, mediaType }) => {
  expect(callsOf(text, mediaType)).toEqual([...operations].toSorted())
})

const parametersOf = (text: string, mediaType: string): string[] =>
  inferOperations([readPage({ text, mediaType, url: 'https://docs.example/page' })]).operations.flatMap(
    ({ draft, method, path, parameters }) =>
      draft
        ? []
        : [
            `${method} ${path} ${parameters.map((it) => `${it.name}${it.required === false ? '?' : ''}`).join(' ')}`.trim(),
          ],
  )

test.each([
  {
    says: 'terms in emphasis with their definitions indented below',
    text: 'The Boats API\n=============\n\n``/boats/find``\n---------------\n\nExample::\n\n    GET /boats/find?yard=kiel\n\nParameters:\n\n*yard* (mandatory)\n  The yard to look in.\n\n*length*\n  How long at most.\n',
    mediaType: 'text/x-rst',
    parameters: ['GET /boats/find yard length'],
  },
  {
    says: 'titles in words beside the names in code',
    text: '# Boats API\n\n## Many\n\n`GET /boats`\n\n### Input Parameters\n\n| Parameter | Description | Header Key | Query Parameter |\n| --- | --- | --- | --- |\n| **How many** | At most so many. | `x-boats-amount` | `amount` |\n| **Sort by** | The order. | `x-boats-sort` | `sortBy` |\n',
    mediaType: 'text/markdown',
    parameters: ['GET /boats amount sortBy'],
  },
  {
    says: 'names in brackets, which may be left out',
    text: '# Boats API\n\n## GET /boats\n\n### Parameters\n\n- [`yard`] (string): Where it lies.\n- [`length`] (number): How long. Default: 3\n',
    mediaType: 'text/markdown',
    parameters: ['GET /boats yard? length?'],
  },
  {
    says: 'definitions of several lines, of which no line is a name',
    text: '# Boats API\n\n## GET /boats\n\n### Query Parameters\n\nrid=&lt;uuid&gt;\n:   Optional, the run that this\n    belongs to, by which both\n    are found.\n\nyard=kiel\n:   Where it lies.\n',
    mediaType: 'text/markdown',
    parameters: ['GET /boats rid? yard'],
  },
  {
    says: 'names that a sentence sends in the body',
    text: '# Crew API\n\n## [POST] /crew\n\nAdds one. The fields `email`, `nick` and `code` must be sent in the body of the request.\n',
    mediaType: 'text/markdown',
    parameters: ['POST /crew email nick code'],
  },
  {
    says: 'an object on the line below a call in a list',
    text: '# Crew API\n\n1. Sign up:\n   POST https://yard.example/v1/crew\n   {"name":"ada","skills":["knots"]}\n2. Ask:\n   GET https://yard.example/v1/jobs\n',
    mediaType: 'text/markdown',
    parameters: ['POST /v1/crew name skills', 'GET /v1/jobs'],
  },
  {
    says: 'the values of a parameter in a table of their own',
    text: '# Boats API\n\n## GET /boats\n\n### Arguments\n\n| Argument | Values | Description |\n| --- | --- | --- |\n| sort | (see sort options) | The order. |\n\n**Sort options**\n\n| Option | Sort by |\n| --- | --- |\n| age | How old |\n| size | How long |\n',
    mediaType: 'text/markdown',
    parameters: ['GET /boats sort'],
  },
  {
    says: 'an answer that is the same as another, which says nothing of what is sent',
    text: '# Boats API\n\n## Add\n\n`POST /boats`\n\n### Input Parameters\n\n| Parameter | Type |\n| --- | --- |\n| `name` | string |\n\n## Read\n\n`GET /boats/:code`\n\n### Output Parameters\n\nAll output parameters are the same as above.\n',
    mediaType: 'text/markdown',
    parameters: ['POST /boats name', 'GET /boats/{code} code'],
  },
])('$says', ({ text, mediaType, parameters }) => {
  expect(parametersOf(text, mediaType)).toEqual(parameters)
})

test('URLs in the body of a request are no calls and name no host', () => {
  const text = `# API\n\n## Add\n\n${fence('http', 'POST /api/boats HTTP/1.1', '', '{ "url": "https://www.boat.example/doc/1.0/" }')}`
  const inference = inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page' })])
  expect(inference.baseUrl).toBeUndefined()
  expect(inference.operations.map(({ path }) => path)).toEqual(['/api/boats'])
})

test('a row of headers that says what token it holds is a bearer token', () => {
  const text = '# API\n\n## GET /boats\n\nRequest Headers:\n\n- `Authorization` – OIDC Access Token (Required)\n'
  const inference = inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page' })])
  expect(inference.auth[0]?.type).toBe('bearer')
})
