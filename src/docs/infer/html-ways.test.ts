import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { callsOfHtml, pre } from '../../../test/support/prose.ts'

const shown = (body: string): string[] => callsOfHtml('Yard', body)

test.each([
  {
    says: 'a reference by headings with a table of what callers get wrong',
    body: [
      '<h1>Yard API</h1>',
      ...['boats', 'yards', 'crew', 'tides', 'docks'].map(
        (it) => `<h2>GET /${it}</h2>${pre(`curl https://yard.test/${it}`)}`,
      ),
      '<h2>Common mistakes</h2><table><tr><th>❌ Wrong</th><th>✅ Correct</th></tr>',
      '<tr><td><code>/boat/all</code></td><td><code>/boats</code></td></tr>',
      '<tr><td><code>/yard/{no}</code></td><td><code>/yards</code></td></tr></table>',
    ].join(''),
    operations: ['GET /boats', 'GET /yards', 'GET /crew', 'GET /tides', 'GET /docks'],
  },
  {
    says: 'calls beside code that receives what the API sends',
    body: [
      '<h1>Notices</h1><h2>Register</h2>',
      pre('POST /v1/hooks', 'Content-Type: application/json', '', '{ "url": "https://me.example/in" }'),
      '<h2>List</h2>',
      pre('GET /v1/hooks'),
      '<h2>Receiving in Express</h2>',
      pre("app.post('/webhook', (req, res) => {", '  res.end()', '})'),
      '<h2>Receiving in Flask</h2>',
      pre("@app.route('/webhooks/yard', methods=['POST'])", 'def hook():', '    return ""'),
    ].join(''),
    operations: ['POST /v1/hooks body:url', 'GET /v1/hooks'],
  },
  {
    says: 'programs of an API that end like pages',
    body: `<h1>Wallet</h1><h2>Withdraw</h2>${pre('POST /wapi/v3/withdraw.html')}<h2>History</h2>${pre('GET /wapi/v3/history.html')}<p>See GET /help/history.html.</p>`,
    operations: ['POST /wapi/v3/withdraw.html', 'GET /wapi/v3/history.html'],
  },
  {
    says: 'a series of methods that goes on',
    body: `<h1>Yard API</h1><h2>GET /boats</h2><p>All.</p><h2>Codes</h2><table><tr><th>Code</th><th>Meaning</th></tr><tr><td>405</td><td>Should it be <code>POST</code> / <code>GET</code> / <code>DELETE</code> / etc?</td></tr></table>`,
    operations: ['GET /boats'],
  },
  {
    says: 'lines of code in an element that only its class calls code',
    body: [
      '<h1>Yard API</h1><h3>Boats</h3><div class="code-block">',
      '// all boats\nGET /api/v1/boats\n\n// one boat\nGET /api/v1/boats/{no}\n\n// a new one\nPOST /api/v1/boats\n{ "name": "Ada" }\n</div>',
    ].join(''),
    operations: ['GET /api/v1/boats', 'GET /api/v1/boats/{no}', 'POST /api/v1/boats body:name'],
  },
  {
    says: 'a schema shown as code, with the answers of errors behind it',
    body: [
      '<h1>Yard API</h1><h2>POST /orders</h2><h3>Body</h3><p><strong>Schema</strong>:</p>',
      pre(
        '{',
        '  "$schema": "http://json-schema.org/draft-04/schema", "title": "Order", "type": "object",',
        '  "properties": { "name": { "type": "string" }, "boats": { "type": "array", "items": { "type": "integer" } } },',
        '  "required": ["name"]',
        '}',
      ),
      `<h2>HTTP status code 404</h2><h3>Body</h3><p><strong>Example</strong>:</p>${pre('{ "message": "no such boat" }')}`,
    ].join(''),
    operations: ['POST /orders body:name body:boats'],
  },
  {
    says: 'headers and a body below a line that says they are of the answer',
    body: [
      '<h1>Yard API</h1><h2>Log in</h2><p>POST https://yard.test/v1/login</p><p>Response<code>200</code></p>',
      `<h5>Headers</h5>${pre('Content-Type: application/json')}<h5>Body</h5>${pre('{ "token": "x", "until": "y" }')}`,
    ].join(''),
    operations: ['POST /v1/login'],
  },
  {
    says: 'a page about one operation whose path is only in its example',
    body: [
      '<h1>Sails</h1><p>The sails that are set.</p><h2>Verbs</h2><ul><li>GET</li></ul><h2>Requests</h2><p>An optional filter.</p>',
      '<table><tr><th>Name</th><th>Data Type</th><th>Required</th><th>Description</th></tr><tr><td>filter</td><td>String</td><td>Optional</td><td>Part of the name.</td></tr></table>',
      `<h3>Example Request</h3>${pre('http://localhost:4242/api/rig/sails')}<h2>Response</h2><h3>Example Response</h3>${pre('{ "main": true }')}`,
    ].join(''),
    operations: ['GET /api/rig/sails query:filter'],
  },
  {
    says: 'the method said above the heading of the URL, and a remark in bold',
    body: [
      '<h1>Streams API</h1><h2>Opening</h2><p>To open one, send an HTTP <strong>POST</strong> request to the following URL with the following headers.</p>',
      `<h5>URL:</h5>${pre("'http://yard.test/stream?yard=NO'")}<h5>Headers:</h5><ul><li><strong>x-berth:</strong> 7</li></ul><p><strong>Note</strong> that a first chunk must be sent.</p>`,
    ].join(''),
    operations: ['POST /stream query:yard header:x-berth'],
  },
  {
    says: 'a heading with words where the calls below have variables',
    body: [
      '<h1>Store API</h1><h2>/yard/boat/part</h2><h3>GET /{yard}/{boat}/{part}</h3><p>One part.</p>',
      '<h3>DELETE /{yard}/{boat}/{part}</h3><p>Away with it.</p>',
    ].join(''),
    operations: ['GET /{yard}/{boat}/{part}', 'DELETE /{yard}/{boat}/{part}'],
  },
  {
    says: 'the version of OAuth in a path, and where people sign up',
    body: `<h1>Access API</h1><h2>Sign up</h2>${pre('https://portal.yard.test/register')}<h2>Authorize</h2>${pre('GET https://api.yard.test/oauth/2/authorize')}<h2>Boats</h2>${pre('GET https://api.yard.test/boats')}`,
    operations: ['GET /oauth/2/authorize', 'GET /boats'],
  },
  {
    says: 'a matter among names in code',
    body: [
      `<h1>Yard API</h1><h2>List boats</h2>${pre('curl https://yard.test/boats')}<table><tr><th>Parameter</th><th>Description</th></tr>`,
      '<tr><td><code>yard</code><br>Required</td><td>Which.</td></tr><tr><td><code>since</code><br>Optional</td><td>When.</td></tr>',
      '<tr><td>Pagination<br>Optional</td><td>It can be paginated.</td></tr></table>',
    ].join(''),
    operations: ['GET /boats query:yard query:since'],
  },
  {
    says: 'calls of another API in what is said of one, though not the same path with another method',
    body: [
      '<h1>Yard API</h1>',
      ...['boats', 'yards', 'crew'].map(
        (it) =>
          `<h2>POST /${it}</h2><p>See <a href="https://other.test/x">Other - <code>POST /v2/resolve/</code></a> for what is behind it. <code>DELETE /${it}</code> undoes it.</p>`,
      ),
    ].join(''),
    operations: ['POST /boats', 'POST /yards', 'POST /crew', 'DELETE /boats', 'DELETE /yards', 'DELETE /crew'],
  },
  {
    says: 'fields of an answer below "JSON body with:"',
    body: [
      '<h1>Yard API</h1><h3>POST /boats</h3><h4>Payload</h4><table><tr><th>Parameter</th><th>Type</th></tr><tr><td>name</td><td>String</td></tr></table>',
      '<h4>Responses</h4><p><strong>400 Bad Request</strong></p><p>JSON body with:</p><ul><li><code>reason</code>: Why.</li><li><code>faults</code>: All of them.</li></ul>',
    ].join(''),
    operations: ['POST /boats body:name'],
  },
  {
    says: 'a segment that says what one of those before it is called by',
    body: `<h1>Yard API</h1><h2>Subscribe</h2>${pre('POST https://yard.test/hooks/events/event_name/subscribe')}<h2>One</h2>${pre('GET https://yard.test/boats/boat-id')}`,
    operations: ['POST /hooks/events/{event_name}/subscribe', 'GET /boats/{boat-id}'],
  },
  {
    says: 'URLs of an example host among other matters, and a link beside calls',
    body: [
      `<h1>Access API</h1><h2>Token</h2>${pre('POST /oauth/token')}<p>All calls go to <code>https://api.yard.test</code>.</p>`,
      '<h2>Where it leads</h2><p>These are allowed:</p><ul><li><code>http://www.example.com/oauth/sub</code></li><li><code>http://example.com/oauth?lang=RU</code></li></ul>',
      '<h2>More</h2><p><a href="https://yard.test/article/207">https://yard.test/article/207</a></p>',
    ].join(''),
    operations: ['POST /oauth/token'],
  },
  {
    says: 'values of a field in a list, a remark beside an icon, and a sentence that begins like a name',
    body: [
      '<h1>Power API</h1><h2>POST /reset</h2><p>Change a thing identified by its name and an optional version.</p>',
      '<div class="admonitionblock note"><table><tr><td class="icon"><div class="title">Note</div></td><td class="content">Send it as JSON.</td></tr></table></div>',
      '<p><strong>Query parameters</strong>: This expects JSON with <code>kind</code> in the body and one of the following values:</p>',
      `<ul><li><code>On</code> - Power on</li><li><code>Off</code> - Power off</li></ul>${pre('curl -X POST https://yard.test/reset -d \'{"kind": "On"}\'')}`,
    ].join(''),
    operations: ['POST /reset body:kind'],
  },
  {
    says: 'titles in bold below a table of parameters, headers in a table of anything',
    body: [
      `<h1>Trades API</h1><h2>List trades</h2>${pre('POST /v1/trades')}<h3>Parameters</h3><table><tr><th>Param</th><th>Type</th><th>Description</th></tr>`,
      '<tr><td>symbol</td><td>String</td><td>Which.</td></tr><tr><td>X-Berth</td><td>String</td><td>Where.</td></tr><tr><td>Cache-Control</td><td>String</td><td>no-cache</td></tr></table>',
      '<p><strong>Settlement</strong></p><p>An object of two parts. The one is optional.</p>',
    ].join(''),
    operations: ['POST /v1/trades body:symbol header:X-Berth'],
  },
  {
    says: 'an object of the answer of a call without a body, as Sphinx names it',
    body: [
      '<h1>Yard API</h1><dl class="http get"><dt class="sig sig-object http"><code>GET /boats</code></dt><dd><dl class="field-list">',
      '<dt>Query Parameters</dt><dd><ul><li><strong>limit</strong> (<em>number</em>) – How many</li></ul></dd></dl><p>The <code>info</code> of a boat:</p>',
      '<dl class="field-list"><dt>JSON Object</dt><dd><ul><li><strong>checked</strong> (<em>number</em>) – Since then.</li></ul></dd></dl></dd></dl>',
    ].join(''),
    operations: ['GET /boats query:limit'],
  },
  {
    says: 'examples of a call beside its heading, as aglio sets them, with what is answered',
    body: [
      '<h1>Yard API</h1><h4>Get a boat <code>GET /boats/{no}</code></h4><h4>Example URI</h4><p>GET http://localhost:8000/boats/aft</p>',
      '<p><strong>Request <code>does not find it</code></strong> <a class="collapse-button"><span>Hide</span><span>Show</span></a></p>',
      `<p><strong>GET</strong> <code>/boats/invalid_no</code></p><h5>Headers</h5>${pre('Accept: application/json')}`,
      '<p><strong>Response <code>404</code></strong> <a class="collapse-button"><span>Hide</span><span>Show</span></a></p>',
      `<h5>Body</h5>${pre('{ "errors": [] }')}<h4>Add a boat <code>POST /boats</code></h4><h4>Example URI</h4><p>POST http://localhost:8000/boats</p>`,
      `<p><strong>Request</strong></p><h5>Body</h5>${pre('{ "name": "Ada" }')}<p><strong>Response <code>422</code></strong> Hide</p><h5>Body</h5>${pre('{ "errors": [] }')}`,
    ].join(''),
    operations: ['GET /boats/{no}', 'POST /boats body:name'],
  },
  {
    says: 'a host written with and without encryption',
    body: `<h1>Yard API</h1><p>Base URL: <code>https://yard.test</code></p><table><tr><th>Deed</th><th>Call</th></tr><tr><td>remove</td><td>DELETE /api/boats/:no</td></tr><tr><td>list</td><td>GET /api/boats</td></tr></table><h2>Remove</h2><p><code>DELETE http://yard.test/api/boats/:no</code></p><h2>List</h2><p><code>GET https://yard.test/api/boats</code></p>`,
    operations: ['DELETE /api/boats/{no}', 'GET /api/boats'],
  },
  {
    says: 'a path as the title of a page over calls further down',
    body: `<h1>/api/boats</h1><h3>Sunk</h3><p><code>GET https://yard.test/api/boats/sunk</code></p><h3>Afloat</h3><p><code>GET https://yard.test/api/boats/afloat</code></p>`,
    operations: ['GET /api/boats/sunk', 'GET /api/boats/afloat'],
  },
  {
    says: 'a variable with its colon in a sentence, a sentence below "Headers", a token in a header of its own',
    body: [
      '<h1>Yard API</h1><h2>PUT /boats/:no/crew/:mate</h2><p>This sets the mate with the path parameter <code>:mate</code> to that.</p>',
      `<h3>Headers</h3><p>For HTML (default):</p><p><code>Content-Type: text/html</code></p>${pre('curl -X PUT https://yard.test/boats/7/crew/8 -H "X-YardToken: x" -H "X-CSRF-Token: y"')}`,
    ].join(''),
    operations: ['PUT /boats/{no}/crew/{mate} header:X-CSRF-Token'],
  },
  {
    says: 'variables in brackets that the page does not escape, and elements that are some',
    body: '<h1>Yard API</h1><table><tr><th>Method</th><th>URL</th></tr><tr><td>GET</td><td>/boats/<boat_name></td></tr><tr><td>POST</td><td>/boats/<id>/sail</td></tr><tr><td>GET</td><td>/<span>yards</span></td></tr></table><p>And <code>GET /docks/<dock>/rope</code>.</p>',
    operations: ['GET /boats/{boat_name}', 'POST /boats/{id}/sail', 'GET /yards', 'GET /docks/{dock}/rope'],
  },
  {
    says: 'fields of a payload below "Response (200)", the address of a device in a path',
    body: `<h1>Yard API</h1><h2>POST /lists/refresh</h2>${pre('curl -X POST http://127.0.0.1:1/lists/refresh -d \'{"name":"a"}\'')}<h3>Response (200)</h3><p>Success payload fields:</p><ul><li><code>done</code> <em>(array[string])</em>: Those.</li></ul><h2>Device</h2>${pre('GET /devices/ec:1b:bd:ff:fe:6f:c3:4d-01-0501')}`,
    operations: ['POST /lists/refresh body:name', 'GET /devices/{device_id}'],
  },
])('$says', ({ body, operations }) => {
  expect(shown(body)).toEqual(operations)
})

test('a call that a sentence names with its method is no base URL', () => {
  const text = `# Events API\n\n## POST /api/event\n\n| Query parameter | Description |\n| --- | --- |\n| none | |\n\nYou can use the GET https://yard.test/api/health endpoint to monitor the API.\n`
  const inference = inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page' })])
  expect(inference.baseUrl).toBe('https://yard.test')
  expect(inference.operations[0]?.parameters).toEqual([])
})
