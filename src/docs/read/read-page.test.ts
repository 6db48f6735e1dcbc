import { expect, test } from 'vitest'
import { readPage } from './read-page.ts'

const url = 'https://docs.example.com/api/'

test('an HTML page comes back in sections with their blocks', () => {
  const text = `<!doctype html><html lang="en"><head><title>Pets</title></head><body><nav>Menu</nav><main>
    <h1 id="top">Pets</h1><p>All <code>pets</code>.</p>
    <h2>List pets</h2><pre><code class="language-sh">curl /pets</code></pre>
    <table><thead><tr><th>Name</th><th>Type</th></tr></thead><tbody><tr><td>limit</td><td>integer</td></tr></tbody></table>
    </main></body></html>`

  const page = readPage({ text, mediaType: 'text/html', url: `${url}#top` })

  expect(page).toMatchObject({ url, title: 'Pets', language: 'en' })
  expect(page.sections.map(({ title, level, breadcrumb }) => ({ title, level, breadcrumb }))).toEqual([
    { title: 'Pets', level: 1, breadcrumb: [] },
    { title: 'List pets', level: 2, breadcrumb: ['Pets'] },
  ])
  expect(page.sections[1]?.blocks).toEqual([
    { kind: 'code', language: 'sh', text: 'curl /pets' },
    { kind: 'table', header: ['Name', 'Type'], rows: [['limit', 'integer']] },
  ])
  expect(page.markdown).not.toContain('Menu')
})

test('a Markdown page comes back in sections with their blocks', () => {
  const text = '# Pets\n\nAll `pets`.\n\n## List\n\n- `limit` number\n  - nested\n\n```sh\ncurl /pets\n```\n'

  const page = readPage({ text, mediaType: 'text/markdown', url })

  expect(page.title).toBe('Pets')
  expect(page.sections.flatMap((it) => it.blocks)).toEqual([
    { kind: 'text', markdown: 'All `pets`.', text: 'All pets.' },
    {
      kind: 'list',
      items: [
        { depth: 0, markdown: '`limit` number' },
        { depth: 1, markdown: 'nested' },
      ],
    },
    { kind: 'code', language: 'sh', text: 'curl /pets' },
  ])
})
