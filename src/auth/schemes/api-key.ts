import * as z from 'zod'
import { connectionHeaders, isToken } from '../../http/index.ts'
import { withPlaced, withPrefix } from '../placing.ts'
import { defineScheme, reference } from '../scheme.ts'

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
    .refine(({ in: place, name }) => place === 'query' || isToken(name), {
      path: ['name'],
      message: 'must be a name that HTTP allows: letters, digits and hyphens',
    })
    .refine(({ in: place, name }) => place !== 'header' || !connectionHeaders.has(name.toLowerCase()), {
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
