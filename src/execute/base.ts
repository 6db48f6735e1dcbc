import type { Operation, Server } from '../catalog/index.ts'
import { CustomApiError } from '../core/index.ts'
import type { Target } from './model.ts'

/** Where templates are joined to. */
export interface Base {
  readonly origin: string
  /** `''` or `/v1`; encoded, no trailing slash. */
  readonly path: string
  /** A query string that the base URL itself carries; part of the fixed query. */
  readonly query: string
}

/**
 * The origin and base path of one operation.
 *
 * Its own servers come before the API's base URL. With a base URL from the config, an own server on the document's
 * origin keeps its path and moves to the configured origin, so that a sandbox stays a sandbox; on any other origin it
 * must be listed.
 *
 * @throws CustomApiError `config.invalid` without a base URL; `host.blocked` when no own server is listed
 */
export function resolveBase(target: Target, operation?: Pick<Operation, 'servers' | 'ownServers' | 'key'>): Base {
  if (operation?.ownServers === true && operation.servers.length > 0) return ownBase(target, operation)
  return baseOf(target)
}

/** The API's own base. @throws CustomApiError `config.invalid` when there is none */
export function baseOf(target: Target): Base {
  const known = bases.get(target)
  if (known !== undefined) return known
  const url = target.baseUrl === undefined ? undefined : parseUrl(target.baseUrl)
  if (url !== undefined) {
    const base = toBase(url)
    bases.set(target, base)
    return base
  }
  throw new CustomApiError('config.invalid', `"${target.api}" has no usable base URL`, {
    hint: 'set "baseUrl" of this API in the config',
  })
}

/** A target is built once and called often. */
const bases = new WeakMap<Target, Base>()

function ownBase(target: Target, operation: Pick<Operation, 'servers' | 'key'>): Base {
  const base = target.baseUrl === undefined ? undefined : baseOf(target)
  const documentOrigins = target.baseUrlFromConfig ? origins(target.documentServers ?? []) : new Set<string>()
  let blocked: string | undefined
  for (const server of operation.servers) {
    if (server.url.includes('{')) continue // a variable without a value names no host
    const relative = !isAbsolute(server.url)
    const url = parseUrl(server.url, base === undefined ? undefined : `${base.origin}${base.path}/`)
    if (url === undefined) continue
    if (relative || url.origin === base?.origin) return toBase(url)
    if (base !== undefined && documentOrigins.has(url.origin)) return { ...toBase(url), origin: base.origin }
    if (target.origins.has(url.origin)) return toBase(url)
    blocked ??= url.host
  }
  if (blocked === undefined) return baseOf(target)
  throw new CustomApiError(
    'host.blocked',
    `${operation.key} is served by ${blocked}, which "${target.api}" may not reach`,
    {
      hint: `list "${blocked}" in "domains" of this API in the config`,
    },
  )
}

const isAbsolute = (url: string): boolean => /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url)

function origins(servers: readonly Server[]): Set<string> {
  return new Set(servers.filter(({ url }) => isAbsolute(url)).flatMap(({ url }) => parseUrl(url)?.origin ?? []))
}

function parseUrl(text: string, base?: string): URL | undefined {
  try {
    const url = new URL(text, base)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined
  } catch {
    return undefined // not a URL: the caller knows what to say
  }
}

const toBase = (url: URL): Base => ({
  origin: url.origin,
  path: url.pathname.replace(/\/+$/, ''),
  query: url.search.slice(1),
})
