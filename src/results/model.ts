import type { ErrorCode } from '../core/index.ts'

/** One piece of a result, as every face can show it. */
export type ResultContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string } // base64
  | {
      readonly type: 'resource_link'
      readonly uri: string
      readonly name: string
      readonly mimeType: string
      readonly size: number
    }

/** What an API answered, as far as showing it goes: an `Outcome` fits. */
export interface Answer {
  readonly api: string
  readonly environment?: string | undefined
  readonly request: { readonly method: string; readonly url?: string | undefined }
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly mediaType: string
  readonly body: AnswerBody
}

/** What became of a body before it came here. */
interface Rendering {
  /** The media type of what is shown, where it is not what was sent: XML as `application/json`. */
  readonly shownAs?: string | undefined
  /** What its reader should know, in our words; a quote is the API's. */
  readonly notes?: readonly { readonly says: string; readonly quote?: string | undefined }[] | undefined
}

export type AnswerBody =
  | { readonly kind: 'empty' }
  | (Rendering & {
      readonly kind: 'json' | 'text'
      readonly text: string
      readonly complete: boolean
      readonly bytes: number
    })
  | (Rendering & {
      readonly kind: 'bytes'
      readonly data: Uint8Array
      readonly complete: boolean
      readonly bytes: number
    })
  | { readonly kind: 'stream'; readonly stream: AsyncIterable<Uint8Array> }

/** An answer fitted to the budget: redacted, every character visible, whatever was cut said. */
export interface Presented {
  readonly content: readonly ResultContent[]
  /** Present on failure. */
  readonly code: ErrorCode | undefined
}

/** One place where something was left off. */
export interface Cut {
  /** Names and indexes from the root. */
  readonly path: readonly (string | number)[]
  readonly what: 'items' | 'members' | 'characters' | 'lines' | 'rows'
  /** How many are shown whole. */
  readonly shown: number
  readonly total: number
  /** Of members: some that are missing. */
  readonly names?: readonly string[] | undefined
}

/** A text that fits, and in words what is missing; `undefined` when nothing is. */
export interface Fitted {
  readonly text: string
  readonly missing: string | undefined
  readonly cuts: readonly Cut[]
}
