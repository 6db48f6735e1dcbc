import { limits } from './limits.ts'

/** An address to read, and how many links away from the row of the configuration it is. */
export interface Stop {
  readonly url: string
  readonly depth: number
}

const noPages =
  /\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|css|m?js|map|woff2?|ttf|otf|eot|pdf|zip|gz|tgz|bz2|xz|7z|rar|tar|jar|exe|dmg|msi|deb|rpm|apk|mp[34]|webm|ogg|wav|avi|mov|docx?|xlsx?|pptx?|odt|csv|json|ya?ml|xml|rss|atom|wasm|whl|gem|ics|eps|ps|bin|iso|proto|graphql)$/i
const tracking = /^(?:utm_\w+|gclid|fbclid|mc_[ce]id|ref|source|_ga|hsCtaTracking|trk)$/i
const personal =
  /(?:^|\/)(?:log-?in|log-?out|sign-?in|sign-?up|sign-?out|register|cart|checkout|share|print|edit|delete|search)(?:\/|\.\w+|$)/i
const likely =
  /(?:api|doc|reference|guide|manual|rest|endpoint|resource|method|auth|webhook|tutorial|getting-?started|quick-?start|pagina)/i

/** The address as it is asked for: no fragment, no tracking, as the URL parser writes it. */
export function toAddress(href: string, base?: string): string | undefined {
  if (href.length > 2_000 || !URL.canParse(href, base)) return undefined
  const url = new URL(href, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  if (url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  const names = Array.from(url.searchParams.keys()) // they change while names are deleted
  for (const name of names) if (tracking.test(name)) url.searchParams.delete(name)
  return url.href
}

/** What is one page under several addresses: with and without its extension, its slash, its index. */
export function identityOf(address: string): string {
  const url = new URL(address)
  const path = url.pathname
    .replace(/\/(?:index|readme)(?:\.(?:html?|mdx?|php|aspx?))?$/i, '/')
    .replace(/\.(?:html?|mdx?)$/i, '')
    .replace(/\/+$/, '')
  return `${url.origin}${path}${url.search}`
}

/** The part of a site that an address stands for: itself as a folder, or the folder that its file is in. */
export function scopeOf(address: string): string {
  const url = new URL(address)
  const last = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  const folder =
    last === '' || !last.includes('.') ? `${url.pathname.replace(/\/$/, '')}/` : url.pathname.slice(0, -last.length)
  return `${url.origin}${folder}`
}

const isWithin = (address: string, scope: string): boolean => {
  const path = address.replace(/[?#].*$/s, '')
  return path.startsWith(scope) || `${path}/` === scope
}

/**
 * The pages of one row that are still to be read, breadth first. Only what lies within its path on the same origin is
 * let in, each page once; sites without an end (queries, calendars, paths that repeat themselves) are cut.
 */
export class Frontier {
  readonly #scopes: string[]
  readonly #most: { readonly pages: number; readonly depth: number }
  readonly #levels: Stop[][] = []
  readonly #seen = new Set<string>()
  readonly #shapes = new Map<string, number>()
  #taken = 0

  constructor(entry: string, most: { readonly pages?: number | undefined; readonly depth?: number | undefined }) {
    this.#scopes = [scopeOf(entry)]
    this.#most = { pages: most.pages ?? limits.pages, depth: most.depth ?? limits.depth }
    this.#seen.add(identityOf(entry))
    this.#levels[0] = [{ url: entry, depth: 0 }]
  }

  /** A row that redirects on its own origin stands for the place it leads to as well. */
  widen(entry: string): void {
    this.#scopes.push(scopeOf(entry))
    this.#seen.add(identityOf(entry))
  }

  /** Whether an address is within the row's part of the site. */
  covers(address: string): boolean {
    return this.#scopes.some((scope) => isWithin(address, scope))
  }

  /** Lets a link in, unless it is outside, known, no page, too deep, or part of a maze. `late`: after all others. */
  offer(href: string, depth: number, late = false): boolean {
    const url = toAddress(href)
    if (url === undefined || depth > this.#most.depth || !this.covers(url) || !isPage(url)) return false
    const identity = identityOf(url)
    if (this.#seen.has(identity) || this.#isMaze(url)) return false
    if (this.#seen.size > 50 * this.#most.pages + 1_000) return false
    this.#seen.add(identity)
    const level = late ? 3 * this.#most.depth + 5 : 2 * depth + (likely.test(this.#beyond(url)) ? 0 : 1)
    ;(this.#levels[level] ??= []).push({ url, depth })
    return true
  }

  /** A further sitemap, which is no page and costs none. */
  offerMap(href: string, depth: number): void {
    const url = toAddress(href)
    if (url === undefined || depth > this.#most.depth || new URL(url).origin !== new URL(this.#scopes[0] ?? url).origin)
      return
    if (this.#seen.has(url)) return
    this.#seen.add(url)
    ;(this.#levels[2 * depth] ??= []).push({ url, depth })
  }

  /** The next page; `undefined` when there is none, or as many as may be were taken. */
  next(): Stop | undefined {
    if (this.#taken >= this.#most.pages) return undefined
    const stop = this.#levels.find((level) => level !== undefined && level.length > 0)?.shift()
    if (stop !== undefined) this.#taken += 1
    return stop
  }

  /** A page that was already there under another address does not count. */
  giveBack(): void {
    this.#taken -= 1
  }

  get taken(): number {
    return this.#taken
  }

  /** How many addresses are left because the limit of pages was reached. */
  get left(): number {
    return this.#levels.reduce((sum, level) => sum + (level?.length ?? 0), 0)
  }

  /** The part of an address that the row does not have. */
  #beyond(address: string): string {
    const scope = this.#scopes.find((it) => isWithin(address, it)) ?? ''
    return address.slice(scope.length)
  }

  #isMaze(address: string): boolean {
    const url = new URL(address)
    const segments = url.pathname.split('/').filter((it) => it !== '')
    if (segments.length > 12 || url.pathname.length > 400 || url.search.length > 200) return true
    if ([...url.searchParams.keys()].length > 3) return true
    const counts = new Map<string, number>()
    for (const segment of segments) counts.set(segment, (counts.get(segment) ?? 0) + 1)
    if ([...counts.values()].some((count) => count > 2)) return true
    const shape = url.pathname.replace(/\d+/g, '#')
    if (shape !== url.pathname && this.#count(`shape ${shape}`) > limits.sameShape) return true
    return url.search !== '' && this.#count(`query ${url.pathname}`) > limits.sameQuery
  }

  #count(key: string): number {
    const count = (this.#shapes.get(key) ?? 0) + 1
    this.#shapes.set(key, count)
    return count
  }
}

function isPage(address: string): boolean {
  const { pathname } = new URL(address)
  return !noPages.test(pathname) && !personal.test(pathname)
}
