import * as z from 'zod'
import { withPlaced, withPrefix } from '../placing.ts'
import { defineScheme, reference } from '../scheme.ts'

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/ // RFC 9110 §5.6.2
const notForKeys = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'te', 'upgrade', 'expect'])

/** A key placed where the API asks for it (OpenAPI `type: apiKey`). */
export const apiKey = defineScheme({
  id: 'apiKey',
  options: z
    .strictObject({
      type: z.literal('apiKey'),
      in: z.enum(['header', 'query', 'cookie']).default('header'),
      name: z.string().min(1).default('X-API-Key').describe('Name of the header, query parameter or cookie.'),
      prefix: z.string().default('').describe('What stands before the key: a word ("Token") or as it is ("key=").'),
      ...reference,
    })
    .refine(({ in: place, name }) => place === 'query' || token.test(name), {
      path: ['name'],
      message: 'must be a name that HTTP allows: letters, digits and hyphens',
    })
    .refine(({ in: place, name }) => place !== 'header' || !notForKeys.has(name.toLowerCase()), {
      path: ['name'],
      message: 'is a header that no credential can have: it is written for each request',
    }),
  derive: (declared) =>
    declared.type === 'apiKey'
      ? {
          type: 'apiKey' as const,
          in: declared.in,
          name: declared.name,
          ...(declared.prefix === undefined ? {} : { prefix: declared.prefix }),
        }
      : undefined,
  parts: ['key'],
  split: (whole) => ({ key: whole }),
  fits: () => true,
  secrets: ({ key }) => [key],
  placements: (options) => [options],
  partOf: ({ name }) => name,
  apply: (request, options, { key }) => withPlaced(request, options, withPrefix(options.prefix, key.reveal())),
})
