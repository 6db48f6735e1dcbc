import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { findDescription } from './find-description.ts'

const fence = '```'
const types = { html: 'text/html', md: 'text/markdown', mdx: 'text/markdown' } as Readonly<Record<string, string>>
const cluesOf = (name: string, text: string) =>
  findDescription(
    readPage({
      text,
      mediaType: types[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain',
      url: `https://docs.example/guide/${name}`,
    }),
  ).map((clue) => (clue.kind === 'text' ? clue.text : clue.url.replace('https://docs.example', '')))

test.each<[says: string, file: string, text: string, address: string]>([
  [
    'a directive in MyST',
    'p.md',
    `# A\n\n${fence}{eval-rst}\n.. openapi:: a/b.yaml\n   :group:\n${fence}\n`,
    '/guide/a/b.yaml',
  ],
  ['a fence of MyST', 'p.md', `# A\n\n${fence}{openapi} ./a/b.yaml\n:paths:\n${fence}\n`, '/guide/a/b.yaml'],
  [
    'a block of GitBook',
    'p.md',
    '# A\n\n{% swagger src="../.assets/b.yml" path="/c" method="get" %}\n{% endswagger %}\n',
    '/.assets/b.yml',
  ],
  [
    'a newer block of GitBook',
    'p.md',
    '# A\n\n{% openapi src="/b.json" path="/c" method="get" %}\n{% endopenapi %}\n',
    '/b.json',
  ],
  ['an include of Liquid', 'p.md', '# A\n\n{% include swagger-view.html url="/b/c" %}\n', '/b/c'],
  ['a shortcode of another name', 'p.md', '# A\n\n{{< rest-api-viewer openapi="/b.yaml" >}}\n', '/b.yaml'],
  ['a shortcode and a bare path', 'p.md', '# A\n\n{{< redoc /b.yaml >}}\n', '/b.yaml'],
  ['a container', 'p.md', '# A\n\n:::swagger /b.yaml\n:::\n', '/b.yaml'],
  ['a macro of AsciiDoc', 'p.adoc', '= A\n:toc:\n\nThis:\n\nswagger_view::/b.json[]\n', '/b.json'],
  ['HTML in AsciiDoc', 'p.adoc', "= A\n:toc:\n\n++++\n<redoc spec-url='b/c.json'></redoc>\n++++\n", '/guide/b/c.json'],
  [
    'a file that is listed',
    'p.rst',
    'A\n=\n\nThis:\n\n.. literalinclude:: b/openapi.yaml\n   :language: yaml\n',
    '/guide/b/openapi.yaml',
  ],
  [
    'a file that is put in',
    'p.md',
    `# A\n\n${fence}yaml\n--8<-- "b/openapi.yaml"\n${fence}\n`,
    '/guide/b/openapi.yaml',
  ],
  ['front matter of an operation', 'p.md', '---\ntitle: L\nopenapi: "/b.json GET /users/{id}"\n---\n', '/b.json'],
  ['front matter of a layout', 'p.md', '---\nlayout: view\nspec_url: /b/c\n---\n# A\n', '/b/c'],
  [
    'an import of MDX',
    'p.mdx',
    "import spec from './b.json'\nimport { ApiDoc } from '@x'\n\n# A\n\n<ApiDoc spec={spec} />\n",
    '/guide/b.json',
  ],
  ['a component', 'p.mdx', '# A\n\n<SwaggerUI url="/b/c" />\n', '/b/c'],
  ['a component and an expression', 'p.mdx', "# A\n\n<RedocStandalone specUrl={'/b.yaml'} />\n", '/b.yaml'],
  ['a component and what it requires', 'p.mdx', "# A\n\n<ApiDoc spec={require('../b.json')} />\n", '/b.json'],
  ['a component and its settings', 'p.mdx', "# A\n\n<ApiReference configuration={{ spec: { url: '/b' } }} />\n", '/b'],
  [
    'an import of VitePress',
    'p.md',
    "<script setup>\nimport spec from '../b.json'\nuseOpenapi({ spec })\n</script>\n\n<OASpec />\n",
    '/b.json',
  ],
  ['an element with a source', 'p.md', '# A\n\n<redoc src="./b/c.yml"/>\n', '/guide/b/c.yml'],
  [
    'a link to a viewer elsewhere',
    'p.md',
    '# A\n\n[it](https://redocly.example/redoc/?url=https://docs.example/b.yaml&nocors)\n',
    '/b.yaml',
  ],
  ['a link to a viewer here', 'p.md', '# A\n\n[it](../swagger-ui/index.html?url=../b/c.json)\n', '/b/c.json'],
  [
    'a viewer that is written out',
    'p.md',
    '# A\n\nAt https://swagger.example/?url=https://docs.example/b.yaml .\n',
    '/b.yaml',
  ],
  [
    'a viewer in a frame',
    'p.html',
    '<main><h1>A</h1><iframe src="/swagger-ui/dist/?url=/b/c"></iframe></main>',
    '/b/c',
  ],
  ['a sentence', 'p.md', '# A\n\nIts OpenAPI document is served at `/b/openapi.json`.\n', '/b/openapi.json'],
  ['a call', 'p.md', `# A\n\n${fence}\nGET /b/swagger.json\n${fence}\n`, '/b/swagger.json'],
  [
    'the customary path of a framework',
    'p.md',
    '# A\n\nOpenAPI: https://docs.example/b/v3/api-docs\n',
    '/b/v3/api-docs',
  ],
  [
    'an element with the address of an API',
    'p.html',
    '<div data-api-url="/b.json"></div><script src="x.js"></script>',
    '/b.json',
  ],
  [
    'one of several to choose',
    'p.html',
    '<select><option value="/b.yaml">2</option></select><script>Redoc.init(s.value)</script>',
    '/b.yaml',
  ],
  [
    'a page that is an index',
    'index.html',
    '<script>var url = location.origin + location.pathname + "b"; new SwaggerUi({ url: url })</script>',
    '/guide/b',
  ],
  ['an older Swagger UI', 'p.html', '<script>new SwaggerUi({ discoveryUrl: "/b", dom_id: "x" })</script>', '/b'],
  [
    'Scalar as a component',
    'p.html',
    "<script type=module>createApp(ApiReference, { configuration: { url: '/b' } })</script>",
    '/b',
  ],
  ['an address of a template', 'p.html', '<redoc spec-url="{{ \'/b.yaml\' | relative_url }}"></redoc>', '/b.yaml'],
  ['a base of a template', 'p.html', '<redoc spec-url="{{ site.baseurl }}/b.yaml"></redoc>', '/b.yaml'],
  [
    'the settings of a site',
    'docs.json',
    '{"name":"X","navigation":{"tabs":[{"tab":"API","openapi":["/b.json"]}]}}',
    '/b.json',
  ],
  [
    'a frame that is all of a page',
    'p.html',
    '<div id="content"><iframe name="c" src="./b.html"></iframe></div>',
    '/guide/b.html',
  ],
  [
    'a script that goes on from the address of its source',
    'p.md',
    '# A\n\n<script>\nSwaggerUIBundle({ url: window.location.pathname + "../b.yaml" })\n</script>\n',
    '/guide/b.yaml',
  ],
])('a description is found in %s', (_says, file, text, address) => {
  expect(cluesOf(file, text)[0]).toBe(address)
})

test.each<[says: string, file: string, text: string]>([
  ['the file of a machine', 'p.md', '# A\n\nSet `spec: /path/to/openapi.json` or `/etc/swagger.yaml`.\n'],
  ['a repository', 'p.md', '# A\n\nSee [the source](https://code.example/shop/api-docs).\n'],
  [
    'a pipeline',
    'p.md',
    '# A\n\n[![CI of swagger](https://code.example/b.svg)](https://code.example/swagger/actions/workflows/ci.yaml)\n',
  ],
  [
    'a path of an operation',
    'p.md',
    '# A\n\n{% swagger method="get" path="/c" baseUrl="https://api.example" %}\n{% endswagger %}\n',
  ],
  ['what only a template knows', 'p.html', '<redoc spec-url="{{ spec_url }}"></redoc>'],
  [
    'a page that is described for machines',
    'p.html',
    '<script type="application/ld+json">{"url":"https://docs.example/b"}</script><main><h1>A</h1></main>',
  ],
])('%s is none', (_says, file, text) => {
  expect(cluesOf(file, text)).toEqual([])
})
