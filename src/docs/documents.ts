import type { Link, Section } from './model.ts'
import type { FoundDescription, InferredDescription, Note } from './source/model.ts'

/** A page in a list. */
export interface DocumentHead {
  /** Its part of `docs://<api>/<name>`. */
  readonly name: string
  readonly title: string
  readonly url: string
  readonly aliases: readonly string[]
  readonly sections: number
  /** Changes when the page does. */
  readonly digest: string
}

/** A page to be read. */
export interface DocumentPage extends DocumentHead {
  readonly language: string | undefined
  readonly parts: readonly Omit<Section, 'blocks'>[]
  readonly links: readonly Link[]
}

/** The documentation of one API, as it was last read. Immutable; reading again makes another one. */
export interface Documents {
  readonly slug: string
  readonly pages: readonly DocumentHead[]
  readonly notes: readonly Note[]
  readonly found: FoundDescription | undefined
  readonly inferred: InferredDescription | undefined
  /** Whether it is being read for the first time just now. */
  readonly reading: boolean
  readonly readAt: number | undefined
  /** Tells one state from another. */
  readonly digest: string
  /** The pages themselves, loaded when first asked for. */
  load(): Promise<readonly DocumentPage[]>
}
