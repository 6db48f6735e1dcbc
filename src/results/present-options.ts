import type { Caller, Log, Redactor } from '../core/index.ts'
import type { LocalFiles } from '../files/index.ts'
import type { Keeper } from './keeper.ts'

/** Where what does not fit is kept, and for whom. */
export interface Keeping {
  readonly keeper: Keeper
  readonly caller: Caller
  readonly log: Log
  /** Where bytes become files; without it they are kept like everything else. */
  readonly files?: LocalFiles | undefined
}

export interface PresentOptions {
  /** Tokens that the text of the result may cost. */
  readonly budget: number
  readonly redactor: Redactor
  /** Whether the answer has passed the redactor already, as one of `perform` has: then it is not looked through twice. */
  readonly clean?: boolean | undefined
  /** Without it what does not fit is lost, and said to be. */
  readonly keep?: Keeping | undefined
  /** JMESPath over the body of a success, before it is measured. */
  readonly select?: string | undefined
  readonly signal?: AbortSignal | undefined
}
