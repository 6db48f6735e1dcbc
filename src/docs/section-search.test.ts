import { expect, test } from 'vitest'
import { readPage } from './read/read-page.ts'
import { createSectionSearch } from './section-search.ts'

test('a heading with nothing but sections below it is no hit; one that says it all is', async () => {
  const text = '# Invoices\n\n## List invoices\n\nAll of them.\n\n## GET /invoices/{id}\n'
  const url = 'https://docs.example.com/a'
  const page = readPage({ text, mediaType: 'text/markdown', url })
  const head = { name: 'a', title: page.title, url, aliases: [], sections: page.sections.length, digest: '1' }
  const search = await createSectionSearch([
    {
      slug: 'shop',
      pages: [head],
      notes: [],
      found: undefined,
      inferred: undefined,
      reading: false,
      readAt: undefined,
      digest: '1',
      load: async () => [{ ...head, language: undefined, parts: page.sections, links: page.links }],
    },
  ])
  const hits = search.search('invoices', { limit: 5 }).map(({ titles }) => titles.at(-1))
  expect(new Set(hits)).toEqual(new Set(['GET /invoices/{id}', 'List invoices']))
})
