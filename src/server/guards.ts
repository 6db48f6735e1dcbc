import { CustomApiError } from '../core/index.ts'

/** What the operator allows, besides loopback (DESIGN.md §7). */
export interface GuardOptions {
  /** Where we listen; a concrete address or name was the operator's word. */
  readonly host: string
  readonly publicUrl: string | undefined
  /** `host` (any port) or `host:port`. */
  readonly allowedHosts: readonly string[]
  /** Exact origins. */
  readonly allowedOrigins: readonly string[]
}

export interface Guards {
  host(header: string | undefined): boolean
  origin(header: string | undefined): boolean
  /** Whether the operator listed this very origin: only its pages may read answers. */
  listed(header: string | undefined): boolean
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']
const anyAddress = new Set(['0.0.0.0', '::', ''])

/** Whether a bind address is reachable from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** The name in a `Host` header, without its port; `undefined` when it is none. Compared as text, never resolved. */
function nameOf(header: string): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec(header)?.[1]
}

/**
 * Checks against DNS rebinding and cross-site requests (SECURITY-PROMISES.md §6.1): the two headers are judged apart,
 * on every route. A missing `Origin` passes (no browser), the opaque origin `null` does not.
 */
export function createGuards(options: GuardOptions): Guards {
  const named = options.publicUrl === undefined ? undefined : parseUrl(options.publicUrl)
  const bound = anyAddress.has(options.host) ? [] : [bracketed(options.host)]
  const hosts = new Set(
    [...loopbackNames, ...bound, ...options.allowedHosts, ...(named ? [named.host] : [])].map(lower),
  )
  if (named !== undefined) hosts.add(lower(named.hostname))
  const listed = new Set(options.allowedOrigins.map((origin) => lower(origin).replace(/\/$/, '')))
  return {
    host(header) {
      const text = lower(header)
      const name = nameOf(text)
      return name !== undefined && (hosts.has(name) || hosts.has(text))
    },
    listed: (header) => header !== undefined && listed.has(lower(header)),
    origin(header) {
      if (header === undefined) return true
      const text = lower(header)
      if (listed.has(text) || text === named?.origin) return true
      const local = /^https?:\/\/(.+)$/.exec(text)?.[1]
      return local !== undefined && loopbackNames.includes(nameOf(local) ?? '')
    },
  }
}

function parseUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text)
  throw new CustomApiError('config.invalid', 'server.publicUrl is no URL', { hint: 'write it as https://host' })
}

const lower = (text: string | undefined): string => (text ?? '').toLowerCase()
const bracketed = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)
