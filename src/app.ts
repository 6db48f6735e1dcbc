import { setMaxListeners } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createCatalog, type Description, type Problem } from './catalog/index.ts'
import type { ApiReport, App, HttpFlags, HttpServing } from './cli/index.ts'
import {
  childEnvironment,
  credentialSource,
  environmentVariable,
  serverToken,
  vaultKey,
  type Config,
  type Folders,
} from './config/index.ts'
import { createGate, createIssuer, createLiveIssuer, createTokens } from './access/index.ts'
import { CustomApiError, type Caller, type Log, type Redactor, type Secret } from './core/index.ts'
import { createLocalFiles, defaultFiles } from './files/index.ts'
import { createLibrary, foundText, problemsIn } from './docs/index.ts'
import { descriptionFetcher, type Fetching } from './fetching.ts'
import { issuerReader } from './issuer-reader.ts'
import { originsByConfig, partsByConfig } from './load-api.ts'
import { createMcpHttp, serveStdio } from './mcp/index.ts'
import { createHandles, createKeeper, createResumes, WorkerRunner } from './results/index.ts'
import { createFetched, openStore, type Store } from './store/index.ts'
import { createPublication } from './publication.ts'
import { createToolbox } from './tools/index.ts'
import { createReferences, createVault, findKeychain } from './vault/index.ts'

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
  /** The worker that reads documentation; without it that happens on the main thread. */
  readonly docsWorker?: URL | undefined
  /** As in the command line's contract. */
  readonly documents?: 'read' | 'refresh' | undefined
  /** The one API, by name or slug, that `documents` speaks of; all unless given. */
  readonly documentsOf?: string | undefined
  /** Told of every page that is read. */
  readonly onDocument?: ((says: string) => void) | undefined
  /** The worker that queries kept results; without it that happens on the main thread. */
  readonly queryWorker?: URL | undefined
}

const defaults = { toolsBudget: 6000, resultsBudget: 8000, generic: true as const }

/** The keys whose change is not taken up by a process that runs. */
function needsRestart(first: Config | undefined, next: Config): readonly string[] {
  const keys = ['host', 'port', 'publicUrl', 'allowedHosts', 'allowedOrigins'] as const
  const changed = keys.filter((key) => JSON.stringify(first?.server[key]) !== JSON.stringify(next.server[key]))
  const rows = changed.map((key) => `server.${key}`)
  return first?.storage.file === next.storage.file ? rows : [...rows, 'storage.url']
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
  let store: Promise<Store> | undefined
  const storeFile = first?.storage.file ?? join(folders.data, 'data.db')
  const openedStore = (): Promise<Store> => (store ??= openStore({ url: `file:${storeFile}`, log }))
  const fetched = createFetched(openedStore, log)

  const runner = options.queryWorker === undefined ? undefined : new WorkerRunner(options.queryWorker)
  const keeper = createKeeper(createHandles({ store: openedStore, log }), runner, createResumes(openedStore))
  const masterKey = vaultKey()
  if (masterKey !== undefined) redactor.add(masterKey)
  const vault = createVault({
    store: openedStore,
    exists: () => existsSync(storeFile),
    keys: {
      variable: () => masterKey?.reveal(),
      folder: folders.data,
      keychain: findKeychain,
      // On Linux it may be the kernel's, which forgets after days: there only where the operator moves the key to it.
      preferKeychain: process.platform === 'darwin' || process.platform === 'win32',
    },
    log,
  })
  const learn = (): Promise<void> => vault.tellSecrets((secret) => redactor.add(secret))
  const tokens = createTokens({ store: openedStore, vault, log })
  const references = createReferences({
    variable: environmentVariable,
    childEnvironment,
    keychain: findKeychain,
    warn: (message) => log.warn(message),
  })

  const files = createLocalFiles({
    settings: () => publication.wanted?.files ?? defaultFiles(folders.data),
    own: [folders.data, folders.config],
  })
  const toolbox = createToolbox({
    keeper,
    files,
    log,
    redactor,
    learn,
    toolsBudget: first?.tools.budget ?? defaults.toolsBudget,
    resultsBudget: first?.results.budget ?? defaults.resultsBudget,
    generic: first?.tools.generic ?? defaults.generic,
    apps: first?.apps,
    expected: first?.apis.map(({ slug, environments, scope }) => ({
      slug,
      environments: environments.map((it) => it.name),
      scope,
    })),
  })

  const credentials = { vault, references, log }
  const userAgent = `custom-api-mcp/${options.version}`
  const fetching: Fetching = { log, ownListeners, userAgent, redactor, credentials }
  const catalog = createCatalog({
    cacheFolder: folders.cache,
    log,
    fetched,
    worker: options.ingestWorker,
    fetchText: descriptionFetcher(() => publication.wanted?.apis ?? [], fetching),
  })
  const library = createLibrary({ store: openedStore, log, worker: options.docsWorker, version: options.version })
  const publication = createPublication(first, {
    parts: {
      catalog,
      redactor,
      log,
      userAgent,
      ownListeners,
      serves: options.watch,
      credentials,
      documents: {
        library,
        fetching,
        wanted: options.documents,
        of: options.documentsOf,
        told: options.onDocument,
      },
    },
    toolbox,
    log,
    watch: options.watch,
    tellProblems: options.tellProblems ?? true,
    onConfig(next) {
      const changed = needsRestart(first, next)
      if (changed.length > 0) log.warn(`changed in the config, and in use after a restart only: ${changed.join(', ')}`)
    },
    signal: stop.signal,
  })

  if (options.watch) library.onChange((slug) => publication.renew(slug))

  async function report(depth: 'index' | 'operations' = 'index'): Promise<readonly ApiReport[]> {
    await publication.ready()
    const offered = await toolbox.offered(caller)
    const reports = publication.loaded.map(
      async ({ published: { slug, name, description, documents, loadProblem } }) => ({
        name,
        slug,
        operations: description?.rows.length ?? 0,
        published: offered.get(slug) ?? 0,
        documents: documents?.pages.length ?? 0,
        descriptionFound: documents && foundText(documents),
        problems: [
          ...(description?.problems ?? []),
          ...problemsIn(documents?.notes ?? []).filter(({ says }) => loadProblem?.includes(says) !== true),
          ...(depth === 'operations' && description !== undefined ? await operationProblems(description) : []),
        ],
        loadProblem,
        source: description?.source,
        openapi: description?.info.openapi,
      }),
    )
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
    const config = publication.wanted
    const { token, file } = await httpToken(flags.insecureNoToken)
    if (token !== undefined) redactor.add(token)
    const apps = () => publication.wanted?.apps ?? []
    const issuer = createLiveIssuer(
      () => publication.wanted?.server.auth,
      (auth) => createIssuer({ config: auth, apps, read: issuerReader(auth.issuer, log, ownListeners), log }),
    )
    const mcp = createMcpHttp({ toolbox, log, version: options.version })
    const { startHttp } = await import('./server/index.ts') // what stdio never needs
    const service = await startHttp({
      host: flags.host ?? config?.server.host ?? '127.0.0.1',
      port: flags.port ?? config?.server.port ?? 8321,
      publicUrl: config?.server.publicUrl,
      allowedHosts: config?.server.allowedHosts ?? [],
      allowedOrigins: config?.server.allowedOrigins ?? [],
      gate: createGate({ token, base: caller, apps, tokens, issuer, log }),
      insecureNoToken: flags.insecureNoToken,
      mcp,
      log,
      ready: () => publication.isReady,
    })
    listeners.add(`0.0.0.0:${service.port}`) // every address of this machine
    const outside = config?.server.publicUrl?.replace(/\/+$/, '') ?? service.url
    return { url: service.url, mcpUrl: `${outside}/mcp`, token, tokenFile: file, close: () => service.close() }
  }

  return {
    toolbox,
    redactor,
    log,
    ready: async () => {
      await Promise.all([publication.ready(), learn()])
    },
    report,
    serveHttp,
    vault,
    tokens,
    async credentialOrigins(slug, environment) {
      const api = first?.apis.find((it) => it.slug === slug)
      const said = api && originsByConfig(api, environment)
      return said ?? (await publication.alone(slug))?.credentialOrigins(environment) ?? []
    },
    async credentialParts(slug) {
      const api = first?.apis.find((it) => it.slug === slug)
      return (api && partsByConfig(api)) ?? (await publication.alone(slug))?.credentialParts ?? []
    },
    credential: async (api, environment, part) =>
      credentialSource(api, environment, { vault, references, log }).get(part),
    async serveStdio(): Promise<void> {
      // Whoever lists or calls waits for this; a failure is told there and in the log.
      const afterGreeting = (): void => {
        publication.ready().catch((error: unknown) => log.error('loading failed', { cause: error }))
      }
      const service = serveStdio({ toolbox, caller, log, version: options.version, afterGreeting })
      stop.signal.addEventListener('abort', () => void service.close())
      await service.closed
    },
    async close(): Promise<void> {
      stop.abort(new CustomApiError('cancelled', 'the server is stopping'))
      await Promise.allSettled([publication.close(), catalog.close(), keeper.close(), library.close()])
      if (store !== undefined) await store.then((it) => it.close()).catch(() => undefined) // it said so when it failed to open
    },
  }
}
