import { CustomApiError } from '../../core/index.ts'

/** What one description may cost (SECURITY-PROMISES.md §4.1). */
export const limits = {
  bytes: 64 * 1024 * 1024,
  depth: 512,
  nodes: 5_000_000,
  /** Characters of all strings after YAML aliases are expanded. */
  characters: 256 * 1024 * 1024,
  files: 10_000,
  seconds: 60,
} as const

export function tooBig(what: string, hint = 'split the description, or configure a smaller one'): CustomApiError {
  return new CustomApiError('description.invalid', `the description ${what}`, { hint })
}
