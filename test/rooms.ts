/**
 * The tree of the house as data: which rooms a room may import, always through their `index.ts`.
 * `core`, `store` and `search` may be imported by all (and by each other only as listed here).
 */
export const common = ['core', 'store', 'search'] as const

export const rooms: Readonly<Record<string, readonly string[] | 'any'>> = {
  core: [],
  store: ['core'],
  search: ['core'],
  http: [],
  vault: [],
  catalog: ['http'],
  auth: ['http', 'vault'],
  /** Local files, in and out: both who builds a request and who keeps an answer needs them, so they are a room below. */
  files: [],
  execute: ['http', 'catalog', 'auth', 'files'],
  results: ['files'],
  monitor: [],
  docs: ['http', 'catalog'],
  inbox: ['vault'],
  access: ['vault'],
  tools: ['catalog', 'auth', 'execute', 'results', 'files', 'docs', 'monitor', 'inbox', 'access'],
  endpoints: ['tools', 'access'],
  config: 'any',
  mcp: ['tools', 'docs', 'results', 'inbox', 'access'],
  console: 'any',
  server: ['mcp', 'inbox', 'endpoints', 'console', 'access', 'monitor'],
  cli: 'any',
  /** The sample API: a process of its own that knows nothing of the product. */
  sample: [],
}

/** One door per outside thing: who may import a package. Packages not named here are free. */
export const doors: readonly { readonly what: RegExp; readonly rooms: readonly string[] }[] = [
  { what: /^undici(\/|$)/, rooms: ['http'] },
  { what: /^@modelcontextprotocol\//, rooms: ['mcp'] },
  { what: /^(hono|@hono\/node-server)(\/|$)/, rooms: ['server'] },
  { what: /^node:(http|https|http2|net|tls|dgram|dns)(\/|$)/, rooms: ['http', 'server', 'sample'] },
  { what: /^(node:sqlite|@photostructure\/sqlite)$/, rooms: ['store'] },
  { what: /^commander$/, rooms: ['cli'] },
  { what: /^pino$/, rooms: ['cli'] },
  { what: /^(@apidevtools\/swagger-parser|js-yaml)$/, rooms: ['catalog'] },
  { what: /^node:child_process$/, rooms: ['cli', 'vault'] },
]
