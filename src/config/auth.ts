import { z } from 'zod'

const credential = z
  .string()
  .regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/)
  .optional()

/** Stand-in for the schemes of the auth room. */
export const authOptions = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({
    type: z.literal('apiKey'),
    in: z.enum(['header', 'query', 'cookie']).default('header'),
    name: z.string().min(1).default('X-API-Key'),
    prefix: z.string().default(''),
    credential,
  }),
  z.strictObject({ type: z.literal('bearer'), prefix: z.string().default('Bearer'), credential }),
  z.strictObject({ type: z.literal('basic'), credential }),
])

export type AuthOptions = z.output<typeof authOptions>
