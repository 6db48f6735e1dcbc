import { describe, expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const base = 'https://api.acme.dev/v1'
const listed = '## List widgets\n\n`GET /widgets`\n\n## Get one\n\n`GET /widgets/{id}`\n'
const created = `\n## Create a widget\n\n\`\`\`bash\ncurl -X POST ${base}/widgets -d '{"name":"a"}'\n\`\`\`\n`
const infer = (said: string, rest = '') =>
  inferOperations([
    readPage({
      text: `# Widgets\n\n${said}\n\n${listed}${rest}`,
      mediaType: 'text/markdown',
      url: 'https://docs.acme.dev/api',
    }),
  ])

describe('a base URL in whatever words', () => {
  test.each([
    'All requests are made against `URL`.',
    'Send all requests to `URL`.',
    'Requests should be directed to URL.',
    'Call `URL` followed by the path.',
    'You can reach the API at [URL](URL).',
    'Use `URL` as the base for all calls.',
    '`URL` is the base URL.',
    'Prepend `URL` to every path.',
    'Point your client at `URL`.',
    'Our REST interface answers at `URL`.',
    'Sandbox: `https://sandbox.acme.dev/v1`\n\nProduction: `URL`',
    'Every call hits this address:\n\n```\nURL\n```',
    'Send a request to `URL/widgets`.',
    'Alle Anfragen richten Sie an `URL`.',
  ])('%s', (words) => {
    const said = words.replaceAll('URL', base)
    expect(infer(said).baseUrl).toBe(base)
    const { operations } = infer(said, created)
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /widgets',
      'GET /widgets/{id}',
      'POST /widgets',
    ])
  })

  test.each([
    'Read the guide at `https://docs.acme.dev/v1` first.',
    'Visit https://status.acme.dev/api to see how it is.',
    'A client is on https://pkg.example.dev/acme/client.',
  ])('none: %s', (words) => {
    expect(infer(words).baseUrl ?? '').not.toMatch(/docs|status|pkg|widgets/)
  })
})

test('the URL of one call tells what stands before paths that only others have', () => {
  const { baseUrl, operations } = infer('Words.', created)
  expect(baseUrl).toBe(base)
  expect(operations.map(({ path }) => path)).toEqual(['/widgets', '/widgets/{id}', '/widgets'])
})

test('a path that is written with each call is no part of the base', () => {
  const { baseUrl, operations } = inferOperations([
    readPage({
      text: '# W\n\nThe server answers at `http://127.0.0.1:5600/api`.\n\n## GET /api/widgets\n\nLists.\n',
      mediaType: 'text/markdown',
      url: 'https://docs.acme.dev/api',
    }),
  ])
  expect([baseUrl, operations[0]?.path]).toEqual(['http://127.0.0.1:5600', '/api/widgets'])
})
