import type { ResponseSpec } from '../catalog/index.ts'
import type { JsonSchema } from '../core/index.ts'
import { isPlainObject } from './plain-object.ts'
import { brief } from './prose.ts'

/** How much of a level is told. */
interface Style {
  /** Whether single values tell their type, and what may be missing says so. */
  readonly types: boolean
  /** Whether what an item holds is told by its name alone. */
  readonly flat: boolean
  readonly keys: number
}

/** Richest first. */
const styles: readonly Style[] = [
  { types: true, flat: false, keys: 40 },
  { types: false, flat: false, keys: 40 },
  { types: false, flat: true, keys: 40 },
  { types: false, flat: true, keys: 28 },
  { types: false, flat: true, keys: 14 },
]
/** An object of more names than this is an item, not what surrounds a list. */
const mostAround = 10

/**
 * The shape of a schema in at most so many characters: `{id: integer, tags?: [string]}`. Rather the names of an item than
 * the types of what is around it or what is in it, and no level rather than a part of a name.
 */
export function outlineWithin(schema: unknown, depth: number, characters: number): string {
  for (let level = depth; level > 0; level--)
    for (const style of styles) {
      const text = outline(schema, level, style, false)
      if (text.length <= characters) return text
    }
  return outline(schema, 0, { types: false, flat: true, keys: 0 }, false)
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

function outline(schema: unknown, depth: number, style: Style, listed: boolean): string {
  if (!isPlainObject(schema)) return 'any'
  const node = schema as JsonSchema // plain data; only named keywords are read
  if (node.enum !== undefined && node.enum.length <= 8) return node.enum.map((value) => JSON.stringify(value)).join('|')
  const branches = node.anyOf ?? node.oneOf
  if (branches !== undefined && node.properties === undefined)
    return [...new Set(branches.slice(0, 6).map((branch) => outline(branch, depth - 1, style, listed)))].join(' | ')
  if (node.properties !== undefined) return objectOutline(node, depth, style, listed)
  const type = typeof node.type === 'string' ? node.type : (node.type ?? ['any']).join('|')
  if (type === 'array') return depth <= 0 ? '[…]' : `[${outline(node.items, depth - 1, style, true)}]`
  return node.format === undefined ? type : `${type}(${brief(node.format, 20)})`
}

function objectOutline(
  { properties = {}, required = [] }: JsonSchema,
  depth: number,
  style: Style,
  listed: boolean,
): string {
  if (depth <= 0) return '{…}'
  const rows = Object.entries(properties)
  const inside = style.flat && (listed || rows.length > mostAround) ? 0 : depth - 1
  const shown = rows.slice(0, style.keys).map(([name, value]) => {
    const inner = outline(value, inside, style, listed)
    if (!style.types) return /[[{][^…]/.test(inner) ? `${name}: ${inner}` : name
    return `${name}${required.includes(name) ? '' : '?'}: ${inner}`
  })
  return `{${shown.join(', ')}${rows.length > style.keys ? `, … ${rows.length - style.keys} more` : ''}}`
}
