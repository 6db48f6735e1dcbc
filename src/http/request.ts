import type { HttpRequest, Pair } from './model.ts'
import { parseTargetUrl } from './target-url.ts'

/** A request to an absolute URL, without headers or body. @throws CustomApiError `host.blocked` for a URL we refuse */
export function toRequest(method: string, url: string): HttpRequest {
  const { origin, pathname, search } = parseTargetUrl(url)
  return {
    method: method.toUpperCase(),
    origin,
    path: pathname,
    query: search.slice(1),
    headers: [],
    cookies: [],
  }
}

/** A `GET` of an absolute URL. @throws CustomApiError `host.blocked` for a URL we refuse */
export const get = (url: string): HttpRequest => toRequest('GET', url)

/** The address of a request, credentials in its query included: not for messages. */
export const requestUrl = ({ origin, path, query }: Pick<HttpRequest, 'origin' | 'path' | 'query'>): string =>
  `${origin}${path}${query === '' ? '' : `?${query}`}`

const same = (name: string) => {
  const folded = name.toLowerCase()
  return ([other]: Pair): boolean => other.toLowerCase() === folded
}

/** The values of a header, in order; `''` counts. */
export const headerValues = (headers: readonly Pair[], name: string): string[] =>
  headers.filter(same(name)).map(([, value]) => value)

/** A copy without a header, whatever its letter case. */
export function withoutHeader(request: HttpRequest, name: string): HttpRequest {
  const isIt = same(name)
  return { ...request, headers: request.headers.filter((pair) => !isIt(pair)) }
}

/** A copy in which a header has exactly this value; earlier ones of the name are replaced. */
export function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return { ...request, headers: [...withoutHeader(request, name).headers, [name, value]] }
}

/** Percent-encoding that leaves only RFC 3986 unreserved characters as they are. */
export const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** The name of a raw `name=value` pair as a server reads it; undecodable text stays as it is. */
function queryName(pair: string): string {
  const raw = (pair.split('=', 1)[0] ?? '').replaceAll('+', ' ')
  try {
    return decodeURIComponent(raw)
  } catch {
    return raw // a lone `%`: nobody can decode it, so it is the name
  }
}

/** A copy in which the query parameter has exactly this value, encoded; earlier ones of the name are dropped. */
export function withQuery(request: HttpRequest, name: string, value: string): HttpRequest {
  const others = request.query.split('&').filter((pair) => pair !== '' && queryName(pair) !== name)
  return { ...request, query: [...others, `${encodeStrictly(name)}=${encodeStrictly(value)}`].join('&') }
}

/** A copy in which the cookie has exactly this value, as it stands; earlier ones of the name are dropped. */
export function withCookie(request: HttpRequest, name: string, value: string): HttpRequest {
  return { ...request, cookies: [...request.cookies.filter(([other]) => other !== name), [name, value]] }
}
