import { parseJson } from '../../../core/index.ts'
import { isObject } from './is-object.ts'
import { join } from './text.ts'

/** Calls whose answer is known when their arguments are; `undefined` for all others. Nothing is run. */
export function callOf(name: string, args: readonly unknown[]): unknown {
  const [first] = args
  if (name === 'JSON.parse') return typeof first === 'string' ? parsedJson(first) : isObject(first) ? first : undefined
  if (/^(?:String|encodeURI|decodeURI|decodeURIComponent|unescape|Object\.freeze|structuredClone)$/.test(name))
    return first
  if (name === 'Object.assign') return Object.assign({}, ...args.filter(isObject)) as unknown
  return undefined
}

/** Methods of known text and of lists. */
export function methodOf(receiver: unknown, method: string, args: readonly unknown[]): unknown {
  const [first, second] = args
  if (Array.isArray(receiver)) return /^(?:map|filter|sort|reverse|slice|flat)$/.test(method) ? receiver : undefined
  if (typeof receiver !== 'string') return undefined
  if (/^(?:toString|trim|valueOf|toLowerCase)$/.test(method))
    return method === 'toLowerCase' ? receiver.toLowerCase() : receiver
  if (method === 'concat' && args.every((it) => typeof it === 'string')) return join([receiver, ...args])
  if (/^replace(?:All)?$/.test(method) && typeof first === 'string' && typeof second === 'string')
    return receiver.replace(first, () => second)
  return undefined
}

/** `new URL(address, base)`; without a known base the address alone. */
export function urlOf([address, base]: readonly unknown[]): unknown {
  if (typeof address !== 'string') return undefined
  return typeof base === 'string' && URL.canParse(address, base) ? new URL(address, base).href : address
}

/** A member of a known value: of an object, or of an address (`new URL(…).href`). */
export function memberOf(value: unknown, name: string): unknown {
  if (isObject(value)) return Object.hasOwn(value, name) ? value[name] : undefined
  if (typeof value !== 'string') return undefined
  if (name === 'href') return value
  return URL.canParse(value) ? partOf(new URL(value), name) : undefined
}

/** What `location` and a `URL` say of an address. */
export function partOf(url: URL, name: string): string | undefined {
  if (name === 'origin' || name === 'protocol' || name === 'host' || name === 'hostname' || name === 'port')
    return url[name]
  if (name === 'pathname' || name === 'search' || name === 'hash' || name === 'href') return url[name]
  return undefined
}

function parsedJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined // no JSON: nothing is known of it
  }
}
