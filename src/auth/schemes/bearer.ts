import * as z from 'zod'
import { withPlaced, withPrefix } from '../placing.ts'
import { defineScheme, reference } from '../scheme.ts'

const header = { in: 'header', name: 'Authorization' } as const

/** A bearer token (RFC 6750 §2.1), or whatever word an API puts before its tokens. */
export const bearer = defineScheme({
  id: 'bearer',
  options: z.strictObject({
    type: z.literal('bearer'),
    prefix: z.string().default('Bearer').describe('What stands before the token.'),
    ...reference,
  }),
  /** An access token that the operator obtained elsewhere serves the OAuth kinds; grants come with a type of their own. */
  derive: (declared) =>
    declared.type === 'oauth2' ||
    declared.type === 'openIdConnect' ||
    (declared.type === 'http' && declared.scheme === 'bearer')
      ? { type: 'bearer' as const }
      : undefined,
  parts: ['token'],
  split: (whole) => ({ token: whole }),
  fits: (whole) => !whole.reveal().includes(':'), // b64token has none: such a credential is `user:password`
  secrets: ({ token }) => [token],
  placements: () => [header],
  partOf: () => 'bearer',
  apply: (request, { prefix }, { token }) => withPlaced(request, header, withPrefix(prefix, token.reveal())),
})
