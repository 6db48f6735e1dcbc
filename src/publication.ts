import { setTimeout as delay } from 'node:timers/promises'
import { watchConfig, type ApiConfig, type Config } from './config/index.ts'
import { CustomApiError, type Log } from './core/index.ts'
import { documentStamp } from './docs/index.ts'
import { warmHttp } from './http/index.ts'
import { loadApi, loadingApi, type ApiParts, type LoadedApi } from './load-api.ts'
import type { PublishedToolbox } from './tools/index.ts'
import { watchFiles } from './watch-files.ts'

export interface PublicationOptions {
  readonly parts: ApiParts
  readonly toolbox: PublishedToolbox
  readonly log: Log
  /** Whether the config file and the descriptions are followed. */
  readonly watch: boolean
  /** Whether the log says why a description did not load. */
  readonly tellProblems: boolean
  readonly signal: AbortSignal
  /** Told of every change of the config file, before it is loaded. */
  readonly onConfig?: ((next: Config) => void) | undefined
}

/** What is published, kept up with the config file and the descriptions. */
export interface Publication {
  /** The config that is being loaded or is published. */
  readonly wanted: Config | undefined
  readonly loaded: readonly LoadedApi[]
  readonly isReady: boolean
  /** Loads one API anew, from what is cached, and publishes it. */
  renew(slug: string): void
  /**
   * One API of the first config by itself, for what a command asks of it; nothing is published. A description that was
   * read before is not asked for again.
   */
  alone(slug: string): Promise<LoadedApi | undefined>
  /** The first publication; starts it. */
  ready(): Promise<void>
  close(): Promise<void>
}

const patience = 5000 // milliseconds that the first list waits for slow descriptions
const longestCall = 310_000 // milliseconds; a call with progress ends after 300 s
const firstAgain = 15_000 // milliseconds; doubled each time
const refreshEvery = 3_600_000 // milliseconds; DESIGN.md §8

/** Loads the APIs of a config into the toolbox, and again when the file or a description changes. */
export function createPublication(first: Config | undefined, options: PublicationOptions): Publication {
  const { parts, toolbox, log, signal } = options
  let config = first
  let wanted = first // what is being loaded
  let loaded: readonly LoadedApi[] = []
  let loading: Promise<void> | undefined
  let stopWatching: (() => void) | undefined
  let stopFiles: (() => void) | undefined
  let refresh: NodeJS.Timeout | undefined
  let isReady = false
  let again: NodeJS.Timeout | undefined
  let failures = 0 // publications in a row with a description that did not load
  const told = new Map<string, string>() // what the log has said of each API
  let unasked = false // whether a description was served from the cache without asking for changes
  const retired = new Set<LoadedApi>()
  const apart: LoadedApi[] = []

  /** Calls in flight end on what they began with: what was replaced is closed when none can be left. */
  function retire(before: readonly LoadedApi[]): void {
    if (before.length === 0) return
    for (const it of before) retired.add(it)
    const timer = setTimeout(() => {
      for (const it of before) retired.delete(it)
      void Promise.allSettled(before.map((it) => it.close()))
    }, longestCall)
    timer.unref()
  }

  /** Whether the log has not said this of the API yet. */
  function isNews(slug: string, problem: string): boolean {
    if (!options.tellProblems || told.get(slug) === problem) return false
    told.set(slug, problem)
    return true
  }

  /** A description that did not load is tried again, sooner than at the hourly refresh. */
  function tryAgainLater(): void {
    clearTimeout(again)
    const lost = loaded.some(({ published }) => published.loadProblem !== undefined)
    failures = lost ? failures + 1 : 0
    if (!lost || !options.watch || signal.aborted) return
    again = setTimeout(() => reload(config, 'tried again', 'debug'), Math.min(refreshEvery, firstAgain * 2 ** failures))
    again.unref()
  }

  /** What the first call and the first search would wait for, done while nobody waits. */
  async function warmUp(): Promise<void> {
    const pause = () => delay(5, undefined, { ref: false, signal: signal })
    try {
      await pause()
      await warmHttp()
      await toolbox.prepare(pause)
    } catch (error) {
      if (!signal.aborted) log.error('warming up failed', { cause: error })
    }
  }

  async function publish(next: Config | undefined, fresh: readonly LoadedApi[]): Promise<void> {
    for (const { published } of fresh) {
      if (published.loadProblem === undefined) told.delete(published.slug)
      if (published.loadProblem !== undefined && isNews(published.slug, published.loadProblem))
        log.warn(`${published.slug}: ${published.loadProblem}`)
    }
    await toolbox.publish(
      fresh.map((it) => it.published),
      {
        toolsBudget: next?.tools.budget,
        resultsBudget: next?.results.budget,
        generic: next?.tools.generic,
        apps: next?.apps ?? [],
      },
    )
    const before = loaded.filter((it) => !fresh.includes(it))
    loaded = fresh
    config = next
    isReady = true
    if (options.watch) void warmUp()
    tryAgainLater()
    retire(before)
  }

  /**
   * Loads every API and publishes them together. A server does not wait for the slowest description: after a while it
   * publishes what is there, and the rest when it comes.
   */
  async function load(next: Config | undefined, prefer?: 'cache'): Promise<void> {
    wanted = next
    const apis = next?.apis ?? []
    if (options.watch) followFiles(next) // from before they are read: no change in between is missed
    const slots: (LoadedApi | undefined)[] = apis.map(() => undefined)
    const left = new Set<ApiConfig>() // one bad API never takes the others down
    const loadOne = async (api: ApiConfig, index: number): Promise<LoadedApi | undefined> => {
      try {
        slots[index] = await loadApi(api, parts, signal, { prefer, onUnasked: () => (unasked = true) })
      } catch (thrown) {
        const { code, message, cause } = CustomApiError.from(thrown)
        log.error(`${api.slug} is left out: ${code}: ${message}`, { cause })
        left.add(api)
      }
      return slots[index]
    }
    const all = Promise.all(apis.map(loadOne))
    await (options.watch ? Promise.race([all, delay(patience, undefined, { ref: false })]) : all)
    if (signal.aborted) return // the program ends while it loads
    const coming = apis.filter((api, index) => slots[index] === undefined && !left.has(api))
    const standIns = await Promise.all(coming.map((api) => loadingApi(api, parts)))
    await publish(next, [...slots.filter((it) => it !== undefined), ...standIns])
    if (coming.length > 0) void publishLate(next, all)
  }

  async function publishLate(
    next: Config | undefined,
    all: Promise<readonly (LoadedApi | undefined)[]>,
  ): Promise<void> {
    try {
      const fresh = (await all).filter((it) => it !== undefined)
      if (!signal.aborted && wanted === next) await publish(next, fresh)
    } catch (error) {
      log.error('loading the slow descriptions failed', { cause: error })
    }
  }

  function ready(): Promise<void> {
    if (loading === undefined) {
      loading = load(config, options.watch ? 'cache' : undefined)
      if (options.watch) startWatching()
    }
    return loading
  }

  function reload(next: Config | undefined, why: string, level: 'info' | 'debug' = 'info'): void {
    loading = (loading ?? Promise.resolve())
      .then(() => load(next))
      .then(
        () => log[level](`${why}: ${loaded.length} API${loaded.length === 1 ? '' : 's'} published`),
        (error: unknown) => log.error(`${why} failed; the last good state stays`, { cause: error }),
      )
  }

  function renew(slug: string): void {
    const again = async (): Promise<void> => {
      const api = wanted?.apis.find((it) => it.slug === slug)
      if (api === undefined || signal.aborted) return
      const fresh = await loadApi(api, parts, signal, { prefer: 'cache' })
      await publish(
        wanted,
        loaded.map((it) => (it.published.slug === slug ? fresh : it)),
      )
    }
    loading = (loading ?? Promise.resolve())
      .then(again)
      .catch((error: unknown) => log.error(`${slug}: publishing what is new failed`, { cause: error }))
  }

  /** Descriptions, overlays and documentation that are files of this machine. */
  function followFiles(next: Config | undefined): void {
    stopFiles?.()
    if (signal.aborted) return
    const files = (next?.apis ?? []).flatMap(({ openapi, overlays }) => [
      ...(openapi?.kind === 'file' ? [openapi.path] : []),
      ...overlays,
    ])
    const documents = (next?.apis ?? []).flatMap(({ documentation }) =>
      documentation.flatMap((source) => (source.kind === 'file' ? [source.path] : [])),
    )
    const stops = [
      watchFiles(files, () => reload(config, 'a description changed')),
      watchFiles(documents, () => reload(config, 'documentation changed', 'debug'), {
        stampOf: documentStamp,
        every: 3_000,
      }),
    ]
    stopFiles = () => stops.forEach((stop) => stop())
  }

  function startWatching(): void {
    if (config !== undefined) {
      stopWatching = watchConfig(
        config,
        (next) => {
          options.onConfig?.(next)
          reload(next, 'config changed')
        },
        log,
      )
    }
    refresh = setInterval(() => reload(config, 'hourly refresh', 'debug'), refreshEvery)
    refresh.unref()
    // Descriptions from URLs that were served from the cache at first are brought up to date now.
    void loading?.then(
      () => (unasked && !signal.aborted ? reload(config, 'revalidated', 'debug') : undefined),
      () => undefined, // told where the loading was asked for
    )
  }

  return {
    get wanted() {
      return wanted
    },
    get loaded() {
      return loaded
    },
    get isReady() {
      return isReady
    },
    ready,
    renew,
    async alone(slug) {
      const api = config?.apis.find((it) => it.slug === slug)
      if (api === undefined) return undefined
      const one = await loadApi(api, parts, signal, { prefer: 'cache' })
      apart.push(one)
      if (one.published.loadProblem !== undefined) log.warn(`${slug}: ${one.published.loadProblem}`)
      return one
    },
    async close(): Promise<void> {
      stopWatching?.()
      stopFiles?.()
      clearInterval(refresh)
      clearTimeout(again)
      await Promise.allSettled([...loaded, ...retired, ...apart].map((it) => it.close()))
    },
  }
}
