import { setMaxListeners } from 'node:events'
import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CustomApiError } from '../../core/index.ts'
import type { Runner } from '../runner.ts'
import { crawlSite, digestOf } from './crawl-site.ts'
import { Describer } from './describe.ts'
import type { PageDoor } from './fetch.ts'
import { listDocuments, readDocument, type LocalFile } from './files.ts'
import { limits } from './limits.ts'
import type {
  Collection,
  DocumentationSource,
  FoundDescription,
  InferredDescription,
  KeptPage,
  Note,
  Place,
} from './model.ts'
import { createTurns } from './turns.ts'

export interface CollectOptions {
  readonly door: PageDoor
  readonly runner: Runner
  readonly signal: AbortSignal
  /** What was known before: unchanged pages are not read again, and serve where a site fails. */
  readonly before: Collection | undefined
  /** Whether a description is looked for; not where one is configured. */
  readonly describe: boolean
  /** What an inferred description is called. */
  readonly title: string
  /** A line for people. */
  readonly told: (says: string) => void
  /** Called once, as soon as a description was found. */
  readonly onFound?: ((found: FoundDescription) => void) | undefined
}

/** Reads all documentation of one API. Faults cost the page or the row that they are of, and become notes. */
export async function collect(sources: readonly DocumentationSource[], options: CollectOptions): Promise<Collection> {
  return new Collecting(options).run(sources)
}

class Collecting {
  readonly #options: CollectOptions
  readonly #turn: (url: string, pause?: number) => Promise<void>
  readonly #pages: KeptPage[] = []
  readonly #notes: Note[] = []
  #found: FoundDescription | undefined
  #complete = true

  constructor(options: CollectOptions) {
    this.#options = options
    this.#turn = createTurns(options.signal)
    setMaxListeners(0, options.signal)
  }

  async run(sources: readonly DocumentationSource[]): Promise<Collection> {
    const { before, describe, signal } = this.#options
    for (const source of sources) {
      const describer = this.#describer(source)
      await (source.kind === 'file' ? this.#folder(source.path, describer) : this.#site(source, describer))
      for (const page of this.#pages.filter((it) => it.entry === entryOf(source)))
        if (this.#looks()) this.#take(await describer.follow(page.url, page.clues))
      if (this.#found === undefined) this.#notes.push(...describer.proposals)
    }
    for (const { url, head } of this.#pages)
      if (head.cut === true)
        this.#notes.push({
          at: url,
          says: 'is larger than what is read of a page: its end is missing',
          level: 'warning',
        })
    signal.throwIfAborted()
    const found = this.#found ?? (this.#complete || !describe ? undefined : before?.found)
    const inferred = describe && found === undefined ? await this.#infer() : undefined
    for (const { at, says } of inferred?.problems ?? []) this.#notes.push({ at, says, level: 'note' })
    return { pages: this.#pages, notes: this.#notes, found, inferred, complete: this.#complete, readAt: Date.now() }
  }

  /** Operations out of prose; those of before where no page has changed since. */
  async #infer(): Promise<InferredDescription | undefined> {
    const { before, runner, signal, title } = this.#options
    const pages = this.#pages.map(({ url, head, text }) => ({ url, head, text }))
    if (pages.length === 0) return undefined
    const same = before !== undefined && contentsOf(before.pages) === contentsOf(this.#pages)
    if (same && before.inferred !== undefined) return before.inferred
    try {
      const answer = await runner.run({ do: 'infer', pages, title }, signal)
      return { ...answer, at: placeOfAll(this.#pages, answer.baseUrl) }
    } catch (thrown) {
      this.#fault(this.#pages[0]?.url ?? '', thrown)
      return before?.inferred
    }
  }

  #looks(): boolean {
    return this.#options.describe && this.#found === undefined
  }

  #take(found: FoundDescription | undefined): void {
    if (found === undefined || this.#found !== undefined) return
    this.#found = found
    this.#options.onFound?.(found)
  }

  #describer(source: DocumentationSource): Describer {
    const { door, runner, signal } = this.#options
    const auth = source.kind === 'url' && source.auth
    return new Describer({ door, runner, signal, auth, turn: (url) => this.#turn(url, 100) })
  }

  async #site(source: DocumentationSource & { kind: 'url' }, describer: Describer): Promise<void> {
    const { door, runner, signal, describe, told, before } = this.#options
    const mine = before?.pages.filter((page) => page.entry === source.url) ?? []
    const { pages, notes, description, complete } = await crawlSite(source, {
      door,
      runner,
      signal,
      describe: true,
      before: mine,
      told,
      turn: this.#turn,
      onEntry: async (page, allows) => {
        if (!this.#looks()) return
        this.#take(await describer.follow(page.url, page.clues))
        if (this.#looks()) this.#take(await describer.guess(page.url, allows))
      },
    })
    if (description !== undefined) {
      if (describe) this.#take({ kind: 'url', url: description, how: 'the address itself', page: description })
      else
        this.#notes.push({
          at: description,
          says: 'is a description, and "openapi" names another: not used',
          level: 'warning',
        })
    }
    this.#pages.push(...pages)
    this.#notes.push(...notes)
    if (!complete) this.#stale(source.url, mine)
  }

  #stale(at: string, mine: readonly KeptPage[]): void {
    this.#complete = false
    const since = this.#options.before?.readAt
    if (mine.length === 0 || since === undefined) return
    this.#notes.push({ at, says: `what was read on ${new Date(since).toISOString()} is used`, level: 'warning' })
  }

  async #folder(path: string, describer: Describer): Promise<void> {
    try {
      const { files, more } = await listDocuments(path)
      if (more) this.#notes.push({ at: path, says: `only the first ${files.length} files were read`, level: 'warning' })
      for (const file of likeliestFirst(files)) {
        this.#options.signal.throwIfAborted()
        await this.#file(file, path, files.length === 1, describer)
      }
      const [file] = files
      if (file !== undefined && files.length === 1 && isIndex.test(file.path)) await this.#linked(file, path, describer)
    } catch (thrown) {
      this.#fault(path, thrown)
    }
  }

  /** The files beside an llms.txt, or below, that it lists. */
  async #linked({ path, url }: LocalFile, entry: string, describer: Describer): Promise<void> {
    const folder = dirname(path) + sep
    const links = this.#pages.find((page) => page.url === url)?.head.links ?? []
    const named = links.map(({ href }) => href.replace(/[?#].*$/s, '')).filter((href) => href.startsWith('file:///'))
    for (const href of [...new Set(named)].slice(0, limits.pages)) {
      this.#options.signal.throwIfAborted()
      const { files } = await listDocuments(fileURLToPath(href)).catch(() => ({ files: [] })) // not there
      const [file] = files
      if (file === undefined || files.length > 1 || !file.path.startsWith(folder)) continue
      if (!this.#pages.some((page) => page.url === file.url)) await this.#file(file, entry, false, describer)
    }
    const elsewhere = links.find(({ href }) => /^https?:/.test(href))
    if (elsewhere !== undefined)
      this.#notes.push({
        at: path,
        says: `lists pages on the web, such as ${elsewhere.href}: name its address as "documentation" to have them read`,
        level: 'warning',
      })
  }

  async #file(file: LocalFile, entry: string, alone: boolean, describer: Describer): Promise<void> {
    const { runner, signal, before, told } = this.#options
    const { path, url, stamp, mediaType, mayDescribe } = file
    const old = before?.pages.find((page) => page.url === url)
    if (old !== undefined && old.etag === stamp) return void this.#pages.push({ ...old, entry })
    try {
      const text = await readDocument(path, mayDescribe || alone ? 64 * 1024 * 1024 : undefined)
      if (mayDescribe || alone) {
        const seen = await runner.run({ do: 'recognise', text, url, clues: false }, signal)
        if (seen.openapi !== undefined) {
          if (this.#options.describe) this.#take({ kind: 'file', path, how: 'the file itself', page: path })
          return
        }
        if (/\.(?:json|ya?ml)$/i.test(path) && !alone) return // data of some kind
      }
      const answer = await runner.run({ do: 'read', text, mediaType, url }, signal)
      const kept = {
        url,
        aliases: [],
        entry,
        depth: 0,
        etag: stamp,
        lastModified: undefined,
        digest: digestOf(text),
        head: answer.head,
        text: answer.text,
        clues: answer.clues,
      }
      this.#pages.push(kept)
      told(`${path} read`)
      if (this.#looks()) this.#take(await describer.follow(url, answer.clues))
    } catch (thrown) {
      this.#fault(path, thrown)
    }
  }

  #fault(at: string, thrown: unknown): void {
    if (this.#options.signal.aborted) throw thrown
    const { code, message } = CustomApiError.from(thrown)
    if (code === 'internal') throw thrown
    this.#complete = false
    this.#notes.push({ at, says: `${code}: ${message}`, level: 'error' })
  }
}

const isIndex = /[\\/]llms(?:-full)?\.txt$/i

/** Tells whether pages are the same; without a digest they have to be read anew. */
const contentsOf = (pages: readonly KeptPage[]): string =>
  pages.map(({ url, digest }) => `${digest === '' ? Math.random() : digest} ${url}`).join('\n')

/**
 * The page whose word a base URL is, as one that binds nothing when in doubt: pages of another origin than the base URL
 * come first, pages from the web before files.
 */
function placeOfAll(pages: readonly KeptPage[], baseUrl: string | undefined): Place {
  const base = baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl).origin : undefined
  const web = pages.filter(({ url }) => !url.startsWith('file:'))
  const page = web.find(({ url }) => new URL(url).origin !== base) ?? web[0] ?? pages[0]
  const url = page?.url ?? 'about:blank'
  return url.startsWith('file:') ? { kind: 'file', path: fileURLToPath(url) } : { kind: 'url', url }
}

export const entryOf = (source: DocumentationSource): string => (source.kind === 'url' ? source.url : source.path)

/** Descriptions among the files come first, by their names. */
function likeliestFirst(files: readonly LocalFile[]): readonly LocalFile[] {
  const rank = ({ path }: LocalFile): number => (/(?:^|[\\/])(?:openapi|swagger)[^\\/]*$/i.test(path) ? 0 : 1)
  return files
    .map((file, at) => ({ file, at }))
    .sort((a, b) => rank(a.file) - rank(b.file) || a.at - b.at)
    .map(({ file }) => file)
}
