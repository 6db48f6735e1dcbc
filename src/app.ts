import { join } from 'node:path'
import { createCatalog } from './catalog/index.ts'
import type { ApiReport, App, HttpFlags, HttpServing } from './cli/index.ts'
import { serverToken, watchConfig, type ApiConfig, type Config, type Folders } from './config/index.ts'
import { CustomApiError, type Caller, type Log, type Redactor, type Secret } from './core/index.ts'
import { createDoor, fetchText, hostPort, type Conditional } from './http/index.ts'
import { loadApi, type ApiParts, type LoadedApi } from './load-api.ts'
import { createMcpHttp, serveStdio } from './mcp/index.ts'
import { localToken, startHttp } from './server/index.ts'
import { createFetched, openStore, type Store } from './store/index.ts'
import { createToolbox } from './tools/index.ts'

export interface AppOptions {
  readonly log: Log
  readonly redactor: Redactor
  readonly caller: Caller
  readonly watch: boolean
  readonly folders: Folders
  readonly version: string
  /** The worker that parses descriptions; without it they are parsed on the main thread. */
  readonly ingestWorker?: URL | undefined
}

const describe = { timeouts: { connect: 20, response: 60, total: 120 }, maxBytes: 64 * 1024 * 1024 }
const refreshEvery = 3_600_000 // milliseconds; DESIGN.md §8
const defaults = { toolsBudget: 6000, resultsBudget: 8000, generic: true as const }

/** Fetches a description's text through a door of its own: only the origin the operator wrote, private only there. */
function descriptionFetcher(api: ApiConfig | undefined, parts: { log: Log; ownListeners: () => ReadonlySet<string> }) {
  return async (url: string, conditional: Conditional, signal: AbortSignal) => {
    const target = new URL(url)
    const door = createDoor({
      name: 'descriptions',
      policy: {
        origins: new Set([target.origin]),
        privateConsent: new Set([hostPort(target)]),
        allowInsecureHttp: api?.allowInsecureHttp ?? false,
      },
      timeouts: describe.timeouts,
      log: parts.log,
      ownListeners: parts.ownListeners,
    })
    try {
      return await fetchText(door, url, { conditional, signal, maxBytes: describe.maxBytes })
    } finally {
      await door.close()
    }
  }
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
  let config = first
  let loaded: readonly LoadedApi[] = []
  let loading: Promise<void> | undefined
  let stopWatching: (() => void) | undefined
  let refresh: NodeJS.Timeout | undefined
  let isReady = false

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
  })

  const userAgent = `custom-api-mcp/${options.version}`
  const partsFor = (api: ApiConfig): ApiParts => ({
    catalog: createCatalog({
      cacheFolder: folders.cache,
      log,
      fetched,
      worker: options.ingestWorker,
      fetchText: descriptionFetcher(api, { log, ownListeners }),
    }),
    redactor,
    log,
    userAgent,
    ownListeners,
  })

  async function load(next: Config | undefined): Promise<void> {
    const fresh = await Promise.all((next?.apis ?? []).map((api) => loadApi(api, partsFor(api), stop.signal)))
    if (stop.signal.aborted) return // the program ends while it loads
    for (const { published } of fresh) {
      if (published.loadProblem !== undefined) log.warn(`${published.slug}: ${published.loadProblem}`)
    }
    await toolbox.publish(
      fresh.map((it) => it.published),
      { toolsBudget: next?.tools.budget, resultsBudget: next?.results.budget, generic: next?.tools.generic },
    )
    const before = loaded
    loaded = fresh
    config = next
    isReady = true
    // Calls in flight end on the doors they began with; closing waits for them.
    void Promise.allSettled(before.map((it) => it.close()))
  }

  function ready(): Promise<void> {
    if (loading === undefined) {
      loading = load(config)
      if (options.watch) startWatching()
    }
    return loading
  }

  function reload(next: Config | undefined, why: string): void {
    loading = (loading ?? Promise.resolve())
      .then(() => load(next))
      .then(
        () => log.info(`${why}: ${loaded.length} API${loaded.length === 1 ? '' : 's'} published`),
        (error: unknown) => log.error(`${why} failed; the last good state stays`, { cause: error }),
      )
  }

  function startWatching(): void {
    if (config !== undefined) {
      stopWatching = watchConfig({ path: config.path, how: config.how }, (next) => reload(next, 'config changed'), log)
    }
    refresh = setInterval(() => reload(config, 'hourly refresh'), refreshEvery)
    refresh.unref()
  }

  async function report(): Promise<readonly ApiReport[]> {
    await ready()
    const offered = await toolbox.offered(caller)
    return loaded.map(({ published: { slug, name, description, loadProblem } }) => ({
      name,
      slug,
      operations: description?.rows.length ?? 0,
      published: offered.get(slug) ?? 0,
      documents: 0,
      problems: description?.problems ?? [],
      loadProblem,
      source: description?.source,
      openapi: description?.info.openapi,
    }))
  }

  async function httpToken(insecure: boolean): Promise<{ token?: Secret; file?: string }> {
    if (insecure) return {}
    const given = serverToken()
    if (given !== undefined) return { token: given }
    return localToken(folders.data)
  }

  async function serveHttp(flags: HttpFlags): Promise<HttpServing> {
    const { token, file } = await httpToken(flags.insecureNoToken)
    if (token !== undefined) redactor.add(token)
    const mcp = createMcpHttp({ toolbox, callerOf: () => ({ ...caller, via: 'http' }), log, version: options.version })
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
    return { url: service.url, mcpUrl: `${service.url}/mcp`, token, tokenFile: file, close: () => service.close() }
  }

  return {
    toolbox,
    redactor,
    log,
    ready,
    report,
    serveHttp,
    async serveStdio(): Promise<void> {
      const service = serveStdio({ toolbox, caller, log, version: options.version })
      // Whoever lists or calls waits for this; a failure is told there and in the log.
      ready().catch((error: unknown) => log.error('loading failed', { cause: error }))
      stop.signal.addEventListener('abort', () => void service.close())
      await service.closed
    },
    async close(): Promise<void> {
      stop.abort(new CustomApiError('cancelled', 'the server is stopping'))
      stopWatching?.()
      clearInterval(refresh)
      await Promise.allSettled(loaded.map((it) => it.close()))
      if (store !== undefined) await store.then((it) => it.close()).catch(() => undefined) // it said so when it failed to open
    },
  }
}
