import type { PageHead, PageText } from '../page-text.ts'
import type { Clue } from './find-description.ts'

/** One row of `documentation`. */
export type DocumentationSource =
  | {
      readonly kind: 'url'
      readonly url: string
      /** Fetched with the API's credential, where that is bound to the origin. */
      readonly auth: boolean
      /** How many pages are read from here, and how many links deep. */
      readonly pages?: number | undefined
      readonly depth?: number | undefined
    }
  /** A file, or a folder of files. */
  | { readonly kind: 'file'; readonly path: string }

/** What a reader of the configuration should know, and where it was met. */
export interface Note {
  /** The URL or path. */
  readonly at: string
  readonly says: string
  /** `note`: nothing is wrong. */
  readonly level: 'error' | 'warning' | 'note'
}

/** The notes that say that something is wrong. */
export const problemsIn = (notes: readonly Note[]) =>
  notes.flatMap(({ at, says, level }) => (level === 'note' ? [] : [{ at, says, level }]))

/** A page as it is kept: what was read of it, and what asking for it again needs. */
export interface KeptPage {
  readonly url: string
  /** Other addresses that lead to the same page. */
  readonly aliases: readonly string[]
  /** The row of `documentation` that it belongs to. */
  readonly entry: string
  readonly depth: number
  readonly etag: string | undefined
  readonly lastModified: string | undefined
  /** SHA-256 of the text as it was fetched. */
  readonly digest: string
  readonly head: PageHead
  readonly text: PageText
  readonly clues: readonly Clue[]
}

/** Where the text of a description came out of. */
export type Place = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'url'; readonly url: string }

/** The description that documentation led to. */
export type FoundDescription = (
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly text: string; readonly at: Place }
) & {
  /** How it was found, in a few words: `<redoc spec-url>`, `customary place`, … */
  readonly how: string
  /** The page that led there. */
  readonly page: string
}

/** Operations that were read out of prose, where no description was found. */
export interface InferredDescription {
  readonly operations: number
  readonly drafts: number
  /** OpenAPI documents as text, without the drafts and with them. */
  readonly published: string
  readonly all: string
  readonly baseUrl: string | undefined
  readonly problems: readonly { readonly at: string; readonly says: string }[]
  /** SHA-256 of the documents. */
  readonly digest: string
  /** The page whose word the base URL is. */
  readonly at: Place
}

/** All that is known of an API's documentation. */
export interface Collection {
  readonly pages: readonly KeptPage[]
  readonly notes: readonly Note[]
  readonly found: FoundDescription | undefined
  readonly inferred: InferredDescription | undefined
  /** Whether all sources answered; milliseconds since 1970. */
  readonly complete: boolean
  readonly readAt: number
}
