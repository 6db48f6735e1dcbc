import { expect, test } from 'vitest'
import { fence, inferFrom, operationsOf } from '../../../test/support/prose.ts'
import { readCurl } from './curl.ts'

test.each([
  {
    says: 'what a script sets its variables to is part of its call',
    script:
      'url="https://yard.example/boats"\nbody=\'{\n  "name": "Ada"\n}\'\n\ncurl -X POST "$url?$more" -d "${body}"',
    url: 'https://yard.example/boats?$more',
    body: '{\n  "name": "Ada"\n}',
  },
  {
    says: 'an id and a token stay names of variables',
    script: 'BOAT=17\nTOKEN=abc\ncurl -X POST "https://yard.example/boats/$BOAT?t=$TOKEN" -d "{}"',
    url: 'https://yard.example/boats/$BOAT?t=$TOKEN',
    body: '{}',
  },
])('$says', ({ script, url, body }) => {
  const [call] = readCurl(script)
  expect(call?.url).toBe(url)
  expect(call?.body).toMatchObject({ kind: 'raw', text: body })
})

test.each([
  {
    says: 'an address and an object that have names',
    code: fence(
      'js',
      'const boatsUrl = "http://yard.example/yard/api/boats";',
      'const boat = {',
      '  name: "Ada", // its name',
      '  length: 12',
      '};',
      '$.ajax({ url: boatsUrl, type: "POST", data: boat })',
    ),
    operations: ['GET /api/boats', 'POST /api/boats name,length'],
  },
  {
    says: 'an object in the options of a call',
    code: fence(
      'js',
      'fetch("http://yard.example/yard/api/boats", {',
      '  method: "POST",',
      '  body: JSON.stringify({ name: "Ada", crew: [] }),',
      '})',
    ),
    operations: ['GET /api/boats', 'POST /api/boats name,crew'],
  },
  {
    says: 'what goes with the address',
    code: fence(
      'py',
      'import requests',
      'address = "http://yard.example/yard/api/boats"',
      'asked = {"page": 2, "deep": True}',
      'requests.get(address, params=asked)',
    ),
    operations: ['GET /api/boats page,deep', 'POST /api/boats'],
  },
  {
    says: 'a call whose method stands alone',
    code: fence(
      'py',
      'from requests import post',
      'url = "http://yard.example/yard/api/boats"',
      'post(url, json={"name": "Ada"})',
    ),
    operations: ['GET /api/boats', 'POST /api/boats name'],
  },
])('code of clients: $says', ({ code, operations }) => {
  const text = `# Yard API\n\n## Read\n\n\`GET /api/boats\`\n\n## Write\n\n\`POST /api/boats\`\n\n## Example\n\n${code}`
  expect(operationsOf(text)).toEqual(operations)
  expect(inferFrom(text).baseUrl).toBe('http://yard.example/yard')
})
