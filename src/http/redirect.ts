import { CustomApiError } from '../core/index.ts'
import type { EgressPolicy, HttpRequest, Pair } from './model.ts'
import { isSource } from './outgoing.ts'
import { headerValues, withoutHeader } from './request.ts'
import { hostPort, parseTargetUrl, shownRequest } from './target-url.ts'

/** Where a redirect leads, and whether it is http → https on one host, which the origin list need not name. */
export interface Hop {
  readonly request: HttpRequest
  readonly upgraded: boolean
}

const redirects = new Set([301, 302, 303, 307, 308])
/** RFC 9110 §15.4: the address that was asked is no longer the right one. */
export const isForGood = (status: number): boolean => status === 301 || status === 308

const aboutTheBody = ['content-type', 'content-encoding', 'content-language', 'content-location', 'digest']
const keptElsewhere = new Set(['accept', 'user-agent'])

/** http → https on the same host, both on their default ports. */
function isUpgrade(from: string, to: URL): boolean {
  const old = new URL(from)
  return old.protocol === 'http:' && to.protocol === 'https:' && hostPort(old) === `${to.hostname}:80` && to.port === ''
}

/** RFC 9110 §15.4: 303 asks for a GET of another resource; 301 and 302 turn a POST into one, as everybody does. */
function redirectedMethod(method: string, status: number): string {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET'
  return (status === 301 || status === 302) && method === 'POST' ? 'GET' : method
}

function withMethod(request: HttpRequest, method: string): HttpRequest {
  if (method === request.method) return request
  const { body: _, ...rest } = request
  return aboutTheBody.reduce(withoutHeader, { ...rest, method })
}

/**
 * The request that a redirect asks for, or `undefined` when the answer is no redirect (or names no place).
 *
 * The same origin, and https on the same host, gets what was sent. A listed other origin gets a `GET` or `HEAD` with
 * nothing of ours: no header that we added, no cookie, no body, no query but its own.
 *
 * @throws CustomApiError `host.blocked` for any other place
 */
export function planRedirect(
  request: HttpRequest,
  response: { readonly status: number; readonly headers: readonly Pair[] },
  policy: EgressPolicy,
  name: string,
): Hop | undefined {
  const [location] = headerValues(response.headers, 'location')
  if (!redirects.has(response.status) || location === undefined || location === '') return undefined
  const url = parseTargetUrl(location, { base: `${request.origin}${request.path}` })
  const place = { origin: url.origin, path: url.pathname, query: url.search.slice(1) }
  const method = redirectedMethod(request.method, response.status)

  const upgraded = isUpgrade(request.origin, url)
  const again = withMethod(request, method)
  if (url.origin === request.origin || upgraded) {
    if (isSource(again.body)) return undefined // what was streamed is not sent twice: the answer says where it should go
    return { request: { ...again, ...place }, upgraded }
  }

  const blocked = (what: string, hint: string): CustomApiError =>
    new CustomApiError('host.blocked', `${shownRequest(request)} redirects to ${url.origin}, ${what}`, { hint })
  if (request.origin.startsWith('https:') && url.protocol === 'http:')
    throw blocked('from https to plain http', 'ask the API for an address on https; such a redirect is never followed')
  if (!policy.origins.has(url.origin))
    throw blocked(
      'which is another origin',
      `if you trust it, add "${url.host}" to "domains" of "${name}"; it is then followed without the credential`,
    )
  if (method !== 'GET' && method !== 'HEAD')
    throw blocked(`and would repeat a ${method} there`, 'call the other address itself if that is what you want')
  const headers = request.headers.filter(([header]) => keptElsewhere.has(header.toLowerCase()))
  return { request: { method, ...place, headers, cookies: [] }, upgraded: false }
}
