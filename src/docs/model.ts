/** What is read of a documentation page: clean Markdown, in sections, in blocks. Plain data, no HTML left. */
export interface Page {
  /** Absolute http(s) or file URL of what was read, without a fragment. */
  readonly url: string
  /** What the page calls itself; `''` when it does not. */
  readonly title: string
  /** `<html lang>`, as it stands. */
  readonly language?: string
  /** The clean main content: CommonMark with GFM tables, no HTML, links absolute, nothing that a reader would not see. */
  readonly markdown: string
  /** In order; the first may have no heading (`title` `''`, level 0). A heading below a section starts a section of its own. */
  readonly sections: readonly Section[]
  /** In the order of the document, navigation included. */
  readonly links: readonly Link[]
  readonly hints: PageHints
  /** Set when the page was larger than what is read: its end is missing. */
  readonly cut?: boolean
}

export interface Section {
  /** The anchor (`url#id`), unique in the page; made from the title where the page has none. `''` only before any heading. */
  readonly id: string
  /** Plain text, without marks. */
  readonly title: string
  /** 1 to 6; 0 for what stands before the first heading. */
  readonly level: number
  /** Titles of the headings above, outermost first, this one not included. */
  readonly breadcrumb: readonly string[]
  /** What stands below the heading, without the heading line. */
  readonly markdown: string
  readonly blocks: readonly Block[]
}

/**
 * `markdown` keeps inline marks (code, emphasis, links), `text` is what a reader sees. Blocks within list items and quotes
 * (code, tables) stand as blocks of their own, in order.
 */
export type Block =
  | { readonly kind: 'text'; readonly markdown: string; readonly text: string }
  /** `label`: the tab or caption that it stood under. */
  | { readonly kind: 'code'; readonly language: string; readonly label?: string; readonly text: string }
  /** Cells are inline Markdown; a line break in a cell is `\n`. Rows are as long as the header; `''` where a header is missing. */
  | {
      readonly kind: 'table'
      readonly caption?: string
      readonly header: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }
  /** Depth 0 is the outermost list. */
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | { readonly kind: 'definitions'; readonly rows: readonly Definition[] }

export interface ListItem {
  readonly depth: number
  readonly markdown: string
}

export interface Definition {
  /** Inline Markdown. */
  readonly term: string
  readonly markdown: string
}

export interface Link {
  /** Absolute; the fragment is kept. */
  readonly href: string
  readonly text: string
  readonly place: 'content' | 'navigation'
  readonly rel?: string
}

/** What may name a machine-readable description of the API. Scripts are text here and are never run. */
export interface PageHints {
  readonly scripts: readonly ScriptHint[]
  readonly linkRels: readonly LinkRel[]
  readonly elements: readonly ElementHint[]
}

export interface ScriptHint {
  /** Absolute. */
  readonly src?: string
  readonly text: string
  readonly type: string
  readonly id?: string
  /** `data-*` attributes, for script tags that are configured so. */
  readonly data?: Readonly<Record<string, string>>
}

/** A `<link rel=… href=…>`; `href` is absolute. */
export interface LinkRel {
  readonly rel: string
  readonly href: string
  readonly type?: string
}

/** A custom element (`<redoc spec-url>`), or one with an attribute that may name a description. Values are as they stand. */
export interface ElementHint {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
}
