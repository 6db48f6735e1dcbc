import type { ErrorCode } from '../../core/index.ts'
import type { Job, JobResult } from './job.ts'

export type ToWorker =
  | { readonly type: 'job'; readonly job: number; readonly work: Job }
  | { readonly type: 'text'; readonly ask: number; readonly text: string }
  | { readonly type: 'refused'; readonly ask: number; readonly code: ErrorCode; readonly message: string }

export type FromWorker =
  | { readonly type: 'fetch'; readonly job: number; readonly ask: number; readonly url: string }
  /** What is known before the bundle is: `head` and `index` as they stand in it. */
  | { readonly type: 'overview'; readonly job: number; readonly head: Uint8Array; readonly index: Uint8Array }
  | { readonly type: 'done'; readonly job: number; readonly result: JobResult }
  | {
      readonly type: 'failed'
      readonly job: number
      readonly code: ErrorCode
      readonly message: string
      readonly hint?: string | undefined
      readonly cause?: string | undefined
    }
