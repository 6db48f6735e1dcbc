import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { fence } from '../../../test/support/prose.ts'

const operationsOf = (text: string): string[] =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page.md' })])
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path }) => `${method} ${path}`)

test.each([
  {
    says: 'a framework whose guide calls the routes it has just defined',
    text: [
      '# Binding\n\n## Query\n',
      fence('go', 'router.GET("/boats", list)', 'router.Run(":8085")'),
      fence('sh', 'curl "localhost:8085/boats?from=2030-01-01"'),
      '## Body\n',
      fence('go', 'router.POST("/boats", add)'),
      fence('http', 'POST /boats?dry=1 HTTP/1.1', 'Content-Type: application/json', '', '{"name": "Ada"}'),
      fence('sh', 'curl -X POST localhost:8085/harbour -d name=Kiel'),
    ].join('\n'),
  },
  {
    says: 'routes given as data, and what the server prints of them',
    text: [
      '# Gateway\n\n',
      fence(
        'js',
        'module.exports = {',
        '  routes: [{ aliases: {',
        '    "GET /greet": "greeter.hello",',
        '  } }],',
        '}',
      ),
      fence('js', 'actions: {', '  list: {', '    rest: "GET /",', '  },', '}'),
      'The generated aliases:\n',
      fence('', 'GET /api/boats', 'POST /api/boats', 'GET /api/boats/:id', 'DELETE /api/boats/:id'),
    ].join('\n'),
  },
  {
    says: 'advice on naming with a column of bad and one of good paths',
    text: [
      '# REST guidelines',
      '',
      '| Method | Bad | Good |',
      '| --- | --- | --- |',
      '| POST | /create-boat | /boats |',
      '| GET | /getBoats | /boats |',
      '| DELETE | /remove-boat/7 | /boats/7 |',
    ].join('\n'),
  },
  {
    says: 'a chapter on design that praises and blames requests in comments',
    text: [
      '# Designing endpoints\n',
      fence('', '// ❌ verbs in paths', 'POST /api/createBoat', '', '// ✅ nouns', 'POST /api/boats'),
      fence('', '// bad: four levels', 'GET /api/a/1/b/2/c/3', '// good', 'GET /api/c/3'),
    ].join('\n'),
  },
  {
    says: 'a client library whose headings name methods and whose text names made-up paths',
    text: [
      '# Rowboat\n\nA small client.\n\n## `POST` / `PUT` requests\n\nIt sends JSON.\n\n## GET requests\n',
      'The following will send a GET to `/harbours?name=Kiel`.\n',
      fence('js', "row.get('/harbours').query({ name: 'Kiel' })"),
      '## Retries\n\nText.\n\n## Errors\n\nText.\n\n## Plugins\n\nText.\n\n## Agents\n\nText.\n',
    ].join('\n'),
  },
  {
    says: 'a file of settings whose values are paths of another kind',
    text: [
      '# The configuration file\n\n## Addresses.API\n\nDefault: `/udp4/127.0.0.1/port/5001`\n',
      '## Addresses.Gateway\n\nDefault: `/udp4/127.0.0.1/gate/8080`\n',
      '## Swarm\n\nListens at `/udp4/0.0.0.0/swarm/4001` and requests to `/wat/{cid}` are moved. See `/wet/{cid}`.\n',
      '## Limits\n\nText.\n\n## Peers\n\nText.\n\n## Store\n\nText.\n',
    ].join('\n'),
  },
  {
    says: 'one call shown for example in a text on how a framework makes its routes',
    text: [
      '# Serialization\n\n## Routes\n\nAll methods map to one form.\n\nFor example, to make a boat:\n',
      fence('text', 'POST /rpc/example.Yard/MakeBoat'),
      '## Naming\n\nText.\n\n## JSON\n\nText.\n\n## Protobuf\n\nText.\n\n## Servers\n\nText.\n',
    ].join('\n'),
  },
])('no operations: $says', ({ text }) => {
  expect(operationsOf(text)).toEqual([])
})

test.each([
  {
    says: 'a reference keeps its operations though it shows how its server mounts them',
    text: [
      '# Boats API\n\n## GET /boats\n\nAll boats.\n\n## POST /boats\n\nA new boat.\n\n## Development\n',
      fence('js', "app.get('/boats', list)"),
      fence('js', "app.post('/boats', add)"),
    ].join('\n'),
    operations: ['GET /boats', 'POST /boats'],
  },
  {
    says: 'ticks and crosses of a list of features judge nothing',
    text: [
      '# Boats API\n\n| Feature | Free | Paid |\n| --- | --- | --- |\n| Export | ❌ | ✅ |\n| Teams | ❌ | ✅ |\n',
      '## GET /boats\n\nAll boats.\n',
    ].join('\n'),
    operations: ['GET /boats'],
  },
])('operations: $says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})
