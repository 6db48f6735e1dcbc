import * as z from 'zod'
import { CustomApiError, Secret } from '../../core/index.ts'
import { withPlaced } from '../placing.ts'
import { defineScheme, reference } from '../scheme.ts'

const header = { in: 'header', name: 'Authorization' } as const

/** User name and password (RFC 7617), in UTF-8. Without a colon a credential is a user name with an empty password. */
export const basic = defineScheme({
  id: 'basic',
  options: z.strictObject({ type: z.literal('basic'), ...reference }),
  derive: (declared) =>
    declared.type === 'http' && declared.scheme === 'basic' ? { type: 'basic' as const } : undefined,
  parts: ['username', 'password'],

  split(whole) {
    const text = whole.reveal()
    const colon = text.indexOf(':') // the first one: a user name holds none (RFC 7617 §2)
    if (colon === -1) return { username: whole, password: new Secret('') }
    return { username: new Secret(text.slice(0, colon)), password: new Secret(text.slice(colon + 1)) }
  },
  fits: (whole) => whole.reveal().includes(':'),
  /** A user name beside a password is no secret; a key used as the user name is. */
  secrets: ({ username, password }) => [password.reveal() === '' ? username : password],
  placements: () => [header],
  partOf: () => 'basic',

  apply(request, _options, { username, password }) {
    if (username.reveal().includes(':'))
      throw new CustomApiError('credential.invalid', 'the user name of a Basic credential holds a colon', {
        hint: 'user names must not hold one (RFC 7617 §2)',
      })
    const pair = Buffer.from(`${username.reveal()}:${password.reveal()}`, 'utf8').toString('base64')
    return withPlaced(request, header, `Basic ${pair}`)
  },
})
