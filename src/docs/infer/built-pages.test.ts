import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { callsOfHtml, pre } from '../../../test/support/prose.ts'

const shown = (body: string): string[] => callsOfHtml('Yard API', body)
const call = (method: string, path: string): string =>
  `<div class="endpoint"><span class="method">${method}</span> <code>${path}</code></div>`

test.each([
  {
    says: 'parts of a call that begins within a part of the one before',
    body: [
      '<h1>Yard API</h1><h2>Boats</h2>',
      `${call('GET', '/boats')}<p>All.</p><h4>Response</h4>${pre('[{"no": 1}]')}`,
      `${call('GET', '/boats/{no}')}<p>One.</p>${call('POST', '/boats')}<p>Build one.</p>`,
      `<h4>Request Body</h4>${pre('{"name": "Ada", "mast": 2}')}`,
      `${call('DELETE', '/boats/{no}')}<p>Sink it.</p>`,
    ].join(''),
    operations: ['GET /boats', 'GET /boats/{no}', 'POST /boats body:name body:mast', 'DELETE /boats/{no}'],
  },
  {
    says: 'titles in short over paths written out, again and again',
    body: ['boat', 'crew', 'dock']
      .map(
        (it) =>
          `<h2>GET /${it}</h2><p>Finds it.</p><h3>HTTP Request</h3><p><code>{token}/${it}/{kind}/{no}?show={names}</code></p>`,
      )
      .concat('<h2>POST / PUT /sail</h2><h3>HTTP Request</h3><p><code>{token}/sail</code></p>')
      .join(''),
    operations: [
      'GET /{token}/boat/{kind}/{no} query:show',
      'GET /{token}/crew/{kind}/{no} query:show',
      'GET /{token}/dock/{kind}/{no} query:show',
      'POST /{token}/sail',
      'PUT /{token}/sail',
    ],
  },
  {
    says: 'a table of Markdown that a page shows as typed',
    body: [
      '<h1>Yard API</h1>',
      '<h2>Leave</h2><p>Ends it.\n|Info|Value|\n|-|-|\n|Endpoint|<code>/api/leave</code>|\n|Method|<code>POST</code>|</p>',
      '<h2>Boats</h2><p>Lists them.\n| Info | Value |\n| :--- | --- |\n| Endpoint | <code>/api/boats</code> |\n| Method | <code>GET</code> |</p><p>Returns:</p>',
      pre('[]'),
    ].join(''),
    operations: ['POST /api/leave', 'GET /api/boats'],
  },
  {
    says: 'links to calls in one line, a method before each',
    body: '<h1>Endpoints</h1><h2>Boats</h2><p>POST <a href="/a"><strong>/yard/boats</strong></a> POST <a href="/b"><strong>/yard/boats/sail</strong></a> GET <a href="/c"><strong>/yard/boats/{no}</strong></a></p>',
    operations: ['POST /yard/boats', 'POST /yard/boats/sail', 'GET /yard/boats/{no}'],
  },
  {
    says: 'commands in a list whose quotes were made pretty',
    body: '<h1>Boat Object</h1><h2>API supported</h2><ul><li>Get one<br>curl -X GET –header ‘Accept: text/json’ http://yard:8080/v1/Boat</li><li>Build<br>curl -X POST –header ‘Accept: text/json’ -d ‘{&lt;object&gt;}’ http://yard:8080/v1/Boat</li><li>Change<br>curl -X PATCH -d ‘{&lt;object&gt;}’ <a href="http://yard:8080/v1/Boat">http://yard:8080/v1/Boat</a>/&lt;uuid&gt;</li></ul>',
    operations: ['GET /v1/Boat', 'POST /v1/Boat', 'PATCH /v1/Boat/{uuid}'],
  },
  {
    says: 'paths of tables below what all are relative to, with requests written whole beside them',
    body: [
      '<h1>Yard API</h1><h2>Base URL</h2><p>All endpoints are relative to: <code>/yard/rest/v2</code></p>',
      '<table><tr><th>Method</th><th>Path</th></tr><tr><td>GET</td><td><code>/boats</code></td></tr><tr><td>GET</td><td><code>/boats/{no}</code></td></tr><tr><td>POST</td><td><code>/docks</code></td></tr></table>',
      `<h3>One boat</h3>${pre('GET /yard/rest/v2/boats/sea-cloud', '', 'Response:', '{"no": 1}')}`,
    ].join(''),
    operations: ['GET /yard/rest/v2/boats', 'GET /yard/rest/v2/boats/{no}', 'POST /yard/rest/v2/docks'],
  },
  {
    says: 'variables between per cent signs, URLs within a path',
    body: `<h1>Yard API</h1>${pre('curl -X DELETE https://yard.test/boats/%boat-no%/')}<h2>Terms</h2>${pre('curl https://yard.test/terms/http%253A%252F%252Fsea.test%252FA_1')}`,
    operations: ['DELETE /boats/{boat-no}/', 'GET /terms/{term_id}'],
  },
  {
    says: 'what a sentence says that comes back, before the answer itself',
    body: `<h1>Yard API</h1><h2>Enter</h2><p><strong>POST /api/enter</strong></p><p>Opens the gate. Returns a token for all calls.</p>${pre('{ "name": "ada", "word": "x" }')}<p>Response:</p>${pre('{ "token": "t" }')}<p><strong>POST /api/leave</strong></p><p>Closes it.</p>`,
    operations: ['POST /api/enter body:name body:word', 'POST /api/leave'],
  },
  {
    says: 'fields of a resource in a table called parameters',
    body: [
      '<h1>Yard API</h1><h2>Info</h2><h3>Parameters</h3><table><tr><th>Attribute</th><th>Type</th><th>Description</th></tr>',
      ...['_id', 'name', 'mast', 'sail', 'keel', 'created_at'].map(
        (it) => `<tr><td><code>${it}</code></td><td>string</td><td>Its ${it}</td></tr>`,
      ),
      `</table><h3>Get it</h3>${pre('curl https://yard.test/v1/info.json')}<p>That returns:</p>`,
      pre('{"_id": "a", "name": "b", "mast": "c", "sail": "d", "keel": "e", "created_at": "f"}'),
    ].join(''),
    operations: ['GET /v1/info.json'],
  },
  {
    says: 'schemas of one value, which have no fields',
    body: `<h1>Yard API</h1><h2>POST /boats</h2><h3>Request body</h3>${pre('{ "type": "array", "items": { "$ref": "#/Boat" } }')}<h2>POST /photos</h2><h3>Request body</h3>${pre('{ "type": "string", "format": "binary" }')}`,
    operations: ['POST /boats', 'POST /photos'],
  },
  {
    says: 'tables of resources without slashes, whose further methods leave the path out',
    body: '<h1>Admin</h1><table><tr><th>Resource</th><th>Operation</th><th>Description</th></tr><tr><td>boats</td><td>GET</td><td>All</td></tr><tr><td></td><td>Example</td><td><code>{}</code></td></tr><tr><td>boats/{no}</td><td>GET</td><td>One</td></tr><tr><td></td><td>DELETE</td><td>None</td></tr></table>',
    operations: ['GET /boats', 'GET /boats/{no}', 'DELETE /boats/{no}'],
  },
  {
    says: 'a header in the record of a call, emphasis that nothing ends, the number of a standard',
    body: '<h1>Yard API</h1><h2>Leave</h2><table><tr><td>Endpoint</td><td><code>/api/leave</code></td></tr><tr><td>Method</td><td><code>POST</code></td></tr><tr><td><code>X-Crew-Id</code> Header</td><td><code>crewId</code></td></tr></table><h2>Sail</h2><ul><li>Endpoint: ___/v1/sail/iso8601</li><li>Method: <strong>PUT</strong></li></ul>',
    operations: ['POST /api/leave header:X-Crew-Id', 'PUT /v1/sail/iso8601'],
  },
  {
    says: 'calls below titles that are calls, under a longer path',
    body: ['boats', 'docks']
      .map((it) => `<h2>GET /${it}</h2><p>Lists ${it}.</p>${pre(`curl https://yard.test/api/v1/${it}`)}`)
      .concat(`<h2>GET /crew</h2>${pre('curl https://yard.test/api/v0/crew')}`)
      .join(''),
    operations: ['GET /boats', 'GET /docks', 'GET /crew'],
  },
  {
    says: 'columns that hold something else than they are called, relative paths in lists of one',
    body: [
      '<h1>Yard API</h1><table><tr><th>Access</th><th>Request method</th><th>Type</th><th>Description</th></tr>',
      ...['boats', 'docks', 'crew'].map(
        (it) => `<tr><td>read</td><td>yard-api/v1/${it}_info</td><td>POST</td><td>All ${it}</td></tr>`,
      ),
      '</table><h2>Boats</h2><ul><li>POST <code>yard-api/v1/boats_info</code></li></ul>',
      '<h3>Request parameters</h3><table><tr><th>Name</th><th>Required</th></tr><tr><td>mast</td><td>true</td></tr></table>',
    ].join(''),
    operations: [
      'POST /yard-api/v1/boats_info body:mast',
      'POST /yard-api/v1/docks_info',
      'POST /yard-api/v1/crew_info',
    ],
  },
  {
    says: 'a call of users alone in the head of a table, methods in a row before a path',
    body: `<h1>Yard API</h1><h2>Enter</h2><table><tr><th>POST</th><th>/Users/enter</th></tr><tr><td>Open to all</td><td></td></tr></table><h2>Things</h2>${pre('GET/PUT /api/things/mast')}<p>Not <code>/Users/ada/notes</code>.</p>`,
    operations: ['POST /Users/enter', 'GET /api/things/mast', 'PUT /api/things/mast'],
  },
  {
    says: 'a model of a body that a list names, a heading for each of its fields',
    body: '<h1>Yard API</h1><h2>Boats</h2><div><code><span class="method">POST</span> /api/boats</code><h4>Request body</h4><ul><li><a href="#yard.Boat">yard.Boat</a> <sup>(application/json)</sup></li></ul></div><h2>Models</h2><h3 id="yard.Boat">yard.Boat</h3><h4>name string</h4><p>Its name.</p><h4>mast integer [default: 1]</h4><p>How many.</p>',
    operations: ['POST /api/boats body:name body:mast'],
  },
  {
    says: 'addresses of servers and of others, schemes of security among parameters',
    body: [
      '<h1>Yard API</h1><h2>Servers</h2><table><tr><th>Description</th><th>URL</th></tr><tr><td>Ours</td><td>https://yard.test/yard_x_v1/</td></tr></table>',
      '<h3>GET /yard_x_v1/boats/</h3><p><strong>Input parameters</strong></p><table><tr><th>Parameter</th><th>In</th><th>Type</th></tr><tr><td><code>BasicAuth</code></td><td>header</td><td>string</td></tr><tr><td><code>mast</code></td><td>query</td><td>string</td></tr></table>',
      '<h2>Widgets</h2><table><tr><th>Widget</th><th>Endpoint</th></tr>',
      ...['wind.test/v1/now', 'tide.test/json', 'moon.test/phase', 'sun.test/api'].map(
        (it) => `<tr><td>One</td><td><code>https://api.${it}</code></td></tr>`,
      ),
      '</table>',
    ].join(''),
    operations: ['GET /yard_x_v1/boats/ query:mast'],
  },
  {
    says: 'how a call went, shown above the call itself',
    body: `<h1>Yard API</h1><h2>Moor</h2>${pre('{ "success": 1 }')}<h3>HTTP Request</h3><p><code>POST /docks/NO/boats/add</code></p><h2>Rename</h2>${pre('{ "name": "ada", "status": "new" }')}<h3>HTTP Request</h3><p><code>POST /docks/NO/name</code></p>`,
    operations: ['POST /docks/NO/boats/add', 'POST /docks/NO/name body:name body:status'],
  },
  {
    says: 'the id of what a path ends in, listed as if it were asked for',
    body: '<h1>Yard API</h1><h2>Sink</h2><h3>HTTP Request</h3><p><code>DELETE /boats/:boat_id/</code></p><h3>Query Parameters</h3><table><tr><th>Parameter</th><th>Description</th></tr><tr><td>id</td><td>The boat to sink</td></tr></table>',
    operations: ['DELETE /boats/{boat_id}/'],
  },
  {
    says: 'resources that the page calls where it says that they are',
    body: `<h1>Sorters</h1><p>The endpoint is: https://yard.test/v1/sorters</p>${pre('curl https://yard.test/v1/sorters')}${pre('curl -X DELETE https://yard.test/v1/sorters/sorter_id')}`,
    operations: ['GET /v1/sorters', 'DELETE /v1/sorters/{sorter_id}'],
  },
])('$says', ({ body, operations }) => {
  expect(shown(body)).toEqual(operations)
})

test('a host that is called wins over one that the same sentence calls where people log in', () => {
  const text = [
    '# Yard API\n\nThe base URLs are:\n',
    '- Production: https://api.yard.test/api/v1 for all endpoints. Mind that the portal is hosted on https://portal.yard.test\n',
    ...['boats', 'docks', 'crew'].map(
      (it) => `## GET /${it}\n\n\`\`\`sh\ncurl https://api.yard.test/api/v1/${it}\n\`\`\`\n`,
    ),
  ].join('\n')
  const inference = inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page' })])
  expect(inference.baseUrl).toBe('https://api.yard.test/api/v1')
  expect(inference.operations.map(({ path }) => path)).toEqual(['/boats', '/docks', '/crew'])
})
