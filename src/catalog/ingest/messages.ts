import type { ErrorCode } from '../../core/index.ts'
import type { JobResult } from './job.ts'

/** What the worker says while it works. */
export type Said =
  | { readonly type: 'fetch'; readonly ask: number; readonly url: string }
  /** What is known before the bundle is: `head` and `index` as they stand in it. */
  | { readonly type: 'overview'; readonly head: Uint8Array; readonly index: Uint8Array }

/** What it is told when it asked for a text. */
export type Told =
  | { readonly type: 'text'; readonly ask: number; readonly text: string }
  | { readonly type: 'refused'; readonly ask: number; readonly code: ErrorCode; readonly message: string }

export type Reply =
  | { readonly type: 'done'; readonly result: JobResult }
  | {
      readonly type: 'failed'
      readonly code: ErrorCode
      readonly message: string
      readonly hint?: string | undefined
      readonly cause?: string | undefined
    }
