import type { ParameterStyle } from '../catalog/index.ts'
import { isPresent, isScalar, toText } from './scalar.ts'

/** One `name=value` of a query, form or cookie: the name as a server will read it, and the encoded pair. */
export interface NamedPart {
  readonly name: string
  readonly text: string
  readonly value: string
}

/** What a style needs to know of a parameter or form property. */
export interface Layout {
  readonly name: string
  readonly style: ParameterStyle
  readonly explode: boolean
  readonly allowEmptyValue?: boolean | undefined
  readonly required?: boolean | undefined
}

export interface Encoder {
  name(text: string): string
  value(text: string): string
}

/** Encoded as OpenAPI 3.1.1's table of style examples shows them: `|` and `[` are no query characters. */
const delimiters: Partial<Record<ParameterStyle, string>> = {
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
  tabDelimited: '%09',
}

/**
 * A value as the pairs of a query, a form or a cookie (RFC 6570 §3.2.8, OpenAPI "Style Values").
 *
 * Where OpenAPI is silent: an exploded `spaceDelimited`, `pipeDelimited` or `tabDelimited` list repeats its name; a list
 * inside an exploded object repeats its own; any other member that is an object or list is JSON text, and where members
 * would be joined the whole value is, because commas could not be told apart; `deepObject` brackets every level, lists by
 * index (`a[b][0][c]=`), brackets encoded. An empty list or object is left out, but where empty values are allowed or the
 * parameter is required: then it is `name=`.
 */
export function layOutPairs(layout: Layout, value: unknown, encode: Encoder): NamedPart[] {
  const parts = layout.style === 'deepObject' ? deep(layout.name, value, encode) : flat(layout, value, encode)
  if (parts.length > 0 || (layout.allowEmptyValue !== true && layout.required !== true)) return parts
  return [pair(layout.name, '', encode)]
}

function pair(name: string, value: unknown, encode: Encoder): NamedPart {
  const encoded = encode.value(toText(value))
  return { name, text: `${encode.name(name)}=${encoded}`, value: encoded }
}

function flat({ name, style, explode }: Layout, value: unknown, encode: Encoder): NamedPart[] {
  if (isScalar(value)) return [pair(name, value, encode)]
  const members = presentMembers(value)
  if (members.length === 0) return []
  if (explode) {
    if (Array.isArray(value)) return members.map(([, item]) => pair(name, item, encode))
    return members.flatMap(([key, inner]) =>
      Array.isArray(inner) && inner.every(isScalar)
        ? inner.filter(isPresent).map((item) => pair(key, item, encode))
        : [pair(key, inner, encode)],
    )
  }
  if (!members.every(([, inner]) => isScalar(inner))) return [pair(name, value, encode)]
  const flatMembers = Array.isArray(value) ? members.map(([, item]) => item) : members.flat()
  const joined = flatMembers.map((item) => encode.value(toText(item))).join(delimiters[style] ?? ',')
  return [{ name, text: `${encode.name(name)}=${joined}`, value: joined }]
}

function deep(name: string, value: unknown, encode: Encoder): NamedPart[] {
  if (isScalar(value)) return [pair(name, value, encode)]
  return Object.entries(value as object).flatMap(([key, inner]) =>
    inner === undefined ? [] : deep(`${name}[${key}]`, inner, encode),
  )
}

/** Keys and values, what RFC 6570 calls undefined left out. */
function presentMembers(value: unknown): [string, unknown][] {
  return Object.entries(value as object).filter(([, inner]) => isPresent(inner)) // isScalar said that it is an object
}

/** A value in a path segment (RFC 6570 §3.2.2, §3.2.5, §3.2.7); `encode` is applied to names and values alike. */
export function layOutPath({ name, style, explode }: Layout, value: unknown, encode: (text: string) => string): string {
  const write = (item: unknown): string => encode(toText(item))
  if (style === 'matrix') return matrix(name, explode, value, encode)
  const prefix = style === 'label' ? '.' : ''
  if (isScalar(value)) return prefix + write(value)
  const members = presentMembers(value)
  if (members.length === 0) return ''
  const items = Array.isArray(value)
    ? members.map(([, item]) => write(item))
    : explode
      ? members.map(([key, item]) => `${encode(key)}=${write(item)}`)
      : members.flatMap(([key, item]) => [encode(key), write(item)])
  return prefix + items.join(style === 'label' && explode ? '.' : ',')
}

function matrix(name: string, explode: boolean, value: unknown, encode: (text: string) => string): string {
  const one = (key: string, text: string): string => (text === '' ? `;${encode(key)}` : `;${encode(key)}=${text}`)
  const write = (item: unknown): string => encode(toText(item))
  if (isScalar(value)) return one(name, write(value))
  const members = presentMembers(value)
  if (members.length === 0) return ''
  if (explode) return members.map(([key, item]) => one(Array.isArray(value) ? name : key, write(item))).join('')
  const items = Array.isArray(value)
    ? members.map(([, item]) => write(item))
    : members.flatMap(([key, item]) => [encode(key), write(item)])
  return one(name, items.join(','))
}

/** A value in a header: simple style, nothing encoded (a header is no URI; OpenAPI 3.1.1 appendix D). */
export function layOutHeader(explode: boolean, value: unknown): string {
  if (isScalar(value)) return toText(value)
  const members = presentMembers(value)
  const items = Array.isArray(value)
    ? members.map(([, item]) => toText(item))
    : explode
      ? members.map(([key, item]) => `${key}=${toText(item)}`)
      : members.flatMap(([key, item]) => [key, toText(item)])
  return items.join(',')
}
