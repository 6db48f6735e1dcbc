import { expect, test } from 'vitest'
import { callsInOrder as operationsOf, fence } from '../../../test/support/prose.ts'

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
  {
    says: 'a chronicle of versions, whatever it names',
    text: [
      '# Rowboat API change log\n\n## v2.3.0: API changes\n\n### New `crew` field in `GET /boats`\n',
      '* The new `crew` field in `GET /boats`.\n\n## v2.2.0: API changes\n\n### New HTTP API `POST /boats/{id}/launch`\n',
      '- `POST /boats/{id}/launch`: launches it.\n',
    ].join('\n'),
  },
  {
    says: 'a list of changes without a title of its own',
    text: [
      '## [0.1.5] - 2030-03-08\n\n### Added\n\n- `GET /api/boats` has a filter\n\n### Fixed\n\n- `POST /api/boats`\n',
      '## [0.1.4] - 2030-02-22\n\n### Added\n\n- `PUT /api/boats/{id}`\n\n## [0.1.3] - 2030-01-02\n\n### Added\n\n- Paint\n',
    ].join('\n'),
  },
  {
    says: 'a guide to a newer version',
    text: '# Migrate to 3.x\n\n## Crew\n\n`GET /boats/{id}/crew` is relative now.\n\n- `DELETE /boats/{id}` is gone\n',
  },
  {
    says: 'a standard whose requests are made up',
    text: [
      '# Anchors\n\nThe key words "MUST" and "MAY" are to be interpreted as described in BCP 14.\n\n## Anchoring\n',
      fence('http', 'PUT /boats/7 HTTP/1.1', 'Host: example.com', 'Anchor: down', '', '{"a": 1}'),
      fence('http', 'GET /boats/7 HTTP/1.1', 'Host: example.com', 'Anchor: up'),
      fence('http', 'POST /harbours HTTP/1.1', 'Host: example.com'),
    ].join('\n'),
  },
  {
    says: 'two styles compared column by column',
    text: [
      '# Building big things\n',
      '| Operation | RPC | REST |',
      '| --- | --- | --- |',
      '| Sign up | **POST** /signup | **POST** /persons |',
      '| Resign | **POST** /resign | **DELETE** /persons/7 |',
      '| Read | **GET** /readPerson?id=7 | **GET** /persons/7 |',
    ].join('\n'),
  },
  {
    says: 'a framework whose routes are attributes without a slash',
    text: [
      '# Logging in\n',
      fence('ts', '@Controller()', 'class Yard {', "  @Post('boats/launch')", '  launch() {}', '}'),
      'Try it:\n',
      fence('sh', '$ # POST to /boats/launch', '$ curl -X POST http://localhost:3000/boats/launch -d name=Ada'),
      fence('ts', "@Get('crew')", 'crew() {}'),
      fence('sh', '$ # GET /crew', '$ curl http://localhost:3000/crew'),
      '## Logout\n\n* `GET /crew` again.\n* `POST /boats/launch` again.\n',
    ].join('\n'),
  },
  {
    says: 'what a service of a proxy answers of the request that it got',
    text: [
      '# Exposing a service\n\n## Verify\n\nOpen the host:\n',
      fence(
        '',
        'Hostname: 068c0a29a8b7',
        'IP: 127.0.0.1',
        'GET / HTTP/1.1',
        'Host: yard.docker.example',
        'Accept: */*',
      ),
      fence('sh', 'curl http://yard.docker.example/anchor'),
    ].join('\n'),
  },
  {
    says: 'figures of a test of load',
    text: [
      '# Running a test\n',
      fence(
        '',
        'Name         # reqs   # fails |  Avg',
        'GET /harbour  1   0(0.00%) |  115',
        'POST /boats  3   0(0.00%) |  119',
      ),
      fence('', 'type  name    resp_ms  exception', 'GET   /crew   38       ConnectionError(61)'),
    ].join('\n'),
  },
  {
    says: 'files that are downloaded, and pages of a handbook',
    text: [
      '# Installing\n',
      fence('sh', 'curl -L https://rowboat.example/download/rowboat-amd64.tar.zst | sudo tar x'),
      fence('sh', 'curl -O https://data.rowboat.example/boats-10000.json'),
      '## Anchors\n\n* https://rowboat.example/doc/anchors\n\n## Oars\n\n* https://rowboat.example/doc/oars\n',
      '## Sails\n\n* https://rowboat.example/doc/sails\n\n## Crew\n\n* https://rowboat.example/doc/crew\n',
    ].join('\n'),
  },
  {
    says: 'a specification of a format with paths in its examples',
    text: [
      '# Format of descriptions\n\nThe words are to be interpreted as described in [BCP 14].\n\n## Templates\n\nAssuming these:\n',
      fence('', '/boats/{id}', '/boats/mine'),
      '## Requests\n',
      fence('http', 'GET /boats?fields=name', 'Accept: application/json'),
    ].join('\n'),
  },
  {
    says: 'values of a setting on several hosts',
    text: [
      '# Advanced logging in\n\n## url\n\nExamples:\n',
      '- `http://localhost:8085/api/auth` - here\n- `https://auth.example.com/validate` - there\n- `http://10.0.0.7/auth` - inside\n',
    ].join('\n'),
  },
  {
    says: 'what is downloaded and unpacked at once, or named for example in a list of features',
    text: [
      '# External API call\n\n## Use\n',
      fence('sh', 'curl https://yard.example/boats/tar.gz/main | tar -xz --strip=2', 'cd boats'),
      '## Features\n\n- **Operations** with an inferred name (e.g. `GET /boats` → `ListBoats`)\n- Paging\n',
    ].join('\n'),
  },
  {
    says: 'a word here and there in a long manual of settings',
    text: [
      '# Overview\n',
      ...Array.from({ length: 90 }, (_, i) => `## setting-${i}\n\nWhat it sets.\n`),
      'A request to `/foo/more?etc` is logged, one to `/foo?a=1` or to `/ping?b=2` is not.\n',
    ].join('\n'),
  },
  {
    says: 'figures of routers',
    text: '# Benchmarks\n\n### Yard API\n\n### One\n\nRoute: `/boats/:id` — Request: `GET /boats/seven`\n\n### Five\n\nRoute: `/:a/:b` — Request: `GET /x/y`\n',
  },
  {
    says: 'a framework whose routes are objects, and an echo below the call of it',
    text: [
      '# Contexts\n',
      fence('js', 'server.route({', "  path: '/one',", "  method: 'GET',", '})'),
      fence('sh', 'curl http://127.0.0.1:8000/one', 'curl http://127.0.0.1:8000/two'),
      fence('js', 'server.route({', "  method: 'GET',", "  path: '/two',", '})'),
      fence('sh', 'curl http://127.0.0.1:8000/two'),
      fence(
        '',
        'curl http://yard.localhost',
        '',
        'Hostname: 068c0a29a8b7',
        'IP: 127.0.0.1',
        'GET / HTTP/1.1',
        'Host: yard',
      ),
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
  {
    says: 'a README with its changes at the end',
    text: [
      '# rowboat.simple-api\n\nA REST API of boats.\n\n## Usage\n\n### GET /boats\n\nAll.\n\n### POST /boats\n\nA new one.\n',
      '## Changelog\n\n### 2.0.2 (2030-01-14)\n\n* Fixed\n\n### 2.0.1 (2030-01-02)\n\n* Fixed\n\n### 2.0.0 (2029-12-20)\n\n* New\n',
    ].join('\n'),
    operations: ['GET /boats', 'POST /boats'],
  },
  {
    says: 'the protocol of a standard that declares its calls',
    text: [
      '# Boat registry protocol\n\n"MUST" is to be interpreted as described in RFC 2119.\n',
      '| Method | Path |\n| --- | --- |\n| GET | /v2/boats/{id} |\n| PUT | /v2/boats/{id} |\n',
      fence('http', 'GET /v2/boats/7 HTTP/1.1', 'Host: example.com'),
    ].join('\n'),
    operations: ['GET /v2/boats/{id}', 'PUT /v2/boats/{id}'],
  },
  {
    says: 'status codes of `POST`/`GET`/`DELETE`/etc. name no path',
    text: [
      '# Boats API\n\n## GET /boats\n\nAll boats.\n\n## Errors\n',
      '| Code | Means |\n| --- | --- |\n| 405 | You `POST`/`GET`/`DELETE`/etc. what cannot be. |\n',
    ].join('\n'),
    operations: ['GET /boats'],
  },
  {
    says: 'a page of endpoints that shows its calls among examples only',
    text: [
      '# Crews\n\n## Crew endpoints\n\n## Examples\n\n### Listing all crews\n',
      fence('http', 'GET /api/v1/crews HTTP/1.1', 'X-Key: secret'),
      '### Hiring\n',
      fence('http', 'POST /api/v1/crews HTTP/1.1', 'X-Key: secret', '', '{"name": "Ada"}'),
    ].join('\n'),
    operations: ['GET /api/v1/crews', 'POST /api/v1/crews'],
  },
  {
    says: 'a quick start whose one block makes the first calls of the API',
    text: [
      '# Quick start\n\n## Install\n\n## Configure\n\n## Set up\n\n## Start\n\n## Open\n\n## Make your first API call\n',
      fence(
        'sh',
        'curl http://127.0.0.1:8188/api/v1/charts',
        'curl -X PUT http://127.0.0.1:8188/api/v1/chart/symbol -d \'{"symbol": "A"}\'',
        'curl http://127.0.0.1:8188/health',
      ),
    ].join('\n'),
    operations: ['GET /api/v1/charts', 'PUT /api/v1/chart/symbol', 'GET /health'],
  },
  {
    says: 'a list of paths under the title of endpoints, without groups and other names of them',
    text: [
      '# Boat proxy\n\n## Endpoints\n',
      '- /ping - all is well\n- /ready - it is up\n- /metrics - figures\n- /boats/* - many\n- /b -> /boats\n',
    ].join('\n'),
    operations: ['GET /ping', 'GET /ready', 'GET /metrics'],
  },
  {
    says: 'calls that end like pages',
    text: `# Yard API\n\n## Log\n\n${fence('', 'GET /wapi/v3/log.html (signed)')}\n## Launch\n\n${fence('', 'POST /wapi/v3/launch.html (signed)')}`,
    operations: ['GET /wapi/v3/log.html', 'POST /wapi/v3/launch.html'],
  },
  {
    says: 'titles that are the end of the URL in the table below them',
    text: [
      '# Boats API\n',
      '## `/info` – what a boat is\n\nText.\n\n### Method\n',
      '| URI | HTTP Method |\n| --- | --- |\n| `api.boats.example/v2/boat/{boat-name}/info?api_key={key}` | GET |\n',
      '## `/crew` – add somebody\n\nText.\n\n### Method\n',
      '| URI | HTTP Method |\n| --- | --- |\n| `api.boats.example/v2/boat/{boat-name}/crew` | POST |\n',
    ].join('\n'),
    operations: ['GET /v2/boat/{boat-name}/info', 'POST /v2/boat/{boat-name}/crew'],
  },
  {
    says: 'a base URL whose end is the beginning of what is declared',
    text: [
      '# Fleet API\n\nBase URL: `https://yard.example/api/v2/fleet`\n\n## GET /fleet/boats/{id}/crew\n',
      fence('sh', 'curl https://yard.example/api/v2/fleet/boats/42/crew'),
      '## POST /fleet/boats\n',
      fence('sh', 'curl -X POST https://yard.example/api/v2/fleet/boats -d name=Ada'),
    ].join('\n'),
    operations: ['GET /fleet/boats/{id}/crew', 'POST /fleet/boats'],
  },
  {
    says: 'the key of an API that a call is about is no variable',
    text: '# Keys\n\n## Rotate it [PUT /api/users/api_key]\n\nText.\n',
    operations: ['PUT /api/users/api_key'],
  },
])('operations: $says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})
