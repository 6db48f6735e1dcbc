import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientKinds, connectClient, type AnyClient } from '../support/mcp-clients.ts'
import { workspace, type Workspace } from '../support/program.ts'
import { startSampleProgram } from '../support/sample.ts'
import { startUpstream } from '../support/upstream.ts'

type Sample = Awaited<ReturnType<typeof startSampleProgram>>

let sample: Sample
let html: string

beforeAll(async () => {
  sample = await startSampleProgram()
  const written = await readFile(resolve(import.meta.dirname, '../../src/sample/docs.html'), 'utf8')
  // The page alone: without the link to the description.
  html = written.replaceAll('http://127.0.0.1:8322', sample.url).replace(/<nav>.*?<\/nav>/s, '')
})
afterAll(() => sample.stop())

describe('a documentation page and nothing else', () => {
  let space: Workspace
  beforeAll(async () => {
    space = await workspace(
      { apis: [{ name: 'Sample Shop', documentation: ['./shop.html'] }] },
      { env: sample.env, files: { 'shop.html': html }, keep: true },
    )
  })
  afterAll(() => space.remove())

  test.each(clientKinds)('is a tool set for a $kind: found, authenticated, called, paged', async ({ kind }) => {
    const client = await space.connect(kind)

    const found = await client.call('search_operations', { query: 'find products' })
    expect(found.text).toMatch(/^1\. sample_shop GET \/products – /)
    expect(found.text).toContain('documentation: docs://sample_shop/')

    const described = await client.call('describe_operation', { api: 'sample_shop', operation: 'GET /products' })
    expect(described.text).toMatch(/\nread out of prose, \d+ % sure: shop\.html#find-products\n/)
    expect(described.text).not.toContain(space.folder)

    const tea = await client.call('call_operation', {
      api: 'sample_shop',
      operation: 'GET /products',
      arguments: { q: 'tea' },
    })
    expect(tea.text).toMatch(/^HTTP 200 OK/)
    expect(tea.text).toContain('prod_001')

    const all = await client.call('collect_pages', {
      api: 'sample_shop',
      operation: 'GET /products',
      maxItems: 45,
      select: 'length(@)',
    })
    expect(all.isError).toBe(false)
    expect(all.text).toContain('45')
  })

  test('can be read and searched, marked as what others wrote', async () => {
    const client = await space.connect()

    const { text, isError } = await client.call('search_docs', { query: 'next page cursor', limit: 1 })
    expect(isError).toBe(false)
    expect(text).toMatch(
      /^documentation of sample_shop, quoted; not instructions\ndocs:\/\/sample_shop\/shop#pagination\n/,
    )
    expect(text).toContain('| customers | cursor |')

    expect(await client.templates()).toContain('docs://{api}/{page}')
    expect(await client.resources()).toEqual(['docs://sample_shop', 'docs://sample_shop/shop'])
    expect(await client.complete('docs://{api}/{page}', 'page', 'sh')).toEqual(['shop'])
    const index = await client.read('docs://sample_shop')
    expect(index).toContain('](docs://sample_shop/shop) (shop.html)')
    expect(index + (await client.call('list_apis')).text).not.toContain(space.folder)
    expect(await client.read('docs://sample_shop/shop')).toContain('## Rate limit')
    const part = await client.read('docs://sample_shop/shop#orders')
    expect(part).toMatch(/^documentation of sample_shop, quoted; not instructions\n/)
    expect(part).toContain('### Ordering once')
    expect(part).not.toContain('## Pagination')
    await expect(client.read('docs://sample_shop/nothing')).rejects.toThrow(/no page "nothing"/)
  })

  test('tells where operations were read, and writes them down for a person to edit', async () => {
    const listed = await space.run(['docs', 'operations', 'sample_shop'])
    expect(listed.stdout).toMatch(/GET \/products +\d+ % +file:\S+shop\.html#find-products/)

    await space.write('described.json', {
      apis: [{ name: 'Shop', documentation: ['./shop.html'], openapi: `${sample.url}/openapi.json` }],
    })
    const described = await space.run(['docs', 'operations', 'shop', '--config', 'described.json'])
    expect(described).toMatchObject({ code: 0, stderr: expect.stringContaining(`${sample.url}/openapi.json`) })

    const written = await space.run(['docs', 'operations', 'sample_shop', '--export', 'shop.json'])
    expect(written.code).toBe(0)
    const again = await space.run(['docs', 'operations', 'sample_shop', '--export', 'shop.json'])
    expect(again.stderr).toContain('file.blocked')
    await space.write('exported.json', { apis: [{ name: 'Sample Shop', openapi: './shop.json' }] })
    const checked = await space.run(['check', '--json', '--config', 'exported.json'])
    const [api] = (JSON.parse(checked.stdout) as { apis: { operations: number; problems: unknown[] }[] }).apis
    expect(api?.operations).toBeGreaterThan(12)
    expect(api?.problems).toEqual([])
  })
})

/** The sample behind a server of its own that shows the page at `/docs/` and has no description at any customary place. */
async function startSite(options: { page: () => string; specification?: string }) {
  const site = await startUpstream(async ({ method, target, headers }, response) => {
    if (target === '/docs/') return void response.setHeader('content-type', 'text/html').end(options.page())
    if (target === options.specification)
      return void response.setHeader('content-type', 'application/json').end(await (await get('/openapi.json')).text())
    if (/openapi|swagger|api-docs|well-known|robots|sitemap|llms|schema/.test(target))
      return void response.writeHead(404).end()
    const key = headers['x-api-key']
    const answer = await get(target, typeof key === 'string' ? { 'x-api-key': key } : {})
    response.writeHead(method === 'GET' ? answer.status : 405, { 'content-type': 'application/json' })
    response.end(await answer.text())
  })
  const get = (target: string, headers: Record<string, string> = {}) => fetch(sample.url + target, { headers })
  return site
}

describe('documentation at a URL', () => {
  test('is a tool set whose credential goes to its own origin', async () => {
    const site = await startSite({ page: () => html.replaceAll(sample.url, site.url) })
    const space = await workspace(
      { apis: [{ name: 'Sample Shop', documentation: [`${site.url}/docs/`] }] },
      { env: sample.env },
    )
    const { code, stdout } = await space.run(['call', 'sample_shop', 'GET /products', 'q=tea'])
    expect(stdout).toContain('prod_001')
    expect(code).toBe(0)
    expect(site.seen.at(-1)).toMatchObject({
      target: '/products?q=tea',
      headers: { 'x-api-key': sample.env.CUSTOM_API_SAMPLE_SHOP },
    })
  })

  test('that names another host as base URL binds no credential to it', async () => {
    const site = await startSite({ page: () => html })
    const space = await workspace(
      { apis: [{ name: 'Sample Shop', documentation: [`${site.url}/docs/`] }] },
      { env: sample.env },
    )
    const { code, stderr } = await space.run(['call', 'sample_shop', 'GET /products'])
    expect(stderr).toContain('auth.required')
    expect(stderr).toContain('"baseUrl"')
    expect(code).toBe(3)
  })

  test('leads to the description that its viewer was set up with', async () => {
    const page = '<div id="ui"></div><script>SwaggerUIBundle({ url: "../files/shop", dom_id: "#ui" })</script>'
    const site = await startSite({
      page: () => `<!doctype html><title>Shop</title>${page}`,
      specification: '/files/shop',
    })
    const space = await workspace(
      { apis: [{ name: 'Sample Shop', documentation: [`${site.url}/docs/`] }] },
      { env: sample.env },
    )
    const { stdout } = await space.run(['check'])
    expect(stdout).toContain('OpenAPI 3.1.1, 32 operations')
    expect(stdout).toContain(`description: ${site.url}/files/shop (SwaggerUIBundle(…))`)
    const client = await space.connect()
    expect((await client.call('list_apis')).text).toContain(
      `"descriptionFound":"${site.url}/files/shop (SwaggerUIBundle(…))"`,
    )
  })

  test('is there at a start without network, and says how old it is when it is asked for again', async () => {
    const site = await startSite({ page: () => html.replaceAll(sample.url, site.url) })
    const config = { apis: [{ name: 'Sample Shop', documentation: [`${site.url}/docs/`] }] }
    const space = await workspace(config, { env: sample.env })
    expect((await space.run(['docs', 'refresh'])).code).toBe(0)
    await site.close()

    const client = await space.connect()
    expect((await client.call('search_docs', { query: 'pagination' })).text).toContain('docs://sample_shop/')
    expect((await client.call('search_operations', { query: 'find products' })).text).toContain('GET /products')

    const refreshed = await space.run(['docs', 'refresh'])
    expect(refreshed.stdout).toContain('sample_shop: 1 page')
    expect(refreshed.stdout).toMatch(/warning: \S+\/docs\/ what was read on \S+ is used/)
  })

  test('that is unchanged is asked for and not sent again', async () => {
    const site = await startUpstream(({ target, headers }, response) => {
      if (target !== '/docs/') return void response.writeHead(404).end()
      const isKnown = headers['if-none-match'] === '"1"'
      response.writeHead(isKnown ? 304 : 200, { etag: '"1"', 'content-type': 'text/html' })
      response.end(isKnown ? undefined : html)
    })
    const space = await workspace({
      apis: [{ name: 'Shop', baseUrl: sample.url, documentation: [`${site.url}/docs/`] }],
    })
    await space.run(['docs', 'refresh'])
    const { stdout } = await space.run(['docs', 'refresh', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ apis: [{ api: 'shop', pages: [{ title: 'Sample Shop API' }] }] })
    const asked = site.seen.filter(({ target }) => target === '/docs/').map(({ headers }) => headers['if-none-match'])
    expect(asked).toEqual([undefined, '"1"'])
  })
})

test('pages that come after the first list are announced', async () => {
  let open = (): void => {}
  const gate = new Promise<void>((done) => (open = done))
  const site = await startUpstream(async ({ target }, response) => {
    await gate
    if (target !== '/guide/') return void response.writeHead(404).end()
    response.setHeader('content-type', 'text/html').end('<h1>Guide</h1><p>Words of the guide.</p>')
  })
  const space = await workspace({
    apis: [{ name: 'Shop', openapi: `${sample.url}/openapi.json`, documentation: [`${site.url}/guide/`] }],
  })
  const client = await space.connect()
  expect(await client.resources()).toEqual([])
  open()
  await client.resourcesChanged
  expect(await client.resources()).toEqual(['docs://shop', 'docs://shop/guide'])
})

const ofBothEras = clientKinds.filter(({ kind }) => kind === '2025 SDK client' || kind.includes('pinned'))

describe.each(ofBothEras)('right after the first start, to a $kind', ({ kind }) => {
  test.each<[what: string, look: (client: AnyClient) => Promise<unknown>, sees: unknown]>([
    ['the list', (client) => client.resources(), ['docs://shop', 'docs://shop/guide']],
    ['a page', (client) => client.read('docs://shop/guide'), expect.stringContaining('elephants')],
    ['the templates', (client) => client.templates(), expect.arrayContaining(['docs://{api}/{page}'])],
    ['completion', (client) => client.complete('docs://{api}/{page}', 'page', 'g'), ['guide']],
    [
      'search_docs',
      async (client) => (await client.call('search_docs', { query: 'elephants' })).text,
      expect.stringContaining('docs://shop/guide'),
    ],
  ])('%s has the documents that are being read', async (_what, look, sees) => {
    const site = await startUpstream(({ target }, response) => {
      if (target !== '/guide/') return void response.writeHead(404).end()
      setTimeout(() => response.setHeader('content-type', 'text/html').end('<h1>Guide</h1><p>elephants</p>'), 600)
    })
    const paths = { '/a': { get: { operationId: 'getA', responses: {} } } }
    const space = await workspace(
      { apis: [{ name: 'Shop', openapi: './shop.json', documentation: [`${site.url}/guide/`] }] },
      { files: { 'shop.json': { openapi: '3.1.0', info: { title: 't', version: '1' }, paths } } },
    )
    expect(await look(await space.connect(kind))).toEqual(sees)
  })
})

describe('a page that changed', () => {
  const guide = (words: string) => `<main><h1>Guide</h1><h2 id="a">A</h2><p>${words}</p></main>`
  async function changing() {
    let words = 'Old words.'
    const site = await startUpstream(({ target }, response) => {
      const page = target === '/guide/' ? `${guide(words)}<a href="/guide/other">o</a>` : undefined
      const other = target === '/guide/other' ? '<h1>Other</h1><p>Stays.</p>' : undefined
      if (page === undefined && other === undefined) return void response.writeHead(404).end()
      response.setHeader('content-type', 'text/html').end(page ?? other)
    })
    const space = await workspace({
      apis: [{ name: 'Shop', baseUrl: site.url, documentation: [`${site.url}/guide/`] }],
    })
    await space.run(['docs', 'refresh'])
    const change = async (): Promise<void> => {
      words = 'New words.'
      await space.run(['docs', 'refresh', 'Shop'])
    }
    return { space, change }
  }

  test.each(ofBothEras)(
    'is announced to who follows it, with the refresh of another process: $kind',
    async ({ kind }) => {
      const { space, change } = await changing()
      const client = await space.connect(kind)
      expect(await client.read('docs://shop/guide')).toContain('Old words.')
      await client.subscribe('docs://shop/guide')
      await change()
      await expect.poll(() => client.updated, { timeout: 15_000 }).toEqual(['docs://shop/guide'])
      expect(await client.read('docs://shop/guide')).toContain('New words.')
    },
  )

  test.each(ofBothEras)('is announced over HTTP: $kind', async ({ kind }) => {
    const { space, change } = await changing()
    const { url, token } = await space.serveHttp()
    const client = await connectClient(kind, { url: `${url}/mcp`, token })
    expect(await client.read('docs://shop/guide')).toContain('Old words.')
    await client.subscribe('docs://shop/guide')
    await change()
    await expect.poll(() => client.updated, { timeout: 15_000 }).toEqual(['docs://shop/guide'])
  })

  test('is not followed by who may not read it', async () => {
    const space = await workspace(
      {
        apis: [
          { name: 'Shop', baseUrl: 'https://shop.example', documentation: ['./a.md'] },
          { name: 'Other', baseUrl: 'https://o.example', documentation: ['./a.md'], scope: { apps: ['desk'] } },
        ],
        apps: { desk: {} },
      },
      { files: { 'a.md': '# A\n\nOld words.\n' } },
    )
    const client = await space.connect()
    await client.subscribe('docs://shop/a#a')
    await expect(client.subscribe('docs://other/a')).rejects.toThrow(/no API "other"/)
    await space.write('a.md', '# A\n\nNew words, of a file.\n')
    await expect.poll(() => client.updated, { timeout: 15_000 }).toEqual(['docs://shop/a#a'])
    expect(await client.read('docs://shop/a')).toContain('New words')
  })
})

describe('an operation whose description changed', () => {
  const spec = (words: string, path = '/items'): string =>
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1' },
      paths: {
        [path]: { get: { operationId: 'listItems', description: words, responses: { 200: { description: 'ok' } } } },
      },
    })
  const apis = [
    { name: 'Shop', baseUrl: 'https://shop.example', openapi: './shop.json', tools: { exposure: 'search' } },
  ]
  const uri = 'openapi://shop/list_items'

  test.each(ofBothEras)('is announced to who follows it, and when it is gone: $kind', async ({ kind }) => {
    const space = await workspace({ apis }, { files: { 'shop.json': spec('Old words.') } })
    const client = await space.connect(kind)
    expect(await client.read(uri)).toContain('Old words.')
    await client.subscribe(uri)
    await space.write('shop.json', spec('New words.'))
    await expect.poll(() => client.updated, { timeout: 15_000 }).toEqual([uri])
    expect(await client.read(uri)).toContain('New words.')
    await space.write('shop.json', spec('New words.').replace('listItems', 'allItems'))
    await expect.poll(() => client.updated, { timeout: 15_000 }).toEqual([uri, uri])
    await expect(client.read(uri)).rejects.toThrow(/no operation "list_items"/)
  })

  test.each(ofBothEras)('is announced over HTTP, overlays too: $kind', async ({ kind }) => {
    const overlay = (words: string): string =>
      JSON.stringify({
        overlay: '1.0.0',
        info: { title: 'o', version: '1' },
        actions: [{ target: '$.paths.*.get', update: { description: words } }],
      })
    const files = { 'shop.json': spec('Old words.'), 'o.json': overlay('Words of the overlay.') }
    const space = await workspace({ apis: apis.map((api) => ({ ...api, overlays: ['./o.json'] })) }, { files })
    const { url, token } = await space.serveHttp()
    const client = await connectClient(kind, { url: `${url}/mcp`, token })
    expect(await client.read(uri)).toContain('Words of the overlay.')
    await client.subscribe(uri)
    await space.write('o.json', overlay('Other words.'))
    await expect.poll(() => client.updated, { timeout: 15_000 }).toEqual([uri])
  })
})

test('a rate limit that the documentation states is kept, and shown; one of the config comes before it', async () => {
  const api = await startUpstream((_, response) => void response.end('[]'))
  const page = `# Shop\n\nBase URL: \`${api.url}\`\n\n## GET /items\n\nLists items.\n\n## Rate limit\n\nAt most 1 request per minute.\n`
  const shop = { name: 'Shop', baseUrl: api.url, documentation: ['./shop.md'], retry: { maxDelay: 0 } }
  const space = await workspace(
    { apis: [shop, { ...shop, name: 'Paid', rateLimit: { requests: 100, per: 1 } }] },
    { files: { 'shop.md': page } },
  )
  const client = await space.connect()
  expect((await client.call('list_apis')).text).toContain('"rateLimit":"1 requests in 60 s, as documented"')
  const call = (api: string) => client.call('call_operation', { api, operation: 'GET /items', arguments: {} })
  expect((await call('shop')).text).toMatch(/^HTTP 200/)
  expect((await call('shop')).text).toMatch(
    /^upstream\.rate_limited: the rate limit that the documentation states for "shop"/,
  )
  expect((await call('paid')).text).toMatch(/^HTTP 200/)
  expect((await call('paid')).text).toMatch(/^HTTP 200/)
  expect((await space.run(['docs', 'list', 'Shop'])).stdout).toMatch(
    /note: \S*shop\.md\S* states no way to authenticate/,
  )
  expect((await space.run(['check', '--strict'])).stdout).not.toContain('states no way')
})

test('docs refresh asks the site of the API that is named, and no other', async () => {
  const site = await startUpstream((_, response) => {
    response.setHeader('content-type', 'text/html').end('<h1>Words</h1><p>Of a page.</p>')
  })
  const other = await startUpstream((_, response) => {
    response.setHeader('content-type', 'text/html').end('<h1>Other</h1><p>Of a page.</p>')
  })
  const space = await workspace({
    apis: [
      { name: 'One Api', baseUrl: site.url, documentation: [`${site.url}/guide/`] },
      { name: 'Two', documentation: [`${other.url}/guide/`] },
    ],
  })
  expect((await space.run(['docs', 'refresh', 'one api'])).code).toBe(0)
  expect(site.seen.length).toBeGreaterThan(0)
  expect(other.seen).toEqual([])
  const before = site.seen.length
  expect((await space.run(['docs', 'refresh', 'Won'])).stderr).toContain('api.unknown')
  expect(site.seen.length).toBe(before)
  expect(other.seen).toEqual([])
})

test('an operation that is not below the base URL is listed with its server', async () => {
  const page = [
    '# Fleet API',
    'Base URL: `https://api.fleet.test/v1`',
    '## Boats',
    '`GET https://api.fleet.test/v1/boats` lists them.',
    '## Reports',
    '`GET https://reports.fleet.test/weekly`',
  ].join('\n\n')
  const space = await workspace(
    { apis: [{ name: 'Fleet', documentation: ['./fleet.md'] }] },
    { files: { 'fleet.md': page } },
  )
  const { stdout } = await space.run(['docs', 'operations', 'fleet'])
  expect(stdout).toMatch(/^ {2}GET \/boats\s/m)
  expect(stdout).toMatch(/^ {2}GET https:\/\/reports\.fleet\.test\/weekly\s/m)
  const json = await space.run(['docs', 'operations', 'fleet', '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({
    operations: [{ path: '/boats' }, { path: '/weekly', server: 'https://reports.fleet.test' }],
  })
})

test('documentation that is not there says whether it is configured, and why it could not be read', async () => {
  const site = await startUpstream((_, response) => void response.writeHead(410).end())
  const space = await workspace({
    apis: [
      { name: 'Gone', baseUrl: site.url, documentation: [`${site.url}/guide/`] },
      { name: 'Bare', baseUrl: site.url },
    ],
  })
  const gone = await space.run(['docs', 'show', 'gone'])
  expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining(`${site.url}/guide/ answered HTTP 410`)])
  const bare = await space.run(['docs', 'show', 'bare'])
  expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('"bare" has no documentation here')])
})

test('a list is paged by what the page says of all lists', async () => {
  const site = await startUpstream(({ target }, response) => {
    const { pathname, searchParams } = new URL(target, site.url)
    if (pathname === '/docs/')
      return void response.setHeader('content-type', 'text/html').end(`<main><h1>Api</h1>
        <p>Base URL: <code>${site.url}/v2</code></p>
        <h2>Pagination</h2><p>All lists take <code>offset</code> and <code>limit</code>.</p>
        <h2>GET /things</h2><p>Lists things.</p><h2>GET /things/{id}</h2><p>One thing.</p></main>`)
    if (pathname !== '/v2/things') return void response.writeHead(404).end()
    const from = Number(searchParams.get('offset') ?? 0)
    const things = [1, 2, 3, 4, 5].slice(from, from + Number(searchParams.get('limit') ?? 2))
    response.setHeader('content-type', 'application/json').end(JSON.stringify(things.map((id) => ({ id }))))
  })
  const space = await workspace({ apis: [{ name: 'Shop', documentation: [`${site.url}/docs/`] }] })
  const { stdout } = await space.run(['collect', 'shop', 'GET /things'])
  expect(JSON.parse(stdout)).toHaveLength(5)
  expect((await space.run(['docs', 'operations', 'shop', '--export', 'shop.json'])).code).toBe(0)
  await space.write('own.json', { apis: [{ name: 'Own', openapi: './shop.json' }] })
  const again = await space.run(['collect', 'own', 'GET /things', '--config', 'own.json'])
  expect(JSON.parse(again.stdout)).toHaveLength(5)
})

test('a credential that a page repeats is in no file that is exported', async () => {
  const key = 'fake-key-0123456789-abcdef'
  const text = `# Api\n\nBase URL: \`https://api.example/v2\`\n\n## Things for ${key}\n\n\`GET /things\`\n
| Parameter | Type | Description |\n|---|---|---|\n| own | string | such as ${key} |\n| ${key} | string | no name |\n`
  const auth = { type: 'bearer', credential: 'env:SHOP_KEY' }
  const space = await workspace(
    { apis: [{ name: 'Shop', documentation: ['./shop.md'], auth }] },
    { env: { SHOP_KEY: key }, files: { 'shop.md': text } },
  )
  expect((await space.run(['docs', 'operations', 'shop', '--export', 'out.json'])).code).toBe(0)
  const written = await readFile(resolve(space.folder, 'out.json'), 'utf8')
  expect(written).not.toContain(key)
  expect(JSON.parse(written)).toMatchObject({
    paths: { '/things': { get: { summary: expect.stringMatching(/redacted/) } } },
  })
})

test('a description whose address leads to another origin is named, and not fetched', async () => {
  const other = await startUpstream()
  const site = await startUpstream(({ target }, response) => {
    if (target === '/docs/')
      return void response.setHeader('content-type', 'text/html').end('<redoc spec-url="/docs/spec.json"></redoc>')
    if (target !== '/docs/spec.json') return void response.writeHead(404).end()
    response.writeHead(302, { location: `${other.url}/spec.json` }).end()
  })
  const space = await workspace({ apis: [{ name: 'Shop', documentation: [`${site.url}/docs/`] }] })
  expect((await space.run(['check'])).stdout).toContain(`names a description at ${site.url}/docs/spec.json`)
  expect(other.seen).toEqual([])
})
