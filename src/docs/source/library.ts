import { setTimeout as delay } from 'node:timers/promises'
import { CustomApiError, type Log } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { DocumentHead, DocumentPage, Documents } from '../documents.ts'
import { namePages } from '../page-names.ts'
import { readParts } from '../page-text.ts'
import { createRunner, type Runner } from '../runner.ts'
import { collect, entryOf } from './collect.ts'
import { digestOf } from './crawl-site.ts'
import { createPageDoor, type Reach } from './fetch.ts'
import type { Collection, DocumentationSource, FoundDescription, KeptPage } from './model.ts'
import { createShelf, type ShelfIndex } from './shelf.ts'

export interface LibraryOptions {
  readonly store: () => Promise<Store>
  readonly log: Log
  /** The worker that reads pages; without it they are read on the main thread. */
  readonly worker?: URL | undefined
  /** Tells one version of the reader from another. */
  readonly version: string
}

/** The documentation of one API, as it is configured. */
export interface Wish {
  readonly slug: string
  /** What the API is called. */
  readonly title: string
  readonly sources: readonly DocumentationSource[]
  /** Whether a description is looked for. */
  readonly describe: boolean
  readonly reach: Reach
}

/**
 * `never`: what is there; `later`: the same, and what is missing or out of date is read in the background; `soon`: a few
 * seconds for the first reading; `done`: until that was read.
 */
export type Patience = 'never' | 'later' | 'soon' | 'done'

export interface OpenOptions {
  readonly wait: Patience
  /** Age in milliseconds from which sources on the web are asked again; a day unless told. */
  readonly maxAge?: number | undefined
  readonly signal: AbortSignal
  /** A line for people, now and then. */
  readonly told?: ((says: string) => void) | undefined
}

/** The documentation of all APIs: from the store at once, from its sources in the background. */
export interface Library {
  /** Never throws for what a source did: that is in the notes. @throws CustomApiError `cancelled` */
  open(wish: Wish, options: OpenOptions): Promise<Documents>
  /** Called with the slug of an API whose documentation changed after `open` had answered. */
  onChange(listener: (slug: string) => void): () => void
  close(): Promise<void>
}

const day = 24 * 3_600_000
const hour = 3_600_000
const soon = 4_000
/** How often a server looks whether another process has read something anew. */
const lookEvery = 2_000

export function createLibrary(options: LibraryOptions): Library {
  return new Shelves(options)
}

interface Volume {
  readonly slug: string
  documents: Documents | undefined
  index: ShelfIndex | undefined
  /** Of the shelf, when `index` was taken from it or put there. */
  stamp: string | undefined
  reading: Promise<void> | undefined
  /** The digest of what was given to somebody last. */
  served: string | undefined
}

class Shelves implements Library {
  readonly #options: LibraryOptions
  readonly #runner: Runner
  readonly #shelf: ReturnType<typeof createShelf>
  readonly #volumes = new Map<string, Volume>()
  readonly #listeners = new Set<(slug: string) => void>()
  readonly #stop = new AbortController()
  #looking: NodeJS.Timeout | undefined

  constructor(options: LibraryOptions) {
    this.#options = options
    this.#runner = createRunner(options.worker)
    this.#shelf = createShelf(options.store, options.log)
  }

  async open(wish: Wish, { wait, maxAge = day, signal, told }: OpenOptions): Promise<Documents> {
    const id = idOf(wish)
    const volume = await this.#volume(wish, id)
    if (this.#isDue(wish, volume, wait, maxAge)) {
      const reading = (volume.reading ??= this.#read(wish, id, volume, told).finally(
        () => (volume.reading = undefined),
      ))
      reading.catch(() => undefined) // told where it is waited for, and in the log
      const first = volume.documents === undefined
      if (wait === 'done') await orAborted(reading, signal)
      if (wait === 'soon' && first) await Promise.race([reading, delay(soon, undefined, { ref: false })])
    }
    const documents = volume.documents ?? emptyOf(wish.slug, volume.reading !== undefined)
    volume.served = documents.digest
    return documents
  }

  onChange(listener: (slug: string) => void): () => void {
    this.#listeners.add(listener)
    this.#looking ??= setInterval(() => void this.#look(), lookEvery).unref()
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    clearInterval(this.#looking)
    this.#stop.abort(new CustomApiError('cancelled', 'the server is stopping'))
    await Promise.allSettled([...this.#volumes.values()].map(async (volume) => volume.reading))
    await this.#runner.close()
  }

  async #volume(wish: Wish, id: string): Promise<Volume> {
    const known = this.#volumes.get(id)
    if (known !== undefined) return known
    const stamp = await this.#shelf.stamp(id)
    const index = await this.#shelf.index(id)
    const fresh: Volume = { slug: wish.slug, documents: undefined, index, stamp, reading: undefined, served: undefined }
    const volume = this.#volumes.get(id) ?? fresh
    if (index !== undefined) volume.documents ??= this.#bind(wish.slug, id, index)
    this.#volumes.set(id, volume)
    return volume
  }

  /** Takes over what another process (`docs refresh`) has read. */
  async #look(): Promise<void> {
    for (const [id, volume] of this.#volumes) {
      if (volume.reading !== undefined || volume.index === undefined) continue
      const stamp = await this.#shelf.stamp(id)
      if (stamp === undefined || stamp === volume.stamp || volume.reading !== undefined) continue
      const index = await this.#shelf.index(id)
      if (index === undefined || volume.reading !== undefined) continue
      Object.assign(volume, { stamp, index, documents: this.#bind(volume.slug, id, index) })
      this.#changed(volume.slug, volume)
    }
  }

  #isDue({ sources }: Wish, { index }: Volume, wait: Patience, maxAge: number): boolean {
    if (index === undefined) return wait !== 'never'
    const age = Date.now() - index.readAt
    if (sources.some((source) => source.kind === 'file') && wait !== 'never') return true
    const nothing = index.heads.length === 0 && index.found === undefined
    const failed = !index.complete && (nothing ? age > 10_000 : Number.isFinite(maxAge) && age > hour)
    const isOld = age > maxAge || failed || index.reader !== this.#options.version
    return isOld && wait !== 'never'
  }

  async #read(wish: Wish, id: string, volume: Volume, told: OpenOptions['told']): Promise<void> {
    const { log, version } = this.#options
    const door = createPageDoor(wish.reach)
    try {
      const { index } = volume
      const kept = index === undefined ? undefined : await this.#shelf.pages(id)
      const before =
        index === undefined || kept === undefined
          ? undefined
          : { ...index, pages: index.reader === version ? kept : kept.map(forget) }
      const collection = await collect(wish.sources, {
        door,
        runner: this.#runner,
        signal: this.#stop.signal,
        before,
        describe: wish.describe,
        title: wish.title,
        told: (says) => (told === undefined ? log.debug(`${wish.slug}: ${says}`) : told(says)),
        onFound: (found) => this.#foundEarly(wish.slug, volume, found),
      })
      await this.#replace(wish.slug, id, volume, collection)
    } catch (thrown) {
      const error = CustomApiError.from(thrown)
      if (error.code === 'internal') log.error(`${wish.slug}: reading the documentation failed`, { cause: error.cause })
      throw error
    } finally {
      await door.close()
    }
  }

  /** A description can be used while the pages are still being read. */
  #foundEarly(slug: string, volume: Volume, found: FoundDescription): void {
    if (volume.index !== undefined) return
    volume.documents = { ...emptyOf(slug, true), found, digest: digestOf(JSON.stringify(found)) }
    this.#changed(slug, volume)
  }

  async #replace(slug: string, id: string, volume: Volume, collection: Collection): Promise<void> {
    const { pages, ...rest } = collection
    const heads = headsOf(pages)
    const contents = pages.map(({ url, digest }) => [url, digest])
    const told = rest.found?.kind === 'text' ? { ...rest.found, text: digestOf(rest.found.text) } : rest.found
    const digest = digestOf(JSON.stringify([contents, heads, told, rest.inferred?.digest, rest.notes]))
    const index: ShelfIndex = { ...rest, heads, digest, reader: this.#options.version }
    await this.#shelf.put(slug, id, index, pages)
    volume.index = index
    volume.stamp = await this.#shelf.stamp(id)
    volume.documents = this.#bind(slug, id, index, pages)
    this.#changed(slug, volume)
  }

  #changed(slug: string, { documents, served }: Volume): void {
    if (served === undefined || served === documents?.digest) return
    for (const listener of this.#listeners) listener(slug)
  }

  /** `pages`: where they are at hand; else they are read from the store when they are asked for. */
  #bind(slug: string, id: string, index: ShelfIndex, pages?: readonly KeptPage[]): Documents {
    const { heads, notes, found, inferred, readAt, digest } = index
    let loading: Promise<readonly DocumentPage[]> | undefined
    let atHand = pages
    const load = async (): Promise<readonly DocumentPage[]> => {
      const kept = atHand ?? (await this.#shelf.pages(id))
      atHand = undefined
      return toPages(heads, kept)
    }
    return {
      slug,
      pages: heads,
      notes,
      found,
      inferred,
      reading: false,
      readAt,
      digest,
      load: () => (loading ??= load()),
    }
  }
}

const idOf = ({ slug, sources, describe }: Wish): string =>
  digestOf(JSON.stringify([slug, describe, sources.map(sourceKey)]))

const sourceKey = (source: DocumentationSource): unknown =>
  source.kind === 'file' ? ['file', source.path] : ['url', entryOf(source), source.auth, source.pages, source.depth]

/** A page that another version of the reader read: fetched and read anew. */
const forget = (page: KeptPage): KeptPage => ({ ...page, etag: undefined, lastModified: undefined, digest: '' })

function emptyOf(slug: string, reading: boolean): Documents {
  return {
    slug,
    pages: [],
    notes: [],
    found: undefined,
    inferred: undefined,
    reading,
    readAt: undefined,
    digest: '',
    load: async () => [],
  }
}

function headsOf(pages: readonly KeptPage[]): DocumentHead[] {
  const names = namePages(pages.map((page) => page.url))
  return pages.map(({ url, aliases, head, digest }) => {
    const name = names.get(url) ?? 'index'
    return { name, title: head.title || name, url, aliases, sections: head.sections, digest }
  })
}

async function toPages(heads: readonly DocumentHead[], kept: readonly KeptPage[]): Promise<DocumentPage[]> {
  const byUrl = new Map(kept.map((page) => [page.url, page]))
  const pages: DocumentPage[] = []
  for (const head of heads) {
    const page = byUrl.get(head.url)
    if (page === undefined) continue
    const { language, links } = page.head
    pages.push({ ...head, language, parts: await readParts(page.text), links })
  }
  return pages
}

async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, fail) => {
    stop = () => fail(new CustomApiError('cancelled', 'reading the documentation was cancelled'))
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
