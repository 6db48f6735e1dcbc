import { describe, expect, test } from 'vitest'
import { testLibrary } from '../../../test/support/library.ts'
import { startUpstream } from '../../../test/support/upstream.ts'

const paths = '"paths":{"/a":{"get":{"responses":{"200":{"description":"ok"}}}}}'
const spec = `{"openapi":"3.0.3","info":{"title":"Behind","version":"1"},${paths}}`
const swagger = `{"swagger":"2.0","info":{"title":"Behind","version":"1"},${paths}}`
const page = (head: string, body = ''): string =>
  `<!DOCTYPE html><html><head><title>API docs</title>${head}</head><body>${body}</body></html>`

/** A site: its page, where the documentation is said to be, and what else it serves. */
interface Site {
  readonly entry: string
  readonly pages: Readonly<Record<string, string>>
  readonly at: string
}

const ui = '<div id="swagger-ui"></div><script src="./swagger-ui-bundle.js"></script>'
const script = (text: string): string => `<script>${text}</script>`

const sites: readonly (readonly [name: string, site: Site])[] = [
  [
    'Swagger UI as it is shipped',
    {
      entry: '/ui/',
      pages: {
        '/ui/': page('', `${ui}<script src="./swagger-initializer.js"></script>`),
        '/ui/swagger-initializer.js':
          'window.onload = function() { window.ui = SwaggerUIBundle({ url: "/specs/a", dom_id: "#swagger-ui", presets: [SwaggerUIBundle.presets.apis] }); };',
        '/specs/a': spec,
      },
      at: '/specs/a',
    },
  ],
  [
    'Swagger UI, set up by a script of another folder',
    {
      entry: '/ui/',
      pages: {
        '/ui/': page('', `${ui}<script src="../static/swagger-init.js"></script>`),
        '/static/swagger-init.js': 'SwaggerUIBundle({ url: "./a" })',
        '/ui/a': spec,
      },
      at: '/ui/a',
    },
  ],
  [
    'Springdoc',
    {
      entry: '/swagger-ui/index.html',
      pages: {
        '/swagger-ui/index.html': page('', `${ui}<script src="./swagger-initializer.js"></script>`),
        '/swagger-ui/swagger-initializer.js':
          'window.ui = SwaggerUIBundle({ url: "", "configUrl" : "/group/api-docs/swagger-config", "validatorUrl" : "" });',
        '/group/api-docs/swagger-config':
          '{"configUrl":"/group/api-docs/swagger-config","urls":[{"url":"/group/api-docs/admin","name":"admin"},{"url":"/group/api-docs/shop","name":"shop"}],"urls.primaryName":"shop"}',
        '/group/api-docs/shop': spec,
        '/group/api-docs/admin': spec,
      },
      at: '/group/api-docs/shop',
    },
  ],
  [
    'NSwag',
    {
      entry: '/nswag/index.html',
      pages: {
        '/nswag/index.html': page(
          '',
          ui +
            script(
              'window.onload = function () { var url = window.location.search.match(/url=([^&]+)/); url = undefined; var urls = undefined; urls = [{"url":"/nswag/v1/doc","name":"v1"}]; const ui = SwaggerUIBundle({ url: url, urls: urls, dom_id: "#swagger-ui" }) }',
            ),
        ),
        '/nswag/v1/doc': spec,
      },
      at: '/nswag/v1/doc',
    },
  ],
  [
    'Swashbuckle',
    {
      entry: '/help/index.html',
      pages: {
        '/help/index.html': page(
          '',
          ui +
            script(
              `var configObject = JSON.parse('{"urls":[{"url":"v1/api.json","name":"Api v1"}],"deepLinking":false}'); var oauthConfigObject = JSON.parse('{}'); const ui = SwaggerUIBundle(configObject);`,
            ),
        ),
        '/help/v1/api.json': spec,
      },
      at: '/help/v1/api.json',
    },
  ],
  [
    'FastAPI',
    {
      entry: '/docs',
      pages: {
        '/docs': page(
          '',
          ui +
            script(
              `const ui = SwaggerUIBundle({ url: '/sub/openapi', "dom_id": "#swagger-ui", presets: [SwaggerUIBundle.presets.apis] })`,
            ),
        ),
        '/sub/openapi': spec,
      },
      at: '/sub/openapi',
    },
  ],
  [
    'drf-spectacular',
    {
      entry: '/api/swagger/',
      pages: {
        '/api/swagger/': page(
          '',
          ui +
            script(
              'const swaggerSettings = {"deepLinking": true}; const schemaUrl = "/api/sch/"; const ui = SwaggerUIBundle({ url: schemaUrl, ...swaggerSettings })',
            ),
        ),
        '/api/sch/': spec,
      },
      at: '/api/sch/',
    },
  ],
  [
    'drf-spectacular, split',
    {
      entry: '/api/swagger/',
      pages: {
        '/api/swagger/': page('', `${ui}<script src="/api/swagger/?script="></script>`),
        '/api/swagger/?script=': 'const ui = SwaggerUIBundle({ url: "/api/sch/" })',
        '/api/sch/': spec,
      },
      at: '/api/sch/',
    },
  ],
  [
    'drf-yasg',
    {
      entry: '/swagger/',
      pages: {
        '/swagger/': page('', '<div id="swagger-ui"></div><script src="/static/drf-yasg/swagger-ui-init.js"></script>'),
        '/swagger/?format=openapi': swagger,
      },
      at: '/swagger/?format=openapi',
    },
  ],
  [
    'Flasgger',
    {
      entry: '/apidocs/',
      pages: {
        '/apidocs/': page(
          '',
          ui + script('const ui = SwaggerUIBundle(Object.assign({ url: "/apispec_1", dom_id: "#swagger-ui" }, {}))'),
        ),
        '/apispec_1': swagger,
      },
      at: '/apispec_1',
    },
  ],
  [
    'Micronaut',
    {
      entry: '/views/',
      pages: {
        '/views/': page(
          '',
          ui +
            script(
              `const contextPath = ''; const f = contextPath === '' ? undefined : 1; const ui = SwaggerUIBundle({ url: contextPath + '/swagger/shop-1.0.yml', dom_id: '#swagger-ui' })`,
            ),
        ),
        '/swagger/shop-1.0.yml': spec,
      },
      at: '/swagger/shop-1.0.yml',
    },
  ],
  [
    'Swagger UI, an address in its own',
    {
      entry: '/view/?url=/any/where',
      pages: { '/view/?url=/any/where': page('', ui), '/any/where': spec },
      at: '/any/where',
    },
  ],
  [
    'Swagger UI in a bundle',
    {
      entry: '/app/',
      pages: {
        '/app/': page(
          '<script type="module" crossorigin src="/assets/index-4f2a.js"></script>',
          '<div id="root"></div>',
        ),
        '/assets/index-4f2a.js': `import{a as e}from"./vendor.js";${'var q=1;'.repeat(2000)}e({dom_id:"#root",url:"/internal/openapi.v2.json",deepLinking:!0});SwaggerUIBundle;`,
        '/internal/openapi.v2.json': spec,
      },
      at: '/internal/openapi.v2.json',
    },
  ],
  [
    'Swagger UI in a frame',
    {
      entry: '/guide/',
      pages: {
        '/guide/': page(
          '',
          '<main><h1>API</h1><p>Try it here.</p><iframe class="swagger-ui-iframe" src="swagger-8d1f.html"></iframe></main>',
        ),
        '/guide/swagger-8d1f.html': page(
          '',
          ui + script('const ui = SwaggerUIBundle({ url: "../files/shop", dom_id: "#x" })'),
        ),
        '/files/shop': spec,
      },
      at: '/files/shop',
    },
  ],
  [
    'Redoc',
    {
      entry: '/redoc',
      pages: { '/redoc': page('', "<redoc spec-url='/spec/of/it'></redoc>"), '/spec/of/it': spec },
      at: '/spec/of/it',
    },
  ],
  [
    'Scalar, by data-url',
    {
      entry: '/ref',
      pages: {
        '/ref': page(
          '',
          '<script id="api-reference" data-url="/s/1"></script><script src="https://cdn.example/api-reference"></script>',
        ),
        '/s/1': spec,
      },
      at: '/s/1',
    },
  ],
  [
    'Scalar, by data-configuration',
    {
      entry: '/ref',
      pages: {
        '/ref': page('', `<script id="api-reference" data-configuration='{"theme":"x","url":"/s/2"}'></script>`),
        '/s/2': spec,
      },
      at: '/s/2',
    },
  ],
  [
    'Scalar, by an older data-configuration',
    {
      entry: '/ref',
      pages: {
        '/ref': page(
          '',
          `<script id="api-reference" data-configuration="{&quot;spec&quot;:{&quot;url&quot;:&quot;/s/3&quot;}}"></script>`,
        ),
        '/s/3': spec,
      },
      at: '/s/3',
    },
  ],
  [
    'Scalar, by its call',
    {
      entry: '/ref',
      pages: {
        '/ref': page(
          '',
          `<div id="app"></div>${script(`Scalar.createApiReference('#app', { "url": "/s/4", "proxyUrl": "https://proxy.example" })`)}`,
        ),
        '/s/4': spec,
      },
      at: '/s/4',
    },
  ],
  [
    'RapiDoc',
    {
      entry: '/rd',
      pages: { '/rd': page('', '<rapi-doc spec-url = "/s/5" theme = "dark"> </rapi-doc>'), '/s/5': spec },
      at: '/s/5',
    },
  ],
  [
    'RapiDoc, set by a script',
    {
      entry: '/rd',
      pages: {
        '/rd': page(
          '',
          `<rapi-doc id="d"></rapi-doc>${script(`document.getElementById('d').setAttribute('spec-url', '/s/6')`)}`,
        ),
        '/s/6': spec,
      },
      at: '/s/6',
    },
  ],
  [
    'RapiDoc, loaded by a script',
    {
      entry: '/rd',
      pages: {
        '/rd': page(
          '',
          `<rapi-doc id="d"></rapi-doc>${script(`window.onload = () => document.querySelector("rapi-doc").loadSpec("/s/7")`)}`,
        ),
        '/s/7': spec,
      },
      at: '/s/7',
    },
  ],
  [
    'Stoplight Elements',
    {
      entry: '/el',
      pages: {
        '/el': page('', '<elements-api apiDescriptionUrl="/s/8" router="hash" layout="sidebar"></elements-api>'),
        '/s/8': spec,
      },
      at: '/s/8',
    },
  ],
  [
    'a link that says its type',
    {
      entry: '/l',
      pages: {
        '/l': page('<link rel="alternate" type="application/vnd.oai.openapi+json" href="/s/9">', '<h1>API</h1>'),
        '/s/9': spec,
      },
      at: '/s/9',
    },
  ],
]

describe('the description behind', () => {
  test.each(sites)('%s', async (_name, { entry, pages, at }) => {
    const site = await startUpstream(({ target }, response) => {
      const text = pages[target]
      if (text === undefined) return void response.writeHead(404).end()
      const type = /^\s*</.test(text) ? 'text/html' : text.startsWith('{') ? 'application/json' : 'text/javascript'
      response.setHeader('content-type', type).end(text)
    })
    const { found } = await testLibrary().open([site.url + entry])
    expect(found).toMatchObject({ kind: 'url', url: `${site.url}${at}` })
  })
})
