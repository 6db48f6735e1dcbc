import { CustomApiError } from '../core/index.ts'
import { hostPort } from '../http/index.ts'

/** What the operator and the description say about an API's hosts. */
export interface HostWords {
  /** `baseUrl` of the config (or of the environment). */
  readonly baseUrl?: string | undefined
  /** `domains` rows: further hosts, as host, `host:port` or origin. */
  readonly domains: readonly { readonly host: string; readonly credential: boolean }[]
  /** Where the description came from and what servers it proposes; absolute or as written. */
  readonly description?:
    | { readonly kind: 'file' | 'url'; readonly source: string; readonly servers: readonly { readonly url: string }[] }
    | undefined
}

/** Where calls may go, and where the credential may. Origins are `scheme://host[:port]`. */
export interface Binding {
  /** Origin and base path without a trailing slash; absent when nobody gave a usable one. */
  readonly baseUrl?: string | undefined
  readonly baseUrlFromConfig: boolean
  /** Origins that requests may go to. */
  readonly origins: ReadonlySet<string>
  /** The origins among them that may get the credential. */
  readonly credentialOrigins: ReadonlySet<string>
  /** Origins of `domains` rows without `credential`: calls go there without one. */
  readonly openOrigins: ReadonlySet<string>
  /** `host:port` pairs where the operator consented to a private or loopback address. */
  readonly privateConsent: ReadonlySet<string>
}

function parseHttpUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined
}

const isLoopbackName = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host)

/** The origins that a `domains` row names: https, and plain http too where the host is this machine. */
function originsOf(host: string): URL[] {
  const texts = host.includes('://')
    ? [host]
    : isLoopbackName(host)
      ? [`http://${host}`, `https://${host}`]
      : [`https://${host}`]
  const urls = texts.map(parseHttpUrl).filter((url) => url !== undefined)
  if (urls.length === 0) {
    throw new CustomApiError('config.invalid', `domains: "${host}" is no host, host:port or http(s) origin`, {
      hint: 'write it like "files.example.com" or "https://files.example.com:8443"',
    })
  }
  return urls
}

/**
 * Whose word binds a credential to a host (DESIGN.md §3): `baseUrl` and `domains` rows with `credential`; without a
 * `baseUrl` the first usable server of a description kept as a file, or a server on the description's own origin when it
 * came from a URL. The same word consents to a private or loopback address there. Everything else that a description
 * says about hosts is a proposal and widens nothing (SECURITY-PROMISES.md §1.3, §4.4).
 *
 * @throws CustomApiError `config.invalid` for a `domains` row that names no host
 */
export function bindHosts(words: HostWords): Binding {
  const origins = new Set<string>()
  const credentialOrigins = new Set<string>()
  const privateConsent = new Set<string>()
  const trust = (url: URL, credential: boolean): void => {
    origins.add(url.origin)
    privateConsent.add(hostPort(url))
    if (credential) credentialOrigins.add(url.origin)
  }

  for (const row of words.domains) for (const url of originsOf(row.host)) trust(url, row.credential)
  const openOrigins = new Set([...origins].filter((origin) => !credentialOrigins.has(origin)))

  const own = words.baseUrl === undefined ? undefined : parseHttpUrl(words.baseUrl)
  const proposed = words.description?.servers.map((server) => parseHttpUrl(server.url)).find((url) => url !== undefined)
  const base = own ?? proposed
  if (own !== undefined) trust(own, true)
  else if (proposed !== undefined && words.description !== undefined) {
    const { kind, source } = words.description
    if (kind === 'file' || parseHttpUrl(source)?.origin === proposed.origin) trust(proposed, true)
    else origins.add(proposed.origin)
  }

  return {
    baseUrl: base === undefined ? undefined : `${base.origin}${base.pathname.replace(/\/+$/, '')}`,
    baseUrlFromConfig: own !== undefined,
    origins,
    credentialOrigins,
    openOrigins,
    privateConsent,
  }
}
