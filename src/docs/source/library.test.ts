import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { testLibrary } from '../../../test/support/library.ts'
import { startUpstream } from '../../../test/support/upstream.ts'
import { createMentions } from '../mentions.ts'
import { linkTargets, withOwnLinks } from '../links.ts'

const html = (body: string): string =>
  `<!doctype html><html><head><title>T</title></head><body><main>${body}</main></body></html>`
const spec = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: { '/a': { get: { responses: {} } } },
})

/** A site whose pages may change while it runs. */
async function startSite(pages: Record<string, string>) {
  const site = await startUpstream(({ target }, response) => {
    const page = pages[target]
    if (page === undefined) return void response.writeHead(404).end()
    if (page === 'fails') return void response.writeHead(503).end()
    const type = page.startsWith('{')
      ? 'application/json'
      : page.startsWith('<?xml')
        ? 'text/xml'
        : page.startsWith('<')
          ? 'text/html'
          : 'text/plain'
    response.setHeader('content-type', type).end(page)
  })
  return { ...site, pages, asked: () => site.seen.map(({ target }) => target) }
}

describe('reading a site', () => {
  test('follows links breadth first, one page under one name', async () => {
    const site = await startSite({
      '/docs/': html('<h1>Start</h1><a href="guide.html">g</a><a href="/docs/index.html">s</a>'),
      '/docs/index.html': html('<h1>Start</h1><a href="guide.html">g</a><a href="/docs/index.html">s</a>'),
      '/docs/guide.html': html('<h1>Guide</h1><a href="deep/er">d</a><a href="/blog">b</a>'),
      '/docs/deep/er': html('<h1>Deeper</h1>'),
      '/blog': html('<h1>Blog</h1>'),
    })
    const documents = await testLibrary().open([`${site.url}/docs/`])
    expect(documents.pages.map(({ name, title }) => [name, title])).toEqual([
      ['docs', 'Start'],
      ['guide', 'Guide'],
      ['deep-er', 'Deeper'],
    ])
    expect(site.asked()).not.toContain('/blog')
  })

  test('takes what a sitemap and an llms.txt name beside what is linked', async () => {
    const site = await startSite({
      '/docs/': html('<h1>Start</h1><a href="a">a</a>'),
      '/docs/a': html('<h1>A</h1>'),
      '/docs/b': html('<h1>B</h1>'),
      '/docs/c.md': '# C',
      '/docs/llms.txt': '# Docs\n- [C](c.md): the third\n',
      '/robots.txt': 'Sitemap: /maps/all.xml\nSitemap: SITE/maps/index.xml',
      '/maps/part.xml':
        '<?xml version="1.0"?><urlset><url><loc> SITE/docs/b </loc></url><url><loc>SITE/else</loc></url></urlset>',
      '/maps/index.xml':
        '<?xml version="1.0"?><sitemapindex><sitemap><loc>SITE/maps/part.xml</loc></sitemap></sitemapindex>',
    })
    for (const [path, page] of Object.entries(site.pages)) site.pages[path] = page.replaceAll('SITE', site.url)
    const documents = await testLibrary().open([`${site.url}/docs/`], { describe: false })
    expect(documents.pages.map(({ title }) => title).sort()).toEqual(['A', 'B', 'C', 'Start'])
    expect(site.asked()).not.toContain('/else')
  })

  test('a sitemap or an llms.txt may be the row itself', async () => {
    const site = await startSite({
      '/sitemap.xml': '<?xml version="1.0"?><urlset><url><loc>SITE/docs/b</loc></url></urlset>',
      '/docs/b': html('<h1>B</h1>'),
      '/llms.txt': '# Docs\n- [C](/c.md): the third\n',
      '/c.md': '# C\n\nWords.',
    })
    site.pages['/sitemap.xml'] = (site.pages['/sitemap.xml'] ?? '').replace('SITE', site.url)
    const { open } = testLibrary()
    expect((await open([`${site.url}/sitemap.xml`])).pages.map(({ title }) => title)).toEqual(['B'])
    expect((await open([`${site.url}/llms.txt`])).pages.map(({ title }) => title)).toEqual(['Docs', 'C'])
  })

  test('a row that is a description is that, and no page', async () => {
    const site = await startSite({ '/openapi.json': spec })
    const { open } = testLibrary()
    const documents = await open([`${site.url}/openapi.json`])
    expect(documents.pages).toEqual([])
    expect(documents.found).toMatchObject({ kind: 'url', url: `${site.url}/openapi.json` })
    const beside = await open([`${site.url}/openapi.json`], { describe: false })
    expect(beside.notes).toEqual([expect.objectContaining({ says: expect.stringContaining('not used') })])
  })

  test.each([
    ['at a customary place', {}, '/v3/api-docs'],
    ['beside the page', {}, '/docs/openapi.json'],
    [
      'in a catalogue',
      { '/.well-known/api-catalog': '{"linkset":[{"anchor":"/","service-desc":[{"href":"/hidden/x"}]}]}' },
      '/hidden/x',
    ],
  ])('a description is found %s', async (_, more, place) => {
    const site = await startSite({ '/docs/': html('<h1>Start</h1>'), ...more, [place]: spec })
    const { found } = await testLibrary().open([`${site.url}/docs/`])
    expect(found).toMatchObject({ kind: 'url', url: site.url + place })
  })
})

test('a page in an old charset that only says so itself is read by it', async () => {
  const site = await startUpstream(({ target }, response) => {
    if (target !== '/docs/') return void response.writeHead(404).end()
    response.setHeader('content-type', 'text/html')
    response.end(
      Buffer.from('<html><head><meta charset="windows-1252"><title>T</title></head><body><h1>Pr\xeats</h1>', 'latin1'),
    )
  })
  const documents = await testLibrary().open([`${site.url}/docs/`], { describe: false })
  expect((await documents.load())[0]?.parts[0]?.title).toBe('Prêts')
})

describe('a row whose address leads elsewhere', () => {
  const moving = async (status: number, to: string) => {
    const site = await startUpstream(({ target }, response) => {
      if (target === '/old') return void response.writeHead(status, { location: to }).end()
      if (target !== new URL(to, 'http://x').pathname) return void response.writeHead(404).end()
      response.setHeader('content-type', 'text/html').end('<h1>Here</h1><p>Words.</p>')
    })
    const documents = await testLibrary().open([`${site.url}/old`], { describe: false })
    expect(documents.pages.map(({ title }) => title)).toEqual(['Here'])
    return documents.notes.map(({ says, level }) => `${level}: ${says.replaceAll(site.url, '')}`)
  }
  test.each([
    [301, '/new/page', 'warning: has moved permanently to /new/page: name that address in "documentation"'],
    [308, '/new/page', 'warning: has moved permanently to /new/page: name that address in "documentation"'],
    [302, '/new/page', 'note: leads to /new/page, which was read'],
  ])('%i to %s is told', async (status, to, note) => {
    expect(await moving(status, to)).toEqual([note])
  })

  test('nothing is told of its own slash', async () => {
    expect(await moving(301, '/old/')).toEqual([])
  })

  test('another origin is not followed, and the note says what to do', async () => {
    const other = await startUpstream((_, response) => void response.end('<h1>Other</h1>'))
    const site = await startUpstream((_, response) => void response.writeHead(301, { location: other.url }).end())
    const { pages, notes } = await testLibrary().open([`${site.url}/docs`], { describe: false })
    expect(pages).toEqual([])
    expect(notes.map(({ says }) => says).join()).toMatch(
      /redirects to http:\S+, which is another origin; name the address that it leads to in "documentation" if you trust it/,
    )
    expect(other.seen).toEqual([])
  })
})

describe('reading again', () => {
  test('only what changed is new, and what is gone is gone', async () => {
    const site = await startSite({
      '/docs/': html('<h1>Start</h1><a href="a">a</a><a href="b">b</a>'),
      '/docs/a': html('<h1>A</h1>'),
      '/docs/b': html('<h1>B</h1>'),
    })
    const { open } = testLibrary()
    const first = await open([`${site.url}/docs/`], { describe: false })
    expect((await open([`${site.url}/docs/`], { describe: false })).digest).toBe(first.digest)
    site.pages['/docs/a'] = html('<h1>A, anew</h1>')
    delete site.pages['/docs/b']
    const second = await open([`${site.url}/docs/`], { describe: false })
    expect(second.pages.map(({ title }) => title)).toEqual(['Start', 'A, anew'])
    expect(second.digest).not.toBe(first.digest)
  })

  test('a page, or a whole site, that fails leaves its last good copy and a note', async () => {
    const site = await startSite({ '/docs/': html('<h1>Start</h1><a href="a">a</a>'), '/docs/a': html('<h1>A</h1>') })
    const { open } = testLibrary()
    await open([`${site.url}/docs/`], { describe: false })
    site.pages['/docs/a'] = 'fails'
    const second = await open([`${site.url}/docs/`], { describe: false })
    expect(second.pages.map(({ title }) => title)).toEqual(['Start', 'A'])
    await site.close()
    const third = await open([`${site.url}/docs/`], { describe: false })
    expect(third.pages.map(({ title }) => title)).toEqual(['Start', 'A'])
    expect(third.notes.at(-1)?.says).toMatch(/what was read on \S+ is used/)
  })

  test('another process has what was stored, without asking anybody', async () => {
    const site = await startSite({ '/docs/': html('<h1>Start</h1><p>Words.</p>') })
    const { open, store } = testLibrary()
    const first = await open([`${site.url}/docs/`])
    await site.close()
    const later = await testLibrary({ store }).open([`${site.url}/docs/`], { maxAge: 3_600_000 })
    expect(later.digest).toBe(first.digest)
    expect((await later.load())[0]?.parts[0]?.markdown).toContain('Words.')
  })

  test('another version of the reader reads everything anew', async () => {
    const site = await startSite({ '/docs/': html('<h1>Start</h1>') })
    const { open, store } = testLibrary()
    await open([`${site.url}/docs/`], { describe: false })
    const asked = site.asked().length
    await testLibrary({ store, version: '2' }).open([`${site.url}/docs/`], { describe: false, maxAge: 3_600_000 })
    expect(site.asked().length).toBeGreaterThan(asked)
  })

  test('changes of files are seen', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'custom-api-mcp-docs-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await writeFile(join(folder, 'a.md'), '# A\n\n[b](b.rst#x), [c](../c.md#y)')
    await writeFile(join(folder, 'b.rst'), 'B\n=\n\nWords.\n')
    await writeFile(join(folder, 'data.json'), '{"a":1}')
    const { open } = testLibrary()
    const rows = [{ kind: 'file', path: folder }] as const
    const first = await open(rows)
    expect(first.pages.map(({ name }) => name)).toEqual(['a', 'b'])
    const [a] = await first.load()
    const shown = withOwnLinks(a?.parts[0]?.markdown ?? '', 'shop', linkTargets(first))
    expect(shown).toBe('[b](docs://shop/b#x), [c](c.md#y)')
    await writeFile(join(folder, 'a.md'), '# A, longer')
    await writeFile(join(folder, 'openapi.json'), spec)
    const { pages, found } = await open(rows)
    expect(pages[0]?.title).toBe('A, longer')
    expect(found).toMatchObject({ kind: 'file', how: 'the file itself' })
  })
})

test('a file of requests is read where it is named, and not out of a folder: it may hold tokens', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'custom-api-mcp-docs-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'a.md'), '# A\n\nWords.\n')
  for (const name of ['own.http', 'own.rest'])
    await writeFile(join(folder, name), 'GET https://api.example.com/boats\nAuthorization: Bearer fake-token\n')
  const { open } = testLibrary()
  const { pages } = await open([{ kind: 'file', path: folder }])
  expect(pages.map(({ name }) => name)).toEqual(['a'])
  const named = await open([{ kind: 'file', path: join(folder, 'own.http') }])
  expect(named.pages).toHaveLength(1)
})

test('an llms.txt that is a file leads to the files that it lists, and to no others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'custom-api-mcp-docs-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'docs'))
  await writeFile(join(folder, 'secret.md'), '# Secret\n\nWords.\n')
  await symlink(join(folder, 'secret.md'), join(folder, 'docs', 'link.md'))
  await writeFile(join(folder, 'docs', 'quick.md'), '# Quick\n\n`GET /quick/{id}` gives one.\n')
  await writeFile(
    join(folder, 'docs', 'llms.txt'),
    '# Api\n\n- [q](./quick.md)\n- [s](../secret.md)\n- [l](link.md)\n- [w](https://docs.example.com/a.md)\n- [n](none.md)\n',
  )
  const documents = await testLibrary().open([{ kind: 'file', path: join(folder, 'docs', 'llms.txt') }])
  expect(documents.pages.map(({ title }) => title)).toEqual(['Api', 'Quick'])
  expect(documents.inferred?.operations).toBe(1)
  expect(documents.notes.map(({ says }) => says).join()).toContain('https://docs.example.com/a.md')
})

test('links between pages lead to the pages that are here', async () => {
  const site = await startSite({
    '/docs/': html(
      '<h1>Start</h1><p><a href="guide.html#auth">g</a> <a href="/else">e</a></p><pre><code>see SITE/docs/guide.html</code></pre>',
    ),
    '/docs/guide.html': html(
      '<h1>Guide</h1><h2 id="auth">Authentication</h2><p>With <code>GET /v1/users/:id</code>.</p>',
    ),
  })
  const documents = await testLibrary().open([`${site.url}/docs/`], { describe: false })
  const [start] = await documents.load()
  const shown = withOwnLinks(start?.parts.map((part) => part.markdown).join('\n') ?? '', 'shop', linkTargets(documents))
  expect(shown).toContain('[g](docs://shop/guide#auth)')
  expect(shown).toContain(`[e](${site.url}/else)`)

  const mentions = await createMentions(documents)
  expect(mentions.of('GET', ['/users/{userId}', '/v1/users/{userId}'])).toBe('docs://shop/guide#auth')
  expect(mentions.of('DELETE', ['/v1/users/{userId}'])).toBeUndefined()
  expect(mentions.of('GET', ['/v1/orders'])).toBeUndefined()
})
