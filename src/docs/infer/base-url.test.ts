import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { extractors } from '../extractors/index.ts'
import { findBaseUrl } from './base-url.ts'
import { inferOperations } from './index.ts'
import { toOutline } from './outline.ts'

const infer = (text: string) =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example.com/api' })])

/** As Redoc draws it: parameters first, then the call with its servers. */
const drawn = (method: string, path: string, servers: readonly string[]): string =>
  `<h2>Do it with ${path.slice(1)}</h2><p>Words.</p><h5>query Parameters</h5><table><tr><td>q</td><td>string</td></tr></table>
  <h3>Responses</h3><div><button><strong>200</strong><p>OK</p></button></div>
  <div><button><span class="http-verb">${method}</span><span>${path}</span></button>
  <div>${servers.map((it) => `<div><p>A server</p></div><div><span>${it}</span>${path}</div>`).join('')}</div></div>`

test('servers that are listed below each operation, as whole addresses alone in a line, are the base; the first comes first', () => {
  const servers = ['https://shop.dev/v2', 'https://sandbox.shop.dev/v2']
  const body = `<h1>Shop</h1><h2>GET /pets/status</h2><p>Tells it.</p>${drawn('get', '/pets', servers)}${drawn('post', '/pets/{id}', servers)}`
  const page = readPage({
    text: `<html><body>${body}</body></html>`,
    mediaType: 'text/html',
    url: 'https://d.example/',
  })
  const outline = toOutline([page])
  // where no extractor takes those lines for calls
  const relative = outline.items
    .flatMap((item) => extractors.flatMap((extractor) => extractor.read(item, outline)))
    .filter(({ target }) => target.origin === undefined)
  expect(findBaseUrl(outline, relative)).toMatchObject({ origin: 'https://shop.dev', path: '/v2' })
})

test.each([
  'You need to authenticate by providing an `access_token` for an admin.',
  'Pass the `access_token` with each call.',
])('"%s" is a bearer token', (words) => {
  const { auth } = infer(`# Shop\n\n${words}\n\n## GET /pets\n\nLists pets.\n`)
  expect(auth[0]?.type).toBe('bearer')
})
