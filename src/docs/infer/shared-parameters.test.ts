import { expect, test } from 'vitest'
import { fence, inferFrom, operationsOf } from '../../../test/support/prose.ts'

const table = (...names: string[]): string =>
  ['| Name | Type |', '| --- | --- |', ...names.map((name) => `| ${name} | string |`), ''].join('\n')
const boats = '## Boats\n\n### All\n\n`GET /boats`\n\n### One\n\n`GET /boats/{id}`\n\n### Add\n\n`POST /boats`\n'
const reports = '### Daily\n\n`GET /reports/daily`\n\n### Weekly\n\n`GET /reports/weekly`\n'

test.each([
  {
    says: 'all of a chapter take what its text says that they take, and no others',
    text: `# API\n\n## Reports\n\n### Common parameters\n\nThese parameters are accepted by all report endpoints:\n\n${table('from', 'to')}\n${reports}\n${boats}`,
    operations: [
      'GET /reports/daily from,to',
      'GET /reports/weekly from,to',
      'GET /boats',
      'GET /boats/{id}',
      'POST /boats',
    ],
  },
  {
    says: 'all lists take what is said of lists, whatever chapter says so',
    text: `# API\n\n${boats}\n## Lists\n\nAll list endpoints take these query parameters:\n\n${table('page')}`,
    operations: ['GET /boats page', 'GET /boats/{id}', 'POST /boats'],
  },
  {
    says: 'parameters that are only called common are laid to none, nor is what says who calls or what comes back',
    text: `# API\n\n${boats}\n## Common parameters\n\n${table('page')}\n## Keys\n\nAll requests can be used with a token:\n\n${table('token')}\n## Answers\n\nAll responses of all endpoints share these:\n\n${table('code')}`,
    operations: ['GET /boats', 'GET /boats/{id}', 'POST /boats'],
  },
  {
    says: 'what is signed is not what is sent',
    text: `# API\n\n## Signing requests\n\nAs JSON:\n\n${fence('json', '{"apiKey": "a", "sign": "b"}')}\n## Order\n\n\`POST /order\`\n\n${table('symbol')}\nSignature payload:\n\n${fence('json', '{"request": "/order", "nonce": "1"}')}`,
    operations: ['POST /order symbol'],
  },
])('$says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})

test('an address that tells whether the server is there is no base', () => {
  const { baseUrl } = inferFrom(
    `# API\n\nTo see that it runs, call the API at https://api.rowers.io/v1/heartbeat.\n\n${boats}`,
  )
  expect(baseUrl).toBe('https://api.rowers.io/v1')
})
