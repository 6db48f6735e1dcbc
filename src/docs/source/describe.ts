import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CustomApiError } from '../../core/index.ts'
import type { FetchedText } from '../../http/index.ts'
import type { Runner } from '../runner.ts'
import type { PageDoor } from './fetch.ts'
import { readDocument } from './files.ts'
import { findInLinks, framed, type Clue } from './find-description.ts'
import { limits } from './limits.ts'
import type { FoundDescription, Note } from './model.ts'

export interface DescriberOptions {
  readonly door: PageDoor
  readonly runner: Runner
  readonly signal: AbortSignal
  /** Waits for the turn of a request to a site. */
  readonly turn: (url: string) => Promise<void>
  readonly auth: boolean
}

/** Pages that are read because another one or a list of links names them as where an API is described. */
const mostPages = 8

const largest = 64 * 1024 * 1024

const customarily = 'a customary place'

/** Where descriptions customarily are, from the root of a site. */
const customary = [
  '.well-known/api-catalog',
  'openapi.json',
  'openapi.yaml',
  'openapi.yml',
  'swagger.json',
  'swagger.yaml',
  'v3/api-docs',
  'swagger/v1/swagger.json',
  'api/openapi.json',
  'api/swagger.json',
  'api-docs',
  'api-docs.json',
  'v2/api-docs',
  'swagger/doc.json',
  'openapi/v1.json',
  'api/schema/?format=json',
] as const

/** The same beside a page that does not lie at the root. */
const besides = ['openapi.json', 'openapi.yaml', 'swagger.json'] as const

/** Hosts of many people's pages: what lies at their root is not about the API of one page. */
const shared =
  /(?:^|\.)(?:github\.com|githubusercontent\.com|gitlab\.com|bitbucket\.org|medium\.com|notion\.(?:so|site)|google\.com|atlassian\.net|dropbox\.com|stackoverflow\.com|npmjs\.com|pypi\.org|wikipedia\.org|readthedocs\.org)$/i

/**
 * Follows clues until one is a description. Only the page's own origin and what the operator named is asked: a
 * description elsewhere is proposed (SECURITY-PROMISES.md §2.3, §4.4).
 */
export class Describer {
  readonly #options: DescriberOptions
  readonly #tried = new Set<string>()
  readonly #proposed = new Map<string, Note>()
  #probes = 0
  #failures = 0
  #pages = 0

  constructor(options: DescriberOptions) {
    this.#options = options
  }

  /** Descriptions that a page named and nobody fetched. */
  get proposals(): readonly Note[] {
    return [...this.#proposed.values()]
  }

  /** The first clue of a page that is a description. */
  async follow(page: string, clues: readonly Clue[]): Promise<FoundDescription | undefined> {
    const queue = [...clues]
    for (let clue = queue.shift(); clue !== undefined; clue = queue.shift()) {
      const { found, more } = await this.#try(page, clue)
      if (found !== undefined) return found
      queue.unshift(...more)
    }
    return undefined
  }

  /** Looks at the customary places of a page's site, where the site lets programs look. */
  async guess(page: string, allows: (url: string) => Promise<boolean>): Promise<FoundDescription | undefined> {
    const { protocol, hostname } = new URL(page)
    if (protocol === 'file:' || shared.test(hostname)) return undefined
    const folder = new URL('.', page)
    const near = folder.pathname === '/' ? [] : [folder, new URL('..', folder)].filter((it) => it.pathname !== '/')
    const places = [
      ...near.flatMap((base) => besides.map((name) => new URL(name, base).href)),
      ...customary.map((name) => new URL(`/${name}`, page).href),
    ]
    const how = customarily
    const clues: Clue[] = []
    for (const url of places)
      if (await allows(url)) clues.push({ kind: url.includes('/.well-known/') ? 'ask' : 'url', url, how })
    return this.follow(page, clues)
  }

  async #try(page: string, clue: Clue): Promise<{ found?: FoundDescription; more: readonly Clue[] }> {
    const { runner, signal } = this.#options
    if (clue.kind === 'text') {
      const seen = await runner
        .run({ do: 'recognise', text: clue.text, url: page, clues: false }, signal)
        .catch(stopped)
      if (seen?.openapi === undefined) return { more: [] }
      return { found: { kind: 'text', text: clue.text, at: placeOf(page), how: clue.how, page }, more: [] }
    }
    const { url, how, kind } = clue
    if (this.#tried.has(url) || this.#probes >= limits.probes || this.#failures >= limits.failures) return { more: [] }
    this.#tried.add(url)
    if (url.startsWith('file:')) return this.#tryFile(page, clue)
    if (page.startsWith('file:') || (new URL(url).origin !== new URL(page).origin && !this.#options.door.named(url))) {
      if (kind === 'url' || how === framed) this.#propose(page, url, how)
      return { more: [] }
    }
    const text = await this.#ask(url, () => how !== customarily && this.#propose(page, url, how))
    if (text === undefined) return { more: [] }
    const seen = await runner
      .run({ do: 'recognise', text: text.text, url: text.url, clues: kind === 'ask', ...contextOf(clue) }, signal)
      .catch(stopped)
    if (seen?.openapi !== undefined) return { found: { kind: 'url', url: text.url, how, page }, more: [] }
    return { more: kind === 'ask' ? [...(await this.#within(text)), ...(seen?.clues ?? [])] : [] }
  }

  /** What an answer names in turn: in its `Link` headers, as a list of links, as a page of its own. */
  async #within({ url, text, link, mediaType }: FetchedText): Promise<readonly Clue[]> {
    const links = mediaType === 'application/linkset' ? [...link, ...text.slice(0, 1_000_000).split(/,\s*(?=<)/)] : link
    const named = findInLinks(links, url)
    if (!/html/.test(mediaType) || this.#pages >= mostPages) return named
    this.#pages += 1
    const { runner, signal } = this.#options
    const page = await runner.run({ do: 'read', text, mediaType, url }, signal).catch(stopped)
    return [...named, ...(page?.clues ?? [])]
  }

  async #tryFile(
    page: string,
    clue: Clue & { readonly url: string },
  ): Promise<{ found?: FoundDescription; more: readonly Clue[] }> {
    const { url, how, kind } = clue
    if (!page.startsWith('file:')) return { more: [] } // a page from the web names no file of this machine
    const path = fileURLToPath(url)
    if (!path.startsWith(dirname(fileURLToPath(page)) + sep)) {
      this.#propose(page, path, how)
      return { more: [] }
    }
    const text = await readDocument(path, largest).catch(() => undefined) // not there: no clue
    if (text === undefined) return { more: [] }
    const seen = await this.#options.runner
      .run({ do: 'recognise', text, url, clues: kind === 'ask', ...contextOf(clue) }, this.#options.signal)
      .catch(stopped)
    if (seen?.openapi !== undefined) return { found: { kind: 'file', path, how, page }, more: [] }
    return { more: seen?.clues ?? [] }
  }

  async #ask(url: string, onBlocked: () => void): Promise<FetchedText | undefined> {
    const { door, signal, turn, auth } = this.#options
    this.#probes += 1
    try {
      await turn(url)
      const answer = await door.fetch(url, {
        signal,
        maxBytes: largest,
        auth,
        accept: 'application/json, application/yaml;q=0.9, */*;q=0.5',
      })
      this.#failures = 0
      return answer.status >= 200 && answer.status < 300 ? answer : undefined
    } catch (thrown) {
      if (signal.aborted) throw thrown
      const { code } = CustomApiError.from(thrown)
      if (code === 'host.blocked') onBlocked() // a redirect to another origin
      if (['upstream.unreachable', 'upstream.timeout'].includes(code)) this.#failures += 1
      return undefined // nothing there: the next clue
    }
  }

  #propose(page: string, place: string, how: string): void {
    if (this.#proposed.size >= 5) return
    const says =
      how === framed
        ? `shows ${place} (${how}), which nobody here was told to trust: name it in "documentation" if you do`
        : `names a description at ${place} (${how}), which nobody here was told to trust: set it as "openapi" if you do`
    this.#proposed.set(place, { at: page, says, level: 'warning' })
  }
}

const contextOf = (clue: Clue): { base?: string; page?: string } => ({
  ...(clue.kind === 'ask' && clue.base !== undefined ? { base: clue.base } : {}),
  ...(clue.kind === 'ask' && clue.page !== undefined ? { page: clue.page } : {}),
})

/** What cannot be read is no description; the end of the program is one. */
function stopped(thrown: unknown): undefined {
  if (CustomApiError.from(thrown).code === 'cancelled') throw thrown
  return undefined
}

function placeOf(page: string) {
  return page.startsWith('file:')
    ? ({ kind: 'file', path: fileURLToPath(page) } as const)
    : ({ kind: 'url', url: page } as const)
}
