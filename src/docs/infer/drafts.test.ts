import { expect, test } from 'vitest'
import { callsInOrder as operationsOf, fence } from '../../../test/support/prose.ts'

const boats = '## Boats\n\n`GET /boats`\n\nLists them.\n\n## A boat\n\n`GET /boats/{id}`\n\n## Crew\n\n`GET /crew`\n\n'

test.each([
  {
    says: 'the one call of a page that opens as one of an API',
    text: `# Authorization\n\nHarbour has a remote API to work with its boats.\n\n${fence('sh', 'curl https://harbour.example.net/api/me')}`,
    operations: ['GET /api/me'],
  },
  {
    says: 'the one call of a page that opens with endpoints and what is asked of them',
    text: `# Paging\n\nPaging is there for endpoints of many records, by two query parameters.\n\n${fence('', 'https://harbour.example.net/api/v1/boats?page=2&per_page=20')}`,
    operations: ['GET /api/v1/boats'],
  },
  {
    says: 'labelled addresses without a method below what opens as an endpoint',
    text: '# Boats\n\n## List\n\nThis endpoint lists boats.\n\n**URL** : `/boats`\n\n**Auth** : yes\n\n## One\n\nThis endpoint has one.\n\n**URL** : `/boats/:id`\n\n**Auth** : yes\n',
    operations: ['GET /boats', 'GET /boats/{id}'],
  },
  {
    says: 'paths of a list with their methods in the lists below them',
    text: '# Boat HTTP API\n\n* /ping\n    - Methods: GET\n    - Says pong\n* /launch/name\n    - Methods: POST\n    - Launches it\n* /both\n    - Method: GET, DELETE\n',
    operations: ['GET /ping', 'POST /launch/name', 'GET /both', 'DELETE /both'],
  },
  {
    says: 'calls one beside the other on a line',
    text: `# Boat API\n\n${boats}## Lots\n\n\`PUT /lot/{id}\` (body: \`{boats}\`) · \`PATCH /lot/{id}\` · \`GET /lots?from=\`.\n`,
    operations: ['GET /boats', 'GET /boats/{id}', 'GET /crew', 'PUT /lot/{id}', 'PATCH /lot/{id}', 'GET /lots'],
  },
  {
    says: 'what the reader is told to call',
    text: `# Boat API\n\n${boats}### Searching\n\nCall GET /search?query=X to search.\n`,
    operations: ['GET /boats', 'GET /boats/{id}', 'GET /crew', 'GET /search'],
  },
  {
    says: 'a path spoken of, by the method that code calls it with',
    text: `# Token endpoint\n\nThe back end calls the \`/keys/token\` endpoint.\n\n${fence('python', "requests.post('https://harbour.example.net/api/v2/keys/token', json=body)")}`,
    operations: ['POST /api/v2/keys/token'],
  },
  {
    says: 'a heading that is a path, by the method of the call in a part of it',
    text: `# /launch endpoint\n\nThe \`/launch\` endpoint puts boats to sea.\n\n## Flow of a call\n\n${fence('sh', 'curl -d @boat.json https://harbour.example.net/launch')}`,
    operations: ['POST /launch'],
  },
  {
    says: 'a path that is declared, whatever a sentence about it suggests',
    text: '# Boat API\n\nThe `/boats` endpoint has uploads of pictures.\n\n## GET /boats\n\nLists.\n\n## GET /crew\n\nLists.\n',
    operations: ['GET /boats', 'GET /crew'],
  },
  {
    says: 'calls in code of clients that go to the server of a call that is sure',
    text: `# Use with Harbour APIs\n\n## Me\n\n${fence('sh', 'curl https://harbour.test/api/v4/me')}## Token\n\n${fence('python', "requests.post('https://harbour.test/api/v4/token', data=data)", "requests.get('https://elsewhere.test/data')")}`,
    operations: ['GET /api/v4/me', 'POST /api/v4/token'],
  },
  {
    says: 'calls of a host of its own beside code of routes',
    text: `# API authentication\n\n## Login\n\n${fence('http', 'POST https://id.harbour.net/token', 'Content-Type: application/json', '', '{"user": "ada"}')}## Check\n\n${fence('js', "app.get('/boats', check)")}${fence('js', "app.post('/crew', check)")}`,
    operations: ['POST /token'],
  },
  {
    says: 'what a list has below the heading of the path that it goes on from',
    text: '# Boat API\n\n## Endpoints\n\n### /fleet\n\nUse the `/fleet` endpoint for boats.\n\n- **/fleet/all**: returns all\n- **/fleet/old**: returns the old ones\n\n### /crew\n\nUse the `/crew` endpoint.\n',
    operations: ['GET /fleet', 'GET /fleet/all', 'GET /fleet/old', 'GET /crew'],
  },
  {
    says: 'addresses in the same form below one title after another',
    text: '# boat_header\n\n##Operations\n\n###get all\n\n**URL:** https://harbour.net/nav/v1/boat_header\n\n**Answer:** a list\n\n###get one\n\n**URL:** https://harbour.net/nav/v1/boat_header/{name}\n\n**Answer:** one\n',
    operations: ['GET /nav/v1/boat_header', 'GET /nav/v1/boat_header/{name}'],
  },
  {
    says: 'a labelled path by the one method of the requests that are shown of it',
    text: `# Events\n\n## Endpoint\n\n\`/api/events\`\n\n## Direct\n\nSend it like this.\n\n${fence('http', 'POST /api/events HTTP/1.1', 'Content-Type: application/json', '', '{"a": 1}')}`,
    operations: ['POST /api/events'],
  },
  {
    says: 'what is posted to a path, in words',
    text: '# Clients\n\nClients are changed by REST calls to `/clients/`.\n\n## Add\n\nA client is added by posting a JSON that has its name to `/clients/add`:\n\n```\n{"name": "ada"}\n```\n\n## List\n\nThey are listed by a GET call to `/clients/list`.\n',
    operations: ['GET /clients/list', 'POST /clients/add'],
  },
  {
    says: 'no address that others go on from where calls have their methods',
    text: `# Boat API\n\n| Rights | URL |\n| --- | --- |\n| boats/all | /v1/boats |\n| tides | /v1/tides |\n\n${['GET /v1/boats/{id}', 'PUT /v1/boats/{id}', 'POST /v1/boats/launch', 'GET /v1/crew', 'POST /v1/crew', 'GET /v1/ports'].map((call) => `## ${call}\n\nText.\n\n`).join('')}`,
    operations: [
      'GET /v1/boats/{id}',
      'PUT /v1/boats/{id}',
      'POST /v1/boats/launch',
      'GET /v1/crew',
      'POST /v1/crew',
      'GET /v1/ports',
      'GET /v1/tides',
    ],
  },
  {
    says: 'no path of a list in which two variables of a declared one are filled',
    text: '# A list of a crew\n\n    GET /api/crews/:crew_id/lists/:list_id/\n\n## Description\n\n- `/api/crews/ada/lists/best/`: with names\n',
    operations: ['GET /api/crews/{crew_id}/lists/{list_id}/'],
  },
  {
    says: 'no example of a path below the title of an example',
    text: `# Tides (v3)\n\nThese API calls are under \`/api/v3\`.\n\n## Input\n\n${fence('', '/tides/{place}?from={day}')}## Example request 1\n\n### Path\n\n${fence('', '/api/v3/tides/Kiel_A')}`,
    operations: ['GET /tides/{place}'],
  },
  {
    says: 'no page that people look at, no prefix, nothing that stands for all below it',
    text: '# Boat REST API\n\nThe admin pages are available at `/admin/`. Old calls are under the `/api/old` path prefix.\n\n| Port | Endpoint | What |\n| --- | --- | --- |\n| 80 | `/api/v3/*` | new ones |\n| 80 | `/api/boats` | old ones |\n',
    operations: ['GET /api/boats'],
  },
  {
    says: 'no header as what is appended to an address',
    text: `# Boat API\n\nAppend these paths to the Base URL.\n\n## Headers\n\n### x-boat-client\n\nWho calls.\n\n### Authorization\n\nA token.\n\n## Example\n\n${fence('sh', 'curl https://harbour.example.net/v1/boats')}`,
    operations: ['GET /v1/boats'],
  },
  {
    says: 'no form of all calls',
    text: `# Boat API\n\n${boats}The form is \`METHOD /v1/<API_PATH>\`.\n`,
    operations: ['GET /boats', 'GET /boats/{id}', 'GET /crew'],
  },
])('$says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})
