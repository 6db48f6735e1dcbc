import type * as z from 'zod'
import { CustomApiError, type ErrorCode } from './errors.ts'

/** Where an unknown value came from, and which code a misfit gets. */
export interface Origin {
  readonly code: ErrorCode
  /** The first part of the place in messages, such as `config` or `arguments`. */
  readonly where: string
  readonly hint?: string | undefined
}

/**
 * `unknown` becomes a type once, at the doorway where it enters.
 *
 * @throws CustomApiError `from.code`, one line per misfit: `config.apis.pets.auth.in: Invalid option: …`
 */
export function parse<S extends z.ZodType>(schema: S, input: unknown, from: Origin): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => `${[from.where, ...issue.path].join('.')}: ${issue.message}`)
  throw new CustomApiError(from.code, lines.join('\n'), { cause: result.error, hint: from.hint })
}
