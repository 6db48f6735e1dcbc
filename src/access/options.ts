import * as z from 'zod'

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/, 'expected up to 40 letters, digits, `_`, `.` or `-`')

/** `apps` of the config. */
export const appsOptions = z
  .record(
    name,
    z
      .strictObject({
        environment: z
          .string()
          .min(1)
          .describe('The only environment it uses. APIs that have environments but not this one are hidden from it.')
          .optional(),
        readOnly: z.boolean().describe('Only GET, HEAD, OPTIONS and QUERY.').optional(),
      })
      .describe('A consumer with its own view.'),
  )
  .describe('Consumers with a view of their own, by name: what `--app` and access tokens are for.')

/** `scope` of an API. */
export const scopeOptions = z
  .union([
    z.literal('organization'),
    z.strictObject({
      apps: z.array(z.string().min(1)).min(1, 'name at least one app').describe('Names under `apps`.'),
    }),
  ])
  .describe('Who may use the API: everybody (`organization`, the default), or the apps named here.')
