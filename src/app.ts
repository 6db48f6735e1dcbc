import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createCatalog, type Description, type FetchText, type Problem } from './catalog/index.ts'
import type { ApiReport, App, HttpFlags, HttpServing } from './cli/index.ts'
import { serverToken, watchConfig, type ApiConfig, type Config, type Folders } from './config/index.ts'
import { CustomApiError, type Caller, type Log, type Redactor, type Secret } from './core/index.ts'
import { createDoor, fetchText, hostPort, warmHttp } from './http/index.ts'
import { loadApi, loadingApi, type ApiParts, type LoadedApi } from './load-api.ts'
import { createMcpHttp, serveStdio } from './mcp/index.ts'
import { createFetched, openStore, type Store } from './store/index.ts'
import { createToolbox } from './tools/index.ts'

export interface AppOptions {
  readonly log: Log
  readonly redactor: Redactor
  readonly caller: Caller
  readonly watch: boolean
  readonly folders: Folders
  readonly version: string
  /** Whether the log says why a description did not load. Default true. */
  readonly tellProblems?: boolean | undefined
  /** The worker that parses descriptions; without it they are parsed on the main thread. */
  readonly ingestWorker?: URL | undefined
}

const describe = { timeouts: { connect: 20, response: 60, total: 120 }, maxBytes: 64 * 1024 * 1024 }
const patience = 5000 // milliseconds that the first list waits for slow descriptions
const longestCall = 310_000 // milliseconds; a call with progress ends after 300 s
const firstAgain = 15_000 // milliseconds; doubled each time
const refreshEvery = 3_600_000 // milliseconds; DESIGN.md §8
const defaults = { toolsBudget: 6000, resultsBudget: 8000, generic: true as const }

/** Fetches texts of descriptions: only from origins the operator wrote, private addresses only there. */
function descriptionFetcher(
  apis: () => readonly ApiConfig[],
  log: Log,
  ownListeners: () => ReadonlySet<string>,
): FetchText {
  return async (url, conditional, signal) => {
    const rows = apis().flatMap(({ openapi, allowInsecureHttp }) =>
      openapi?.kind === 'url' ? [{ at: new URL(openapi.url), allowInsecureHttp }] : [],
    )
    const { origin } = new URL(url)
    const door = createDoor({
      name: 'descriptions',
      policy: {
        origins: new Set(rows.map(({ at }) => at.origin)),
        privateConsent: new Set(rows.map(({ at }) => hostPort(at))),
        allowInsecureHttp: rows.some((row) => row.at.origin === origin && row.allowInsecureHttp),
      },
      timeouts: describe.timeouts,
      log,
      ownListeners,
    })
    try {
      return await fetchText(door, url, { conditional, signal, maxBytes: describe.maxBytes })
    } finally {
      await door.close()
    }
  }
}

/** Every operation built once, for the problems that only building shows. */
async function operationProblems(description: Description): Promise<readonly Problem[]> {
  const found: Problem[] = []
  for (const row of description.rows) {
    try {
      found.push(...(await description.operation(row.key)).problems)
    } catch (thrown) {
      found.push({ at: row.at, says: CustomApiError.from(thrown).message, level: 'error' })
    }
  }
  return found
}

/**
 * Wires the rooms: config → descriptions → toolbox → surfaces. Knows everyone and decides nothing.
 *
 * Nothing is loaded before `ready()` or the first question to the toolbox's lists; `initialize` is answered meanwhile.
 */
export function createApp(first: Config | undefined, options: AppOptions): App {
  const { log, redactor, caller, folders } = options
  const listeners = new Set<string>()
  const ownListeners = () => listeners
  const stop = new AbortController()
  setMaxListeners(0, stop.signal) // one listener for every description that is being loaded
  let config = first
  let wanted = first // what is being loaded
  let loaded: readonly LoadedApi[] = []
  let loading: Promise<void> | undefined
  let stopWatching: (() => void) | undefined
  let refresh: NodeJS.Timeout | undefined
  let isReady = false
  let again: NodeJS.Timeout | undefined
  let failures = 0 // publications in a row with a description that did not load
  const told = new Map<string, string>() // what the log has said of each API
  let unasked = false // whether a description was served from the cache without asking for changes
  const retired = new Set<LoadedApi>()

  let store: Promise<Store> | undefined
  const openedStore = (): Promise<Store> =>
    (store ??= openStore({ url: `file:${config?.storage.file ?? join(folders.data, 'data.db')}`, log }))
  const fetched = createFetched(openedStore, log)

  const toolbox = createToolbox({
    log,
    redactor,
    toolsBudget: config?.tools.budget ?? defaults.toolsBudget,
    resultsBudget: config?.results.budget ?? defaults.resultsBudget,
    generic: config?.tools.generic ?? defaults.generic,
    expected: config?.apis.map(({ slug, environments }) => ({ slug, environments: environments.map((it) => it.name) })),
  })

  const userAgent = `custom-api-mcp/${options.version}`
  const catalog = createCatalog({
    cacheFolder: folders.cache,
    log,
    fetched,
    worker: options.ingestWorker,
    fetchText: descriptionFetcher(() => wanted?.apis ?? [], log, ownListeners),
  })
  const parts: ApiParts = { catalog, redactor, log, userAgent, ownListeners }

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
    if (options.tellProblems === false || told.get(slug) === problem) return false
    told.set(slug, problem)
    return true
  }

  /** A description that did not load is tried again, sooner than at the hourly refresh. */
  function tryAgainLater(): void {
    clearTimeout(again)
    const lost = loaded.some(({ published }) => published.loadProblem !== undefined)
    failures = lost ? failures + 1 : 0
    if (!lost || !options.watch || stop.signal.aborted) return
    again = setTimeout(() => reload(config, 'tried again', 'debug'), Math.min(refreshEvery, firstAgain * 2 ** failures))
    again.unref()
  }

  /** What the first call and the first search would wait for, done while nobody waits. */
  async function warmUp(): Promise<void> {
    const pause = () => delay(5, undefined, { ref: false, signal: stop.signal })
    try {
      await pause()
      await warmHttp()
      await toolbox.prepare(pause)
    } catch (error) {
      if (!stop.signal.aborted) log.error('warming up failed', { cause: error })
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
      { toolsBudget: next?.tools.budget, resultsBudget: next?.results.budget, generic: next?.tools.generic },
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
    const slots: (LoadedApi | undefined)[] = apis.map(() => undefined)
    const loadOne = async (api: ApiConfig, index: number): Promise<LoadedApi> => {
      const one = await loadApi(api, parts, stop.signal, { prefer, onUnasked: () => (unasked = true) })
      slots[index] = one
      return one
    }
    const all = Promise.all(apis.map(loadOne))
    await (options.watch ? Promise.race([all, delay(patience, undefined, { ref: false })]) : all)
    if (stop.signal.aborted) return // the program ends while it loads
    const late = slots.includes(undefined)
    const standIns = await Promise.all(apis.map(async (api, index) => slots[index] ?? loadingApi(api, parts)))
    await publish(next, standIns)
    if (late) void publishLate(next, all)
  }

  async function publishLate(next: Config | undefined, all: Promise<readonly LoadedApi[]>): Promise<void> {
    try {
      const fresh = await all
      if (!stop.signal.aborted && wanted === next) await publish(next, fresh)
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

  function startWatching(): void {
    if (config !== undefined) {
      stopWatching = watchConfig(config, (next) => reload(next, 'config changed'), log)
    }
    refresh = setInterval(() => reload(config, 'hourly refresh', 'debug'), refreshEvery)
    refresh.unref()
    // Descriptions from URLs that were served from the cache at first are brought up to date now.
    void loading?.then(
      () => (unasked && !stop.signal.aborted ? reload(config, 'revalidated', 'debug') : undefined),
      () => undefined, // told where the loading was asked for
    )
  }

  async function report(depth: 'index' | 'operations' = 'index'): Promise<readonly ApiReport[]> {
    await ready()
    const offered = await toolbox.offered(caller)
    const reports = loaded.map(async ({ published: { slug, name, description, loadProblem } }) => ({
      name,
      slug,
      operations: description?.rows.length ?? 0,
      published: offered.get(slug) ?? 0,
      documents: 0,
      problems: [
        ...(description?.problems ?? []),
        ...(depth === 'operations' && description !== undefined ? await operationProblems(description) : []),
      ],
      loadProblem,
      source: description?.source,
      openapi: description?.info.openapi,
    }))
    return Promise.all(reports)
  }

  async function httpToken(insecure: boolean): Promise<{ token?: Secret; file?: string }> {
    if (insecure) return {}
    const given = serverToken()
    if (given !== undefined) return { token: given }
    const { localToken } = await import('./server/index.ts')
    return localToken(folders.data)
  }

  async function serveHttp(flags: HttpFlags): Promise<HttpServing> {
    const { token, file } = await httpToken(flags.insecureNoToken)
    if (token !== undefined) redactor.add(token)
    const mcp = createMcpHttp({ toolbox, callerOf: () => ({ ...caller, via: 'http' }), log, version: options.version })
    const { startHttp } = await import('./server/index.ts') // what stdio never needs
    const service = await startHttp({
      host: flags.host ?? config?.server.host ?? '127.0.0.1',
      port: flags.port ?? config?.server.port ?? 8321,
      publicUrl: config?.server.publicUrl,
      allowedHosts: config?.server.allowedHosts ?? [],
      allowedOrigins: config?.server.allowedOrigins ?? [],
      token,
      insecureNoToken: flags.insecureNoToken,
      mcp,
      log,
      ready: () => isReady,
    })
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) listeners.add(`${host}:${service.port}`)
    const outside = config?.server.publicUrl?.replace(/\/+$/, '') ?? service.url
    return { url: service.url, mcpUrl: `${outside}/mcp`, token, tokenFile: file, close: () => service.close() }
  }

  return {
    toolbox,
    redactor,
    log,
    ready,
    report,
    serveHttp,
    async serveStdio(): Promise<void> {
      // Whoever lists or calls waits for this; a failure is told there and in the log.
      const afterGreeting = (): void => {
        ready().catch((error: unknown) => log.error('loading failed', { cause: error }))
      }
      const service = serveStdio({ toolbox, caller, log, version: options.version, afterGreeting })
      stop.signal.addEventListener('abort', () => void service.close())
      await service.closed
    },
    async close(): Promise<void> {
      stop.abort(new CustomApiError('cancelled', 'the server is stopping'))
      stopWatching?.()
      clearInterval(refresh)
      clearTimeout(again)
      await Promise.allSettled([...[...loaded, ...retired].map((it) => it.close()), catalog.close()])
      if (store !== undefined) await store.then((it) => it.close()).catch(() => undefined) // it said so when it failed to open
    },
  }
}
