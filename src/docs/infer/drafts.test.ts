import { expect, test } from 'vitest'
import { fence } from '../../../test/support/prose.ts'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const operationsOf = (text: string): string[] =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page.md' })])
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path }) => `${method} ${path}`)

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
