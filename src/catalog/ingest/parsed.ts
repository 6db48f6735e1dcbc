import { CustomApiError } from '../../core/index.ts'

export interface Parsed {
  readonly value: unknown
  /** What had to be tolerated, in the file's own terms. */
  readonly warnings: readonly string[]
}

export function unreadable(says: string, cause: unknown): CustomApiError {
  return new CustomApiError('description.invalid', `the description ${says}`, {
    hint: 'mend the file at that place, or fetch it again',
    cause,
  })
}
