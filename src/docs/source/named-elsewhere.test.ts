import { describe, expect, test } from 'vitest'
import { testLibrary } from '../../../test/support/library.ts'
import { startUpstream } from '../../../test/support/upstream.ts'

const spec = `{"openapi":"3.0.3","info":{"title":"Behind","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"ok"}}}}}}`
const empty = '<!doctype html><title>D</title><main><h1>Words</h1></main>'
const linkset = (value: object): string => JSON.stringify({ linkset: [value] })

type Answer = readonly [type: string, text: string, headers?: Readonly<Record<string, string | string[]>>]

async function startSite(answers: Readonly<Record<string, Answer>>) {
  const site = await startUpstream(({ target }, response) => {
    const [type, text, headers = {}] = answers[target] ?? []
    if (type === undefined) return void response.writeHead(404).end()
    response.writeHead(200, { ...(type === '' ? {} : { 'content-type': type }), ...headers }).end(text)
  })
  return { ...site, asked: () => site.seen.map(({ target }) => target) }
}

describe('a description that is named by', () => {
  test.each<[name: string, answers: Readonly<Record<string, Answer>>]>([
    [
      'a Link header among others (RFC 8631)',
      {
        '/d/': [
          'text/html',
          empty,
          {
            link: ['<https://a.example/x>; rel="preload"; as=script', '</s/1>; title="a, b; c"; rel="up service-desc"'],
          },
        ],
      },
    ],
    [
      'a Link header of an item of the catalog (RFC 9727 appendix A.2)',
      {
        '/d/': ['text/html', empty],
        '/.well-known/api-catalog': [
          'application/linkset+json',
          linkset({ anchor: '/.well-known/api-catalog', item: [{ href: '/none' }, { href: '/apis/foo' }] }),
        ],
        '/apis/foo': ['text/html', empty, { link: '</s/1>; rel="service-desc"' }],
      },
    ],
    [
      'a page that is an item of the catalog',
      {
        '/d/': ['text/html', empty, { link: '</catalog>; rel=api-catalog' }],
        '/catalog': ['application/linkset+json', linkset({ anchor: '/catalog', item: [{ href: '/apis/foo' }] })],
        '/apis/foo': ['text/html', '<redoc spec-url="/s/1"></redoc>'],
      },
    ],
    [
      'a catalog as text (RFC 9264 section 4.1)',
      {
        '/d/': ['text/html', empty],
        '/.well-known/api-catalog': [
          'application/linkset',
          '<https://a.example/>; rel="item",\n </s/1>; rel="service-desc"; anchor="/api"\n',
        ],
      },
    ],
    [
      'Redoc.init, whatever its address looks like',
      { '/d/': ['text/html', `<div id="r"></div><script>Redoc.init('/s/1', {}, r)</script>`] },
    ],
  ])('%s', async (_name, answers) => {
    const site = await startSite({ ...answers, '/s/1': ['application/json', spec] })
    const { found } = await testLibrary().open([`${site.url}/d/`])
    expect(found).toMatchObject({ kind: 'url', url: `${site.url}/s/1` })
  })
})

describe('robots.txt', () => {
  const robots = ['text/plain', 'User-agent: *\nDisallow: /openapi\nDisallow: /api/\n'] as const

  test('forbids the places that are only guessed', async () => {
    const site = await startSite({
      '/d/': ['text/html', empty],
      '/robots.txt': robots,
      '/api/openapi.json': ['', spec],
    })
    const { found } = await testLibrary().open([`${site.url}/d/`])
    expect(found).toBeUndefined()
    expect(site.asked().filter((it) => /^\/(?:openapi|api\/)/.test(it))).toEqual([])
    expect(site.asked()).toContain('/swagger.json')
  })

  test('does not forbid what the page itself loads', async () => {
    const site = await startSite({
      '/d/': ['text/html', '<redoc spec-url="/api/x"></redoc>'],
      '/robots.txt': robots,
      '/api/x': ['', spec],
    })
    const { found } = await testLibrary().open([`${site.url}/d/`])
    expect(found).toMatchObject({ url: `${site.url}/api/x` })
  })
})

test.each<[name: string, type: string, text: string, pages: number]>([
  ['Markdown without a useful media type', 'application/octet-stream', '# Things\n\nRead `GET /things`.\n', 1],
  ['Markdown of another', 'binary/octet-stream', '# Größen\n\nRead `GET /things`.\n', 1],
  ['Markdown without any', '', '# Things\n\nRead `GET /things`.\n', 1],
  ['bytes', 'application/octet-stream', `\u0001\u0002\ufffdELF\u0003\ufffd${'\ufffd x'.repeat(20)}`, 0],
  ['bytes that are said to be text', 'text/plain', `\u0001\u0002\ufffdELF\u0003\ufffd${'\ufffd x'.repeat(20)}`, 0],
])('what a page is is found by looking: %s', async (_name, type, text, pages) => {
  const site = await startSite({ '/things': [type, text] })
  const documents = await testLibrary().open([`${site.url}/things`])
  expect(documents.pages).toHaveLength(pages)
})

test.each([
  ['a viewer in a frame', (other: string) => `<iframe src="${other}/swagger/"></iframe>`],
  ['a description', (other: string) => `<redoc spec-url="${other}/swagger/"></redoc>`],
])('%s of another origin is named, and not asked', async (_name, body) => {
  const other = await startSite({ '/swagger/': ['application/json', spec] })
  const site = await startSite({ '/d/': ['text/html', `<main><h1>D</h1>${body(other.url)}</main>`] })
  const { notes, found } = await testLibrary().open([`${site.url}/d/`])
  expect(found).toBeUndefined()
  expect(notes).toEqual([
    { at: `${site.url}/d/`, says: expect.stringContaining(`${other.url}/swagger/`), level: 'warning' },
  ])
  expect(other.asked()).toEqual([])
})

test('a row that leads to no page says so', async () => {
  const site = await startSite({ '/sitemap.xml': ['application/xml', '<?xml version="1.0"?><urlset></urlset>'] })
  const { notes } = await testLibrary().open([`${site.url}/sitemap.xml`])
  expect(notes).toEqual([expect.objectContaining({ at: `${site.url}/sitemap.xml`, level: 'warning' })])
})
