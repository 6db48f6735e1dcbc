import type { Problem, Server } from '../model.ts'
import { entries, filled, isNode, list, own, text } from '../node.ts'

/** Where relative server URLs start, and who hears of unusable ones. */
export interface ServerBase {
  /** The description's own URL when it came from one. */
  readonly url?: string | undefined
  report(at: string, says: string, level: Problem['level']): void
}

/** OpenAPI 3.x `servers`: variables filled with their defaults, relative URLs resolved where there is a base. */
export function readServers(value: unknown, at: string, base: ServerBase): Server[] {
  const found: Server[] = []
  list(value).forEach((node, index) => {
    const raw = text(own(node, 'url'))?.trim()
    if (raw === undefined) return base.report(`${at}/${index}`, 'a server without "url"; left out', 'warning')
    const server = toServer(raw, own(node, 'variables'), filled(own(node, 'description')), base)
    if (server) found.push(server)
    else base.report(`${at}/${index}/url`, `"${raw.slice(0, 200)}" is no usable server URL; left out`, 'warning')
  })
  return found
}

function toServer(
  raw: string,
  declared: unknown,
  description: string | undefined,
  base: ServerBase,
): Server | undefined {
  const variables = readVariables(declared)
  const filledIn = raw.replace(/\$?\{([^{}]+)\}/g, (whole, name: string) => variables[name]?.default ?? whole)
  const url = toAbsolute(filledIn, base.url)
  if (url === undefined) return undefined
  const templated = /\{[^{}]+\}/.test(raw)
  return {
    url,
    ...(description !== undefined && { description }),
    ...(templated && { template: raw }),
    ...(templated && Object.keys(variables).length > 0 && { variables }),
  }
}

function readVariables(declared: unknown): Record<string, { default: string; enum?: readonly string[] }> {
  const variables: Record<string, { default: string; enum?: readonly string[] }> = Object.create(null) as {}
  for (const [name, node] of entries(declared)) {
    const allowed = list(own(node, 'enum'))
      .map(text)
      .filter((value) => value !== undefined)
    const value = text(own(node, 'default')) ?? allowed[0]
    if (value !== undefined)
      variables[name] = allowed.length > 0 ? { default: value, enum: allowed } : { default: value }
  }
  return { ...variables }
}

/** Absolute where possible. `api.example.com/v1` is meant as https, whatever RFC 3986 says of it. */
function toAbsolute(url: string, base: string | undefined): string | undefined {
  if (/\p{Cc}/u.test(url)) return undefined
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return /^(https?):\/\/[^/]/i.test(url) ? url : unfilled(url)
  if (url.startsWith('//')) return joined(url, base ?? 'https://x.invalid')
  if (/^[\w-]+(\.[\w-]+)+(:\d+)?(\/|$)/.test(url) && !/\.(json|ya?ml)$/.test(url)) return `https://${url}`
  if (base === undefined) return url === '' ? '/' : url
  return joined(url, base)
}

/** `{scheme}://{host}` without defaults: kept as it is, for the operator to fill. */
function unfilled(url: string): string | undefined {
  return url.startsWith('{') || url.startsWith('$') ? url : undefined
}

function joined(url: string, base: string): string | undefined {
  if (!URL.canParse(url, base)) return undefined
  return new URL(url, base).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}')
}

/** Swagger 2.0: `schemes` × `host` + `basePath`; https first. What is missing comes from the description's own URL. */
export function readServers2(root: unknown, schemes: unknown, base: ServerBase): Server[] {
  const own2 = isNode(root) ? root : {}
  const from = base.url === undefined ? undefined : new URL(base.url)
  const host =
    filled(own(own2, 'host'))
      ?.replace(/^\w+:\/\//, '')
      .replace(/\/+$/, '') ?? from?.host
  const path = basePath(own(own2, 'basePath'))
  if (host === undefined) return path === '' ? [] : [{ url: path }]
  const named = list(schemes ?? own(own2, 'schemes')).filter((name) => name === 'https' || name === 'http')
  const fallback = from && host === from.host ? from.protocol.slice(0, -1) : 'https'
  const wanted = named.length > 0 ? named : [fallback]
  const ordered = [...new Set(wanted)].toSorted((a, b) => Number(b === 'https') - Number(a === 'https'))
  return ordered.map((scheme) => ({ url: `${String(scheme)}://${host}${path}` }))
}

function basePath(value: unknown): string {
  const path = (text(value) ?? '').trim().replace(/\/+$/, '')
  return path === '' || path.startsWith('/') ? path : `/${path}`
}
