import type { ResponseSpec } from '../catalog/index.ts'
import type { JsonSchema } from '../core/index.ts'
import { isPlainObject } from './plain-object.ts'
import { brief } from './prose.ts'

/** How much of a level is told. */
interface Style {
  /** Whether single values tell their type, and what may be missing says so. */
  readonly types: boolean
  readonly keys: number
}

/** Richest first. */
const styles: readonly Style[] = [
  { types: true, keys: 40 },
  { types: false, keys: 40 },
  { types: false, keys: 28 },
  { types: false, keys: 14 },
]

/**
 * The shape of a schema in at most so many characters: `{id: integer, tags?: [string]}`. Rather the names of a level than
 * the types of the one above it, and no level rather than a part of a name.
 */
export function outlineWithin(schema: unknown, depth: number, characters: number): string {
  for (let level = depth; level > 0; level--)
    for (const style of styles) {
      const text = outline(schema, level, style)
      if (text.length <= characters) return text
    }
  return outline(schema, 0, { types: false, keys: 0 })
}

/** The shape of what a success answers as JSON; `undefined` where the description does not say. */
export function answerOutline(responses: readonly ResponseSpec[], characters: number): string | undefined {
  const success =
    responses.find(({ status }) => status.startsWith('2')) ?? responses.find(({ status }) => status === 'default')
  const json = success?.media.find(({ mediaType }) => /[/+]json\b/i.test(mediaType))
  if (json?.schema === undefined) return undefined
  const text = outlineWithin(json.schema, 3, characters)
  return /[a-z]/i.test(text) && text.length <= characters ? text : undefined
}

function outline(schema: unknown, depth: number, style: Style): string {
  if (!isPlainObject(schema)) return 'any'
  const node = schema as JsonSchema // plain data; only named keywords are read
  if (node.enum !== undefined && node.enum.length <= 8) return node.enum.map((value) => JSON.stringify(value)).join('|')
  const branches = node.anyOf ?? node.oneOf
  if (branches !== undefined && node.properties === undefined)
    return [...new Set(branches.slice(0, 6).map((branch) => outline(branch, depth - 1, style)))].join(' | ')
  if (node.properties !== undefined) return objectOutline(node, depth, style)
  const type = typeof node.type === 'string' ? node.type : (node.type ?? ['any']).join('|')
  if (type === 'array') return depth <= 0 ? '[…]' : `[${outline(node.items, depth - 1, style)}]`
  return node.format === undefined ? type : `${type}(${brief(node.format, 20)})`
}

function objectOutline({ properties = {}, required = [] }: JsonSchema, depth: number, style: Style): string {
  if (depth <= 0) return '{…}'
  const rows = Object.entries(properties)
  const shown = rows.slice(0, style.keys).map(([name, value]) => {
    const inner = outline(value, depth - 1, style)
    if (!style.types) return /[[{][^…]/.test(inner) ? `${name}: ${inner}` : name
    return `${name}${required.includes(name) ? '' : '?'}: ${inner}`
  })
  return `{${shown.join(', ')}${rows.length > style.keys ? `, … ${rows.length - style.keys} more` : ''}}`
}
