import { CustomApiError, redactedMark, pointerSegments, stringifyJson } from '../../core/index.ts'
import { headerValues, withHeader, withQuery, type HttpRequest } from '../../http/index.ts'
import { baseOf } from '../base.ts'
import { checkHeaderName, headerValue } from '../headers.ts'
import { isForm, isJson, parseMediaType } from '../media.ts'
import type { Target } from '../model.ts'
import { fixedParts, joinQuery, literalParts, withoutNames } from '../query.ts'
import { askedNumber, bodyOf } from './asked.ts'
import { isObject } from './look.ts'
import type { Page, Place, Step } from './model.ts'

/** Fewer items than a page was asked to have; only where the config says so, since servers cut what they are asked for. */
export function isShort(page: Page, limit: string | undefined, where: Place | undefined): boolean {
  const asked = limit === undefined ? undefined : askedNumber(page.request, where ?? 'query', limit)
  return asked !== undefined && page.count < asked
}

/**
 * The first page's request, changed as a step says. A next address keeps nothing of the query but what the config fixes;
 * credentials that it carries are left out, since the server adds its own. `bodyType`: what the body is where the first
 * page was asked for without one.
 *
 * @throws CustomApiError `config.invalid` for a parameter that carries the credential; `arguments.invalid` for a value that
 * cannot stand where it belongs
 */
export function applyStep(first: HttpRequest, step: Step, target: Target, bodyType?: string): HttpRequest {
  if ('url' in step) {
    const moved = atAddress(first, new URL(step.url), target)
    return step.body === undefined ? moved : withLinkedBody(moved, step.body)
  }
  const { in: where, param, value, also = {}, without = [] } = step
  const others = Object.entries(also).map(([name, one]) => ({ in: where, param: name, value: one }))
  const kept = without.length === 0 ? first : withoutQuery(first, without, target)
  return [{ in: where, param, value }, ...others].reduce(
    (request, one) => withArgument(request, one, target, bodyType),
    kept,
  )
}

/** Without arguments of the first page; what the config fixes stays. */
function withoutQuery(request: HttpRequest, names: readonly string[], { query }: Target): HttpRequest {
  const parts = withoutNames(
    literalParts(request.query),
    names.filter((name) => !Object.hasOwn(query, name)),
  )
  return { ...request, query: parts.map(({ text }) => text).join('&') }
}

/** The body of the next page as its link gives it: whole, or beside the members of the first one (STAC). */
function withLinkedBody(request: HttpRequest, { value, merge }: { value: unknown; merge: boolean }): HttpRequest {
  const before = merge ? (bodyOf(request) ?? {}) : {}
  const body = Buffer.from(stringifyJson(isObject(value) ? { ...before, ...value } : before))
  return { ...withHeader(request, 'Content-Type', 'application/json'), body }
}

function withArgument(
  first: HttpRequest,
  { in: where, param, value }: { readonly in: Place; readonly param: string; readonly value: unknown },
  target: Target,
  bodyType: string | undefined,
): HttpRequest {
  const { reserved } = target.authorizer
  if (where === 'query') {
    if (reserved.query.has(param)) throw carriesCredential(param)
    return withQuery(first, param, textOf(value))
  }
  if (where === 'header') {
    if (reserved.headers.has(param.toLowerCase())) throw carriesCredential(param)
    checkHeaderName(param, reserved.headers)
    return withHeader(first, param, headerValue(param, textOf(value)))
  }
  const isBare = first.body === undefined && bodyType !== undefined && takesNames(bodyType)
  return inBody(isBare ? withHeader(first, 'Content-Type', bodyType) : first, param, value)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : stringifyJson(value))

function carriesCredential(param: string): CustomApiError {
  return new CustomApiError('config.invalid', `"${param}" carries the credential and cannot take a cursor`, {
    hint: 'name another "param" in "pagination" of this API in the config',
  })
}

function atAddress(first: HttpRequest, url: URL, target: Target): HttpRequest {
  const fixed = fixedParts(target.baseUrl === undefined ? '' : baseOf(target).query, target.query)
  const { reserved } = target.authorizer
  const given = withoutNames(literalParts(url.search.slice(1)), [...fixed.map(({ name }) => name), ...reserved.query])
  return { ...first, path: url.pathname, query: joinQuery(fixed, given, reserved.query) }
}

const takesNames = (type: string): boolean => {
  const { essence } = parseMediaType(type)
  return isForm(essence) || isJson(essence)
}

function inBody(first: HttpRequest, param: string, value: unknown): HttpRequest {
  const type = headerValues(first.headers, 'content-type')[0] ?? ''
  if (isForm(parseMediaType(type).essence)) {
    const before = first.body instanceof Uint8Array ? Buffer.from(first.body).toString('utf8') : ''
    const form = new URLSearchParams(before)
    form.set(param.replace(/^\//, ''), textOf(value))
    return { ...first, body: Buffer.from(form.toString()) }
  }
  const before = bodyOf(first)
  if (before === undefined && first.body !== undefined)
    throw new CustomApiError('arguments.invalid', `the body is no JSON object that could take "${param}"`, {
      hint: 'send the body as a JSON object',
    })
  const segments = param.startsWith('/') ? pointerSegments(param) : [param]
  const body = Buffer.from(stringifyJson(put(before ?? {}, segments, value)))
  const headers = type === '' ? withHeader(first, 'Content-Type', 'application/json').headers : first.headers
  return { ...first, headers, body }
}

function put(holder: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  const members = isObject(holder) ? holder : {}
  return Object.fromEntries([
    ...Object.entries(members).filter(([key]) => key !== name),
    [name, put(members[name], rest, value)],
  ])
}

/** The same for two steps that ask for the same page. */
export const keyOf = (step: Step): string =>
  'url' in step
    ? step.url + (step.body === undefined ? '' : ` ${stringifyJson(step.body.value)}`)
    : `${step.in} ${step.param} ${stringifyJson(step.value)}`

/** Whether following an address would leave, and the address as it is followed. */
export type Resolved = { readonly step: Step } | { readonly blocked: string }

/**
 * An address absolute and on the origin of the request that it answers; `http` of the same host becomes `https` again,
 * and a path that forgot the base path gets it back. Everything else is returned unchanged.
 */
export function resolveStep(step: Step, { request }: Page, target: Target): Resolved {
  if (!('url' in step)) {
    const isMasked = typeof step.value === 'string' && step.value.includes(redactedMark)
    return isMasked ? { blocked: 'the cursor of the next page holds a credential, which was masked' } : { step }
  }
  const here = `${request.origin}${request.path}${request.query === '' ? '' : `?${request.query}`}`
  const text = step.url.replace(/\{[^{}]*\}/g, '') // a template's variables (RFC 6570) are optional here
  if (/[\p{Cc}\\]/u.test(text) || !URL.canParse(text, here)) return { blocked: 'the address of the next page is none' }
  const url = new URL(text, here)
  const own = new URL(request.origin)
  if (url.host === '')
    return { blocked: `the address of the next page is none of HTTP, but ${url.protocol.slice(0, 20)}` }
  if (url.username !== '' || url.password !== '') return { blocked: 'the address of the next page carries a user name' }
  if (url.protocol === 'http:' && own.protocol === 'https:' && url.hostname === own.hostname && url.port === '')
    return resolveStep({ ...step, url: `${own.origin}${url.pathname}${url.search}` }, { request } as Page, target)
  if (url.origin !== own.origin)
    return {
      blocked: `the next page is said to be on ${url.host.slice(0, 200)}, another host than the API's: it was not asked`,
    }
  // an address that forgot where the API is mounted: `/envelopes?…` for /v2/accounts/1/envelopes
  const base = target.baseUrl === undefined ? '' : baseOf(target).path
  const isLost = text.startsWith('/')
    ? url.pathname !== '/' && request.path.endsWith(url.pathname)
    : base !== '' && request.path === base + url.pathname && !url.pathname.startsWith(`${base}/`)
  const path = isLost ? request.path : url.pathname
  return { step: { ...step, url: `${own.origin}${path}${url.search}` } }
}
