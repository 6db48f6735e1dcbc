import type { CustomApiError } from '../../core/index.ts'
import type { Outcome, Plan, Target } from '../model.ts'
import type { Hints, Step, StyleOptions } from './model.ts'

/** What one collection may take at most. */
export interface CollectLimits {
  readonly pages: number
  readonly items: number
  readonly bytes: number
  /** Milliseconds from now. */
  readonly time: number
  /** Pages asked for at once, where they can be known beforehand. */
  readonly parallel: number
}

/** Where a collection goes on: plain data, to be kept until it is asked for. */
export interface Resume {
  /** How the next page differs from the first; absent: it is the first. */
  readonly step?: Step | undefined
  /** Items of that page that were given already. */
  readonly skip: number
  readonly style?: StyleOptions | undefined
  readonly items: string
  readonly before: number | null
  /** The first row of CSV, where the pages are that. */
  readonly names?: string | undefined
}

export interface CollectRequest {
  readonly target: Target
  /** The request of the first page. */
  readonly plan: Plan
  readonly hints: Hints
  /** The config's word: a style, or `auto`. */
  readonly pinned?: StyleOptions | undefined
  /** JSON Pointer of the list; found where it is not given. */
  readonly items?: string | undefined
  /** The last literal segment of the path. */
  readonly noun?: string | undefined
  readonly limits: CollectLimits
  readonly resume?: Resume | undefined
  /** Whether a next address may be followed, and with which security. @throws CustomApiError `policy.denied` */
  allow(plan: Plan): Promise<Plan>
  readonly signal: AbortSignal
  onPage?(progress: { readonly pages: number; readonly items: number; readonly total: number | undefined }): void
}

/** Why a collection ended. */
export type Ended =
  | { readonly how: 'all'; readonly note?: string | undefined }
  /** One page came, and nothing says how to ask for another. */
  | { readonly how: 'unknown'; readonly note: string }
  | { readonly how: 'limit'; readonly note: string }
  | { readonly how: 'stopped'; readonly note: string }
  | { readonly how: 'failed'; readonly error: CustomApiError }
  | { readonly how: 'refused'; readonly outcome: Outcome }

/** What came of a collection; whole when its pages have been read to the end. */
export interface Summary {
  readonly pages: number
  readonly items: number
  /** Items that the API says there are in all. */
  readonly total: number | undefined
  readonly style: string | undefined
  readonly ended: Ended
  /** How to go on, where that is possible. */
  readonly resume: Resume | undefined
}
