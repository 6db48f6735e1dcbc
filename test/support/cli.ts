import { PassThrough, Readable } from 'node:stream'
import { createTokens } from '../../src/access/index.ts'
import type { Authorizer } from '../../src/auth/index.ts'
import type { Operation, Parameter } from '../../src/catalog/index.ts'
import { run, type ApiReport, type App, type AppOptions, type Io } from '../../src/cli/index.ts'
import type { Config } from '../../src/config/index.ts'
import { CustomApiError, Secret } from '../../src/core/index.ts'
import { createDoor, withHeader } from '../../src/http/index.ts'
import { openStore } from '../../src/store/index.ts'
import type { PublishedApi, Toolbox } from '../../src/tools/index.ts'
import type { Vault } from '../../src/vault/index.ts'

/** What the fake API's calls carry. */
export const secret = 'fake-secret-0123456789'

const parameter = (name: string, place: Parameter['in']): Parameter => ({
  name,
  in: place,
  required: place === 'path',
  deprecated: false,
  style: place === 'path' ? 'simple' : 'form',
  explode: place !== 'path',
  allowReserved: false,
  allowEmptyValue: false,
  schema: { type: 'string' },
})

/** `GET /pets/{id}` with a query parameter. */
export const operation: Operation = {
  key: 'GET /pets/{id}',
  method: 'GET',
  path: '/pets/{id}',
  operationId: 'getPet',
  summary: 'One pet',
  tags: ['pets'],
  deprecated: false,
  names: ['id', 'tag'],
  words: '',
  at: '/paths/~1pets~1{id}/get',
  servers: [],
  ownServers: false,
  parameters: [parameter('id', 'path'), parameter('tag', 'query')],
  responses: [],
  security: undefined,
  problems: [],
}

function fakeApi(url: string, options: AppOptions): PublishedApi {
  const authorizer: Authorizer = {
    async authorize(request) {
      options.redactor.add(new Secret(secret))
      return withHeader(request, 'X-API-Key', secret)
    },
    authorizeAny: async (request) => request,
    status: async () => ({ type: 'apiKey', credential: 'missing' }),
    reserved: { headers: new Set(), query: new Set(), cookies: new Set() },
  }
  const { host } = new URL(url)
  const timeouts = { connect: 5, response: 5 }
  return {
    slug: 'pets',
    name: 'Pets',
    summary: 'All about pets',
    exposure: 'auto',
    policy: { include: [], exclude: [], readOnly: false },
    environments: [],
    readOnlyEnvironments: new Set(),
    target: () => ({
      api: 'pets',
      baseUrl: url,
      baseUrlFromConfig: true,
      headers: {},
      query: {},
      door: createDoor({
        name: 'pets',
        policy: { origins: new Set([url]), privateConsent: new Set([host]), allowInsecureHttp: false },
        timeouts,
        log: options.log,
      }),
      authorizer,
      origins: new Set([url]),
      timeouts,
      limits: { decoded: 1e6, wire: 1e6 },
      attempts: 1,
      userAgent: 'custom-api-mcp/0.0.0',
      redactor: options.redactor,
    }),
  }
}

export const tool = {
  name: 'pets_get_pet',
  title: 'One pet',
  description: 'One pet\nmore',
  inputSchema: { type: 'object', properties: {} },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
} as const

/** What a test does to a running program. */
export interface Hands {
  readonly stop: () => void
  readonly fault: (error: unknown) => void
  readonly leave: () => void
}

export interface World {
  readonly url?: string
  readonly reports?: readonly Partial<ApiReport>[]
  readonly stdin?: string
  readonly isTTY?: boolean
  readonly mustConfirm?: boolean
  /** The real wiring, instead of the fake program. */
  readonly createApp?: (config: Config | undefined, options: AppOptions) => App
  readonly token?: { readonly value: string; readonly file: string | undefined }
  /** What happens once the program runs. */
  readonly during?: (world: Hands) => void
}

const noVault: Vault = {
  has: async () => false,
  open: async () => undefined,
  tellSecrets: async () => undefined,
  used: () => undefined,
  set: async () => ({ replaced: false }),
  delete: async () => false,
  clear: async () => 0,
  list: async () => [],
  keyHome: async () => undefined,
  rekey: async () => ({ records: 0, home: 'file' }),
}

function fakeApp(world: World, options: AppOptions, left: Promise<void>): App {
  const api = fakeApi(world.url ?? 'http://127.0.0.1:1', options)
  const toolbox: Toolbox = {
    instructions: async () => 'Find an operation, then call it.',
    list: async () => [tool],
    has: async () => true,
    call: async () => ({ content: [], isError: false, meta: {} }),
    resources: async () => [],
    resourceTemplates: async () => [],
    readResource: async (uri) => ({ uri, mimeType: 'application/json', text: '{}' }),
    complete: async () => [],
    bill: async () => ({ budget: 6000, apis: [], tokens: { now: 0, search: 0, direct: 0 } }),
    onChange: () => () => undefined,
    engine: {
      apis: async () => [api],
      async api(name) {
        if (name === 'pets') return api
        throw new CustomApiError('api.unknown', `no API "${name}"`, { hint: 'did you mean "pets"?' })
      },
      async operation(_, reference) {
        if (reference === 'getPet') return operation
        throw new CustomApiError('operation.unknown', `no operation "${reference}"`)
      },
      collect: async () => {
        throw new CustomApiError('internal', 'no pages here')
      },
      search: async (query, { limit }) => [
        {
          api: 'pets',
          operation: 'getPet',
          tool: tool.name,
          method: 'GET',
          path: '/pets/{id}',
          summary: `${query}/${limit}`,
          score: 2.5,
          covered: 1,
        },
      ],
      describe: async (_, { key }, _caller, detail) => `${key} ${detail ?? 'short'}`,
      searchDocuments: async () => [],
      prepare: (_, input) => ({
        operation,
        values: operation.parameters.flatMap((it) => {
          const value = (input as Record<string, unknown>)[it.name]
          return value === undefined ? [] : [{ parameter: it, value }]
        }),
      }),
      file: () => Promise.reject(new CustomApiError('file.blocked', 'no files here')),
      planUpload: () => Promise.reject(new CustomApiError('file.blocked', 'no files here')),
      planDownload: () => Promise.reject(new CustomApiError('file.blocked', 'no files here')),
      environment: (_, asked) => asked,
      mustConfirm: () => world.mustConfirm ?? false,
      allow: (_, __, environment) => {
        if (environment === 'forbidden') throw new CustomApiError('policy.denied', 'read only')
      },
    },
  }
  const report = { name: 'Pets', slug: 'pets', operations: 2, published: 2, documents: 0, problems: [] }
  return {
    toolbox,
    redactor: options.redactor,
    log: options.log,
    ready: async () => undefined,
    report: async () => (world.reports ?? [{}]).map((it) => ({ ...report, ...it })),
    vault: noVault,
    tokens: createTokens({
      store: async () => openStore({ url: 'memory:', log: options.log }),
      vault: noVault,
      log: options.log,
    }),
    credential: async () => undefined,
    credentialParts: () => Promise.resolve([]),
    credentialOrigins: async () => ['http://127.0.0.1:1'],
    serveStdio: () => left,
    serveHttp: async ({ port }) => ({
      url: `http://127.0.0.1:${port ?? 8321}`,
      mcpUrl: `http://127.0.0.1:${port ?? 8321}/mcp`,
      token: world.token && new Secret(world.token.value),
      tokenFile: world.token?.file,
      close: async () => undefined,
    }),
    close: async () => undefined,
  }
}

/** Runs a command line in this process around a fake program whose calls go to a real upstream. */
export async function runCli(folder: string, argv: readonly string[], world: World = {}) {
  const texts = { stdout: '', stderr: '' }
  const stream = (name: keyof typeof texts) =>
    Object.assign(
      new PassThrough().on('data', (chunk: Buffer) => (texts[name] += chunk.toString())),
      { isTTY: world.isTTY ?? false },
    )
  const stops = new Set<() => void>()
  const faults = new Set<(error: unknown) => void>()
  let leave = (): void => undefined
  const left = new Promise<void>((done) => (leave = done))
  const io: Io = {
    stdin: Object.assign(Readable.from([world.stdin ?? '']), { isTTY: world.isTTY ?? false }),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    cwd: folder,
    program: ['npx', '-y', 'custom-api-mcp'],
    onStop(listener) {
      stops.add(listener)
      return () => stops.delete(listener)
    },
    onFault(listener) {
      faults.add(listener)
      return () => faults.delete(listener)
    },
    release: () => undefined,
  }
  let seen: AppOptions | undefined
  const done = run(argv, {
    io,
    version: '1.2.3',
    createApp(config, options) {
      seen = options
      return world.createApp?.(config, options) ?? fakeApp(world, options, left)
    },
  })
  world.during?.({
    stop: () => stops.forEach((listener) => listener()),
    fault: (error) => faults.forEach((listener) => listener(error)),
    leave,
  })
  const code = await done
  await new Promise((turn) => setImmediate(turn))
  return { code, ...texts, options: seen, listening: stops.size + faults.size }
}
