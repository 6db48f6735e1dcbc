import { dirname, resolve } from 'node:path'
import { CustomApiError, type Log } from '../core/index.ts'
import {
  bundlePath,
  hasSameOverlays,
  isFresh,
  openFile,
  openParts,
  ready,
  underWay,
  writeBundle,
  type Bundle,
  type Source,
  type Stamps,
} from './bundle/cache.ts'
import type { Head } from './bundle/format.ts'
import { LazyDescription } from './description.ts'
import { fetchLatest, type FetchText, type FetchedStore, type Latest } from './fetched.ts'
import { sha256 } from './digest.ts'
import { realEntry } from './ingest/files.ts'
import type { Job, JobResult } from './ingest/job.ts'
import { inlineRunner, WorkerRunner, type Runner } from './ingest/runner.ts'
import type { Description, Problem } from './model.ts'

export interface CatalogOptions {
  /** Where bundles are kept; `undefined`: in memory only. */
  readonly cacheFolder: string | undefined
  readonly log: Log
  /** The guarded way out. Which hosts it reaches is its own business; references are held to one origin here. */
  readonly fetchText: FetchText
  /** Last good copies of fetched texts. */
  readonly fetched?: FetchedStore | undefined
  /** JavaScript file of the ingest worker; `undefined`: descriptions are parsed in this thread. */
  readonly worker?: URL | undefined
}

export type DescriptionSource =
  | {
      readonly kind: 'file'
      readonly path: string
      /** References may reach this folder instead of the description's own. */
      readonly folder?: string | undefined
      readonly overlays?: readonly string[] | undefined
    }
  | {
      readonly kind: 'url'
      readonly url: string
      /** Overlay files (OpenAPI Overlay 1.0, 1.1), applied in order before operations are read. */
      readonly overlays?: readonly string[] | undefined
    }
  | TextSource

/** A description that is at hand as text: embedded in a page, or written down from one. */
export interface TextSource {
  readonly kind: 'text'
  readonly text: string
  readonly overlays?: readonly string[] | undefined
  /** The file or URL that it came out of: what its references and servers are relative to. */
  readonly at: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'url'; readonly url: string }
}

export interface LoadOptions {
  /** `cache`: a URL's bundle serves without asking the network; loading again without this brings it up to date. */
  readonly prefer?: 'cache' | undefined
  /** Called when a URL's bundle was served unasked. */
  readonly onUnasked?: (() => void) | undefined
}

export interface Catalog {
  /**
   * A description, ready to be read lazily; from its cached bundle when its files are unchanged.
   *
   * @throws CustomApiError `description.invalid` when it is none, cannot be read or is over the limits; `cancelled`;
   * what the way out threw when a URL cannot be reached and no copy of it is there
   */
  load(source: DescriptionSource, signal: AbortSignal, options?: LoadOptions): Promise<Description>
  close(): Promise<void>
}

/** Descriptions in, `Operation` out: the one place that reads OpenAPI documents. */
export function createCatalog(options: CatalogOptions): Catalog {
  return new LazyCatalog(options)
}

class LazyCatalog implements Catalog {
  readonly #options: CatalogOptions
  readonly #runner: Runner

  constructor(options: CatalogOptions) {
    this.#options = options
    this.#runner = options.worker ? new WorkerRunner(options.worker) : inlineRunner
  }

  load(source: DescriptionSource, signal: AbortSignal, options: LoadOptions = {}): Promise<Description> {
    if (source.kind === 'file') return this.#loadFile(source, signal)
    return source.kind === 'text' ? this.#loadText(source, signal) : this.#loadUrl(source, signal, options)
  }

  close(): Promise<void> {
    return this.#runner.close()
  }

  async #loadFile(source: DescriptionSource & { kind: 'file' }, signal: AbortSignal): Promise<Description> {
    const path = realEntry(resolve(source.path))
    const folder = source.folder === undefined ? dirname(path) : realEntry(resolve(source.folder))
    const overlays = overlaysOf(source)
    const name = named(`file\n${path}\n${folder}`, overlays)
    const job: Job = { source: { kind: 'file', path, folder }, overlays, cache: this.#cache(name) }
    const make = (): Promise<Source> => this.#ingest(job, signal, noFetch)
    const again = (): Promise<Source> => this.#ingest(job, laterSignal(), noFetch)
    const cached = await this.#freshFile(name)
    return this.#describe(cached ? ready(cached) : await make(), make, again)
  }

  async #freshFile(name: string): Promise<Bundle | undefined> {
    const bundle = this.#openCached(name)
    if (!bundle) return undefined
    const { fresh, stamps } = await isFresh(bundle.opened.head)
    if (fresh) return stamps ? this.#restamp(name, bundle, stamps) : bundle
    bundle.close()
    return undefined
  }

  /** The files are the same and only look newer: the bundle learns it, so that they are not hashed at every start. */
  #restamp(name: string, bundle: Bundle, stamps: Stamps): Bundle {
    const folder = this.#options.cacheFolder
    if (folder === undefined) return bundle
    try {
      const head: Head = { ...bundle.opened.head, ...stamps, made: Date.now() }
      const { index, table, body } = bundle.opened.raw()
      writeBundle(folder, bundlePath(folder, name), { head: Buffer.from(JSON.stringify(head)), index, table, body })
    } catch (cause) {
      this.#options.log.debug('the cached description keeps its old time stamps', { cause: String(cause) })
    }
    return bundle
  }

  async #loadText(source: TextSource, signal: AbortSignal): Promise<Description> {
    const { text, at } = source
    const overlays = overlaysOf(source)
    const place = at.kind === 'file' ? { kind: at.kind, path: resolve(at.path) } : at
    const name = named(`text\n${place.kind === 'file' ? place.path : place.url}`, overlays)
    const fetch = place.kind === 'file' ? noFetch : this.#fetchOne
    const job: Job = { source: { kind: 'text', text, at: place }, overlays, cache: this.#cache(name) }
    const make = (): Promise<Source> => this.#ingest(job, signal, (url) => fetch(url, signal))
    const again = (): Promise<Source> => this.#ingest(job, laterSignal(), (url) => fetch(url, laterSignal()))
    const cached = await this.#withSameOverlays(this.#openCached(name))
    const { files = [], missing = [] } = cached?.opened.head ?? {}
    if (cached && files.length === 1 && missing.length === 0 && files[0]?.digest === sha256(text))
      return this.#describe(ready(cached), make, again)
    cached?.close()
    return this.#describe(await make(), make, again)
  }

  readonly #fetchOne = async (url: string, signal: AbortSignal): Promise<string> =>
    (await fetchLatest(url, this.#options.fetchText, this.#options.fetched, signal)).copy.text

  async #loadUrl(
    source: DescriptionSource & { kind: 'url' },
    signal: AbortSignal,
    { prefer, onUnasked }: LoadOptions,
  ): Promise<Description> {
    const { url } = source
    const overlays = overlaysOf(source)
    const name = named(`url\n${url}`, overlays)
    const cached = await this.#withSameOverlays(this.#openCached(name))
    const texts = new Map<string, Promise<Latest>>()
    const latest = (at: string, until: AbortSignal): Promise<Latest> => {
      const known = texts.get(at)
      if (known) return known
      const fetching = fetchLatest(at, this.#options.fetchText, this.#options.fetched, until)
      texts.set(at, fetching)
      return fetching
    }
    const make = async (until: AbortSignal): Promise<Source> => {
      const { copy } = await latest(url, until)
      const job: Job = { source: { kind: 'url', url: copy.url, text: copy.text }, overlays, cache: this.#cache(name) }
      return this.#ingest(job, until, async (at) => (await latest(at, until)).copy.text)
    }
    const again = (): Promise<Source> => make(laterSignal())
    if (cached && prefer === 'cache') {
      onUnasked?.()
      return this.#describe(ready(cached), () => make(signal), again)
    }
    const warnings: Problem[] = []
    try {
      const stale = await this.#stale(cached, url, (at) => latest(at, signal), warnings)
      const source = stale || !cached ? await make(signal) : ready(cached)
      return await this.#describe(source, () => make(signal), again, warnings)
    } catch (fault) {
      if (!cached || signal.aborted) throw fault
      const says = `the cached description is used: ${fault instanceof Error ? fault.message : 'no answer'}`
      return this.#describe(ready(cached), () => make(signal), again, [{ at: '', says, level: 'warning' }])
    }
  }

  /** Overlays are files of this machine: what was made with others is no copy to fall back on. */
  async #withSameOverlays(bundle: Bundle | undefined): Promise<Bundle | undefined> {
    if (bundle === undefined || (await hasSameOverlays(bundle.opened.head))) return bundle
    bundle.close()
    return undefined
  }

  /** Whether any text behind a bundle has changed; texts that could not be had in a current version leave a warning. */
  async #stale(
    cached: Bundle | undefined,
    url: string,
    latest: (at: string) => Promise<Latest>,
    warnings: Problem[],
  ): Promise<boolean> {
    const root = await latest(url)
    if (root.stale !== undefined) warnings.push({ at: '', says: root.stale, level: 'warning' })
    const [main, ...others] = cached?.opened.head.files ?? []
    if (!main || main.uri !== root.copy.url || main.digest !== sha256(root.copy.text)) return true
    if (root.stale !== undefined) return false // nobody answers: the others are not asked one by one
    if ((cached?.opened.head.missing.length ?? 0) > 0) return true
    for (let start = 0; start < others.length; start += 8) {
      const some = others.slice(start, start + 8)
      const texts = await Promise.all(some.map((file) => latest(file.uri)))
      if (texts.some(({ copy }, index) => sha256(copy.text) !== some[index]?.digest)) return true
    }
    return false
  }

  async #ingest(job: Job, signal: AbortSignal, fetch: (url: string) => Promise<string>): Promise<Source> {
    const { overview, result } = await this.#runner.run(job, fetch, signal)
    return underWay(
      overview,
      result.then((made) => this.#open(made)),
    )
  }

  #open(made: JobResult): Bundle {
    if ('path' in made) return openFile(made.path)
    if (made.unwritten !== undefined)
      this.#options.log.warn('a description cannot be cached, so it is read anew at each start', {
        cause: made.unwritten,
      })
    return openParts(made.parts)
  }

  /** A description over a bundle; a bundle damaged in its index is made again first. */
  async #describe(
    source: Source,
    make: () => Promise<Source>,
    again: () => Promise<Source>,
    warnings: readonly Problem[] = [],
  ): Promise<Description> {
    const recover = async (digest: string): Promise<Source> => {
      this.#options.log.debug('a cached description is damaged and is built again')
      const rebuilt = await again()
      if (rebuilt.head.digest === digest) return rebuilt
      rebuilt.close()
      const hint = 'load it again'
      throw new CustomApiError('description.invalid', 'the description has changed since it was loaded', { hint })
    }
    try {
      return new LazyDescription(source, recover, warnings)
    } catch (damage) {
      this.#options.log.debug('a cached description is damaged and is built again', { cause: String(damage) })
      source.close()
      return new LazyDescription(await make(), recover, warnings)
    }
  }

  #cache(source: string): Job['cache'] {
    return this.#options.cacheFolder === undefined ? undefined : { folder: this.#options.cacheFolder, source }
  }

  #openCached(name: string): Bundle | undefined {
    if (this.#options.cacheFolder === undefined) return undefined
    try {
      return openFile(bundlePath(this.#options.cacheFolder, name))
    } catch {
      return undefined // none yet, or a damaged or older one: it is built anew
    }
  }
}

const overlaysOf = ({ overlays = [] }: DescriptionSource): readonly string[] => overlays.map((path) => resolve(path))

/** A description with other overlays is another one to the cache. */
const named = (source: string, overlays: readonly string[]): string =>
  overlays.length === 0 ? source : [source, 'overlays', ...overlays].join('\n')

async function noFetch(): Promise<string> {
  throw new CustomApiError('host.blocked', 'a description from a file reads nothing from the web')
}

/** Rebuilding later must not depend on the signal of the load that came first. */
function laterSignal(): AbortSignal {
  return AbortSignal.timeout(120_000)
}
