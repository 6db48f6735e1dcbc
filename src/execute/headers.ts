import type { Parameter, ResponseSpec } from '../catalog/index.ts'
import { CustomApiError } from '../core/index.ts'
import { isToken, type Pair } from '../http/index.ts'
import { isJson, parseMediaType } from './media.ts'
import { contentText } from './query.ts'
import { layOutHeader } from './styles.ts'

/** CGI and WSGI make `X_Forwarded_For` and `X-Forwarded-For` one: names that are one to some server are one here. */
export const sameHeader = (name: string): string => name.toLowerCase().replaceAll('_', '-')

/** Why a caller may not set a header; what is not listed and no credential may be set. */
const refusedNames: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /^(?:connection|keep-alive|proxy-connection|te|trailer|trailers|transfer-encoding|upgrade|http2-settings)$/,
    'belongs to the connection',
  ],
  [/^(?:content-length|content-encoding|accept-encoding|expect|host)$/, 'is written by the server from the request'],
  [/^cookie2?$/, 'would replace all cookies'],
  [
    /^(?:forwarded|x-forwarded(?:-.*)?|x-real-ip|true-client-ip|x-client-ip|cf-connecting-ip|x-originating-ip|via|x-original-(?:url|host|uri)|x-rewrite-url|x-host)$/,
    'would forge where the request comes from or goes to',
  ],
  [/^x-(?:http-)?method(?:-override)?$/, 'would change the method of the request'],
  [/^(?:x-)?http-method(?:-override)?$/, 'would change the method of the request'],
  [/^(?:proxy-.*|authorization|www-authenticate)$/, 'carries credentials, which the server adds itself'],
]

/** Why a caller may not set a header of this name, in words; `undefined` when it may. Such parameters are not offered. */
export function refusedHeader(name: string, credentialNames: ReadonlySet<string> = new Set()): string | undefined {
  const hyphened = sameHeader(name)
  if ([...credentialNames].some((one) => sameHeader(one) === hyphened))
    return 'carries credentials, which the server adds itself'
  return refusedNames.find(([pattern]) => pattern.test(hyphened))?.[1]
}

/**
 * Refuses header names that a caller may not set, in any letter case and with `_` for `-` (SECURITY-PROMISES.md §3.3).
 *
 * The code is `arguments.invalid` and not `policy.denied`: no setting of the operator would allow it, and the caller
 * mends the call by leaving the header out.
 */
export function checkHeaderName(name: string, credentialNames: ReadonlySet<string>): void {
  if (!isToken(name)) {
    throw new CustomApiError('arguments.invalid', `${JSON.stringify(name)} is no header name`, {
      hint: 'use letters, digits and hyphens',
    })
  }
  const why = refusedHeader(name, credentialNames)
  if (why === undefined) return
  throw new CustomApiError('arguments.invalid', `the header "${name}" ${why}`, { hint: `leave "${name}" out` })
}

/**
 * A header value that can be sent; text beyond ASCII goes out as UTF-8.
 *
 * @throws CustomApiError `arguments.invalid` for CR, LF, NUL and every other control character but tab
 */
export function headerValue(name: string, value: string): string {
  if (/\p{Cc}/u.test(value.replaceAll('\t', ' '))) {
    throw new CustomApiError('arguments.invalid', `the header "${name}" holds a control character`, {
      hint: 'remove line breaks and NUL',
    })
  }
  return value
}

/** A header parameter as its header. */
export function headerPair(parameter: Parameter, value: unknown): Pair {
  const text =
    parameter.contentType === undefined
      ? layOutHeader(parameter.explode, value)
      : asciiJson(contentText(parameter.contentType, value), parameter.contentType)
  return [parameter.name, headerValue(parameter.name, text)]
}

/** JSON says every character in ASCII; a header is the place to use that. */
function asciiJson(text: string, contentType: string): string {
  if (!isJson(parseMediaType(contentType).essence)) return text
  return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * `Accept` by the responses of an operation: its success types, JSON first, then anything at a low weight, so that
 * an error in another type comes through instead of a 406.
 */
export function acceptFor(responses: readonly ResponseSpec[]): string {
  let accept = accepts.get(responses)
  if (accept === undefined) accepts.set(responses, (accept = planAccept(responses)))
  return accept
}

/** An operation's responses never change, and its calls are many. */
const accepts = new WeakMap<readonly ResponseSpec[], string>()

function planAccept(responses: readonly ResponseSpec[]): string {
  const success = responses.filter(({ status }) => status.startsWith('2'))
  const described = (
    success.some(({ media }) => media.length > 0) ? success : responses.filter(({ status }) => status === 'default')
  ).flatMap(({ media }) => media.map(({ mediaType }) => acceptable(mediaType)))
  const types = [...new Set(described.filter((type) => type !== undefined))].slice(0, 8)
  const json = types.filter((type) => isJson(parseMediaType(type).essence))
  const plainFirst = json.toSorted((a, b) => Number(b === 'application/json') - Number(a === 'application/json'))
  const others = types.filter((type) => !json.includes(type))
  if (types.length === 0) return 'application/json, */*;q=0.5'
  const weighted = json.length === 0 ? others : others.map((type) => `${type};q=0.9`)
  return [...plainFirst, ...weighted, '*/*;q=0.1'].join(', ')
}

/** A media type fit for `Accept`: no charset (a JSON one has none), no weight of its own; `undefined` for what is none. */
function acceptable(mediaType: string): string | undefined {
  const { essence, parameters } = parseMediaType(mediaType)
  if (essence === '' || essence === '*/*') return undefined
  const kept = [...parameters].filter(([name, value]) => name !== 'charset' && name !== 'q' && isToken(value))
  return [essence, ...kept.map(([name, value]) => `${name}=${value}`)].join(';')
}

/** Headers of one request, later layers before earlier ones, one entry a name. */
export function layerHeaders(...layers: readonly (readonly Pair[])[]): Pair[] {
  const merged = new Map<string, Pair>()
  for (const layer of layers) for (const pair of layer) merged.set(pair[0].toLowerCase(), pair)
  return [...merged.values()]
}
