import { expect, test } from 'vitest'
import { fence, inferFrom, operationsOf } from '../../../test/support/prose.ts'

test.each([
  {
    says: 'a table that leads to sections of a file that is called otherwise by now',
    text: `# BoatApi\n\nMethod | HTTP request\n--- | ---\n[**createBoat**](BoatApi.md#createBoat) | **POST** /boats\n[**sinkBoat**](BoatApi.md#sinkBoat) | **DELETE** /boats/{id}\n\n# **createBoat**\n> Boat createBoat(body)\n\n### Parameters\n\nName | Type | Description\n--- | --- | ---\n **name** | **String**| its name\n\n# **sinkBoat**\n> sinkBoat(id, deep)\n\n### Parameters\n\nName | Type | Description\n--- | --- | ---\n **id** | **String**| which\n **deep** | **Boolean**| how\n`,
    operations: ['POST /boats name', 'DELETE /boats/{id} deep'],
  },
  {
    says: 'calls in bold within code that a click opens',
    text: '# Engine\n\n### All boats\n\n<details>\n <summary><code>GET</code> <code><b>/boats</b></code> <code>(all of them)</code></summary>\n\nText.\n\n</details>\n\n### Stop one\n\n<details>\n <summary><code>POST</code> <code><b>/boats/:boatId/stop</b></code> <code>(stops it)</code></summary>\n\nText.\n\n</details>\n',
    operations: ['GET /boats', 'POST /boats/{boatId}/stop'],
  },
  {
    says: 'files of a program in a table',
    text: '# Yard API\n\nGET /boats\n\n| Path | What |\n|---|---|\n| `/yard/src/main/scala/org/yard/Boats.scala` | boats |\n| `/yard/src/main/kotlin/org/yard/Crew.kt` | crew |\n',
    operations: ['GET /boats'],
  },
  {
    says: 'identifiers of contents and of transactions as values',
    text: `# Ledger API\n\n## Find\n\n${fence('sh', 'curl https://ledger.example/find/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi')}\n## Look\n\n${fence('sh', 'curl https://ledger.example/tx/0xedc80ebc89e6d719e617a50c6900c3dd5dc2f283e1b8c447b9065d7c8280484a')}`,
    operations: ['GET /find/{find_id}', 'GET /tx/{tx_id}'],
  },
  {
    says: 'variables with their type in front and blanks in their names',
    text: '# Yard API\n\n## GET /boats/{uuid: yard id}/{int:berth number}\n\nx\n\n## GET /crew/{id:int}\n\ny\n',
    operations: ['GET /boats/{yard_id}/{berth_number}', 'GET /crew/{id}'],
  },
  {
    says: 'a method in code and "to" before its path, and an example of it',
    text: '# Configuring tides\n\nText.\n\n## All\n\nA `GET` to `/tides/config/all` returns all.\n\n## Remove\n\nA `DELETE` to `/tides/config/{tier}/{id}` removes one.\n\n## Get\n\nOne is read by a `GET` to `/tides/config/{tier}/{id}`. With the example, a `GET` to `/tides/config/high-water_2/site_a_2` returns:\n',
    operations: ['GET /tides/config/all', 'DELETE /tides/config/{tier}/{id}', 'GET /tides/config/{tier}/{id}'],
  },
  {
    says: 'titles that end with a slash, in a list of contents and over what goes on from them',
    text: '# Insight API\n\n## Endpoints\n\n- [/block/](#block)\n- [/peer/](#peer)\n\n### /block/\n\n**URL:** `GET /block/{hash}`\n\n### /peer/\n\n**URL:** `GET /peer`\n',
    operations: ['GET /block/{hash}', 'GET /peer'],
  },
  {
    says: 'JSON right below a request that is shown whole: the answer, whatever the heading is called',
    text: `# Chequebook API\n\n## Cash\n\n${fence('sh', 'curl -X POST http://localhost:1635/cashout/{peer}')}\n${fence('json', '{ "transactionHash": "0x0" }')}\n## Change\n\n### JSON:\n\n${fence('JSON', 'POST /update', '', '{ "id": 1, "doc": {} }')}\n${fence('JSON', '{ "updated": 1 }')}`,
    operations: ['POST /cashout/{peer}', 'POST /update id,doc'],
  },
  {
    says: 'a request whose body is a file, and the file below it',
    text: `# Yard API\n\n## Add\n\n${fence('sh', 'curl -X POST http://localhost:1635/boats -d @boat.json')}\n${fence('json', '{ "length": 12 }')}`,
    operations: ['POST /boats length'],
  },
  {
    says: 'a label "Header" in front of a header',
    text: `# Yard API\n\n## Sell\n\n${fence('', 'POST /boats/sell', 'Header: Content-Type: application/json')}`,
    operations: ['POST /boats/sell'],
  },
])('references of products: $says', ({ text, operations }) => {
  expect(operationsOf(text).toSorted()).toEqual(operations.toSorted())
})

test('a URL that is called as it stands, beside calls that do not go on from it, is no base URL', () => {
  const call = (...words: string[]): string => fence('sh', ['curl', ...words].join(' '))
  const { baseUrl, operations } = inferFrom(
    [
      '# Tenants\n\n## API usage\n',
      call('-X GET http://localhost:8181/cxs/tenants'),
      call('-X DELETE http://localhost:8181/cxs/tenants/{tenant}'),
      call('-X POST http://localhost:8181/cxs/rules'),
      call('-X POST http://localhost:8181/graph'),
    ].join('\n'),
  )
  expect(baseUrl).toBe('http://localhost:8181')
  expect(operations.map(({ path }) => path)).toContain('/cxs/tenants')
})

test.each([
  {
    says: 'paths of a list with all the methods that are said of them, one struck through, one that speaks of SQL',
    text: '# Server\n\n### API\n\n- `/api/tags/{tag}` can be used to `GET` a tag, as well as `DELETE` or replace it (`PUT`)\n- `/api/boats` can be used to add one (`POST`)\n- ~~`/api/tiny` can be used to `GET` a short one~~\n- `/api/query` takes `SELECT`, not to be mixed with `DELETE`\n',
    operations: [
      'GET /api/tags/{tag}',
      'DELETE /api/tags/{tag}',
      'PUT /api/tags/{tag}',
      'POST /api/boats',
      'GET /api/query',
    ],
  },
  {
    says: 'a word in bold behind variables in brackets, which it is none beside',
    text: '# Channels API\n\n## List\n\n> **GET** /v1/hosts/{host}/apps/{app}/**channels**\n\n## One\n\n> **GET** /v1/hosts/{host}/apps/{app}/**channels**/{name}\n',
    operations: ['GET /v1/hosts/{host}/apps/{app}/channels', 'GET /v1/hosts/{host}/apps/{app}/channels/{name}'],
  },
  {
    says: 'an answer with links to itself, matters in bold, types of parameters',
    text: `# Scripts API\n\n## Start\n\n**POST /scripts/{name}/processes**\n\nStarts one. All goes in the form.\n\nThey may be delayed.\n\n${fence('json', '{ "processId": "5", "_links": { "self": { "href": "/p/5" } } }')}\nThe following parameter types are available:\n\n- \`string\`: a value\n- \`date\`: a day\n\n## Roles\n\nAny of these, by default the first:\n\n- **Administrator**: may do all, default\n- **Viewer**: may look, optional\n\n### Key concepts\n\n- **Metadata**: title and artist\n- **Artwork**: the picture\n`,
    operations: ['POST /scripts/{name}/processes'],
  },
  {
    says: 'a column "Kind" that says where a parameter goes',
    text: `# Layers API\n\n## Send\n\n${fence('', 'PATCH /blobs/<name>')}\n\nThe following parameters should be specified on the request:\n\n|Name|Kind|Description|\n|----|----|----|\n|\`Content-Range\`|header|which bytes|\n|\`name\`|path|whose|\n|\`digest\`|query|of what|\n`,
    operations: ['PATCH /blobs/{name} header:Content-Range query:digest'],
  },
])('references of products, their parameters and where they go: $says', ({ text, operations }) => {
  const read = inferFrom(text).operations.filter(({ draft }) => !draft)
  const shown = read.map(({ method, path, parameters }) =>
    [`${method} ${path}`, ...parameters.filter((it) => it.in !== 'path').map((it) => `${it.in}:${it.name}`)].join(' '),
  )
  expect(shown.toSorted()).toEqual(operations.toSorted())
})

test('tables of HTML in reStructuredText are read', () => {
  const table = '<table><tr><th>Name</th><th>Type</th></tr><tr><td>name</td><td>string</td></tr></table>'
  const text = `Nodes\n=====\n\nPUT /v2/nodes/**{node_id}**\n---------------------------\n\nChanges one\n\nInput\n*****\n\n.. raw:: html\n\n    ${table}\n`
  expect(operationsOf(text, 'node.rst')).toEqual(['PUT /v2/nodes/{node_id} name'])
})

test.each([
  {
    says: 'a host that answers below a version what the page writes without it, its paths begin with a variable',
    text: `# Webhooks API\n\n## List\n\n    GET /:account/webhooks\n\n### Example\n\n${fence('sh', 'curl https://api.yard.test/v2/1010/webhooks')}\n## Sink\n\n    DELETE /:account/webhooks/:webhook\n\n### Example\n\n${fence('sh', 'curl -X DELETE https://api.yard.test/v2/1010/webhooks/1')}`,
    operations: ['GET /{account}/webhooks', 'DELETE /{account}/webhooks/{webhook}'],
  },
  {
    says: 'a port of the host in a table of parameters',
    text: `# Settings API\n\n## Get\n\n${fence('', 'GET http://localhost:<boatPort>/v1.0/settings/<store>')}\n### URL parameters\n\nParameter | Description\n--- | ---\n\`boatPort\` | where it listens\n\`store\` | which\n\`deep\` | how\n`,
    operations: ['GET /v1.0/settings/{store} query:deep'],
  },
  {
    says: 'what a program is started with',
    text: `# Schema API\n\n## GET /schema\n\n| Variable | Required value | Default |\n|---|---|---|\n| \`ENABLE_DOCS\` | \`1\` | \`0\` |\n\n### Environment variables\n\nThe following environment variables can be used:\n\n* \`YARD_ID\`: whose\n* \`yard.name\`: which, optional\n`,
    operations: ['GET /schema'],
  },
  {
    says: 'the fields of what a GET answers, and an answer in words',
    text: `# Device API\n\n### GET /device\n\nReturns the state.\nThe state is a JSON object that contains some or all of the following:\n* \`port\`: Port on which it listens, a number.\n* \`commit\`: Hash of the release.\n\n### POST /reboot\n\nWhen successful, responds with 202 accepted and a JSON object:\n${fence('json', '{ "Data": "OK", "Error": "" }')}`,
    operations: ['GET /device', 'POST /reboot'],
  },
  {
    says: 'what failed, below the examples of what returns',
    text: `# SMS API\n\n## Send\n\n${fence('sh', 'curl -X POST https://api.yard.test/codes -d \'{"mobile":"1"}\'')}\n### Return Example\n\n#### Failed to send\n\n${fence('', '{ "error": { "code": 1 } }')}`,
    operations: ['POST /codes body:mobile'],
  },
  {
    says: 'a form right below the line of the request, and what it answers',
    text: `# Albums API\n\n### POST /album/create\n\n${fence('', 'POST /album/create', 'list=a,b&deep=1', '', '{ "hash": "x" }')}`,
    operations: ['POST /album/create form:list form:deep'],
  },
])('references of products, what is sent and what is not: $says', ({ text, operations }) => {
  const read = inferFrom(text).operations.filter(({ draft }) => !draft)
  const shown = read.map(({ method, path, parameters }) =>
    [`${method} ${path}`, ...parameters.filter((it) => it.in !== 'path').map((it) => `${it.in}:${it.name}`)].join(' '),
  )
  expect(shown.toSorted()).toEqual(operations.toSorted())
})

test.each([
  {
    says: 'one of what may be left out at the end of a path, and all of it',
    text: '# Yard API\n\n## Boats\n\n- `GET /boats[/:id]` boats, or one\n- `POST /boats` adds one\n- `DELETE /boats/:id` removes one\n',
    operations: ['GET /boats', 'GET /boats/{id}', 'POST /boats', 'DELETE /boats/{id}'],
  },
  {
    says: 'the address in the example of a parameter, and what an answer holds below it',
    text: `# SMS API\n\n## Send\n\n${fence('', 'POST /send')}\n| Parameter | Pattern | Example | Presence |\n|---|---|---|---|\n| **to** | number | 2020 | Mandatory |\n| **url** | address | http://host/told.php | Optional |\n\n**Response**\n\n${fence('js', '{ "sent": [] }')}\n- \`sent\` (array): what was sent\n`,
    operations: ['POST /send body:to body:url'],
  },
  {
    says: 'constants that a field may be',
    text: `# Image API\n\n## Register\n\n**POST** /images\n\n| Name | Type |\n|---|---|\n| \`state\` | String |\n\nFollowing is the description of the state fields:\n\n* **NEW** - not yet used\n* **DEPRECATED** - no longer required\n`,
    operations: ['POST /images body:state'],
  },
])('references of products, what may be left out: $says', ({ text, operations }) => {
  const read = inferFrom(text).operations.filter(({ draft }) => !draft)
  const shown = read.map(({ method, path, parameters }) =>
    [`${method} ${path}`, ...parameters.filter((it) => it.in !== 'path').map((it) => `${it.in}:${it.name}`)].join(' '),
  )
  expect(shown.toSorted()).toEqual(operations.toSorted())
})

test('a row of a table that is the whole body is the fields of the model it leads to', () => {
  const text =
    '# Keys API\n\n## POST /key\n\n#### Parameters\n\n|Type|Name|Schema|\n|---|---|---|\n|**Body**|**Make Key Request**  <br>*required*|[MakeKeyRequest](#makekeyrequest)|\n|**Query**|**deep**  <br>*optional*|boolean|\n\n## GET /keys\n\n#### Parameters\n\n|Type|Name|Schema|\n|---|---|---|\n|**Body**|**List Request**|[ListRequest](#listrequest)|\n\n## Definitions\n\n### MakeKeyRequest\n\n|Name|Schema|\n|---|---|\n|**token**  <br>*optional*|string|\n|**words**  <br>*required*|boolean|\n\n### ListRequest\n\n*Type*: object\n'
  expect(operationsOf(text)).toEqual(['POST /key token,words,deep', 'GET /keys'])
})

test('fields of what a GET reads, and variables that a program is started with, are no parameters', () => {
  const text =
    '# Blocks API\n\n### GET /block/:hash\n\nReturns one.\n\nAvailable fields: `id`, `size` (optional) and `status` (optional, how it is).\n\n| Env var | Type | Purpose |\n|---|---|---|\n| `DEV_MODE` | boolean | skips |\n| `PORT` | number | where |\n'
  expect(operationsOf(text)).toEqual(['GET /block/{hash}'])
})
