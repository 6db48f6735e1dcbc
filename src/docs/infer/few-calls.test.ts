import { expect, test } from 'vitest'
import { fence, operationsOf } from '../../../test/support/prose.ts'

const post = (url: string): string =>
  fence('sh', `curl -X POST ${url} \\`, "  -H 'Authorization: Bearer TOKEN' \\", `  -d '{"name": "Mary"}'`)

test.each([
  {
    says: 'a request that the sentence before it names',
    text: `# Launching boats\n\nA boat is launched once.\n\nSend a \`POST\` request with its name:\n\n${post('https://api.harbour.dev/v1/launches')}`,
    operations: ['POST /v1/launches name'],
  },
  {
    says: 'the same in another language',
    text: `# Boote\n\nEin Boot läuft vom Stapel.\n\nDie folgende Anfrage meldet es:\n\n${post('https://api.harbour.dev/v1/launches')}`,
    operations: ['POST /v1/launches name'],
  },
  {
    says: 'not what shows that a server runs',
    text: `# Harbour in Docker\n\nStart it.\n\n${fence('sh', 'docker run harbour')}\n\nCheck it with a request:\n\n${fence('sh', 'curl http://localhost:8080/health')}`,
    operations: [],
  },
  {
    says: 'not what shows that an installation went well',
    text: `# Installing Harbour\n\nInstall it.\n\n${fence('sh', 'apt install harbour')}\n\nThen add the first boat:\n\n${post('http://localhost:8080/boats')}`,
    operations: [],
  },
  {
    says: 'not among much other code',
    text: `# Pipes\n\n${fence('sh', 'pipe new').repeat(8)}\n\nSend a request to a server:\n\n${fence('sh', 'curl http://localhost:8080/boats')}`,
    operations: [],
  },
])('one call on a page about something: $says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})
