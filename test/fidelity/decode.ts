import { isDeepStrictEqual } from 'node:util'
import type { OperationCall } from '../../src/execute/index.ts'
import type { ReadOperation, ReadParameter } from './prism.ts'

/** What reached the upstream, as raw as node:http gives it. */
export interface Arrived {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Given = OperationCall['values'][number]

/**
 * The second judge, of values: Prism reads types and names, but any text is a string to it. Here the raw request is taken
 * apart by the style that Prism's reader found in the description, and compared with what was given. Nothing of this is
 * shared with the code under test. What OpenAPI leaves undefined (lists and objects inside lists and objects, but in
 * `deepObject`) is not judged.
 */
export function differences(arrived: Arrived, resource: ReadOperation, call: OperationCall): string[] {
  const raw = arrived.target.split('?')
  const query = rawPairs(raw.slice(1).join('?'), '&')
  const cookies = rawPairs(arrived.headers['cookie'] ?? '', '; ')
  const found: string[] = []
  const { request } = resource
  const check = (given: Given, seen: unknown, wanted: unknown): void => {
    if (seen !== undefined && !isDeepStrictEqual(seen, wanted))
      found.push(`${given.parameter.in} ${given.parameter.name}: ${JSON.stringify(seen)} for ${JSON.stringify(wanted)}`)
  }
  for (const given of call.values) {
    const { name, in: place } = given.parameter
    const lists = { path: request?.path, query: request?.query, header: request?.headers, cookie: request?.cookie }
    const read = lists[place]?.find((it) => (place === 'header' ? sameHeader(it.name, name) : it.name === name))
    if (read === undefined || !isFlat(given.value, read)) continue
    const wanted =
      styleOf(read) === 'deepObject' && !isScalar(given.value) ? (tree(given.value) ?? {}) : texts(given.value)
    if (place === 'path') check(given, inPath(raw[0] ?? '', resource.path, read, wanted), wanted)
    else if (place === 'header') check(given, inHeader(arrived.headers[name.toLowerCase()], read, wanted), wanted)
    else check(given, inPairs(place === 'query' ? query : cookies, read, given.value), wanted)
  }
  return [...found, ...bodyDifferences(arrived, call)]
}

const sameHeader = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
const isScalar = (value: unknown): value is string | number | boolean | null | undefined =>
  typeof value !== 'object' || value === null
const styleOf = (read: ReadParameter): string => read.style ?? 'form'
const isExploded = (read: ReadParameter): boolean => read.explode ?? ['form', 'deepObject'].includes(styleOf(read))

/** Whether the description says how such a value is written. */
function isFlat(value: unknown, read: ReadParameter): boolean {
  if (isScalar(value)) return true
  const members = Object.values(value as object) // no scalar, so an object or array
  if (read.content !== undefined) return Object.keys(read.content)[0]?.includes('json') === true
  if (members.length === 0) return false
  if (styleOf(read) === 'deepObject') return true
  return members.every((member) => isScalar(member) && member !== null)
}

/** The given value with every scalar as the text that must arrive. */
function texts(value: unknown): unknown {
  if (isScalar(value)) return value === null ? '' : String(value)
  if (Array.isArray(value)) return value.map(texts)
  return Object.fromEntries(Object.entries(value as object).map(([key, member]) => [key, texts(member)]))
}

type RawPair = readonly [name: string, raw: string]

function rawPairs(text: string, separator: string): RawPair[] {
  if (text === '') return []
  return text.split(separator).map((pair) => [decode(pair.split('=', 1)[0] ?? ''), pair.slice(pair.indexOf('=') + 1)])
}

const decode = (raw: string): string => {
  if (raw.includes('+')) return `a bare "+" in ${raw}`
  return decodeURIComponent(raw)
}

const separators: Readonly<Record<string, RegExp>> = {
  spaceDelimited: /%20/,
  pipeDelimited: /%7C/i,
  pipesDelimited: /%7C/i,
  tabDelimited: /%09/,
}

function inPairs(pairs: readonly RawPair[], read: ReadParameter, value: unknown): unknown {
  const of = (name: string): string[] => pairs.filter(([it]) => it === name).map(([, raw]) => raw)
  const [first] = of(read.name)
  if (read.content !== undefined && !isScalar(value))
    return first === undefined ? 'absent' : texts(JSON.parse(decode(first)))
  if (isScalar(value)) return first === undefined ? 'absent' : decode(first)
  if (styleOf(read) === 'deepObject') return fromBrackets(pairs, read.name)
  if (Array.isArray(value)) {
    if (isExploded(read)) return of(read.name).map(decode)
    const separator = separators[styleOf(read)]
    if (separator !== undefined && value.some((item) => separator.test(encodeURIComponent(String(item)))))
      return undefined // ambiguous by design
    return (first ?? 'absent').split(separator ?? ',').map(decode)
  }
  if (isExploded(read))
    return Object.fromEntries(Object.keys(value as object).map((key) => [key, decode(of(key)[0] ?? 'absent')]))
  if (separators[styleOf(read)] !== undefined) return undefined
  return fromAlternating((first ?? '').split(','))
}

interface Tree {
  [name: string]: string | Tree
}

/** `a[b][0][c]=x`, any depth; lists come back as objects by index. */
function fromBrackets(pairs: readonly RawPair[], name: string, decoded: (raw: string) => string = decode): Tree {
  const found: Tree = {}
  for (const [key, raw] of pairs) {
    if (!key.startsWith(`${name}[`)) continue
    const steps = key.slice(name.length + 1, -1).split('][')
    let here = found
    for (const step of steps.slice(0, -1)) {
      const inner = here[step]
      here = typeof inner === 'object' ? inner : (here[step] = {})
    }
    here[steps.at(-1) ?? ''] = decoded(raw)
  }
  return found
}

/** A value as `deepObject` can carry it: what is empty leaves no trace. */
function tree(value: unknown): Tree | string | undefined {
  if (isScalar(value)) return value === null ? '' : String(value)
  const members = Object.entries(value as object).flatMap(([key, member]) => {
    const made = tree(member)
    return made === undefined ? [] : [[key, made] as const]
  })
  return members.length === 0 ? undefined : Object.fromEntries(members)
}

const fromAlternating = (items: readonly string[]): unknown =>
  Object.fromEntries(
    items.flatMap((item, index) => (index % 2 === 0 ? [[decode(item), decode(items[index + 1] ?? '')]] : [])),
  )

const fromAssignments = (items: readonly string[]): unknown =>
  Object.fromEntries(
    items.map((item) => [decode(item.split('=', 1)[0] ?? ''), decode(item.slice(item.indexOf('=') + 1))]),
  )

/** The value of one path parameter, where it has a segment of its own. */
function inPath(path: string, template: string, read: ReadParameter, wanted: unknown): unknown {
  const slots = template.split('/')
  const index = slots.indexOf(`{${read.name}}`)
  if (index < 0 || slots.length !== path.split('/').length) return undefined
  let raw = path.split('/')[index] ?? ''
  const style = read.style ?? 'simple'
  if (style === 'label') raw = raw.startsWith('.') ? raw.slice(1) : 'no dot'
  if (style === 'matrix') return inMatrix(raw, read, wanted)
  const between = style === 'label' && read.explode === true ? '.' : ','
  if (typeof wanted === 'string') return decode(raw)
  if (Array.isArray(wanted)) return raw.split(between).map(decode)
  return read.explode === true ? fromAssignments(raw.split(between)) : fromAlternating(raw.split(','))
}

function inMatrix(raw: string, read: ReadParameter, wanted: unknown): unknown {
  const parts = raw.split(';').slice(1)
  const own = parts.map((part) => (part.startsWith(`${read.name}=`) ? part.slice(read.name.length + 1) : 'unnamed'))
  if (typeof wanted === 'string') return decode(own[0] ?? 'absent')
  if (Array.isArray(wanted)) return (read.explode === true ? own : (own[0] ?? '').split(',')).map(decode)
  return read.explode === true ? fromAssignments(parts) : fromAlternating((own[0] ?? '').split(','))
}

/** Headers are not percent-encoded; node gives their bytes as latin1. */
function inHeader(latin1: string | undefined, read: ReadParameter, wanted: unknown): unknown {
  if (latin1 === undefined) return 'absent'
  const text = Buffer.from(latin1, 'latin1').toString('utf8')
  if (read.content !== undefined) return typeof wanted === 'string' ? undefined : texts(JSON.parse(text))
  if (typeof wanted === 'string') return text
  const items = text.split(',')
  if (Array.isArray(wanted)) return items
  return read.explode === true
    ? Object.fromEntries(items.map((item) => [item.split('=', 1)[0], item.slice(item.indexOf('=') + 1)]))
    : Object.fromEntries(items.flatMap((item, index) => (index % 2 === 0 ? [[item, items[index + 1]]] : [])))
}

function bodyDifferences({ headers, body }: Arrived, { body: given }: OperationCall): string[] {
  if (given === undefined) return body === '' ? [] : ['body: there is one, none was given']
  const type = headers['content-type'] ?? ''
  if (/[/+]json\b/.test(type))
    return isDeepStrictEqual(JSON.parse(body), JSON.parse(JSON.stringify(given.value)))
      ? []
      : ['body: other JSON than given']
  if (!/x-www-form-urlencoded/.test(type) || isScalar(given.value)) return []
  const form = new URLSearchParams(body)
  return Object.entries(given.value as object).flatMap(([name, value]) => {
    const { style } = given.media.encoding[name] ?? {}
    if (style === 'deepObject' && !isScalar(value)) {
      const seen = fromBrackets([...form.entries()], name, (text) => text)
      return isDeepStrictEqual(seen, tree(value) ?? {}) ? [] : [`form ${name}: ${JSON.stringify(seen)}`]
    }
    if (given.media.encoding[name] !== undefined && style === undefined) return []
    if (style !== undefined && !isScalar(value)) return []
    const wanted = isScalar(value)
      ? [texts(value)]
      : Array.isArray(value) && value.every(isScalar)
        ? value.map(texts)
        : undefined
    return wanted === undefined || isDeepStrictEqual(form.getAll(name), wanted)
      ? []
      : [`form ${name}: ${form.getAll(name).join(' & ')}`]
  })
}
