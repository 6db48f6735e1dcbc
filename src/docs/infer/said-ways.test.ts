import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { callsOf, type WayOfWriting } from '../../../test/support/prose.ts'

const rows: readonly WayOfWriting[] = [
  {
    says: 'a request that a sentence speaks of, its method and its path in code',
    text: '# Boats\n\n## List\n\nRequired permission: `boats`\n\n`GET`-Request sent: `/v1/boats`\n\n## Add\n\nA boat is added by an HTTP `POST` request at `/v1/boats`.\n\n## Sink\n\n`DELETE`-Anfrage an `/v1/boats/{code}`.\n\n## Errors\n\nA `PATCH` request to `/v1/boats` is not supported.\n',
    operations: ['DELETE /v1/boats/{code}', 'GET /v1/boats', 'POST /v1/boats'],
  },
  {
    says: 'the methods that are allowed, in a sentence below the path',
    text: '# Fleet API\n\n### One boat\n\n    /fleet/boats/{code}\n\nHolds what is known of it. Allowed methods are HEAD, GET, PUT and DELETE.\n\n### Keys\n\n    /fleet/boats/{code}/keys\n\nThe only allowed methods are HEAD and GET.\n\n### `/fleet/crew`\n\nThis endpoint supports GET and POST.\n',
    operations: [
      'DELETE /fleet/boats/{code}',
      'GET /fleet/boats/{code}',
      'GET /fleet/boats/{code}/keys',
      'GET /fleet/crew',
      'POST /fleet/crew',
      'PUT /fleet/boats/{code}',
    ],
  },
  {
    says: 'one path whose methods are described one after the other, each with its label',
    text: '# Config\n\n### `/settings`\n\nReads them.\n\n- Method: `GET`\n- Answer: all of them\n\nReplaces them.\n\n- Method: `PUT`\n\n### `/tides`\n\n- Method: `GET` / `WS`\n',
    operations: ['GET /settings', 'GET /tides', 'PUT /settings'],
  },
  {
    says: 'words of a path that are called after what stands in front of them',
    text: '# Harbour\n\n- `GET /boats/boat_name`\n- `GET /quays/quayname/berths`\n- `PUT /quays/berths/quays_name/berths_id`\n- `GET /crew/rename`\n- `GET /boats/port_code`\n',
    operations: [
      'GET /boats/port_code',
      'GET /boats/{boat_name}',
      'GET /crew/rename',
      'GET /quays/{quayname}/berths',
      'PUT /quays/berths/{quays_name}/{berths_id}',
    ],
  },
  {
    says: 'colons on both sides of a variable, and files that an API serves',
    text: '# Watch\n\n### `/api/:lamp:/:day:/state`\n\nx\n\n### `/api/<lamp>/latest.jpg[?h=300]`\n\ny\n\n### `/clips/<lamp>-<day>.mp4`\n\nz\n',
    operations: ['GET /api/{lamp}/latest.jpg', 'GET /api/{lamp}/{day}/state', 'GET /clips/{lamp}-{day}.mp4'],
  },
  {
    says: 'the base path itself, with methods',
    text: '# Lists API\n\n**Base URL:** `http://<host>:<port>/api/lists`\n\n| Method | Path | Does |\n| --- | --- | --- |\n| POST | `/api/lists` | Makes one |\n| GET | `/api/lists` | All |\n| GET | `/api/lists/{code}` | One |\n',
    operations: ['GET /api/lists', 'GET /api/lists/{code}', 'POST /api/lists'],
  },
  {
    says: 'a form of all calls, which is none',
    text: '# Remote REST API\n\nIt is served at:\n\n`http://<hostname>:<port>/api/<version>/<request>`\n\n## Machine\n\nThe resource name is:\n\n`/api/v2.0/machine`\n\n## Stats\n\nThe resource name is:\n`/api/v2.0/stats/<container identifier>`\n',
    operations: ['GET /api/v2.0/machine', 'GET /api/v2.0/stats/{container_identifier}'],
  },
  {
    says: 'requests of a page about an API, of whose family others are sure',
    text: '# Shed API\n\n## Reference\n\n- `GET /api/tools`\n- `POST /api/tools`\n\n## Examples\n\n```bash\n$ curl http://192.168.1.5/api/shelves\n{"shelves": 3}\n```\n',
    operations: ['GET /api/shelves', 'GET /api/tools', 'POST /api/tools'],
  },
  {
    says: 'calls under headings that name them, beside the form of all of them',
    text: '# Node API\n\n## Node info\n\n```sh\ncurl -XGET "localhost:9600/_node/<types>"\n```\n\n### JVM info\n\n```sh\ncurl -XGET "localhost:9600/_node/jvm?pretty"\n```\n\n### Hot threads\n\n```sh\ncurl -XGET "localhost:9600/_node/hot_threads"\n```\n\n### Several at once\n\n```sh\ncurl -XGET "localhost:9600/_node/os,plugins"\n```\n',
    operations: ['GET /_node/hot_threads', 'GET /_node/jvm', 'GET /_node/{types}'],
  },
  {
    says: 'all that is below a path is no call',
    text: '# Paid API\n\n- `/api/v1/rates` - Rates\n- /api/v1/reports/* - Reports\n- `/api/v1/rates/{code}` - One rate\n',
    operations: ['GET /api/v1/rates', 'GET /api/v1/rates/{code}'],
  },
  {
    says: 'headings of one word that are appended to an address',
    text: '# REST API\n\nJust append them to the IP, e.g. `http://192.168.1.9/tides`.\n\n## Control\n\n### lamp_on\n\nTurns it on.\n\n### `reboot`\n\n- Payload: no payload needed\n\n## Results\n\n### tides\n\nWhat is known.\n',
    operations: ['GET /lamp_on', 'GET /reboot', 'GET /tides'],
  },
  {
    says: 'headings of one word beside calls, which all have one method',
    text: `# API\n\n${['send', 'drop', 'list']
      .map(
        (name) =>
          `## ${name}\n\nArguments:\n\n| Name | Type |\n| --- | --- |\n| code | string |\n\n\`\`\`sh\ncurl --request POST --data '{"code": "a"}' http://localhost:8000/api/${name}\n\`\`\`\n\n`,
      )
      .join('')}## refresh\n\nArguments:\n\n| Name | Type |\n| --- | --- |\n| code | string |\n`,
    operations: ['POST /api/drop', 'POST /api/list', 'POST /api/refresh', 'POST /api/send'],
  },
  {
    says: 'Markdown that a page of HTML shows as it was typed',
    text: '<html><body><main><h1>Things API</h1><h2>Create</h2><p>A thing is sent in an HTTP `PUT` request at `/things/{id}`. If a method is not supported (e.g. `PATCH` for `/things` endpoint), the answer is 405.</p><h2>List</h2><p>An HTTP `GET` request at `/things` lists them.</p></main></body></html>',
    mediaType: 'text/html',
    operations: ['GET /things', 'PUT /things/{id}'],
  },
  {
    says: 'calls of a list behind what they are called',
    text: '# Tides\n\nVersion: v1\n\n## Operations\n\n- getTides: GET /api/tides — All of them (auth: any)\n- dropTide: DELETE /api/tides/{id} — One (auth: admin)\n- Note: GET /api/old was dropped\n',
    operations: ['DELETE /api/tides/{id}', 'GET /api/tides'],
  },
  {
    says: 'methods in the plural as titles, over tables of paths',
    text: '# Vault REST API\n\n## GETs (reading)\n\n| Resource | Description |\n| --- | --- |\n| `/vault` | All |\n| `/vault/{key}` | One |\n\n## POSTs (writing)\n\n| Resource | Description |\n| --- | --- |\n| `/vault` | Adds one |\n\n## DELETEs\n\n| Resource | Description |\n| --- | --- |\n| `/vault/{key}` | Drops one |\n',
    operations: ['DELETE /vault/{key}', 'GET /vault', 'GET /vault/{key}', 'POST /vault'],
  },
  {
    says: 'paths that are called after their method',
    text: '# Echo service\n\n## ENDPOINTS\n\n- `/get` Returns GET data.\n- `/post` Returns POST data.\n- `/delete` Returns DELETE data.\n- `/ip` Returns the address.\n',
    operations: ['DELETE /delete', 'GET /get', 'GET /ip', 'POST /post'],
  },
  {
    says: 'code that calls the host after which the page is called',
    text: `# Harbourmock, a REST API for tests\n\n${[
      ['Get one', "fetch('https://harbourmock.example.net/boats/1')"],
      ['All', "fetch('https://harbourmock.example.net/boats')"],
      ['Make one', "fetch('https://harbourmock.example.net/boats', { method: 'POST' })"],
    ]
      .map(([title, code]) => `## ${title}\n\n\`\`\`js\n${code}\n\`\`\`\n`)
      .join('\n')}`,
    operations: ['GET /boats', 'GET /boats/{boat_id}', 'POST /boats'],
  },
  {
    says: 'sections with base paths of their own, beside one for the page',
    text: '# Status\n\nThe base URL for all calls to the API of the harbour is: *<harbour_url>/v2/apps/tides/api/own*\n\n## Own\n\n### Set\n\n- Method: `PUT`\n- Endpoint: `/status`\n\n## Known\n\nBase endpoint is: `/v2/apps/tides/api/known`\n\n### One\n\n- Method: `GET`\n- Endpoint: `/{code}`\n\n## All\n\nBase endpoint is: `/v2/apps/tides/api/all`\n\n### Of a user\n\n- Method: `GET`\n- Endpoint: `/{user}/last`\n\n## Other\n\n- `GET /v2/apps/boats/api/list`\n',
    operations: [
      'GET /v2/apps/boats/api/list',
      'GET /v2/apps/tides/api/all/{user}/last',
      'GET /v2/apps/tides/api/known/{code}',
      'PUT /v2/apps/tides/api/own/status',
    ],
  },
  {
    says: 'what calls go on from is none: "the endpoints", "mounted at"',
    text: '# Tide HTTP Endpoint\n\nThe `/tide` endpoints tell of tides. It is assumed that the engine is mounted at the `/tide` path.\n\nThe `/moon` endpoint and the endpoints `/sun` and `/star` are open.\n\n## Fire\n\n| Method | Path |\n| --- | --- |\n| `PUT` | `/tide/fire/:name` |\n\n## List\n\n| Method | Path |\n| --- | --- |\n| `GET` | `/tide/list` |\n',
    operations: ['GET /moon', 'GET /star', 'GET /sun', 'GET /tide/list', 'PUT /tide/fire/{name}'],
  },
  {
    says: 'an example in a section beside the one that declares the call',
    text: '# Count API\n\n## Request\n\n`GET /_cat/count/<index>`\n\n## Example with one index\n\n```http\nGET /_cat/count/boats?v\n```\n',
    operations: ['GET /_cat/count/{index}'],
  },
  {
    says: 'calls spoken of under "API endpoints", in the README of a program',
    text: '# Bin\n\nA place for texts.\n\n## Install\n\nx\n\n## Usage\n\ny\n\n## Configuration\n\nz\n\n### API endpoints\n\nPOST a new text to the `/api/texts` endpoint.\n\nTo have it back, make a GET request on the `/api/texts/:id` route.\n\n## Licence\n\nMIT\n',
    operations: ['GET /api/texts/{id}', 'POST /api/texts'],
  },
  {
    says: 'one request in full under "Syntax"',
    text: 'Authentication\n==============\n\nA token is needed.\n\nAuth Get\n--------\n\nTo authenticate, make a request.\n\nSyntax\n~~~~~~\n\n::\n\n    GET /auth HTTP/1.1\n    Host: boats.example.com\n    X-Auth-User: ada\n\n.. note:: x\n',
    mediaType: 'text/x-rst',
    operations: ['GET /auth'],
  },
  {
    says: 'files of an API in a table without a column for paths',
    text: '# JSON API (static)\n\n| File | What |\n| --- | --- |\n| `/api/boats.json` | All boats |\n| `/api/b/<slug>.json` | One |\n',
    operations: ['GET /api/b/{slug}.json', 'GET /api/boats.json'],
  },
  {
    says: 'Org',
    text: '#+TITLE: Feeds\n* API\n** Feeds\n*** List feeds\n=GET https://feeds.example.com/api/feeds=\n\n*** Create one\n=POST https://feeds.example.com/api/feeds=\n\n#+BEGIN_SRC json\n{"name": "a"}\n#+END_SRC\n',
    mediaType: 'text/plain',
    operations: ['GET /api/feeds', 'POST /api/feeds'],
  },
]

test('attributes of JSON are what is sent, where their heading says so', () => {
  const text =
    '# API\n\n## `PUT /boats/:id`\n\nChanges one.\n\n### JSON attributes\n\n- `name` *(required)*\n  - what it is called\n- `crew` *(optional)*\n'
  const [found] = inferOperations([
    readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/' }),
  ]).operations
  expect(found?.parameters.map(({ in: place, name }) => `${place} ${name}`)).toEqual([
    'path id',
    'body name',
    'body crew',
  ])
})

test.each(rows)('$says', ({ text, operations, mediaType }) => {
  expect(callsOf(text, mediaType)).toEqual([...operations].toSorted())
})
