import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DocumentationSource } from '../docs/index.ts'
import type { DescriptionSource } from './model.ts'

/** Raised inside the room only: what is wrong with a URL or path, in words for a fault. */
export class Misfit extends Error {}

const hasScheme = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text)

function parseUrl(text: string): URL {
  // Refused, not cleaned: the URL parser drops tabs and newlines without a word (SECURITY-PROMISES.md §2.4).
  if (/[\p{Cc}\s]/u.test(text)) throw new Misfit('a URL must not hold spaces or control characters')
  if (!URL.canParse(text)) throw new Misfit('no valid URL; expected something like https://api.example.com/v1')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Misfit(`expected http or https, found ${url.protocol}`)
  if (url.username !== '' || url.password !== '') throw new Misfit('a URL must not hold a user name or password')
  return url
}

/** A base URL as the other rooms join to it: no trailing slash, query or fragment. @throws Misfit */
export function readBaseUrl(text: string): string {
  if (!hasScheme(text)) throw new Misfit('expected an absolute http(s) URL, such as https://api.example.com/v1')
  const url = parseUrl(text)
  if (url.search !== '' || text.includes('?')) throw new Misfit('a base URL has no query; use the key "query"')
  if (text.includes('#')) throw new Misfit('a base URL has no fragment')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** The identifier of a token issuer, as it is written: tokens must name exactly this (RFC 8414 §2). @throws Misfit */
export function readIssuerUrl(text: string): string {
  readBaseUrl(text)
  const { protocol, hostname } = new URL(text)
  if (protocol === 'https:' || loopback.test(hostname)) return text
  throw new Misfit('expected https: keys that come over plain http could be anybody’s')
}

/** An absolute path from one written in the config: relative to the folder of the file, or a `file://` URL. @throws Misfit */
export function readPath(text: string, folder: string): string {
  if (text.startsWith('file://')) {
    try {
      return fileURLToPath(text)
    } catch (cause) {
      throw new Misfit('no valid file: URL', { cause })
    }
  }
  return isAbsolute(text) ? resolve(text) : resolve(folder, text)
}

/** URL or path of a description. @throws Misfit */
export function readSource(text: string, folder: string): DescriptionSource {
  if (hasScheme(text) && !/^file:/i.test(text)) return { kind: 'url', url: parseUrl(text).href }
  return { kind: 'file', path: readPath(text, folder) }
}

/** `openapi`. @throws Misfit */
export function readDescription(text: string, auth: boolean, folder: string): DescriptionSource {
  const source = readSource(text, folder)
  if (!auth) return source
  if (source.kind === 'file') throw new Misfit('a file is read without a credential; leave "auth" out')
  return { ...source, auth }
}

/** A row of `documentation`. @throws Misfit */
export function readDocumentation(
  row: string | { url: string; auth?: boolean | undefined; pages?: number | undefined; depth?: number | undefined },
  folder: string,
): DocumentationSource {
  const { url, auth = false, pages, depth } = typeof row === 'string' ? { url: row } : row
  const source = readSource(url, folder)
  if (source.kind === 'file') {
    if (auth) throw new Misfit('a file is read without a credential; leave "auth" out')
    return source
  }
  return { kind: 'url', url: source.url, auth, pages, depth }
}

/** The database file of `storage.url`. @throws Misfit */
export function readStorage(url: string | undefined, folder: string, data: string): { url: string; file: string } {
  if (url === undefined) {
    const file = join(data, 'data.db')
    return { url: `file:${file}`, file }
  }
  if (!/^file:/i.test(url)) throw new Misfit('only `file:` and a path is built in this version')
  const file = url.startsWith('file://') ? readPath(url, folder) : readPath(url.slice('file:'.length), folder)
  return { url, file }
}
