import type { ErrorCode } from '../../core/index.ts'
import type { Answered } from './answered.ts'
import type { Form, Question } from './window.ts'

/** What is asked of the query worker. It keeps the text of the last handle, so that it need not be sent again. */
export interface Ask {
  /** What the text belongs to; `''` for none that will be asked again. */
  readonly key: string
  /** Absent when the worker has the text of this key. UTF-8. */
  readonly data: Uint8Array | undefined
  readonly form: Form
  readonly question: Question | 'shape'
}

export type Reply =
  | { readonly type: 'answer'; readonly answer: Answered }
  | { readonly type: 'shape'; readonly shape: string }
  | {
      readonly type: 'failed'
      readonly code: ErrorCode
      readonly message: string
      readonly hint: string | undefined
    }
