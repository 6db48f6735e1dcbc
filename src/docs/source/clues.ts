/** Where a page's machine-readable description may be: the text itself, or an address that has to be asked. */
export type Clue =
  | { readonly kind: 'text'; readonly text: string; readonly how: string }
  | { readonly kind: 'url'; readonly url: string; readonly how: string }
  /** A script or a configuration that names the description in turn; `page` is what its addresses are relative to. */
  | { readonly kind: 'ask'; readonly url: string; readonly how: string; readonly base?: string; readonly page?: string }

const mostClues = 40

/** What a viewer shows before anybody has told it what to show. */
const sample = /^https?:\/\/petstore\d?\.swagger\.io\//

/** A list without repetitions, of a bounded length. Addresses are relative to the first of `bases`, or else to the next. */
export class Clues {
  readonly #list: Clue[] = []
  readonly #samples: Clue[] = []
  readonly #bases: readonly string[]
  readonly #seen = new Set<string>()

  constructor(...bases: readonly string[]) {
    this.#bases = bases
  }

  /** Likeliest first. */
  get list(): readonly Clue[] {
    return [...this.#list, ...this.#samples]
  }

  link(address: unknown, how: string, kind: 'url' | 'ask' = 'url'): void {
    if (typeof address !== 'string' || address.trim() === '' || address.length > 2000) return
    for (const base of this.#bases) {
      if (!URL.canParse(address.trim(), base)) continue
      const url = new URL(address.trim(), base)
      url.hash = ''
      if (url.protocol !== 'http:' && url.protocol !== 'https:' && url.protocol !== 'file:') continue
      const [page] = this.#bases
      this.#add(
        kind === 'url' || page === undefined ? { kind, url: url.href, how } : { kind, url: url.href, how, page },
        url.href,
      )
    }
  }

  text(text: string, how: string): void {
    this.#add({ kind: 'text', text, how }, text)
  }

  #add(clue: Clue, key: string): void {
    if (this.#seen.has(key) || this.#seen.size >= mostClues) return
    this.#seen.add(key)
    if (clue.kind === 'url' && sample.test(clue.url)) this.#samples.push(clue)
    else this.#list.push(clue)
  }
}

/** Words that an address or a link says when it is one of a description. */
export const speaks = /open-?api|swagger|api-?docs?\b|\boas\d?\b|\bapi[-_. ]?(?:spec|definition|description)/i

export const pathOf = (href: string): string => href.replace(/[?#].*$/s, '')
export const nameOf = (href: string): string => pathOf(href).split('/').slice(-2).join(' ')
export const isFile = (href: string): boolean => /\.(?:json|ya?ml)$|\/(?:api-docs|openapi|swagger)$/i.test(pathOf(href))

/** RFC 8631 and its neighbours. */
export function fromRelation(
  relations: string,
  href: string,
  found: { link(href: string, how: string, kind?: 'ask'): void },
): void {
  const all = relations.toLowerCase().split(/\s+/)
  if (all.includes('service-desc') || all.includes('openapi')) found.link(href, 'rel="service-desc"')
  if (all.includes('api-catalog')) found.link(href, 'rel="api-catalog"', 'ask')
}
