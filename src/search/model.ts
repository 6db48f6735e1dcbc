/** A short text to be found. `search` knows no API: method and path are optional hints of structure. */
export interface SearchDocument {
  readonly id: number
  /** What it belongs to; a search may be limited to some groups. */
  readonly group: string
  readonly method?: string | undefined
  readonly path?: string | undefined
  /** Kept for those who use it already: ranks lower than its like. */
  readonly outdated?: boolean | undefined
  /** Texts by field name: `operationId`, `summary`, `description`, `tags`, `names`, `words`, `api`, or any other. */
  readonly fields: Readonly<Record<string, string | readonly string[] | undefined>>
}

export interface SearchHit {
  readonly id: number
  /** Comparable within one search only. */
  readonly score: number
  /** The share of what was asked that the hit names, 0–1. */
  readonly covered: number
}

export interface SearchQuery {
  readonly limit: number
  readonly groups?: ReadonlySet<string> | undefined
  readonly accept?: ((id: number) => boolean) | undefined
}

export interface SearchIndex {
  /** Does what the first search would do, a few milliseconds at a time with a `pause` before each. */
  prepare(pause: () => Promise<void>): Promise<void>
  /** Best first; ties in the order of the documents. Never throws; an empty query finds nothing. */
  search(query: string, options: SearchQuery): SearchHit[]
}

export interface FieldWeight {
  readonly weight: number
  /** How much a long text of this field weakens a hit, 0–1 (BM25's b). */
  readonly dilution: number
}

export interface SearchOptions {
  /** Replaces the defaults by field name. */
  readonly fields?: Readonly<Record<string, FieldWeight>> | undefined
}
