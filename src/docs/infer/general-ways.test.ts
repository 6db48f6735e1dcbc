import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { fence, inferFrom, operationsOf } from '../../../test/support/prose.ts'

test.each([
  {
    says: 'a form with variables below a sentence that has the method, and a whole request as its example',
    text: [
      '# Harbour\n\n## Open a berth\n\nTo open one, send a `POST` request to:\n',
      fence('', 'http://<host>:<port>/docks/<dockName>/berth'),
      '### Example request\n',
      fence('', 'POST http://localhost:7000/docks/kiel/berth', 'Accept: application/json'),
      '## Leave a berth\n\nTo leave, submit a `DELETE` request to:\n',
      fence('', 'http://localhost:7000/docks/kiel/berth/<berth>'),
    ].join('\n'),
    operations: ['POST /docks/{dockName}/berth', 'DELETE /docks/{dockName}/berth/{berth}'],
  },
  {
    says: 'a value that one call gives to a variable is one in the others, and a word that a heading has is none',
    text: [
      '# API\n\n## GET /sailors/{name}\n',
      fence('sh', 'curl https://yard.example/sailors/ada'),
      '## Their boats\n',
      fence('sh', 'curl https://yard.example/sailors/ada/boats'),
      '## PUT /sailors/all\n',
      fence('sh', 'curl -X PUT https://yard.example/sailors/all'),
      '## Their ranks\n',
      fence('sh', 'curl -X PUT https://yard.example/sailors/all/rank'),
    ].join('\n'),
    operations: ['GET /sailors/{name}', 'PUT /sailors/all', 'GET /sailors/{name}/boats', 'PUT /sailors/all/rank'],
  },
  {
    says: 'calls of HTTPie with what they send',
    text: [
      '# API\n\n## Read\n',
      fence('sh', '$ http :8000/api/boats.json X-Yard:Kiel page==2'),
      '## Write\n',
      fence('sh', 'http -f POST localhost:8000/api/crews.json name=Ada'),
      '## Launch\n',
      fence('sh', 'http POST http://localhost:8000/api/boats.json \\', '  name="Ada the first" length:=12'),
    ].join('\n'),
    operations: ['GET /api/boats.json page,X-Yard', 'POST /api/crews.json name', 'POST /api/boats.json name,length'],
  },
  {
    says: 'the answer of a root that names its resources',
    text: [
      '# Yard REST interface\n\nCall `http://yard.example/` to get:\n',
      fence(
        'json',
        '{',
        '  "boats": "http://yard.example/boats/boatID",',
        '  "crews": "http://yard.example/crews/crewID1,crewID2?deep=1",',
        '  "docks": "http://yard.example/docks?name=Kiel"',
        '}',
      ),
    ].join('\n'),
    operations: ['GET /boats/{boatID}', 'GET /crews/{crewIDs} deep', 'GET /docks name'],
  },
  {
    says: 'methods in small letters before paths in quotes, which lack their slash',
    text: '## Calls for other applications\n\n1. get "api/yard/boats" all of them\n2. get "api/yard/boats/:id" one\n3. post "/api/yard/boats" a new one\n',
    operations: ['GET /api/yard/boats', 'GET /api/yard/boats/{id}', 'POST /api/yard/boats'],
  },
  {
    says: 'a list of paths whose methods only the samples show',
    text: [
      '# Data API\n\n- `/db/write` takes changes\n- `/db/read` takes questions\n\n## Writing\n',
      fence('sh', 'curl -X POST \'localhost:4001/db/write\' -d \'{"sql": "x"}\''),
      '## Reading\n',
      fence('sh', "curl 'localhost:4001/db/read?q=x'"),
      fence('sh', 'curl -X POST \'localhost:4001/db/read\' -d \'{"sql": "x"}\''),
    ].join('\n'),
    operations: ['POST /db/write sql', 'GET /db/read q', 'POST /db/read sql'],
  },
  {
    says: 'a URL below the heading "Endpoint", which needs no method',
    text: [
      '# Depths\n\nHow deep the water is.\n\n## How it works\n\nText.\n\n## Coverage\n\nText.\n\n## Endpoint\n',
      fence('', 'https://charts.yard.example/depth?lat=<value>&lon=<value>'),
      '## Formats\n\nText.\n\n## Notes\n\nText.\n\n## Limits\n\nText.\n',
    ].join('\n'),
    operations: ['GET /depth lat,lon'],
  },
  {
    says: 'methods of one URL one after the other: the heading, the sentence',
    text: [
      '# Notices API\n\n### POST\n',
      fence('', 'yard.local/api/v1/notices?url=http://10.0.0.3/changed'),
      'Body\n',
      fence('', '{"url":"http://10.0.0.3/changed"}'),
      'We check it by issuing this GET request:\n',
      fence('', 'yard.local/api/v1/notices'),
      'and issue a DELETE request to remove it:\n',
      fence('', 'yard.local/api/v1/notices?url=http://10.0.0.3/changed'),
      'Changes are sent to the URL http://10.0.0.3/changed from then on.\n',
    ].join('\n'),
    operations: ['POST /api/v1/notices url,url', 'GET /api/v1/notices', 'DELETE /api/v1/notices url'],
  },
  {
    says: 'a chapter with the path that its calls begin with',
    text: '# API\n\n## Boats (/api/v1/boats)\n\nAbout boats.\n\n### POST /api/v1/boats/launch\n\n### POST /api/v1/boats/sink\n',
    operations: ['POST /api/v1/boats/launch', 'POST /api/v1/boats/sink'],
  },
  {
    says: 'a name made up of what stands before it',
    text: [
      '# Command API\n',
      fence('sh', 'curl http://yard.local/api/commands/mycommand', 'curl http://yard.local/api/state'),
    ].join('\n'),
    operations: ['GET /api/commands/{command}', 'GET /api/state'],
  },
  {
    says: 'links to places on other pages and to an API’s own documentation, which are none',
    text: [
      '# API\n\nMore: https://app.yard.example/reference#get-boats\n\n**Path**: /api/docs\n',
      '## GET /boats\n\nSee `/v1/api-docs`.\n',
    ].join('\n'),
    operations: ['GET /boats'],
  },
  {
    says: 'a method that the text adds with "too"',
    text: '# API\n\n## GET /boats/many\n\nMany boats. This request supports POST method too.\n',
    operations: ['GET /boats/many', 'POST /boats/many'],
  },
  {
    says: 'the address of the server in a list of facts, which is no call, even with a method further on',
    text: '# API\n\n- **URL**: `http://localhost:3000`\n- **Headers**: JSON\n\n## Log in\n\n- **URL**: `/login`\n- **Method**: POST\n',
    operations: ['POST /login'],
  },
  {
    says: 'a record and below it the request with a value',
    text: [
      '# API\n\n## One boat\n\n| Key | Value |\n| --- | --- |\n| Verb | GET |\n| Address | /api/boats/{boat} |\n\n### Request\n',
      fence('', 'GET /api/boats/fast_ada'),
    ].join('\n'),
    operations: ['GET /api/boats/{boat}'],
  },
])('$says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})

test.each([
  {
    says: 'headings that are rules of a standard',
    text: [
      '# HTTP requests\n',
      ...['{MUST} name', '{SHOULD} link', '[MAY] page', 'MUST NOT break'].map((rule) => `## ${rule} things\n\nText.\n`),
      fence('http', 'DELETE /boats?name=ada'),
    ].join('\n'),
  },
  {
    says: 'requests that show what a client can send',
    text: [
      '# Harbour REST Client\n\nSends requests from an editor.\n\n## Usage\n',
      fence(
        'http',
        'POST https://example.com/boats HTTP/1.1',
        'content-type: application/json',
        '',
        '{ "name": "Ada" }',
      ),
      fence('http', 'GET https://example.com/boats/1 HTTP/1.1'),
    ].join('\n'),
  },
  {
    says: 'made-up addresses on a cheat sheet',
    text: [
      '# REST cheat sheet\n\nParameters may hide in the URL:\n',
      '- a date, for example `http://server/yard/2030-10-21/use.php`\n- a word, for example `http://server/yard/XXXX/page`\n- else `http://server/yard/Grid.asmx/GetBoats`\n',
    ].join('\n'),
  },
])('no operations: $says', ({ text }) => {
  expect(operationsOf(text)).toEqual([])
})

test('attributes of AsciiDoc are filled in where they are set, in code only where it asks for them', () => {
  const text = [
    '= Boats',
    ':base: /api/v2',
    ':boats: {base}/boats',
    '',
    '== All',
    '',
    '[cols="1,3"]',
    '|===',
    '|*Endpoint* |`{boats}`',
    '|*Method* |GET',
    '|===',
    '',
    '== One',
    '',
    '`GET {boats}/\\{id}` reads one, `PUT {boats}/{id}` writes it.',
    '',
    '== More',
    '',
    '[source,http,subs="attributes+"]',
    '----',
    'DELETE {boats}/{id}',
    '----',
    '',
    '[source,http]',
    '----',
    'POST /docks/{base}',
    '----',
  ].join('\n')

  expect(operationsOf(text, 'boats.adoc')).toEqual([
    'GET /api/v2/boats',
    'GET /api/v2/boats/{id}',
    'DELETE /api/v2/boats/{id}',
    'POST /docks/{base}',
    'PUT /api/v2/boats/{id}',
  ])
})

test('attributes that name each other do not multiply a page', () => {
  const lines = [':a0: boats boats boats boats']
  for (let i = 1; i < 40; i++) lines.push(`:a${i}: ${`{a${i - 1}} `.repeat(8)}`)
  const text = ['= Boats', ...lines, '', '== GET /boats', '', '{a39} '.repeat(5000)].join('\n')

  const page = readPage({ text, mediaType: 'text/plain', url: 'https://docs.example/boats.adoc' })

  expect(page.markdown.length).toBeLessThan(text.length + 250_000)
})

test('headers of an answer say nothing about how calls authenticate', () => {
  const text = ['# API\n\n## GET /boats\n', fence('http', 'HTTP/1.1 200 OK', 'X-Debug-Token: 4fbbc4', '', '{}')].join(
    '\n',
  )

  expect(inferFrom(text).auth).toEqual([])
})

test.each([
  {
    says: 'a record in a list: its facts are none, what is nested below its captions is',
    text: '# API\n\n#### Nowy\n\n- **URL**: `/boats/:id`\n- **Metoda**: POST\n- **Parametry URL**:\n  - `id`: ID\n- **Parametry body**:\n  - `name`: String\n  - `length`: Number\n- **Wynik**: ID\n',
    parameters: ['path id', 'body name', 'body length'],
  },
  {
    says: 'rows without a name go on with the one above, and a default that says it is needed',
    text: '# API\n\n## POST /boats\n\n| Name | Type | Default | Description |\n| --- | --- | --- | --- |\n| `name` | string | **REQUIRED** | What it is |\n| | | | called by |\n| | | | its crew. |\n| `length` | int | 12 | In feet, |\n| | | | rounded. |\n',
    parameters: ['body name', 'body length'],
  },
  {
    says: 'a table whose captions stand below an empty header',
    text: '# API\n\n## GET /boats\n\nIt takes the following parameters:\n\n| | | |\n| --- | --- | --- |\n| Parameter | Required | Description |\n| `yard` | Yes | Where |\n',
    parameters: ['query yard'],
  },
  {
    says: 'the same call over JSON-RPC beside that of the path',
    text: [
      '# API\n\n## Launch\n',
      fence('http', 'POST /boats/launch'),
      fence('json', '{"jsonrpc": "2.0", "method": "boats.launch", "params": {}, "id": 7}'),
      '| Name | Type | Default |\n| --- | --- | --- |\n| `boat` | string | **REQUIRED** |\n',
    ].join('\n'),
    parameters: ['body boat'],
  },
  {
    says: 'a row that names what an example shows, and captions in one word',
    text: [
      '# API\n\n## Change\n',
      fence('http', 'PUT /boats/1 HTTP/1.1', 'Host: yard.example'),
      '| Parameter | Description |\n| --- | --- |\n| `boatId` | Which |\n\nResponseBody:\n',
      fence('', '{"message": "Ok", "code": 200}'),
    ].join('\n'),
    parameters: ['path boatId'],
  },
  {
    says: 'the fields of a class of the server, indented below it',
    text: '# API\n\n## 找船\n\n**接口地址**:`/boats/page`\n\n**请求方式**:`GET`\n\n**请求参数**:\n\n| 参数名称 | 参数说明 | 请求类型 | 是否必须 | 数据类型 |\n| --- | --- | --- | --- | --- |\n| arg0 | | query | true | 船 |\n| &emsp;&emsp;keyword | 字 | | false | string |\n| &emsp;&emsp;pageNum | 页 | | true | integer(int32) |\n',
    parameters: ['query keyword', 'query pageNum'],
  },
  {
    says: 'names and types in the brackets of a labelled line',
    text: '# API REST\n\n### PUT /bateaux.php\n\n— Paramètres : tous les champs (nom : string, taille : entier)\n— Résultat : le bateau (JSON)\n',
    parameters: ['body nom', 'body taille'],
  },
  {
    says: 'a sample below the table of calls, under what its row says',
    text: [
      '# API\n\n## Boats\n\n| Path | Method | Description |\n| --- | --- | --- |\n| `/boats` | POST | Launch a boat |\n| `/crews` | POST | Hire a crew |\n\n**Launch a boat, request:**\n',
      fence('json', '{"name": "Ada"}'),
    ].join('\n'),
    parameters: ['body name'],
  },
  {
    says: 'what "Output format" below "Parameters" is about, and a placeholder for others',
    text: [
      '# Depths\n\n## Endpoint\n',
      fence('', 'https://charts.yard.example/depth?lat=<value>&<params>'),
      '## Parameters\n\n### Output format\n\n| Parameter | Value | Default |\n| --- | --- | --- |\n| format | xml | xml |\n\nSee elsewhere.\n',
    ].join('\n'),
    parameters: ['query lat', 'query format'],
  },
  {
    says: 'variables with a hash in a query, and a date with its time',
    text: '# API\n\n## A\n\nurl: /boats/list?yard=#{yard}&dock=#{dock}\n\nmethod: get\n\n## B\n\nurl: /boats/log?from=2030-01-01 00:00:00&to=2030-02-01 00:00:00&deep=1\n\nmethod: get\n',
    parameters: ['query yard', 'query dock', 'query from', 'query to', 'query deep'],
  },
  {
    says: 'an apostrophe within the words of a body that curl sends',
    text: [
      '# API\n\n## Launch\n',
      fence(
        'sh',
        'curl https://yard.example/boats -X POST -d \'{ "slug": "the boat\'s slug", "name": "the boat\'s name" }\'',
      ),
      fence('sh', 'curl https://yard.example/boats'),
    ].join('\n'),
    parameters: ['body slug', 'body name'],
  },
])('parameters: $says', ({ text, parameters }) => {
  const found = inferFrom(text).operations.flatMap((operation) =>
    operation.draft ? [] : operation.parameters.map(({ in: place, name }) => `${place} ${name}`),
  )
  expect(found.toSorted()).toEqual([...parameters].toSorted())
})

test.each([
  {
    says: 'a base URL without a scheme in a heading',
    text: '## BaseUrl: 10.0.0.7:8040\n',
    base: 'http://10.0.0.7:8040',
  },
  {
    says: 'a host and a path behind their label',
    text: '# API\n\n- **Host**: `api.yard.example/v2`\n',
    base: 'https://api.yard.example/v2',
  },
  {
    says: 'a machine of the own network',
    text: `# API\n\n${fence('', 'yard.local/state?x=1')}`,
    base: 'http://yard.local',
  },
])('base URL: $says', ({ text, base }) => {
  expect(inferFrom(`${text}\n## GET /boats\n\nAll.\n\n## POST /boats\n\nOne.\n`).baseUrl).toBe(base)
})

test('ways of authentication are known in other languages', () => {
  const text = '# API\n\n## GET /boats\n\nКлиенты могут использовать Basic-аутентификацию или Bearer-токен.\n'
  expect(
    inferFrom(text)
      .auth.map(({ type }) => type)
      .toSorted(),
  ).toEqual(['basic', 'bearer'])
})
