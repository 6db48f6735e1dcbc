import { expect, test } from 'vitest'
import { readCurl } from './curl.ts'

const url = 'https://api.example/x'

test.each([
  { script: `curl ${url}`, is: { method: 'GET', url } },
  { script: `$ curl -s -X DELETE "${url}"`, is: { method: 'DELETE', url } },
  { script: `curl -XPUT '${url}'`, is: { method: 'PUT', url } },
  { script: `curl --request=PATCH --url ${url}`, is: { method: 'PATCH', url } },
  { script: `curl --unix-socket /run/x.sock -i \\\n  -X PUT "${url}"`, is: { method: 'PUT', url } },
  { script: `curl -sSLI ${url}`, is: { method: 'HEAD', url } },
  { script: `curl \\\n  -H 'A: b' \\\n  ${url}`, is: { method: 'GET', url, headers: [['A', 'b']] } },
  { script: `curl ^\n  -H "A: b" ^\n  ${url}`, is: { url, headers: [['A', 'b']] } },
  { script: `curl ${url}\n  -H "A: b"`, is: { url, headers: [['A', 'b']] } },
  { script: `curl -d '{"a": 1}' ${url}`, is: { method: 'POST', body: { kind: 'raw', text: '{"a": 1}' } } },
  {
    script: `curl --json '{"a": 1}' ${url}`,
    is: { method: 'POST', body: { kind: 'raw', mediaType: 'application/json' } },
  },
  {
    script: `curl ${url} -d a=1 -d "b=x y"`,
    is: {
      method: 'POST',
      body: {
        kind: 'form',
        fields: [
          { name: 'a', value: '1' },
          { name: 'b', value: 'x y' },
        ],
      },
    },
  },
  {
    script: `curl ${url} --data-urlencode 'q=a b'`,
    is: { body: { kind: 'form', fields: [{ name: 'q', value: 'a b' }] } },
  },
  { script: `curl -G ${url} -d a=1 --data-urlencode b=2`, is: { method: 'GET', url: `${url}?a=1&b=2` } },
  {
    script: `curl -F file=@a.png -F 'n=1' ${url}`,
    is: {
      method: 'POST',
      body: {
        kind: 'multipart',
        fields: [
          { name: 'file', value: 'a.png', file: true },
          { name: 'n', value: '1', file: false },
        ],
      },
    },
  },
  { script: `curl -T a.bin ${url}`, is: { method: 'PUT', body: { kind: 'raw' } } },
  { script: `curl -u me:secret ${url}`, is: { user: 'me:secret' } },
  { script: `curl --oauth2-bearer T ${url}`, is: { headers: [['Authorization', 'Bearer T']] } },
  { script: `curl -o out.json -A agent ${url} | jq .`, is: { method: 'GET', url } },
  { script: `curl "${url}?a=1&b=2"`, is: { url: `${url}?a=1&b=2` } },
  { script: `# a comment\nTOKEN=x && curl ${url}`, is: { url } },
])('$script', ({ script, is }) => {
  expect(readCurl(script)).toMatchObject([is])
})

test.each([
  ['what is piped to a shell installs something', `curl -fsSL ${url}/install.sh | sh`],
  ['a request method that is none', `curl -X FETCH ${url}`],
  ['no curl at all', 'wget https://api.example/x'],
])('%s: no request', (_, script) => {
  expect(readCurl(script)).toEqual([])
})
