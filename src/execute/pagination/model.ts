import type * as z from 'zod'
import type { JsonSchema } from '../../core/index.ts'
import type { HttpRequest, Pair } from '../../http/index.ts'

/** One page as a strategy sees it: what was asked, and everything of the answer but its items. */
export interface Page {
  /** As planned, without a credential. */
  readonly request: HttpRequest
  /** Names lower-case. */
  readonly headers: readonly Pair[]
  /** The body with its list of items emptied. */
  readonly data: unknown
  /** JSON Pointer of the list. */
  readonly items: string
  /** How many items this page has. */
  readonly count: number
  /** The last of them. */
  readonly last: unknown
  /** Items before this page; `undefined` when the caller began somewhere inside the list. */
  readonly before: number | undefined
}

export type Place = 'query' | 'header' | 'body'

/** The difference between the request of the first page and that of another, as plain data. */
export type Step =
  | {
      readonly url: string
      /** What a link brings for the body, in the place of the body before or beside its members. */
      readonly body?: { readonly value: unknown; readonly merge: boolean }
    }
  | {
      readonly in: Place
      readonly param: string
      readonly value: unknown
      /** What is sent in the same place with it. */
      readonly also?: Readonly<Record<string, unknown>>
      /** Arguments of the first page that may not stand beside it. */
      readonly without?: readonly string[]
      /** The page may be the first one again: whether pages count from 0 or from 1 is being found out. */
      readonly probe?: true
    }

export type Verdict =
  | { readonly go: 'next'; readonly step: Step }
  | { readonly go: 'end' }
  /** There may be more, and this strategy cannot reach it. */
  | { readonly go: 'stop'; readonly why: string }

/** An argument of the operation that has to do with paging. */
export interface Param {
  readonly in: Place
  /** As the API spells it; in a body the name of a property at its root, or a JSON Pointer. */
  readonly name: string
  readonly schema: JsonSchema
}

/** What is known before anything is asked. */
export interface Hints {
  /** Declared arguments and those that the caller gave, in the order of the description. */
  readonly params: readonly Param[]
  /** The schema of the answer, where one is declared. */
  readonly answer: JsonSchema | undefined
  /** The media type of the body that the operation takes. */
  readonly bodyType?: string | undefined
  /** Response headers that the description names, lower-case. */
  readonly headers: readonly string[]
  /** What the description says in words of its own (`x-ms-pageable` and the like, links): options of a style. */
  readonly told?: StyleOptions | undefined
  /** Whether a description tells which arguments there are. */
  readonly described: boolean
}

/** `more`: this page says that there is another; `end`: it says it is the last; `described`: only the description speaks. */
export type Evidence = 'more' | 'end' | 'described'

export interface Found<O> {
  readonly evidence: Evidence
  readonly options: O
}

/** Something that says there is more, without saying how to ask for it. */
export interface Puzzle {
  readonly puzzle: string
}

/** Pages that can be asked for without having seen the one before. */
export interface Ahead {
  readonly steps: readonly Step[]
  /** Items that every page but the last must have, else the steps are wrong from there on. */
  readonly size?: number | undefined
}

/**
 * A way of paging: pure functions of what was seen. Loops, clocks, guards and the network are the driver's.
 *
 * A new one is a file and a line in the list.
 */
export interface Strategy<S extends z.ZodObject = z.ZodObject> {
  readonly id: string
  /** What the config may say of it; `style` is its id. */
  readonly options: S
  /** Whether this page or the description speaks of this way. */
  detect(page: Page, hints: Hints): Found<z.output<S>> | Puzzle | undefined
  /** What the config left open, from the description. */
  complete?(options: z.output<S>, hints: Hints): z.output<S>
  next(page: Page, options: z.output<S>): Verdict
  ahead?(page: Page, options: z.output<S>): Ahead | undefined
  /** Whether a page beyond the last may be answered with an error (404, 416 and the like). */
  readonly endsInError?: boolean
}

/** Options of any style, checked against their strategy already. */
export interface StyleOptions {
  readonly style: string
  readonly [key: string]: unknown
}

export const defineStrategy = <S extends z.ZodObject>(strategy: Strategy<S>): Strategy<S> => strategy
