import type { Operation, Parameter } from '../catalog/index.ts'
import { CustomApiError } from '../core/index.ts'
import type { Pair } from '../http/index.ts'
import { resolveBase } from './base.ts'
import { encodeBody, type EncodedBody } from './body.ts'
import { cookiePairs } from './cookies.ts'
import { acceptFor, checkHeaderName, headerValue, headerPair, layerHeaders } from './headers.ts'
import { parseMediaType } from './media.ts'
import type { OperationCall, Plan, Target } from './model.ts'
import { expandPath } from './path.ts'
import { fixedParts, joinQuery, literalParts, queryParts, refuseMethodKeys } from './query.ts'

/** Methods that may leave; CONNECT and TRACE never do (SECURITY-PROMISES.md §3.4). */
export const methods = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * The request of one operation, exact to the byte, without a credential. Sends nothing.
 *
 * @throws CustomApiError `arguments.invalid` — a value cannot be sent where it belongs; `config.invalid` without a base URL;
 * `host.blocked` — the operation's own server is not listed
 */
export function planOperation(target: Target, call: OperationCall): Plan {
  const { operation } = call
  checkMethod(operation.method)
  const base = resolveBase(target, operation)
  const given = call.values.filter(({ value }) => value !== undefined)
  const inPlace = (place: Parameter['in']) => given.filter(({ parameter }) => parameter.in === place)
  for (const described of [suffixQuery(operation), base.query])
    refuseMethodKeys(literalParts(described), 'query parameter')
  const fixed = fixedParts(suffixQuery(operation), base.query, target.query)
  const query = inPlace('query').flatMap(({ parameter, value }) => queryParts(parameter, value))
  const body = call.body === undefined ? undefined : encodeBody(call.body.media, call.body.value)
  const headers = inPlace('header').map(({ parameter, value }) => {
    checkHeaderName(parameter.name, target.authorizer.reserved.headers)
    return headerPair(parameter, value)
  })
  return {
    request: {
      method: operation.method.toUpperCase(),
      origin: base.origin,
      path: base.path + expandPath(operation.path, inPlace('path')),
      query: joinQuery(fixed, query, target.authorizer.reserved.query),
      headers: requestHeaders(target, acceptFor(operation.responses), body, headers),
      cookies: inPlace('cookie').flatMap(({ parameter, value }) =>
        cookiePairs(parameter, value, target.authorizer.reserved.cookies),
      ),
      ...(body === undefined ? {} : { body: body.bytes }),
    },
    security: operation.security,
    responses: operation.responses,
  }
}

/** @throws CustomApiError `arguments.invalid` for a method that never leaves */
export function checkMethod(method: string): void {
  if (methods.has(method.toUpperCase())) return
  throw new CustomApiError('arguments.invalid', `the method ${JSON.stringify(method)} is not sent`, {
    hint: `use one of ${[...methods].join(', ')}`,
  })
}

/** The query string of a path's suffix; a fragment is never sent. */
const suffixQuery = ({ suffix = '' }: Pick<Operation, 'suffix'>): string =>
  suffix.startsWith('?')
    ? (suffix.slice(1).split('#', 1)[0] ?? '')
        .split('&')
        .filter((pair) => !/=\{[^{}]*\}$/.test(pair)) // a variable, which is a parameter
        .join('&')
    : ''

/**
 * Defaults, then the config's headers, then the call's own. A body's media type stays with its body; the call may only say
 * what bytes are that the description calls `application/octet-stream`.
 */
export function requestHeaders(
  target: Target,
  accept: string,
  body: EncodedBody | undefined,
  given: readonly Pair[],
): Pair[] {
  const defaults: Pair[] = [
    ['Accept', accept],
    ['User-Agent', target.userAgent],
  ]
  const configured = Object.entries(target.headers).map(([name, value]): Pair => [name, headerValue(name, value)])
  const isContentType = ([name]: Pair): boolean => name.toLowerCase() === 'content-type'
  const merged = layerHeaders(defaults, configured, given).filter((pair) => !isContentType(pair))
  if (body === undefined) return merged
  const named = given.find(isContentType)?.[1]
  const finer = configured.find(isContentType)?.[1]
  const fits = (type: string): boolean => sameType(type, body.contentType)
  const contentType = /^multipart\//i.test(body.contentType)
    ? body.contentType // it says the boundary
    : named !== undefined && fits('application/octet-stream')
      ? named
      : finer !== undefined && fits(finer)
        ? finer
        : body.contentType
  return [...merged, ['Content-Type', headerValue('Content-Type', contentType)]]
}

const sameType = (a: string, b: string): boolean => parseMediaType(a).essence === parseMediaType(b).essence
