import { expect, test } from 'vitest'
import { packPage, readParts, unpackPage } from './page-text.ts'
import { readPage } from './read/read-page.ts'

const url = 'https://docs.example.com/api'
const page = readPage({
  text: '# Shop\n\nSells *things*.\n\n## Orders\n\n| name | type |\n| --- | --- |\n| `id` | string |\n\n- one\n- [two](b.md)\n',
  mediaType: 'text/markdown',
  url,
})

test('a packed page has all that operations are read out of', () => {
  const { head, text } = packPage(page, page.links)
  expect(head).toMatchObject({ title: 'Shop', sections: 2 })
  const { sections, links, title } = unpackPage(url, head, text)
  expect({ sections, links, title }).toEqual({ sections: page.sections, links: page.links, title: 'Shop' })
})

test('its sections can be had without the rest', async () => {
  const { text } = packPage(page, [])
  expect(await readParts(text)).toEqual(
    page.sections.map(({ id, title, level, breadcrumb, markdown }) => ({ id, title, level, breadcrumb, markdown })),
  )
})

test('a page that says nothing has no content to tell it by', () => {
  expect(packPage({ ...page, markdown: ' \n' }, []).head.content).toBe('')
})
