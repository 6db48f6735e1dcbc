import { CustomApiError } from '../core/index.ts'
import type { Pair } from '../http/index.ts'
import { baseOf } from './base.ts'
import { encodeRawBody } from './body.ts'
import { checkHeaderName, headerValue, sameHeader } from './headers.ts'
import type { Plan, RawCall, Target } from './model.ts'
import { refuseDots } from './path.ts'
import { checkMethod, requestHeaders } from './plan.ts'
import { fixedParts, freeParts, joinQuery, literalParts } from './query.ts'
import { encodePathLiteral } from './uri.ts'

/** Where a free path leads, exactly as it will be sent. */
export interface SplitTarget {
  readonly origin: string
  /** Encoded, base path included. */
  readonly path: string
  /** The query string that the path carried, encoded; fixed and given parameters are not in it. */
  readonly query: string
  /** The path below the base path, as templates are written; absent on another origin. */
  readonly relative?: string | undefined
  /** The path on another origin, as templates would be written if that origin were the API's own under another name. */
  readonly beside?: string | undefined
}

/**
 * Joins a free path to the base, or takes an absolute URL on an allowed origin apart. A fragment is dropped.
 *
 * @throws CustomApiError `arguments.invalid` for what is neither or holds dot segments or control characters;
 * `host.blocked` for an origin that is not listed; `policy.denied` for the API's own origin outside its base path
 */
export function splitTarget(target: Target, path: string): SplitTarget {
  if (/[\p{Cc}\\]/u.test(path)) throw badPath(path, 'holds a control character or a backslash')
  const [, locator = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(path) ?? []
  const normalised = literalParts(query)
    .map(({ text }) => text)
    .join('&')
  if (/^[a-z][a-z0-9+.-]*:/i.test(locator)) return { ...absolute(target, locator), query: normalised }
  if (!locator.startsWith('/') || locator.startsWith('//')) throw badPath(path, 'does not begin with one "/"')
  refuseDots(locator, `the path ${locator}`)
  const base = baseOf(target)
  const relative = encodePathLiteral(locator)
  return { origin: base.origin, path: base.path + relative, query: normalised, relative }
}

function absolute(target: Target, locator: string): Omit<SplitTarget, 'query'> {
  const [, authority = '', rawPath = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/]*)(.*)$/i.exec(locator) ?? []
  const url = URL.canParse(locator) ? new URL(locator) : undefined
  if (url === undefined || authority === '' || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw badPath(locator, 'is no http or https URL')
  if (authority.includes('@')) throw badPath(url.host, 'carries a user name')
  refuseDots(rawPath, `the path ${rawPath}`)
  const base = target.baseUrl === undefined ? undefined : baseOf(target)
  if (url.origin !== base?.origin && !target.origins.has(url.origin)) {
    throw new CustomApiError('host.blocked', `"${target.api}" may not reach ${url.host}`, {
      hint: `use a path of the API itself, or list "${url.host}" in "domains" of this API in the config`,
    })
  }
  const path = encodePathLiteral(rawPath === '' ? '/' : rawPath)
  const under = base !== undefined && (path === base.path || path.startsWith(`${base.path}/`))
  if (url.origin !== base?.origin)
    return { origin: url.origin, path, beside: under ? path.slice(base.path.length) || '/' : path }
  if (under) return { origin: url.origin, path, relative: path.slice(base.path.length) || '/' }
  throw new CustomApiError('policy.denied', `${path} lies outside the base path ${base.path} of "${target.api}"`, {
    hint: `use a path below ${base.path}, written from there with a leading "/"`,
  })
}

function badPath(path: string, why: string): CustomApiError {
  return new CustomApiError('arguments.invalid', `the path ${JSON.stringify(path.slice(0, 200))} ${why}`, {
    hint: 'write it from the base URL with a leading "/", such as "/items/1"',
  })
}

/**
 * The request of `http_get` and `http_send`. Sends nothing; whether the API's policy allows it is asked elsewhere, of
 * `splitTarget`. Its security is the API's general one; who knows the operation may replace it.
 *
 * @throws CustomApiError as `splitTarget` and `planOperation`
 */
export function planRaw(target: Target, call: RawCall): Plan {
  checkMethod(call.method)
  const where = splitTarget(target, call.path)
  const { headers, contentType } = callerHeaders(target, call)
  const body = encodeRawBody(call.body, call.contentType ?? contentType)
  const fixed = where.relative === undefined ? [] : fixedParts(baseOf(target).query, target.query)
  const asked = freeParts(call.query)
  const replaced = new Set(Object.keys(call.query))
  const kept = literalParts(where.query).filter(({ name }) => !replaced.has(name))
  return {
    request: {
      method: call.method.toUpperCase(),
      origin: where.origin,
      path: where.path,
      query: joinQuery(fixed, [...kept, ...asked], target.authorizer.reserved.query),
      headers: requestHeaders(target, 'application/json, */*;q=0.5', body, headers),
      cookies: [],
      ...(body === undefined ? {} : { body: body.bytes }),
    },
    security: undefined,
  }
}

/** The caller's headers, checked; the media type of the body apart. */
function callerHeaders(target: Target, call: RawCall): { headers: Pair[]; contentType: string | undefined } {
  const fixed = new Set(Object.keys(target.headers).map(sameHeader))
  const seen = new Set<string>()
  let contentType: string | undefined
  const headers: Pair[] = []
  for (const [name, value] of Object.entries(call.headers)) {
    checkHeaderName(name, target.authorizer.reserved.headers)
    const folded = sameHeader(name)
    if (fixed.has(folded)) throw twice(name, 'is fixed for this API and cannot be given')
    if (seen.has(folded)) throw twice(name, 'is given twice')
    seen.add(folded)
    if (folded === 'content-type') contentType = value
    else headers.push([name, headerValue(name, value)])
  }
  return { headers, contentType }
}

function twice(name: string, why: string): CustomApiError {
  return new CustomApiError('arguments.invalid', `the header "${name}" ${why}`, { hint: `leave "${name}" out` })
}
