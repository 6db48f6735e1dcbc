import type { Finding } from '../extractors/index.ts'
import type { BaseUrl } from './base-url.ts'
import type { Method } from './methods.ts'
import type { Owners } from './owners.ts'

/** One operation with everything that was found of it. */
export interface Merged {
  readonly method: Method
  path: string
  /** Set where the operation is not under the base URL. */
  readonly server?: string
  /** In the order in which they were laid to it. */
  readonly findings: Finding[]
  confidence: number
}

export interface MergeResult {
  readonly base: BaseUrl | undefined
  readonly operations: readonly Merged[]
  readonly owners: Owners
  /** The operation that a finding became part of. */
  readonly ofFinding: ReadonlyMap<Finding, Merged>
}
