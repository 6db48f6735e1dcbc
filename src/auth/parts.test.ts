import { expect, test } from 'vitest'
import type { AuthOptions } from './options.ts'
import { credentialParts } from './parts.ts'

test.each<[string, readonly AuthOptions[], string[]]>([
  ['a token', [{ type: 'bearer', prefix: 'Bearer' }], ['bearer']],
  ['a key in a header', [{ type: 'apiKey', in: 'header', name: 'X-API-Key', prefix: '' }], ['x_api_key']],
  ['a user and a password', [{ type: 'basic' }], ['basic', 'username', 'password']],
  [
    'several',
    [
      { type: 'bearer', prefix: 'Bearer' },
      { type: 'apiKey', in: 'query', name: 'sig', prefix: '' },
    ],
    ['bearer', 'sig'],
  ],
  ['nothing', [{ type: 'none' }], []],
])('the parts of what the config says: %s', (_, auth, parts) => {
  expect(credentialParts(auth, { other: { type: 'http', scheme: 'bearer' } })).toEqual(parts)
})

test('the parts of what a description declares, what is not ours left out', () => {
  const declared = {
    'My Key': { type: 'apiKey', in: 'header', name: 'K' },
    basicAuth: { type: 'http', scheme: 'basic' },
    strange: { type: 'http', scheme: 'hoba' },
  } as const
  expect(credentialParts(undefined, declared)).toEqual(['my_key', 'basicauth', 'username', 'password'])
})
