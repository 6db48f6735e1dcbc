import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { callsOf, fence, type WayOfWriting } from '../../../test/support/prose.ts'

const rows: readonly WayOfWriting[] = [
  {
    says: 'an element with the method in an attribute and the path as what it holds',
    text: '# Boats\n\n## Launch\n\n<Route method="POST">/boats/[\\{boat.id\\}](/ref#boat)/launch</Route>\n\nLaunches it.\n',
    operations: ['POST /boats/{boat.id}/launch'],
  },
  {
    says: 'a URL whose slashes were forgotten',
    text: '# Boats API\n\n## Endpoint\n\n`http:localhost:8000/boats/<id>`\n\n## Method\n\n`GET`\n',
    operations: ['GET /boats/{id}'],
  },
  {
    says: 'the record of a call with a column for remarks',
    text: '# ボート登録\n\n| 項目 | 内容 | 備考 |\n| --- | --- | --- |\n| エンドポイント | `/api/v1/boats/` | - |\n| メソッド | `POST` | 登録 |\n',
    operations: ['POST /api/v1/boats/'],
  },
  {
    says: 'a contents table that writes out what the variables are called',
    text: '# Yard API\n\n| Method | Path | Description |\n| --- | --- | --- |\n| GET | /yard/slips | All |\n| PUT | /yard/slip/id | One |\n\n## GET /{yard}/slips\n\nAll.\n\n## PUT /{yard}/slip/{slip_id}\n\nOne.\n',
    operations: ['GET /{yard}/slips', 'PUT /{yard}/slip/{slip_id}'],
  },
  {
    says: 'verbs in a list below the heading that is the path',
    text: '# /api/buoy\n\nBuoys.\n\n## Verbs\n\n- GET - Read one\n- POST - Write one\n- DELETE - Sink it\n\n## Notes\n\nText.\n',
    operations: ['GET /api/buoy', 'POST /api/buoy', 'DELETE /api/buoy'],
  },
  {
    says: 'headings that are methods below a table with the address, one of them not allowed',
    text: '# Kurse\n\n| Feld | Wert |\n| --- | --- |\n| URI | ${domain}/rest/rates/${version} |\n| Stand | 2014 |\n\n## GET\n\nZeigt die Kurse.\n\n## DELETE\n\nnicht erlaubt\n',
    operations: ['GET /rest/rates/{version}'],
  },
  {
    says: 'a request with a made-up name in passing is one of the template',
    text: '# Settings API\n\n## GET /settings/{path}\n\nReads.\n\n## PUT /settings/{path}\n\nWrites.\n\nTwo clients may `GET /settings/foo` at once.\n',
    operations: ['GET /settings/{path}', 'PUT /settings/{path}'],
  },
  {
    says: 'an endpoint of which the page only gives the URL on hosts of the reader',
    text: `# Console API\n\nEndpoint URL: \`http://ip:port/run\`\n\nSend everything there by POST.\n\n${fence('bash', 'curl -XPOST http://localhost:8563/run -d \'{"action":"exec"}\'')}`,
    operations: ['POST /run'],
  },
  {
    says: 'one method or the other, with a slash between that is no path',
    text: '# Boats API\n\n## GET /boats\n\nAll.\n\n## `POST` / `PUT` calls\n\nThey take JSON.\n',
    operations: ['GET /boats'],
  },
  {
    says: 'parts beside the operation whose title says the method',
    text: '# Boats API\n\n## `POST` Launch\n\nLaunches.\n\n## Endpoint\n\n`http://localhost:8000/boats/{id}`\n\n## `GET` One\n\nReads.\n\n## Endpoint\n\n`http://localhost:8000/boats/{id}`\n',
    operations: ['POST /boats/{id}', 'GET /boats/{id}'],
  },
  {
    says: 'a method in brackets behind the title, and the path behind an arrow',
    text: '# Zones API\n\n## Delete a zone (DELETE)\n\nPath -> http://host:port/zones/${zoneId}\n\n## Read a zone (GET)\n\nPath -> http://host:port/zones/${zoneId}\n',
    operations: ['DELETE /zones/{zoneId}', 'GET /zones/{zoneId}'],
  },
  {
    says: 'quoted values below headings that are labels',
    text: '# Produits\n\n## Un produit\n### route\n- "/produit/{id}"\n### method\n- get\n## Ajouter\n### route\n- "/produit"\n### method\n- post\n',
    operations: ['GET /produit/{id}', 'POST /produit'],
  },
  {
    says: 'a block of URLs with parts that may be left out',
    text: `# Boat HTTP API\n\nControl it by these:\n\n${fence('', 'http://localhost:5005/boats', 'http://localhost:5005/stop[/{minutes to wait}]', 'http://localhost:5005/{boat name}/horn', 'http://localhost:5005/reindex')}`,
    operations: ['GET /boats', 'GET /stop', 'GET /{boat_name}/horn', 'GET /reindex'],
  },
  {
    says: 'several paths with starred variables in one heading, and the methods below it',
    text: 'Settings\n========\n\n/rest/folders/\\*id\\*, /rest/devices/\\*id\\*\n-----------------------------------------\n\n``GET`` returns it, ``PUT`` replaces it.\n',
    mediaType: 'text/plain',
    operations: [
      'GET /rest/folders/{id}',
      'PUT /rest/folders/{id}',
      'GET /rest/devices/{id}',
      'PUT /rest/devices/{id}',
    ],
  },
  {
    says: 'an account in front of every URL that the headings leave out',
    text: `# Boats API\n\n## GET /boats.json\n\n${fence('sh', 'curl https://api.boats.example/$ACCOUNT_ID/boats.json')}\n## GET /slips.json\n\n${fence('sh', 'curl https://api.boats.example/$ACCOUNT_ID/slips.json')}`,
    operations: ['GET /{ACCOUNT_ID}/boats.json', 'GET /{ACCOUNT_ID}/slips.json'],
  },
  {
    says: 'words that only begin like an article are no made-up names',
    text: `# Marks API\n\nList archived:\n\n${fence('', 'GET /api/marks/archived/')}\nOne:\n\n${fence('', 'GET /api/marks/<id>/')}`,
    operations: ['GET /api/marks/archived/', 'GET /api/marks/{id}/'],
  },
  {
    says: 'a last segment that is the word path',
    text: `# Dirs API\n\n${fence('', 'GET /api/dir/{dirId: String}')}\nAnd its way:\n\n${fence('', 'GET /api/dir/{dirId: String}/path')}`,
    operations: ['GET /api/dir/{dirId}', 'GET /api/dir/{dirId}/path'],
  },
  {
    says: 'endpoints as things of the API',
    text: '# Ports API\n\n## GET /endpoints/{endpoint_id}\n\nOne.\n\n## GET /plugins/{id}/gate~<endpoint-id>\n\nThe form of all.\n',
    operations: ['GET /endpoints/{endpoint_id}'],
  },
  {
    says: 'where an answer leads, a socket and an address with a name made up are no calls',
    text: `# Yard API\n\n## POST /yards\n\nYou will be redirected to a URL of the form:\n\n${fence('', 'http://127.0.0.1:3333/yard?id=<id>')}\nStreams are at \`/ws/<key>\`. With an id the path becomes\n\n${fence('', '/id/my_yard/slips')}`,
    operations: ['POST /yards'],
  },
  {
    says: 'a URL scheme with the address of the device in brackets',
    text: '# Lamp HTTP API\n\nThe URL scheme is: `[ip address]/win`. It answers XML.\n',
    operations: ['GET /win'],
  },
  {
    says: 'functions with their arguments under one form of URL',
    text: '# Pad API\n\nThe URL is of the form `/api/$VERSION/$FUNCTIONNAME`.\n\n## createPad(padId, [text])\n\n## listPads(groupId)\n\n## Notes (old)\n\nText.\n',
    operations: ['POST /api/{VERSION}/createPad', 'GET /api/{VERSION}/listPads'],
  },
  {
    says: 'a whole request under the label of a request is a sample of what is declared',
    text: `# Seats API\n\n## GET /{hall}/seats\n\nAll.\n\n**Request**:\n\n${fence('http', 'GET /opera/seats HTTP/1.1', 'Host: localhost:5984')}`,
    operations: ['GET /{hall}/seats'],
  },
  {
    says: 'methods as headings below a template and examples of it',
    text: `# Pushing\n\n## API\n\n### URL\n\n${fence('', '/metrics/job/<JOB_NAME>')}\nAn example:\n\n${fence('', '/metrics/job/%CE%A0%CF%81/baz')}\n### \`PUT\` method\n\nReplaces.\n\n### \`DELETE\` method\n\nDeletes.\n`,
    operations: ['PUT /metrics/job/{JOB_NAME}', 'DELETE /metrics/job/{JOB_NAME}', 'GET /metrics/job/%CE%A0%CF%81/baz'],
  },
  {
    says: 'the second of two requests, below the word "Example"',
    text: `# Tags API\n\n## Search Tags\n\n${fence('text', 'GET /rest/tags/(query)')}\nExample:\n\n${fence('text', 'GET /rest/tags/spa')}`,
    operations: ['GET /rest/tags/{query}'],
  },
]

test.each(rows)('$says', ({ text, operations, mediaType }) => {
  expect(callsOf(text, mediaType)).toEqual([...operations].toSorted())
})

test('a field list of older Sphinx, a table with names that span two columns, gives its parameters', () => {
  const field = (name: string, body: string): string =>
    `<tr class="field"><th class="field-name" colspan="2">${name}</th></tr><tr class="field"><td>&#160;</td><td class="field-body"><ul><li><strong>${body}</strong> (<em>string</em>) – Of it.</li></ul></td></tr>`
  const text = `<html><body><div class="body"><h1>Slips</h1><dl class="get"><dt id="get--slips"><code>GET </code><code>/slips</code></dt><dd><p>All.</p>
<table class="docutils field-list"><tbody>${field('Query Parameters:', 'quay')}${field('Request Headers:', 'X-Tide')}${field('Response JSON Object:', 'rows')}</tbody></table></dd></dl></div></body></html>`
  const [operation] = inferOperations([
    readPage({ text, mediaType: 'text/html', url: 'https://docs.example/slips.html' }),
  ]).operations
  expect(operation?.parameters.map((it) => `${it.in} ${it.name}`)).toEqual(['query quay', 'header X-Tide'])
})
