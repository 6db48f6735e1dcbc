import { stringifyJson, type JsonSchema } from '../core/index.ts'
import { isPlainObject } from './plain-object.ts'

const shortest = (text: string, limit: number): string => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text)

/** What a schema takes, in a few words: `integer from 1 to 100`, `one of "a", "b"`, `array of string`. */
export function expected(schema: unknown, depth = 0): string {
  if (!isPlainObject(schema)) return schema === false ? 'nothing' : 'any value'
  const node = schema as JsonSchema // plain data; only named keywords are read
  if (node.enum !== undefined) {
    const values = node.enum.slice(0, 12).map((value) => shortest(stringifyJson(value), 40))
    return `one of ${values.join(', ')}${node.enum.length > 12 ? `, … (${node.enum.length} values)` : ''}`
  }
  if (node.const !== undefined) return shortest(stringifyJson(node.const), 80)
  const branches = node.anyOf ?? node.oneOf
  if (branches !== undefined && node.type === undefined && node.properties === undefined) {
    if (depth > 1) return 'one of several shapes'
    return shortest([...new Set(branches.map((branch) => expected(branch, depth + 1)))].join(' or '), 300)
  }
  return ofType(node, depth)
}

/** Keywords that refuse nothing. */
const notes = new Set(['title', 'description', 'default', 'example', 'examples', 'format', 'deprecated'])

function ofType(node: JsonSchema, depth: number): string {
  const types = typeof node.type === 'string' ? [node.type] : (node.type ?? (node.properties ? ['object'] : []))
  if (types.length === 0) return Object.keys(node).every((key) => notes.has(key)) ? 'any value' : 'another value'
  return types.map((type) => `${type}${detail(type, node, depth)}`).join(' or ')
}

function detail(type: string, node: JsonSchema, depth: number): string {
  if (type === 'array')
    return `${depth < 2 && isPlainObject(node.items) ? ` of ${expected(node.items, depth + 1)}` : ''}${range(node, 'minItems', 'maxItems', ' items')}`
  if (type === 'object') {
    const names = Object.keys(node.properties ?? {}).map((name) => (node.required?.includes(name) ? name : `${name}?`))
    return names.length === 0 || depth > 1 ? '' : ` {${shortest(names.slice(0, 12).join(', '), 200)}}`
  }
  if (type === 'string') return range(node, 'minLength', 'maxLength', ' characters')
  if (type === 'number' || type === 'integer') return range(node, 'minimum', 'maximum', '')
  return ''
}

function range(node: JsonSchema, low: string, high: string, unit: string): string {
  const from = typeof node[low] === 'number' ? ` from ${node[low]}` : ''
  const to = typeof node[high] === 'number' ? ` to ${node[high]}` : ''
  return from === '' && to === '' ? '' : `${from}${to}${unit}`
}

/** A value as it was given, short enough for an error. */
export const shownValue = (value: unknown): string =>
  value === undefined ? 'nothing' : shortest(stringifyJson(value) ?? 'nothing', 60)
