import { expect, test } from 'vitest'
import { fence, operationsOf } from '../../../test/support/prose.ts'

test.each([
  {
    says: 'requests whose paths begin without a slash and hold blanks in a variable',
    text: [
      '# Boats\n',
      fence('', 'GET api/v1/boats/<boat id>?deep=1'),
      fence('', 'POST api/v1/boats -d @boat.json'),
    ].join('\n'),
    operations: ['GET /api/v1/boats/{boat_id} deep', 'POST /api/v1/boats'],
  },
  {
    says: 'an example of such a path with a wildcard',
    text: ['# Boats\n', fence('', 'GET v1/<yard>/boats'), fence('', 'GET v1/north*/boats')].join('\n'),
    operations: ['GET /v1/{yard}/boats'],
  },
  {
    says: 'parts of a path that may be left out',
    text: '# Charts\n\n- Charts are served at `/charts/{id}[/{size}]/{z}/{x}[@2x].{format}`\n- Legends at `/data/{id}/legend[?dpi=]`\n\n## GET /charts\n',
    operations: ['GET /charts', 'GET /charts/{id}/{z}/{x}.{format}', 'GET /data/{id}/legend dpi'],
  },
  {
    says: 'arguments by name in the path, which a number shows',
    text: ['# Alarm API\n', fence('', 'curl https://yard.example/api/alarm/id:7/set:on.json')].join('\n'),
    operations: ['GET /api/alarm/id:{id}/set:{set}.json'],
  },
  {
    says: 'a verb behind a colon, which is none',
    text: '# Boats API\n\n## POST /boats:search\n\n## POST /boats:count\n',
    operations: ['POST /boats:search', 'POST /boats:count'],
  },
  {
    says: 'several ids at once as the id of one, and what follows dots as a variable',
    text: '# API\n\n## `GET /boats/6`\n\n## `GET /boats/6,12`\n\n## `GET /boats/at/...`\n',
    operations: ['GET /boats/{boat_id}', 'GET /boats/at/{path}'],
  },
  {
    says: 'methods that an endpoint takes as well',
    text: '# API\n\n## `GET /boats/{id}`\n\nOne boat. This endpoint also supports *DELETE* and *PATCH*.\n',
    operations: ['GET /boats/{id}', 'DELETE /boats/{id}', 'PATCH /boats/{id}'],
  },
  {
    says: 'a section about the configuration API, which is no general matter',
    text: [
      '# Reference\n\n## Configuration APIs\n',
      fence('', 'curl -X PUT https://yard.example/api/config/name -d x=1'),
    ].join('\n'),
    operations: ['PUT /api/config/name x'],
  },
  {
    says: 'a resource that is called resources',
    text: '# API\n\n| Method | Path |\n| --- | --- |\n| GET | `/resources` |\n| POST | `/resources` |\n',
    operations: ['GET /resources', 'POST /resources'],
  },
  {
    says: 'badges of the method and the rate behind the path',
    text: '# API\n\n## Latest boats\n\n/api/boats/latest GET 100/min\n\nThe newest.\n\n## Launch\n\n`/api/boats` POST\n',
    operations: ['GET /api/boats/latest', 'POST /api/boats'],
  },
  {
    says: 'a row of the method alone over the rows of its paths',
    text: '# Yard API\n\n| HTTP request | operation | Description |\n| --- | --- | --- |\n| GET | Read. | |\n| | All boats | `/yard/boats` |\n| | One | `/yard/boats/<boat>` |\n| PUT | Write. | |\n| | One | `/yard/boats/<boat>` |\n',
    operations: ['GET /yard/boats', 'GET /yard/boats/{boat}', 'PUT /yard/boats/{boat}'],
  },
  {
    says: 'methods that a translator of the page translated',
    text: '# API del astillero\n\n| | Ruta Método | Descripción |\n| --- | --- | --- |\n| `/botar/{ID}` | PUBLICAR | Bota el barco |\n| `/hundir/{ID}` | ELIMINAR | Lo hunde |\n',
    operations: ['POST /botar/{ID}', 'DELETE /hundir/{ID}'],
  },
  {
    says: 'a list of paths of which the text calls a third, and a path of another family',
    text: '# JSON API\n\nSending a GET to `/json/hull` or `/json/mast` answers an object.\n\n- /json/hull\n- /json/mast\n- /json/keel: the keel\n- /home/sailor: not this\n',
    operations: ['GET /json/hull', 'GET /json/mast', 'GET /json/keel'],
  },
  {
    says: 'headings that are the last word of the path, of which samples call some',
    text: [
      '# Yard HTTP API\n\n## paint.png\n\nArguments:\n\n- `url`: which\n',
      fence('sh', 'curl "http://localhost:8050/paint.png?url=http://a.example/b.html"'),
      '## saw.html\n\nArguments:\n\n- `wood`: which\n',
      fence('sh', 'curl "http://localhost:8050/saw.html?wood=oak"'),
      '## launch\n\nArguments:\n\n- `boat`: which\n\n## notes\n\nText.\n',
    ].join('\n'),
    operations: ['GET /paint.png url', 'GET /saw.html wood', 'GET /launch boat'],
  },
  {
    says: 'an example of a call right below the list that defines it',
    text: [
      '# API\n\n## Find\n\n- **GET** `/yards/:yard/find`\n- **Answer**: boats\n',
      fence('http', 'GET /yards/Kiel/find?name=Ada'),
    ].join('\n'),
    operations: ['GET /yards/{yard}/find name'],
  },
  {
    says: 'the terms of use in a heading, and a link to another host in a list, which are none',
    text: [
      '# API\n\n## Terms of use: https://yard.example/terms/\n\n- https://timber.test/en/filters\n- https://timber.test/en/sheets\n',
      fence('sh', 'curl http://localhost:8050/boats', 'curl http://localhost:8050/yards'),
    ].join('\n'),
    operations: ['GET /boats', 'GET /yards'],
  },
])('$says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})

test.each([
  {
    says: 'a row for every method with a made-up request explains methods',
    text: '# REST\n\n| Method | Usage | Example |\n| --- | --- | --- |\n| GET | Read | `GET /boats/1` |\n| POST | Create | `POST /boats` |\n| PUT | Replace | `PUT /boats/1` |\n| DELETE | Remove | `DELETE /boats/1` |\n',
  },
  {
    says: 'a guide that fetches its files from where its code is kept',
    text: [
      '# Bots API\n',
      fence(
        'sh',
        'curl https://raw.githubusercontent.com/yard/bots/main/a.json',
        'curl https://raw.githubusercontent.com/yard/bots/main/b/layout',
      ),
      '## Rooms\n',
      fence('sh', 'curl -s https://raw.githubusercontent.com/yard/bots/main/c/layout'),
    ].join('\n'),
  },
  {
    says: 'requests in the manual of a command are what it is given',
    text: [
      '# Ram\n\nA load tester.\n',
      ...['cpus', 'rate', 'body', 'header', 'output', 'timeout', 'workers', 'name'].map(
        (it) => `## \`-${it}\`\n\nText.\n`,
      ),
      fence('', 'GET http://dock:9090/boats', 'X-Yard: Kiel', '', 'DELETE http://dock:9090/boats/7'),
    ].join('\n'),
  },
  {
    says: 'routes of a framework whose segments are given one by one',
    text: [
      '# Routing API\n',
      fence('http', 'GET /boats/ada HTTP/1.1', 'host: yard.example'),
      fence('swift', 'app.get("boats", "ada") { req in', '  return "Ada"', '}'),
      fence('swift', 'app.on(.GET, "boats", ":name") { req in', '}'),
    ].join('\n'),
  },
  {
    says: 'a GraphQL endpoint alone is no REST API',
    text: ['# Authentication API\n', fence('http', 'POST /graphql/ HTTP/1.1', '', '{"query": "{ boats }"}')].join('\n'),
  },
])('no operations: $says', ({ text }) => {
  expect(operationsOf(text)).toEqual([])
})

test('a table of AsciiDoc with a line for each cell, code and a table in cells', () => {
  const text = [
    '= Boats',
    '',
    '== Write',
    '',
    '[cols="h,5a"]',
    '|===',
    '| PUT',
    '| /boats/[id]',
    '| Request Body',
    '| [source,json]',
    '----',
    '{',
    '  "name": "Ada"',
    '}',
    '----',
    '| Response codes',
    '| [cols="h,2"]',
    '!===',
    '! 201',
    '! Created',
    '! 404',
    '! No boat',
    '!===',
    '|===',
  ].join('\n')

  expect(operationsOf(text, 'boats.adoc')).toEqual(['PUT /boats/{id} name'])
})
