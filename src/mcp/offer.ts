import type { Caller, Log } from '../core/index.ts'
import type { Toolbox } from '../tools/index.ts'

/** What a protocol server shows and to whom. */
export interface Offer {
  readonly toolbox: Toolbox
  readonly caller: Caller
  readonly log: Log
  readonly version: string
  /** Whether this instance lives as long as its client and so announces changed lists itself. */
  readonly push: boolean
  /** Whether a client can be told that a resource changed. */
  readonly subscribe: boolean
  /** Keeps count of running calls, for whoever wants to close without cutting them. */
  readonly track?: <T>(work: Promise<T>) => Promise<T>
}
