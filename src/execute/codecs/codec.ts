import type { BodyMedia, XmlShape } from '../../catalog/index.ts'
import type { MediaType } from '../media.ts'
import type { BodyNote, OutcomeBody } from '../model.ts'

/** What was read of a body, and whether that is all of it. */
export interface ReadBody {
  readonly data: Uint8Array
  readonly complete: boolean
}

export interface DecodeContext {
  readonly type: MediaType
  /** How the description says that the answer is written as XML. */
  readonly xml?: XmlShape | undefined
  /** Masks secrets in text: before a conversion that could rewrite them beyond recognition. */
  readonly clean: (text: string) => Promise<string>
  /** Reads a body inside this one (a part of a multipart answer). */
  readonly inner: (data: Uint8Array, contentType: string) => Promise<OutcomeBody>
}

/** What a codec made of a body. */
export type Decoded =
  | {
      readonly kind: 'json' | 'text'
      readonly text: string
      readonly shownAs?: string | undefined
      readonly notes?: readonly BodyNote[] | undefined
    }
  | { readonly kind: 'empty' }
  /** Not this codec's after all, whatever its media type: it is shown as text, and said why. */
  | { readonly kind: 'other'; readonly why: string }

/** How bodies of some media types are read, and where that is built, written. */
export interface Codec {
  readonly id: string
  /** Whether a `type/subtype` in lower case is this codec's. */
  readonly takes: (essence: string) => boolean
  /** Whether a body under a type that says nothing (or is often wrong) begins like this codec's. */
  readonly looksLike?: ((start: string) => boolean) | undefined
  /** Whether a body of it may hold bytes that are no text. */
  readonly ofBytes?: true | undefined
  /**
   * Reads a whole body.
   *
   * @throws CustomApiError `upstream.unreadable` for what must not be read
   */
  readonly decode: (data: Uint8Array, context: DecodeContext) => Decoded | Promise<Decoded>
  /**
   * Writes a request body in the charset of its media type.
   *
   * @throws CustomApiError `arguments.invalid` for a value that has no form in it
   */
  readonly encode?: ((value: unknown, media: BodyMedia, type: MediaType) => Uint8Array) | undefined
}

export const defineCodec = (codec: Codec): Codec => codec
