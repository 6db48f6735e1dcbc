import { createHash } from 'node:crypto'
import { CustomApiError } from '../../core/index.ts'
import type { FetchedText } from '../../http/index.ts'
import type { Runner } from '../runner.ts'
import type { PageDoor } from './fetch.ts'
import { findInLinks } from './find-description.ts'
import { Frontier, identityOf, toAddress, type Stop } from './frontier.ts'
import { limits } from './limits.ts'
import type { DocumentationSource, KeptPage, Note } from './model.ts'
import { readManners, type Manners } from './robots.ts'
import { readSitemap } from './sitemap.ts'

export interface SiteOptions {
  readonly door: PageDoor
  readonly runner: Runner
  readonly signal: AbortSignal
  /** Pages of this row as they were read before. */
  readonly before: readonly KeptPage[]
  /** Whether a text is looked at as a description. */
  readonly describe: boolean
  /** Waits for the turn of a request; pauses grow with what the site asks. */
  readonly turn: (url: string, pause?: number) => Promise<void>
  readonly told: (says: string) => void
  /** Called with the first page, before its links are followed. `allows`: whether the site lets an address be guessed. */
  readonly onEntry: (page: KeptPage, allows: (url: string) => Promise<boolean>) => Promise<void>
}

export interface CrawledSite {
  readonly pages: readonly KeptPage[]
  readonly notes: readonly Note[]
  /** The row is itself a description, at this address. */
  readonly description: string | undefined
  /** Whether the site answered: pages that are missing are gone. */
  readonly complete: boolean
}

type Source = DocumentationSource & { readonly kind: 'url' }

/** Reads the pages of one row of `documentation`, breadth first, within its path on its origin. */
export async function crawlSite(source: Source, options: SiteOptions): Promise<CrawledSite> {
  return new Crawl(source, options).run()
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

class Crawl {
  readonly #source: Source
  readonly #options: SiteOptions
  readonly #frontier: Frontier
  readonly #entry: string
  readonly #pages = new Map<string, KeptPage & { aliases: string[] }>()
  readonly #contents = new Map<string, string>()
  readonly #before = new Map<string, KeptPage>()
  readonly #notes: Note[] = []
  #manners: Manners | undefined
  #description: string | undefined
  #bytes = 0
  #failures = 0
  #lost = 0

  constructor(source: Source, options: SiteOptions) {
    this.#source = source
    this.#options = options
    this.#entry = toAddress(source.url) ?? source.url
    this.#frontier = new Frontier(this.#entry, source)
    for (const page of options.before) for (const url of [page.url, ...page.aliases]) this.#before.set(url, page)
  }

  async run(): Promise<CrawledSite> {
    const until = performance.now() + limits.seconds * 1000
    const first = this.#frontier.next()
    if (first !== undefined) await this.#visit(first, true)
    if (this.#failures === 0 && this.#frontier.left > 0) {
      await this.#learnManners()
      await this.#seed()
    }
    for (let stop = this.#frontier.next(); stop !== undefined; stop = this.#frontier.next()) {
      if (this.#manners?.allows(stop.url) === false) {
        this.#frontier.giveBack()
        continue
      }
      await this.#visit(stop, false)
      if (this.#failures >= limits.failures) {
        this.#note(this.#entry, 'the site stopped answering; pages that were read before are kept')
        break
      }
      if (performance.now() > until || this.#bytes > limits.bytes) {
        this.#note(
          this.#entry,
          `only ${this.#pages.size} pages were read: the site is slower or larger than one row may be`,
        )
        break
      }
    }
    if (this.#frontier.left > 0 && this.#pages.size >= (this.#source.pages ?? limits.pages))
      this.#note(
        this.#entry,
        `${this.#pages.size} pages were read, more were not: give a longer path, or set "pages" of this row`,
      )
    if (this.#pages.size === 0 && this.#description === undefined && this.#notes.length === 0)
      this.#note(this.#entry, 'led to no page of its path that could be read')
    const complete = this.#pages.size + (this.#description === undefined ? 0 : 1) > 0 && this.#lost === 0
    return { pages: this.#withLost(complete), notes: this.#notes, description: this.#description, complete }
  }

  /** Where the site failed, what it said before still holds. */
  #withLost(complete: boolean): KeptPage[] {
    const pages: KeptPage[] = [...this.#pages.values()]
    if (complete) return pages
    const known = new Set(pages.map((page) => page.url))
    return [...pages, ...this.#options.before.filter((page) => !known.has(page.url))]
  }

  #note(at: string, says: string, level: Note['level'] = 'warning'): void {
    if (this.#notes.length < 50) this.#notes.push({ at, says, level })
  }

  /** What the site asks of programs, asked for once. */
  async #learnManners(): Promise<Manners> {
    if (this.#manners !== undefined) return this.#manners
    const { door, signal, turn } = this.#options
    const url = new URL('/robots.txt', this.#entryUrl()).href
    const answer = await turn(url)
      .then(() => door.fetch(url, { signal, maxBytes: limits.robotsBytes, accept: 'text/plain' }))
      .catch((thrown: unknown) => this.#orGone(thrown))
    this.#manners = await readManners(url, answer)
    if (answer === undefined || answer.status >= 500)
      this.#note(url, 'did not answer, so no link is followed (RFC 9309 §2.3.1)')
    return this.#manners
  }

  /** What a site offers to programs that read all of it: its sitemaps and llms.txt, after what its pages link to. */
  async #seed(): Promise<void> {
    if (this.#manners === undefined || /\.(?:md|mdx|txt|xml)$/i.test(new URL(this.#entryUrl()).pathname)) return
    const origin = new URL(this.#entryUrl()).origin
    const maps = [...this.#manners.sitemaps, `${origin}/sitemap.xml`].filter(
      (url) => URL.canParse(url) && new URL(url).origin === origin,
    )
    const seeds = [new URL('llms.txt', new URL('.', this.#entryUrl())).href, ...new Set(maps)]
    let index = 0
    for (let url = seeds[index]; url !== undefined && index < 8; url = seeds[++index]) {
      if (!this.#manners.allows(url)) continue
      const answer = await this.#ask(url, undefined).catch((thrown: unknown) => this.#orGone(thrown))
      if (answer === undefined || answer.status !== 200) continue
      const map = readSitemap(answer.text)
      if (map !== undefined)
        seeds.push(...map.sitemaps.filter((it) => URL.canParse(it) && new URL(it).origin === origin).slice(0, 5))
      const links = map?.pages ?? (url.endsWith('.txt') && !/^\s*</.test(answer.text) ? linksIn(answer.text, url) : [])
      for (const link of links) this.#frontier.offer(link, 1, true)
    }
  }

  /** Where the row led to. */
  #entryUrl(): string {
    return this.#pages.values().next().value?.url ?? this.#entry
  }

  #orGone(thrown: unknown): undefined {
    if (this.#options.signal.aborted) throw thrown
    return undefined
  }

  async #ask(url: string, before: KeptPage | undefined): Promise<FetchedText> {
    const { door, signal, turn } = this.#options
    await turn(url, this.#manners?.pause)
    const conditional = before === undefined ? undefined : { etag: before.etag, lastModified: before.lastModified }
    return door.fetch(url, { conditional, signal, maxBytes: limits.pageBytes, auth: this.#source.auth })
  }

  async #visit(stop: Stop, isEntry: boolean): Promise<void> {
    const before = this.#before.get(stop.url)
    try {
      const answer = await this.#ask(stop.url, before)
      this.#failures = 0
      await this.#take(answer, stop, before, isEntry)
    } catch (thrown) {
      if (this.#options.signal.aborted) throw thrown
      const { code, message } = CustomApiError.from(thrown)
      if (code === 'internal') throw thrown
      const means = isEntry && /redirects to .* another origin/.test(message) ? elsewhere : ''
      if (isEntry || code === 'description.invalid') this.#note(stop.url, `${code}: ${message}${means}`, 'error')
      this.#failed(
        before,
        code !== 'host.blocked' && code !== 'result.too_large' && code !== 'description.invalid',
        isEntry,
      )
    }
  }

  /** A page that could not be had: the copy of before serves, and a site that keeps failing is left alone. */
  #failed(before: KeptPage | undefined, passing: boolean, isEntry: boolean): void {
    if (!passing) return
    this.#failures += 1
    this.#lost += isEntry || before !== undefined ? 1 : 0
    this.#frontier.giveBack()
  }

  async #take(answer: FetchedText, stop: Stop, before: KeptPage | undefined, isEntry: boolean): Promise<void> {
    if (isEntry && answer.status < 400) this.#tellWhere(stop.url, answer)
    if (answer.status === 304 && before !== undefined)
      return this.#keep({ ...before, depth: stop.depth }, stop, isEntry)
    if (answer.status < 200 || answer.status > 299) {
      const passing = answer.status >= 500 || answer.status === 429
      if (isEntry) this.#note(stop.url, `answered HTTP ${answer.status}`, 'error')
      return this.#failed(before, passing, isEntry)
    }
    this.#bytes += answer.text.length
    const url = toAddress(answer.url) ?? stop.url
    if (isEntry) this.#frontier.widen(url)
    else if (!this.#frontier.covers(url)) return this.#frontier.giveBack()
    const map = readSitemap(answer.text)
    if (map !== undefined) return this.#takeMap(map, stop)
    if (isEntry && this.#options.describe && (await this.#isDescription(answer.text, url))) {
      this.#description = url
      return undefined
    }
    if (/^(?:image|audio|video|font)\/|pdf|zip/.test(answer.mediaType) || isBinary(answer.text))
      return isEntry
        ? this.#note(url, `is ${answer.mediaType || 'binary data'}, no page`, 'error')
        : this.#frontier.giveBack()
    const digest = digestOf(answer.text)
    const { etag, lastModified } = answer
    const fresh = { url, aliases: [], entry: this.#source.url, depth: stop.depth, etag, lastModified, digest }
    if (before !== undefined && before.digest === digest && before.url === url)
      return this.#keep({ ...before, ...fresh }, stop, isEntry)
    const { head, text, clues, canonical } = await this.#options.runner.run(
      { do: 'read', text: answer.text, mediaType: answer.mediaType, url },
      this.#options.signal,
    )
    const kept = { ...fresh, head, text, clues: [...findInLinks(answer.link, url), ...clues].slice(0, 12) }
    const twin =
      canonical === undefined || !this.#frontier.covers(canonical) ? undefined : this.#pages.get(identityOf(canonical))
    if (twin !== undefined && identityOf(canonical ?? '') !== identityOf(url)) return this.#alias(twin, stop, url)
    return this.#keep(kept, stop, isEntry)
  }

  /** The row leads somewhere else: not merely to its own slash, index page or to https. */
  #tellWhere(asked: string, { url, moved }: FetchedText): void {
    const [from, to] = [identityOf(asked), identityOf(toAddress(url) ?? asked)]
    if (from === to) return
    if (moved) this.#note(asked, `has moved permanently to ${url}: name that address in "documentation"`)
    else if (from !== to.replace(/^https:/, 'http:')) this.#note(asked, `leads to ${url}, which was read`, 'note')
  }

  #takeMap(map: NonNullable<ReturnType<typeof readSitemap>>, { depth }: Stop): void {
    this.#frontier.giveBack()
    for (const url of map.pages) this.#frontier.offer(url, depth + 1)
    for (const url of map.sitemaps.slice(0, 20)) this.#frontier.offerMap(url, depth + 1)
  }

  async #isDescription(text: string, url: string): Promise<boolean> {
    const { runner, signal } = this.#options
    const seen = await runner.run({ do: 'recognise', text, url, clues: false }, signal)
    return seen.openapi !== undefined
  }

  #alias(page: { aliases: string[]; readonly url: string }, stop: Stop, url: string): void {
    for (const one of new Set([stop.url, url]))
      if (one !== page.url && !page.aliases.includes(one)) page.aliases.push(one)
    this.#frontier.giveBack()
  }

  async #keep(page: KeptPage, stop: Stop, isEntry: boolean): Promise<void> {
    const identity = identityOf(page.url)
    const { content, links } = page.head
    const twin = this.#pages.get(identity) ?? this.#pages.get(this.#contents.get(content) ?? '')
    if (twin !== undefined && content !== '') return this.#alias(twin, stop, page.url)
    const aliases = stop.url === page.url ? [] : [stop.url]
    const kept = { ...page, aliases }
    this.#pages.set(identity, kept)
    this.#contents.set(content, identity)
    if (isEntry) await this.#options.onEntry(kept, async (url) => (await this.#learnManners()).allows(url))
    this.#options.told(`${this.#pages.size} ${this.#pages.size === 1 ? 'page' : 'pages'} read, now at ${page.url}`)
    for (const { href, rel } of links) if (!/\bnofollow\b/i.test(rel ?? '')) this.#frontier.offer(href, stop.depth + 1)
  }
}

const elsewhere = '; name the address that it leads to in "documentation" if you trust it'

/** Whether a text is bytes of some kind, by what stands in its beginning: media types often say nothing. */
function isBinary(text: string): boolean {
  const head = text.slice(0, 4096)
  // oxlint-disable-next-line no-control-regex -- what no text holds
  const strange = head.match(/[\u0001-\u0008\u000e-\u001a\ufffd]/g)?.length ?? 0
  return head.includes('\0') || strange * 20 > head.length
}

/** Addresses in a Markdown list of links, as llms.txt is. */
function linksIn(text: string, base: string): string[] {
  return [...text.matchAll(/\]\(\s*<?([^)\s<>]{1,2000})>?/g)].flatMap(([, href = '']) =>
    URL.canParse(href, base) ? [new URL(href, base).href] : [],
  )
}
