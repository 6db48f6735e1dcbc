import * as z from 'zod'
import { CustomApiError, nearest } from '../core/index.ts'
import type { BoundScheme } from './scheme.ts'
import { schemes } from './schemes.ts'

/** Types of the design; those that are not in the list of schemes have yet to come. */
const planned = ['digest', 'headers', 'oauth2', 'jwt', 'hmac', 'awsSigV4', 'httpSignature']

const known = schemes.map(({ id }) => id)

function misfit(input: unknown): string | undefined {
  const type: unknown = typeof input === 'object' && input !== null && 'type' in input ? input.type : undefined
  const list = `known types: ${known.join(', ')}`
  if (typeof type !== 'string') return `needs a "type"; ${list}`
  if (known.some((id) => id === type)) return undefined
  if (planned.includes(type)) return `the type "${type}" is not built yet; ${list}`
  const meant = nearest(type, known)
  return `no type of that name${meant === undefined ? '' : `, did you mean "${meant}"`}; ${list}`
}

type OptionsOf<T> = { readonly [Key in keyof T]: T[Key] extends { readonly options: infer O } ? O : never }

// `map` keeps the length and order of a tuple, which its type does not say
const everyOptions = schemes.map(({ options }) => options) as unknown as OptionsOf<typeof schemes>

/** What the config says about one way to authenticate. */
const oneOf = z.discriminatedUnion('type', everyOptions, {
  error: (issue) => misfit(issue.input),
})

/** One way to authenticate, parsed. */
export type AuthOptions = z.output<typeof oneOf>

type Issue = z.core.$ZodIssue

/** The misfits of the branch that was meant, on one line. */
function meant(input: unknown, branches: readonly (readonly Issue[])[]): string | undefined {
  const issues = branches[Array.isArray(input) ? 1 : 0]
  return issues?.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ')
}

/** `auth` of an API: one type, or a list of types that all apply. `toAuthList` makes a list of both. */
export const authOptions = z.union([oneOf, z.array(oneOf).min(1)], {
  error: (issue) =>
    issue.code === 'invalid_union' ? meant(issue.input, issue.errors as readonly (readonly Issue[])[]) : undefined, // what zod puts there
})

/** The config's `auth` as a list, `undefined` when it says nothing. */
export function toAuthList(auth: z.output<typeof authOptions> | undefined): readonly AuthOptions[] | undefined {
  return auth === undefined || Array.isArray(auth) ? auth : [auth]
}

/** The scheme that options speak of, with them filled in. @throws CustomApiError `internal` for a type not in the list */
export function bindScheme(options: AuthOptions): BoundScheme {
  const scheme = schemes.find(({ id }) => id === options.type)
  if (scheme === undefined) throw new CustomApiError('internal', 'something went wrong here', { cause: options.type })
  return scheme.bind(options)
}
