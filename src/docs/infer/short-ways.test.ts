import { expect, test } from 'vitest'
import { fence, inferFrom, operationsOf } from '../../../test/support/prose.ts'

test.each([
  {
    says: 'dots for what stands before every path',
    text: '# Yard API\n\n## Boats\n\n<code>GET</code> .../api/boats?deep=1\n\n## Crews\n\n`POST` …/api/crews\n',
    operations: ['GET /api/boats deep', 'POST /api/crews'],
  },
  {
    says: 'dots for the path of a call that the page writes whole',
    text: '# Yard API\n\n## GET /api/boats/{id}/crew\n\nReads it.\n\n## POST /api/boats\n\nAdds one. `GET .../crew` may be called by all.\n\n## DELETE /api/boats/{id}\n\nRemoves one.\n',
    operations: ['GET /api/boats/{id}/crew', 'POST /api/boats', 'DELETE /api/boats/{id}'],
  },
  {
    says: 'a table that leaves the path empty below itself, and paths without their slash',
    text: [
      '# Yard API\n',
      '| Resource | Operation | Description |',
      '|---|---|---|',
      '| boats | GET | All of them |',
      '| | Example | `curl yard/boats` |',
      '| boats/{id} | GET | One |',
      '| | Example | `curl yard/boats/1` |',
      '| | DELETE | Removes it |',
    ].join('\n'),
    operations: ['GET /boats', 'GET /boats/{id}', 'DELETE /boats/{id}'],
  },
  {
    says: 'a column of handlers that are paths',
    text: [
      '# Yard API\n',
      '| Call | Method | Handler | Returns |',
      '|---|---|---|---|',
      '| Add | POST | /boats | JSON |',
      '| All | GET | /boats | JSON |',
    ].join('\n'),
    operations: ['POST /boats', 'GET /boats'],
  },
  {
    says: 'a day as all of a path, which no word is',
    text: ['# Rates API\n', fence('http', 'GET /newest'), fence('http', 'GET /2018-03-26')].join('\n'),
    operations: ['GET /newest', 'GET /{date}'],
  },
  {
    says: 'a file of an API that has a method beside it',
    text: '# Yard API\n\n## Plan\n\n- Path: `/api/plan/current.yaml`\n- Method: `GET`\n\n## Boats\n\n- Path: `/api/boats`\n- Method: `POST`\n',
    operations: ['GET /api/plan/current.yaml', 'POST /api/boats'],
  },
  {
    says: 'a word for an id behind nothing but a version',
    text: '# Yard API\n\n## GET /v2/boatId\n\nTells which.\n\n## POST /v2/launch\n\nStarts it.\n',
    operations: ['GET /v2/boatId', 'POST /v2/launch'],
  },
  {
    says: 'a search beside what an id is given to',
    text: [
      '# Yard API\n',
      fence('sh', 'curl https://yard.example/boats/1749'),
      fence('sh', 'curl https://yard.example/boats/findByNameAndYard?name=Ada'),
    ].join('\n'),
    operations: ['GET /boats/{boat_id}', 'GET /boats/findByNameAndYard name'],
  },
  {
    says: 'posting to a path',
    text: '# Yard API\n\nBoats can be added by posting a JSON object to `/yard/v1/boats`. A `GET` to `/yard/v1/boats` returns them, a `GET` to `/yard/v1/boats/some_boat_name` one.\n',
    operations: ['POST /yard/v1/boats', 'GET /yard/v1/boats', 'GET /yard/v1/boats/{some_boat_name}'],
  },
])('$says', ({ text, operations }) => {
  expect(operationsOf(text).toSorted()).toEqual(operations.toSorted())
})

test('paths that begin with a variable are calls of the whole URLs that end like them', () => {
  const text = [
    '# Yard API\n\n## List\n',
    fence('', 'GET /:yard/docks/:dock/boats'),
    fence('sh', 'curl https://api.yard.example/v2/1010/docks/north.example/boats'),
    '## Add\n',
    fence('', 'POST /:yard/docks/:dock/boats'),
    fence('sh', 'curl -X POST https://api.yard.example/v2/1010/docks/north.example/boats -d \'{"name":"Ada"}\''),
  ].join('\n')
  expect(inferFrom(text).baseUrl).toBe('https://api.yard.example/v2')
  expect(operationsOf(text)).toEqual(['GET /{yard}/docks/{dock}/boats', 'POST /{yard}/docks/{dock}/boats name'])
})

test.each([
  {
    says: 'names that go on over several lines',
    text: '# Yard API\n\n## POST /boats\n\nThe following fields are accepted on this endpoint: `name`, `length`,\n`crew`, `harbour`, and `flag`.\n',
    operations: ['POST /boats name,length,crew,harbour,flag'],
  },
  {
    says: 'whether it is needed in front of the name',
    text: '# Yard API\n\n## Add\n\n* URI: `/boats`\n* Method: `POST`\n* Request Headers:\n  * (required) `content-type`: of the body\n  * (optional) `yard-wait`: how long to wait\n',
    operations: ['POST /boats yard-wait'],
  },
  {
    says: 'a query that is spoken of where one of two calls is, and a sample with keys that stand for any',
    text: [
      '# Yard API\n\n## Add\n\nBoats are added by posting to `/yard/boats`:\n',
      fence('json', '{ "name": "Ada", "<any>": 1 }'),
      '## List\n\nA `GET` to `/yard/boats` returns them, `/yard/boats?deep=true` with their crews.\n',
    ].join('\n'),
    operations: ['GET /yard/boats deep', 'POST /yard/boats name'],
  },
  {
    says: 'an object under "Request" of a call without a body',
    text: [
      '# Yard API\n\n## GET /boats\n\nRequest:\n',
      fence('json', '{ "name": "...", "length": 3 }'),
      'Response:\n',
      fence('json', '{ "id": 1 }'),
    ].join('\n'),
    operations: ['GET /boats name,length'],
  },
  {
    says: 'the word parameter in front of each name',
    text: '# Yard API\n\n## GET /boats\n\n### Filter\n\n**Parameter:** *name* (Optional)\n\nPart of it.\n\nParameter: length (Optional)\n',
    operations: ['GET /boats name,length'],
  },
  {
    says: 'a table of what is measured',
    text: '# Yard API\n\n## GET /boats/metrics\n\n| Metric name | Labels | Description | Type |\n|---|---|---|---|\n| `boats_total` | yard | How many | counter |\n| `boats_new` | yard | New ones | counter |\n',
    operations: ['GET /boats/metrics'],
  },
  {
    says: 'terms that are key to something',
    text: '# Yard API\n\n## GET /boats\n\nThe following terms are key to understanding how boats are built:\n\n- **Keel**: what lies lowest.\n- **Mast**: what stands highest.\n',
    operations: ['GET /boats'],
  },
])('parameters: $says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})

test('in reStructuredText a list set in below its label is that list', () => {
  const text =
    'Yard API\n========\n\nAdd\n---\n\n``POST /api/boats/``\n\nData:\n    - ``name``: The name\n    - ``crew`` (list, optional): Who\n      sails\n'
  expect(operationsOf(text, 'page.rst')).toEqual(['POST /api/boats/ name,crew'])
})

test('patterns of routes in a guide to a framework are no calls', () => {
  const text = [
    '# Routing\n\nThe template:\n',
    fence('', '/sailors/{name}'),
    'A PUT request to `/sailors/ada` invokes its responder:\n',
    fence('py', 'def on_put(self, req, resp, name):', '    pass'),
    'It is added:\n',
    fence('py', "app.add_route('/sailors/{name}', Sailors())"),
  ].join('\n')
  expect(operationsOf(text)).toEqual([])
})

test.each([
  {
    says: 'the address for the API, which a variable holds',
    text: [
      '# Yard API\n\nThe full address for the API, i.e. `"http://127.0.0.1:4848"`, is available as `YARD_ADDRESS`.\n\n## GET /boats\n',
      fence('sh', 'curl "$YARD_ADDRESS/boats"'),
    ].join('\n'),
    baseUrl: 'http://127.0.0.1:4848',
    operations: ['GET /boats'],
  },
  {
    says: 'where a path is mounted',
    text: '# /boats/{id}\n\nMount Point: [/api/v3/boats/{id}](x)\n\n## GET\n\nReads it.\n\n## DELETE\n\nRemoves it.\n',
    baseUrl: undefined,
    operations: ['GET /api/v3/boats/{id}', 'DELETE /api/v3/boats/{id}'],
  },
])('base URL: $says', ({ text, baseUrl, operations }) => {
  expect(inferFrom(text).baseUrl).toBe(baseUrl)
  expect(operationsOf(text)).toEqual(operations)
})
