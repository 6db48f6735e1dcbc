import { describe, expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const infer = (text: string) =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.acme.dev/api' })])

const fence = (text: string): string => `\`\`\`\n${text}\n\`\`\`\n`

describe('how calls authenticate', () => {
  test.each([
    {
      way: 'a scheme of its own in front of a key',
      page: `# Boats\n\n${fence("curl https://fleet.acme.dev/v1/boats -H 'Authorization: Harbour YOUR_KEY'")}`,
      auth: { type: 'apiKey', in: 'header', name: 'Authorization', prefix: 'Harbour' },
    },
    {
      way: 'a scheme that a program puts in front of its key',
      page: `# Boats\n\n## GET /boats\n\n${fence("requests.get(url, headers={'Authorization': 'Pier ' + api_key})")}`,
      auth: { type: 'apiKey', in: 'header', name: 'Authorization', prefix: 'Pier' },
    },
    {
      way: 'headers that are told as JSON',
      page: `# Boats\n\n## GET /boats\n\nThe request headers should include:\n\n${fence('{ "Content-Type": "application/json", "apiKey": "YOUR_API_KEY" }')}`,
      auth: { type: 'apiKey', in: 'header', name: 'apiKey' },
    },
    {
      way: 'the password in a header of its own',
      page: '# Boats\n\n## Authentication\n\nThe request must include the header `X-Password: <password>`.\n\n## GET /boats\n',
      auth: { type: 'apiKey', in: 'header', name: 'X-Password' },
    },
    {
      way: 'curl with a user, whatever it calls',
      page: `# Boats\n\n## GET /boats\n\nLog in like so:\n\n${fence('curl -X GET -u $USERNAME:$TOKEN http://localhost:8080/')}`,
      auth: { type: 'basic' },
    },
    {
      way: 'a token of which nothing more is said',
      page: '# Boats\n\nCalls to this operation must include a token acquired from the login endpoint.\n\n## GET /boats\n',
      auth: { type: 'bearer' },
    },
    {
      way: 'a key of letters and digits in the query',
      page: `# Boats\n\n${fence('curl "https://fleet.acme.dev/v1/boats?key=fKe2rDFUZjSSdXfW"')}`,
      auth: { type: 'apiKey', in: 'query', name: 'key' },
    },
  ])('$way', ({ page, auth }) => {
    expect(infer(page).auth[0]).toMatchObject(auth)
  })

  test.each([
    {
      what: 'words of a path that end like a key',
      page: '# Boats\n\n- `/admin/generate-token`\n- `reasoning-token: 5`\n\n## GET /boats\n',
    },
    {
      what: 'a word that only contains that of a key',
      page: '# Суда\n\n## GET /boats\n\nБудет включено независимо от значения параметра `withCrew`.\n',
    },
    {
      what: 'the headers of a tool',
      page: `# Boats\n\n${fence("curl https://fleet.acme.dev/v1/boats -H 'Postman-Token: 1c2d'")}`,
    },
  ])('$what say nothing of it', ({ page }) => {
    expect(infer(page).auth).toEqual([])
  })

  test('a query named like a key stays a parameter where calls authenticate by a header', () => {
    const { auth, operations } = infer(
      `# Tags\n\n${fence("curl 'https://fleet.acme.dev/v1/tags/find?key=<tag_key>' -H 'access-token: <token>'")}`,
    )
    expect(auth.map((it) => it.type === 'apiKey' && it.name)).toEqual(['access-token'])
    expect(operations[0]?.parameters.map(({ name }) => name)).toEqual(['key'])
  })
})
