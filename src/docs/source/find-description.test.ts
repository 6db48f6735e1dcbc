import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasShared, shared } from '../../../test/support/shared.ts'
import { readPage } from '../read/read-page.ts'
import { findDescription, findInConfiguration } from './find-description.ts'

const url = 'https://docs.example.com/shop/'
const spec = '{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{}}}'
const html = (body: string): string => `<!doctype html><html><head><title>T</title></head><body>${body}</body></html>`
const clues = (body: string) => findDescription(readPage({ text: html(body), mediaType: 'text/html', url }))

describe('the address of a description in text', () => {
  const inText = (text: string, mediaType: string) => findDescription(readPage({ text, mediaType, url }))
  test.each([
    ['a viewer in Markdown', 'text/markdown', '# A\n\n<swagger-ui src="../api/a.yaml"/>\n', '/api/a.yaml'],
    ['an element in Markdown', 'text/markdown', '# A\n\n<redoc spec-url="/a.json"></redoc>\n', '/a.json'],
    ['a shortcode of Hugo', 'text/markdown', '# A\n\n{{< swaggerui src="/a.yaml" >}}\n', '/a.yaml'],
    ['a shortcode by place', 'text/markdown', '# A\n\n{{% redoc "/b.yaml" %}}\n', '/b.yaml'],
    ['a mark of MkDocs', 'text/markdown', '# A\n\n!!swagger c.json!!\n', '/shop/c.json'],
    ['a directive', 'text/x-rst', 'A\n=\n\n.. openapi:: _static/d.yml\n   :group:\n', '/shop/_static/d.yml'],
    [
      'raw HTML in reStructuredText',
      'text/x-rst',
      '.. raw:: html\n\n    <div id="redoc"></div>\n    <script>\n    Redoc.init(\'../e.yaml\', {});\n    </script>\n\nA\n=\n',
      '/e.yaml',
    ],
  ])('%s', (_says, mediaType, text, address) => {
    expect(inText(text, mediaType)[0]).toMatchObject({ url: `https://docs.example.com${address}` })
  })

  test('code that shows how it is done is none', () => {
    expect(inText('# A\n\n```html\n<redoc spec-url="/a.json"></redoc>\n```\n', 'text/markdown')).toEqual([])
  })
})

describe('the address of a description', () => {
  test.each<[viewer: string, body: string, address: string]>([
    ['Redoc', '<redoc spec-url="/openapi.yaml"></redoc>', '/openapi.yaml'],
    [
      'Redoc.init',
      '<div id="r"></div><script>Redoc.init("v1/spec.json", {}, document.body)</script>',
      '/shop/v1/spec.json',
    ],
    [
      'Swagger UI',
      '<script>const ui = SwaggerUIBundle({ dom_id: "#x", url: "../api/docs.json" })</script>',
      '/api/docs.json',
    ],
    [
      'Swagger UI, a script of its own',
      '<script src="./swagger-initializer.js"></script>',
      '/shop/swagger-initializer.js',
    ],
    [
      'Swagger UI, several',
      '<script>SwaggerUIBundle({urls: [{url: "a", name: "A"}, {url: "b", name: "B"}], "urls.primaryName": "B"})</script>',
      '/shop/b',
    ],
    [
      'Swagger UI, configured elsewhere',
      '<script>SwaggerUIBundle({configUrl: "/v3/api-docs/swagger-config"})</script>',
      '/v3/api-docs/swagger-config',
    ],
    [
      'Swashbuckle',
      `<script>var configObject = JSON.parse('{"urls":[{"url":"/swagger/v1/swagger.json","name":"V1"}]}');</script>`,
      '/swagger/v1/swagger.json',
    ],
    [
      'Swashbuckle, relative',
      `<script>var configObject = JSON.parse('{"urls":[{"url":"v1/x","name":"V1"}]}'); go(configObject);</script>`,
      '/shop/v1/x',
    ],
    [
      'an address in a variable',
      '<script>const schemaUrl = "/api/sch/"; SwaggerUIBundle({ url: schemaUrl })</script>',
      '/api/sch/',
    ],
    ['Scalar, an address that says nothing', '<script id="api-reference" data-url="/r/x"></script>', '/r/x'],
    [
      'a path that is all of a line that says so',
      '<ul><li>OpenAPI 3.1: /files/openapi.yaml</li></ul>',
      '/files/openapi.yaml',
    ],
    ['a link to what is called a specification', '<p><a href="spec.json">machine-readable</a></p>', '/shop/spec.json'],
    [
      'Stoplight Elements, fetched by the page',
      '<script>docs.apiDescriptionDocument = await fetch("/files/x.yaml").then((it) => it.text())</script>',
      '/files/x.yaml',
    ],
    ['RapiDoc', '<rapi-doc spec-url="spec"></rapi-doc>', '/shop/spec'],
    ['Stoplight Elements', '<elements-api apiDescriptionUrl="/files/x" router="hash"></elements-api>', '/files/x'],
    ['Scalar', '<script id="api-reference" data-url="/x.yaml"></script>', '/x.yaml'],
    ['an element of any name', '<div id="ui" data-openapi-url="./x.yaml"></div>', '/shop/x.yaml'],
    [
      'a URL made from the origin of the page',
      '<script>SwaggerUIBundle({ url: new URL("x.json", window.location.origin).toString() })</script>',
      '/x.json',
    ],
    [
      'an address put together of that of the page',
      '<script>SwaggerUIBundle({ url: location.protocol + "//" + location.host + "/v2/things" })</script>',
      '/v2/things',
    ],
    [
      'a path made from that of the page',
      '<script>Redoc.init(window.location.pathname.replace("/shop/", "/spec/shop"), {})</script>',
      '/spec/shop',
    ],
    [
      'an address that is taken from the query or else written out',
      `<script>var url = window.location.search.match(/url=([^&]+)/); if (url && url.length > 1) {
        url = decodeURIComponent(url[1]); } else { url = "/things"; } new SwaggerUi({ url: url })</script>`,
      '/things',
    ],
    [
      'an address with the time behind it',
      '<script>SwaggerUIBundle({ url: "./things?v=" + Date.now(), dom_id: "#x" })</script>',
      '/shop/things',
    ],
    [
      'an address in a name of another script',
      '<script>const where = `${location.origin}/things`</script><script>Redoc.init(where, {})</script>',
      '/things',
    ],
    [
      'an address within settings in a name',
      '<script>const app = { docs: { place: "/things" } }; SwaggerUIBundle({ url: app.docs.place })</script>',
      '/things',
    ],
    [
      'an address that a function is called with',
      '<script>function show(id, file) { Redoc.init(file, {}, id) } show("a", "/things.v1")</script>',
      '/things.v1',
    ],
    [
      'one of two addresses',
      '<script>SwaggerUIBundle({ url: location.hostname === "x.example" ? "/things" : "/others" })</script>',
      '/things',
    ],
    [
      'an address that stands in for a missing one',
      '<script>SwaggerUIBundle({ url: window.SPEC || "/things" })</script>',
      '/things',
    ],
    [
      'Swagger UI under the name that a bundle gives it',
      '<script>(0,q.default)({dom_id:"#x",deepLinking:!0,url:"/things"})</script>',
      '/things',
    ],
    [
      'Redoc as a component of a bundle',
      '<script>const redoc=1;h(t,{specUrl:"/things",options:{}})</script>',
      '/things',
    ],
    [
      'what the script of a viewer fetches',
      '<script>fetch("./swagger/v1.json").then((it) => it.json()).then((spec) => SwaggerUIBundle({ spec }))</script>',
      '/shop/swagger/v1.json',
    ],
    [
      'not what Swagger UI shows unasked',
      `<script>SwaggerUIBundle({ url: "https://petstore.swagger.io/v2/swagger.json" })</script>
      <p><a href="/openapi.yaml">OpenAPI</a></p>`,
      '/openapi.yaml',
    ],
    [
      'Scalar, by its call',
      '<script>Scalar.createApiReference("#app", { sources: [{ url: "/x.json" }] })</script>',
      '/x.json',
    ],
    ['RFC 8631', '<link rel="service-desc" href="/d">', '/d'],
    ['a plain link', '<p>See the <a href="dist/openapi.json">OpenAPI document</a>.</p>', '/shop/dist/openapi.json'],
    ['a link to any YAML', '<p><a href="shop.v2.yaml">Spec File</a></p>', '/shop/shop.v2.yaml'],
  ])('%s', (_, body, address) => {
    expect(clues(body)[0]).toMatchObject({ url: `https://docs.example.com${address}` })
  })

  test.each([
    ['a mention of OpenAPI', '<p>We follow <a href="https://spec.openapis.org/">OpenAPI</a>.</p>'],
    ['data', '<p><a href="countries.json">countries</a></p>'],
    ['a pipeline', '<p><a href="https://git.example/x/actions/workflows/test.yml">build</a></p>'],
    ['an address that is none', '<redoc spec-url="javascript:alert(1)"></redoc>'],
    ['an empty one', '<redoc spec-url=""></redoc>'],
    ['an address of which a part is not known', '<script>Redoc.init(`${file}.x/${version}`, {})</script>'],
    ['a name that is set to itself', '<script>let url = url + url; SwaggerUIBundle({ url })</script>'],
  ])('%s is none', (_, body) => {
    expect(clues(body)).toEqual([])
  })
})

describe('a description in the page', () => {
  test.each<[viewer: string, body: string]>([
    ['Redoc', `<script>const __redoc_state = {"menu":{},"spec":{"data":${spec}}};</script>`],
    ['Swagger UI', `<script>SwaggerUIBundle({ spec: ${spec}, dom_id: "#x" })</script>`],
    ['Swagger UI, in a name', `<script>const it = ${spec}; SwaggerUIBundle({ spec: it, dom_id: "#x" })</script>`],
    [
      'Redoc, beside settings that are called like addresses',
      `<script>const redoc = { "no-spec-url": "off", "schemaUrl": "x.json" }</script><script>const __redoc_state = {"spec":{"data":${spec}}}</script>`,
    ],
    ['Redoc, in a name', `<script>var it = ${spec};\nRedoc.init(it, {})</script>`],
    ['swagger-ui-express', `<script>var options = { "swaggerDoc": ${spec}, "customOptions": {} };</script>`],
    ['Scalar', `<script id="api-reference" type="application/json">${spec}</script>`],
    [
      'Stoplight Elements, by its property',
      `<elements-api id="docs"></elements-api><script>document.getElementById("docs").apiDescriptionDocument = ${spec};</script>`,
    ],
    [
      'ReadMe',
      `<script id="ssr-props" data-initial-props="${JSON.stringify({ oasDefinition: JSON.parse(spec) }).replaceAll('"', '&quot;')}"></script>`,
    ],
    [
      'a state of a framework',
      `<script id="__NEXT_DATA__" type="application/json">{"props":{"page":{"oas":${spec}}}}</script>`,
    ],
  ])('%s', (_, body) => {
    const [clue] = clues(body)
    expect(clue).toMatchObject({ kind: 'text' })
    expect(JSON.parse(clue?.kind === 'text' ? clue.text : '')).toEqual(JSON.parse(spec))
  })
})

test('a configuration names the description', () => {
  const text = '{"configUrl":"/v3/api-docs/swagger-config","url":"/v3/api-docs"}'
  expect(findInConfiguration(text, `${url}swagger-config`)).toContainEqual(
    expect.objectContaining({ kind: 'url', url: 'https://docs.example.com/v3/api-docs' }),
  )
  const catalog = '{"linkset":[{"anchor":"/","service-desc":[{"href":"/shop/openapi.json"}]}]}'
  expect(findInConfiguration(catalog, url)).toContainEqual(
    expect.objectContaining({ kind: 'url', url: 'https://docs.example.com/shop/openapi.json' }),
  )
})

test('a catalog leads to another one', () => {
  const catalog = '{"linkset":[{"anchor":"/","api-catalog":[{"href":"/more"}]}]}'
  expect(findInConfiguration(catalog, url)).toContainEqual(
    expect.objectContaining({
      kind: 'ask',
      url: 'https://docs.example.com/more',
      how: 'api-catalog',
    }),
  )
})

describe.skipIf(!hasShared)('real pages', () => {
  const folder = shared('docs-pages')
  interface Gold {
    readonly kind: string
    readonly specUrl?: string
  }
  // Labels of ours: the two keys that are read are there or absent.
  const gold = hasShared ? (JSON.parse(readFileSync(join(folder, 'gold.json'), 'utf8')) as Record<string, Gold>) : {}
  const pages = Object.entries(gold).map(([file, { kind, specUrl }]) => ({ file, kind, specUrl }))

  test.each(pages.filter(({ kind }) => kind.startsWith('spec')))(
    '$file leads to its description',
    ({ file, kind, specUrl }) => {
      const text = readFileSync(join(folder, file), 'utf8')
      const [clue] = findDescription(readPage({ text, mediaType: '', url: `https://docs.example.com/${file}` }))
      const address = new URL(kind === 'spec-embedded' ? '' : (specUrl ?? ''), `https://docs.example.com/${file}`).href
      expect(clue).toMatchObject(kind === 'spec-embedded' ? { kind: 'text' } : { kind: 'url', url: address })
    },
  )

  test.each(pages.filter(({ kind }) => kind === 'operations' || kind === 'none'))('$file leads nowhere', ({ file }) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const found = findDescription(readPage({ text, mediaType: '', url: `https://docs.example.com/${file}` }))
    expect(found.filter(({ kind }) => kind === 'text')).toEqual([])
  })
})

describe('names in a script that hold each other again and again', () => {
  const chain = (first: string, next: (name: string) => string): string =>
    `u0=${first};${[0, 1, 2, 3, 4, 5, 6].map((n) => `u${n + 1}=${next(`u${n}`)};`).join('')}`
  test.each([
    [
      'put together',
      chain('"/some/text.json"', (name) => Array.from({ length: 300 }, () => name).join('+')),
      'url: u7',
    ],
    [
      'as text after text',
      chain('"/some/text.json"', (name) => `${name}.concat(${Array.from({ length: 300 }, () => name).join(',')})`),
      'url: u7',
    ],
    [
      'in an object',
      chain('{}', (name) => `{${Array.from({ length: 100 }, (_, k) => `k${k}: ${name}`).join(',')}}`),
      'spec: {openapi: "3.0.0", paths: u7}',
    ],
  ])('%s: the page is read, what is beside is found', (_, script, setting) => {
    const found = clues(
      `<script>${script}SwaggerUIBundle({${setting}});SwaggerUIBundle({url: "/beside.json"})</script>`,
    )
    expect(found.map((it) => (it.kind === 'text' ? it.text : it.url))).toEqual(['https://docs.example.com/beside.json'])
  })
})
