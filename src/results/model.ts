import type { ErrorCode } from '../core/index.ts'

/** One piece of a result, as every face can show it. */
export type ResultContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string } // base64

/** What an API answered, as far as showing it goes: an `Outcome` fits. */
export interface Answer {
  readonly api: string
  readonly request: { readonly method: string }
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly mediaType: string
  readonly body: AnswerBody
}

export type AnswerBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json' | 'text'; readonly text: string; readonly complete: boolean; readonly bytes: number }
  | { readonly kind: 'bytes'; readonly data: Uint8Array; readonly complete: boolean; readonly bytes: number }
  | { readonly kind: 'stream'; readonly stream: AsyncIterable<Uint8Array> }

/** An answer fitted to the budget: redacted, every character visible, whatever was cut said. */
export interface Presented {
  readonly content: readonly ResultContent[]
  /** Present on failure. */
  readonly code: ErrorCode | undefined
}

/** A text that fits, and in words what is missing; `undefined` when nothing is. */
export interface Fitted {
  readonly text: string
  readonly missing: string | undefined
}
