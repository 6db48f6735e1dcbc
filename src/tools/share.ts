import type { JsonSchema } from '../core/index.ts'
import { isPlainObject } from './plain-object.ts'

/** Shorter schemas cost less than a reference to them saves. */
const worth = 90

/** Values under these keywords are data, not schemas. */
const data = new Set(['enum', 'default', 'required', 'const'])

/**
 * A schema for reading, with what stands in it more than once written once, under `$defs`. Not for tool definitions:
 * clients refuse references there.
 */
export function shareRepeated(schema: JsonSchema): JsonSchema {
  const counts = new Map<string, number>()
  count(schema, counts, true)
  const names = new Map<string, string>()
  const defs = new Map<string, unknown>()
  const write = (node: unknown, root: boolean): unknown => {
    if (Array.isArray(node)) return node.map((item) => write(item, false))
    if (!isPlainObject(node)) return node
    const key = root ? '' : JSON.stringify(node)
    if (key.length < worth || (counts.get(key) ?? 0) < 2) return members(node)
    const known = names.get(key)
    if (known !== undefined) return { $ref: `#/$defs/${known}` }
    const name = nameFor(node, names.size, new Set(names.values()))
    names.set(key, name)
    defs.set(name, members(node))
    return { $ref: `#/$defs/${name}` }
  }
  const members = (node: Readonly<Record<string, unknown>>): unknown =>
    Object.fromEntries(Object.entries(node).map(([key, value]) => [key, data.has(key) ? value : write(value, false)]))
  const written = write(schema, true)
  if (defs.size === 0) return schema
  const whole = { ...(written as JsonSchema), $defs: Object.fromEntries(defs) } // an object stays one
  return inlined(whole)
}

/** How often each schema stands in the tree; one that was met before is not entered again. */
function count(node: unknown, counts: Map<string, number>, root: boolean): void {
  if (Array.isArray(node)) return node.forEach((item) => count(item, counts, false))
  if (!isPlainObject(node)) return
  if (!root) {
    const key = JSON.stringify(node)
    const before = counts.get(key) ?? 0
    if (key.length >= worth) counts.set(key, before + 1)
    if (before > 0) return
  }
  for (const [key, value] of Object.entries(node)) if (!data.has(key)) count(value, counts, false)
}

function nameFor(node: Readonly<Record<string, unknown>>, size: number, taken: ReadonlySet<string>): string {
  const title = typeof node['title'] === 'string' ? node['title'].replace(/\W+/g, '').slice(0, 30) : ''
  return title !== '' && !taken.has(title) ? title : `d${size + 1}`
}

/** A definition that is used once only stands where it is used. */
function inlined(schema: JsonSchema): JsonSchema {
  const { $defs, ...rest } = schema
  const written = isPlainObject($defs) ? $defs : {}
  const uses = new Map<string, number>()
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g))
    uses.set(name, (uses.get(name) ?? 0) + 1)
  const put = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(put)
    if (!isPlainObject(node)) return node
    const ref = node['$ref']
    const name = typeof ref === 'string' ? ref.slice('#/$defs/'.length) : ''
    if (name !== '' && uses.get(name) === 1) return put(written[name])
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, data.has(key) ? value : put(value)]))
  }
  const kept = Object.entries(written).filter(([name]) => (uses.get(name) ?? 0) > 1)
  const all = kept.length === 0 ? rest : { ...rest, $defs: Object.fromEntries(kept) }
  return put(all) as JsonSchema // only references were replaced
}
