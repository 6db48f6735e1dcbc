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

  link(written: unknown, how: string, kind: 'url' | 'ask' = 'url'): void {
    if (typeof written !== 'string' || written.length > 2000) return
    const address = filledIn(written).trim()
    if (address === '') return
    for (const base of this.#bases) {
      if (!URL.canParse(address, base)) continue
      const shown = shownBy(address, base)
      if (shown !== undefined) return this.link(shown, 'what a viewer is asked to show')
      const url = new URL(address, base)
      url.hash = ''
      if (/(?:%7B|\$|\{)(?:%7B|\{|%(?!\d|[A-F]))/i.test(url.pathname)) return // what a template would put there
      if (url.protocol !== 'http:' && url.protocol !== 'https:' && url.protocol !== 'file:') continue
      const [page] = this.#bases
      this.#add(
        kind === 'url' || page === undefined ? { kind, url: url.href, how } : { kind, url: url.href, how, page },
        url.href,
      )
    }
  }

  /** Whether an address is that of a viewer that is told what to show. */
  shows(address: string): boolean {
    return this.#bases.some((base) => shownBy(address, base) !== undefined)
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

/** An address without what a template engine would have put into it: `{{ site.base }}/a.yaml`, `{% static 'a.yaml' %}`. */
function filledIn(written: string): string {
  return written.replace(
    /\{\{[^{}]{0,200}\}\}|\{%[^{}]{0,200}%\}|<%[^<>]{0,200}%>/g,
    (tag) => /["']([^"'\s]{1,200}[./][^"'\s]{1,200})["']/.exec(tag)?.[1] ?? '',
  )
}

const viewers = /swagger|redoc|rapidoc|openapi|api-?(?:docs|reference|explorer|console)|stoplight|scalar/i
const asked = /^(?:(?:spec|openapi|swagger|definition|doc(?:ument)?)?-?ur[li]|spec|src|input|file|openapi)$/i

/** What a viewer at an address is asked to show: `…/swagger-ui/?url=/openapi.yaml`, relative to the viewer. */
function shownBy(address: string, base: string): string | undefined {
  if (!address.includes('?') || !URL.canParse(address, base)) return undefined
  const viewer = new URL(address, base)
  if (!viewers.test(viewer.host + viewer.pathname) || /\.(?:json|ya?ml)$/i.test(viewer.pathname)) return undefined
  for (const [name, value] of viewer.searchParams)
    if (asked.test(name) && (isFile(value) || /^(?:https?:|\/)/.test(value)) && URL.canParse(value, viewer.href))
      return new URL(value, viewer).href
  return undefined
}

export const pathOf = (href: string): string => href.replace(/[?#].*$/s, '')
export const nameOf = (href: string): string => pathOf(href).split('/').slice(-2).join(' ')
export const isFile = (href: string): boolean => /\.(?:json|ya?ml)$|\/(?:api-docs|openapi|swagger)$/i.test(pathOf(href))

/**
 * Whether a link may lead to a description: to a file, no set-up of a tool; without an ending only where the page's own site
 * can be asked: elsewhere it is a repository or a page.
 */
export function isLikely(href: string, page: string): boolean {
  const path = pathOf(href)
  if (toolFile.test(path) || !isFile(href)) return false
  if (/\.(?:json|ya?ml)$|\/v\d\/api-docs$/i.test(path) || !URL.canParse(href, page)) return true
  return new URL(href, page).host === new URL(page).host
}

/** YAML that sets up a tool: a pipeline, a stack of containers, a site. */
export const toolFile =
  /\/(?:workflows|\.github|\.circleci|charts|helm|k8s)\/|(?:docker-compose[\w.-]*|compose|mkdocs|_config|\.travis|\.gitlab-ci|codecov|values|action|renovate)\.ya?ml$/i

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
