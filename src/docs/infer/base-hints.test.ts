import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { fence } from '../../../test/support/prose.ts'

const read = (text: string) =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page.md' })])

const calls = '## GET /boats\n\nAll boats.\n\n## POST /boats\n\nA new boat.\n'
test.each([
  { says: 'the port it listens on', text: 'Yard listens for HTTP on port **8474**.', baseUrl: 'http://localhost:8474' },
  {
    says: 'the default of the port',
    text: '- **port**: The port of the server. Default: 8337.',
    baseUrl: 'http://localhost:8337',
  },
  {
    says: 'its page in a browser',
    text: 'Then open http://localhost:5600/ui/ and look.',
    baseUrl: 'http://localhost:5600',
  },
  {
    says: 'a whole URL of one of the calls in the text',
    text: 'For example `https://yard.test/boats?name=Ada`.',
    baseUrl: 'https://yard.test',
  },
  {
    says: 'an address of an IP without its scheme',
    text: fence('sh', 'curl "10.0.0.7:5002/boats"'),
    baseUrl: 'http://10.0.0.7:5002',
  },
  {
    says: 'nothing but another server that the samples speak of',
    text: 'A boat listens to the radio on channel 16 at 8080 Hz.',
    baseUrl: undefined,
  },
])('where calls go: $says', ({ text, baseUrl }) => {
  expect(read(`# Yard API\n\n${text}\n\n${calls}`).baseUrl).toBe(baseUrl)
})

test('a URL that the code speaks of is no host of the API when its own calls go elsewhere', () => {
  const text = `# Yard API\n\n${calls}\n## GET /yards\n\nYards.\n\n${fence('json', '{ "url": "https://wood.test/a" }', '{ "url": "https://wood.test/b" }')}${fence('sh', 'curl http://localhost:7280/boats')}`

  expect(read(text).baseUrl).toBe('http://localhost:7280')
})

test('a URL in an answer is no call, and one of a call of the page no base URL', () => {
  const text = [
    '# Yard REST API\n\n## Base URL\n\nCalls go to the host, on behalf of a user like:\n',
    fence('', 'http://dock-host:8080/api/v1/boats/ada-17?as=kim', "curl 'http://dock-host:8080/api/v1/yards'"),
    '## GET /api/v1/boats/{id}\n\nAnswers:\n',
    fence('json', '{ "url": "https://wood.test/a/1", "next": "https://wood.test/a/2" }'),
    '## GET /api/v1/yards\n\nAll.\n',
  ].join('\n')
  const { baseUrl, operations } = read(text)

  expect(baseUrl).toBe('http://dock-host:8080')
  expect(operations.map(({ path }) => path)).toEqual(['/api/v1/boats/{id}', '/api/v1/yards'])
})

test("what stands behind a host that is the reader's own goes in front of the paths", () => {
  const { baseUrl, operations } = read(`# Yard API\n\nThe base URL is \`https://<your-host>/api/v2\`.\n\n${calls}`)

  expect(baseUrl).toBeUndefined()
  expect(operations.map(({ path }) => path)).toEqual(['/api/v2/boats', '/api/v2/boats'])
})

test.each([
  {
    says: 'a base path',
    text: 'Base path: `/api/v1/`. All answers are JSON.',
    paths: ['/api/v1/boats', '/api/v1/boats'],
  },
  {
    says: 'what every path starts with',
    text: 'All endpoints start with the `api/v1/` prefix.',
    paths: ['/api/v1/boats', '/api/v1/boats'],
  },
  { says: 'in French', text: 'Préfixe : `/api/v1`', paths: ['/api/v1/boats', '/api/v1/boats'] },
  {
    says: 'a file of the same folder',
    text: 'The base path of files is `/files/list.json`.',
    paths: ['/boats', '/boats'],
  },
])('paths go on from a stated prefix: $says', ({ text, paths }) => {
  expect(
    read(`# Yard API\n\n${text}\n\n${calls}`)
      .operations.filter(({ draft }) => !draft)
      .map(({ path }) => path),
  ).toEqual(paths)
})

test('a prefix that the paths are written with is not put in front again', () => {
  const text = '# Yard API\n\nBase path: `/api/v1`\n\n## GET /api/v1/boats\n\nAll.\n\n## POST /api/v1/boats\n\nNew.\n'

  expect(read(text).operations.map(({ path }) => path)).toEqual(['/api/v1/boats', '/api/v1/boats'])
})

test.each([
  {
    says: 'a session cookie by its name',
    text: 'Log in; a session cookie named `yard_sid` then authenticates you.',
    auth: { in: 'cookie', name: 'yard_sid' },
  },
  {
    says: 'a cookie in a sample',
    text: fence('http', 'GET /boats', 'Cookie: yard_sid=abc'),
    auth: { in: 'cookie', name: 'yard_sid' },
  },
  {
    says: 'a bearer token broken over two lines',
    text: 'Send the `Authorization: Bearer\n<api_key>` header.',
    auth: { type: 'bearer' },
  },
  {
    says: 'a header labelled as one',
    text: 'Header: X-Yard-Key: <your key>',
    auth: { in: 'header', name: 'X-Yard-Key' },
  },
  {
    says: 'a cookie that is said to be secure, beside a token',
    text: 'Tokens: `Authorization: Bearer <key>`. The session cookie is sent with the `Secure` attribute.',
    auth: { type: 'bearer' },
  },
])('authentication: $says', ({ text, auth }) => {
  expect(read(`# Yard API\n\n## Authentication\n\n${text}\n\n${calls}`).auth[0]).toMatchObject(auth)
})
