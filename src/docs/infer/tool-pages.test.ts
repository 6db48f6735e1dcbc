import { describe, expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './infer.ts'

const url = 'https://docs.example/api.html'
const lines = (text: string, mediaType: string): string[] =>
  inferOperations([readPage({ text, mediaType, url })])
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path, parameters }) =>
      `${method} ${path} ${parameters.map((it) => `${it.in}:${it.name}`).join(' ')}`.trim(),
    )
const html = (body: string, head = ''): string =>
  `<!doctype html><html><head><title>API</title>${head}</head><body><main><h1>API</h1>${body}</main></body></html>`

const form = (name: string, method: string, path: string, fields: string): string => `
  <h2>${name}</h2><span><blockquote>Example request:</blockquote>
  <div class="shell-example"><pre><code class="language-shell">curl --request ${method} "https://boats.example/${path}"</code></pre></div></span>
  <form id="form-${method}-${name}" data-method="${method}"><h3>Request <button type="button">Try it now</button></h3>
  <p><small class="badge">${method}</small> <b><code>${path}</code></b></p>${fields}</form>`

describe('pages of tools', () => {
  test('what a form documents is content, whatever it is called, and its path may lack the slash', () => {
    const field = '<h4>Body Parameters</h4><div><b><code>name</code></b> <small>string</small><p>A name.</p></div>'
    const page = html(form('login', 'POST', 'api/login', field) + form('search', 'GET', 'api/boats/{id}', ''))
    expect(lines(page, 'text/html')).toEqual(['POST /api/login body:name', 'GET /api/boats/{id} path:id'])
  })

  test('samples in a language that a control switches to are seen', () => {
    const head = '<style>.shell-example code { display: none } .node-example code { display: none }</style>'
    const sample = `<button data-language-name="shell">shell</button><button data-language-name="node">node</button>
      <h2>Boats</h2><div class="shell-example"><pre><code>curl -X PUT https://boats.example/boats/7 -d '{"name":"x"}'</code></pre></div>`
    expect(lines(html(sample, head), 'text/html')).toEqual(['PUT /boats/{boat_id} path:boat_id body:name'])
    expect(lines(html(sample.replaceAll('data-language-name', 'data-x'), head), 'text/html')).toEqual([])
  })

  test('a method that a style sheet draws in front of a path', () => {
    const page = html(
      '<h2>listBoats</h2><pre data-type="get"><code>/boats/{id}</code></pre><h2>x</h2><pre data-type="json">/a</pre>',
    )
    expect(lines(page, 'text/html')).toEqual(['GET /boats/{id} path:id'])
  })

  test('as many lines of paths as of methods are a call each', () => {
    const page = html(`<table><tr><th>name</th><th>path</th><th>methods</th></tr>
      <tr><td>Boats</td><td><ul><li>/boats</li><li>/boats/{id}</li></ul></td><td><ul><li>GET POST</li><li>DELETE</li></ul></td></tr></table>`)
    expect(lines(page, 'text/html')).toEqual(['GET /boats', 'POST /boats', 'DELETE /boats/{id} path:id'])
  })
})

const table = (...rows: readonly string[]): string => `| Operation | Call |\n| --- | --- |\n${rows.join('\n')}\n\n`

test.each<[name: string, text: string, operations: string[]]>([
  [
    'sections that a table of calls leads to are about them',
    `# API\n\n${table('| [**listBoats**](#listboats) | **GET** /boats |', '| [**launch**](api.html#launch) | **POST** /boats/{boatId}/launch |')}
# **listBoats**\n\n### Parameters\n\nName | Type\n--- | ---\n**page** | **int**\n
# **launch**\n\n### Parameters\n\nName | Type\n--- | ---\n**boat_id** | **str**\n**crew** | **str**\n`,
    ['GET /boats query:page', 'POST /boats/{boatId}/launch path:boatId body:crew'],
  ],
  [
    'a section that says its own call is about that',
    `# API\n\n${table('| [Boats](#boats) | `GET /boats` |', '| [Ships](#ships) | `GET /ships` |')}
## Boats\n\n\`PUT /boats/{id}\`\n\n### Query parameters\n\n- \`size\` (integer)\n`,
    ['GET /boats', 'GET /ships', 'PUT /boats/{id} path:id query:size'],
  ],
  [
    'a section that several calls lead to is about none of them',
    `# API\n\n${table('| [All](#all) | `GET /boats` |', '| [All](#all) | `GET /ships` |')}
## All\n\n### Query parameters\n\n- \`size\` (integer)\n`,
    ['GET /boats', 'GET /ships'],
  ],
  [
    'a call with values below a title with variables is an example of it',
    '# API\n\n## Show GET /boats/{name}\n\n### Example\n\nGET https://boats.example/boats/erna\n',
    ['GET /boats/{name} path:name'],
  ],
  [
    'a host and a path apart',
    '# API\n\n## Boats\n\nGET https://boats.example /boats/{id}\n',
    ['GET /boats/{id} path:id'],
  ],
])('%s', (_, text, operations) => {
  expect(lines(text, 'text/markdown')).toEqual(operations)
})
