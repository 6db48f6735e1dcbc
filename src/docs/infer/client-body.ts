import type { SampleBody } from './curl.ts'
import { readJsonSample } from './json-sample.ts'

/** What code sends with a call: an object literal, and the names of its query. */
export interface Sent {
  readonly body?: SampleBody
  readonly query: readonly string[]
}

const longest = 4_000

/** `JSON.stringify(`, `json=`, `data: `, `body: `, `-Body (`: what is sent stands behind. */
const bodyWord =
  /(?:\bJSON\.stringify\s*\(|\bjson\.dumps\s*\(|\b(?:json|data|body|payload)\s*[:=]\s*(?:json\.dumps\s*\(|JSON\.stringify\s*\()?)\s*(\{|[A-Za-z_]\w{0,40}\b)/
const queryWord = /\b(?:params|searchParams|query|qs)\s*[:=]\s*(\{|[A-Za-z_]\w{0,40}\b)/

/**
 * What a call in the code of a client sends: `rest` is the code behind its URL, up to the next call; `all` the whole sample, for
 * objects that have a name. Of a call with a verb (`axios.post(url, {…})`) the second argument is the body.
 */
export function readSent(rest: string, all: string, verb: boolean): Sent {
  const behind = rest.slice(0, longest)
  const [, second] = (verb ? /^\s*,\s*(\{|[A-Za-z_]\w{0,40}(?=\s*[,)]))/ : /$^/).exec(behind) ?? []
  const value =
    (second === undefined ? undefined : objectAt(behind, behind.indexOf(second), second, all)) ??
    valueAt(bodyWord, behind, all)
  const names = Object.keys(readOf(value ?? '') ?? {})
  // `{ params: {…} }`, `{ headers: {…} }`: how it is called, no body
  const isBody = value !== undefined && names.length > 0 && !names.every((name) => optionName.test(name))
  return {
    query: Object.keys(readOf(valueAt(queryWord, behind, all) ?? '') ?? {}).slice(0, 40),
    ...(isBody ? { body: { kind: 'raw', text: value, mediaType: 'application/json' } } : {}),
  }
}

const optionName =
  /^(?:headers?|params|auth|timeout|responseType|withCredentials|method|body|mode|cache|credentials|signal|data|url|json|maxRedirects|httpsAgent|baseURL)$/

function valueAt(word: RegExp, rest: string, all: string): string | undefined {
  const found = word.exec(rest)
  const [whole = '', value = ''] = found ?? []
  return found === null ? undefined : objectAt(rest, found.index + whole.length - value.length, value, all)
}

/** The text of an object that stands at a place, or of the one that a name was given. */
function objectAt(text: string, at: number, word: string, all: string): string | undefined {
  if (word === '{') return spelled(text.slice(at, at + longest))
  const given = new RegExp(String.raw`(?<![\w.])${word}\s{0,5}(?::[\w<>,\[\] ]{1,60})?=\s{0,5}(?=\{)`).exec(all)
  if (given === null) return undefined
  const from = given.index + given[0].length
  return spelled(all.slice(from, from + longest))
}

/** `{ name, size: 3 }`: what is called as its variable is has a value as well. */
const spelled = (text: string): string =>
  text.replace(/(?<=[{,]\s{0,80})([A-Za-z_$]\w{0,60})(?=\s{0,80}[,}])/g, '$1: ?')

function readOf(text: string): object | undefined {
  const value = readJsonSample(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}
