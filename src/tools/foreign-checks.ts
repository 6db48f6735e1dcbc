import { ExactNumber, stringifyJson, type JsonSchema } from '../core/index.ts'
import { compilePattern } from './patterns.ts'
import { isPlainObject } from './plain-object.ts'

/** One thing that does not fit: where in the value, and what the schema there wants. */
export interface Misfit {
  readonly at: readonly (string | number)[]
  readonly says: string
}

/** The keywords that are checked here, in linear time, instead of by the validator. */
const own = ['pattern', 'patternProperties', 'uniqueItems'] as const
const branching = ['anyOf', 'oneOf', 'allOf'] as const

/** Whether a value fits a schema in everything but the keywords of this file. */
export type Fits = (value: unknown, schema: JsonSchema) => boolean
type Place = readonly (string | number)[]

/**
 * Checks `pattern`, `patternProperties` and `uniqueItems` where a schema has them (DESIGN.md §10): patterns in a
 * linear-time engine, uniqueness through one set. `undefined` for a schema that has none.
 */
export function foreignChecks(schema: JsonSchema, fits: Fits): ((value: unknown) => Misfit[]) | undefined {
  const concerned = new Set<unknown>()
  const mark = (node: unknown): boolean => {
    if (!isPlainObject(node)) return false
    let found = own.some((keyword) => node[keyword] !== undefined)
    for (const child of childrenOf(node as JsonSchema)) found = mark(child) || found // plain data read as a schema
    if (found) concerned.add(node)
    return found
  }
  if (!mark(schema)) return undefined

  const check = (value: unknown, node: unknown, at: Place): Misfit[] => {
    if (!concerned.has(node)) return []
    const here = node as JsonSchema // only plain objects are marked
    return [...shallow(value, here, at), ...inside(value, here, at), ...branches(value, here, at)]
  }

  const inside = (value: unknown, node: JsonSchema, at: Place): Misfit[] => {
    if (Array.isArray(value)) {
      return value.flatMap((item, index) => check(item, node.prefixItems?.[index] ?? node.items, [...at, index]))
    }
    if (!isPlainObject(value)) return []
    const properties = node.properties ?? {}
    return Object.entries(value).flatMap(([name, member]) => {
      const place = [...at, name]
      const named = Object.hasOwn(properties, name)
      const found = named ? check(member, properties[name], place) : []
      return [...found, ...patterned(name, member, node, named, place)]
    })
  }

  const patterned = (name: string, member: unknown, node: JsonSchema, named: boolean, at: Place): Misfit[] => {
    const patterns = isPlainObject(node['patternProperties']) ? Object.entries(node['patternProperties']) : []
    const hits = patterns.filter(([source]) => compilePattern(source)?.test(name) !== false)
    if (hits.length > 0) return hits.flatMap(([, schemaOfHit]) => whole(member, schemaOfHit, at))
    if (named || node.additionalProperties === undefined) return []
    if (patterns.length === 0) return check(member, node.additionalProperties, at)
    if (node.additionalProperties === false) return [{ at, says: 'unknown name' }]
    return whole(member, node.additionalProperties, at)
  }

  /** Both halves of a check, for subschemas that the validator never saw. */
  const whole = (value: unknown, node: unknown, at: Place): Misfit[] => {
    if (!isPlainObject(node)) return node === false ? [{ at, says: 'not allowed' }] : []
    if (!fits(value, node as JsonSchema)) return [{ at, says: 'does not fit' }]
    return check(value, node, at)
  }

  const branches = (value: unknown, node: JsonSchema, at: Place): Misfit[] => {
    const found = (node.allOf ?? []).flatMap((part) => check(value, part, at))
    for (const list of [node.anyOf, node.oneOf]) {
      if (list === undefined || !list.some((branch) => concerned.has(branch))) continue
      const rows = list.filter((branch) => fits(value, branch)).map((branch) => check(value, branch, at))
      if (rows.length > 0 && !rows.some((misfits) => misfits.length === 0)) found.push(...(rows[0] ?? []))
    }
    return found
  }

  return (value) => check(value, schema, [])
}

function shallow(value: unknown, schema: JsonSchema, at: Place): Misfit[] {
  if (typeof value === 'string' && typeof schema.pattern === 'string') {
    const fits = compilePattern(schema.pattern)?.test(value) !== false
    return fits ? [] : [{ at, says: `text that matches ${schema.pattern.slice(0, 200)}` }]
  }
  if (Array.isArray(value) && schema['uniqueItems'] === true && !areUnique(value))
    return [{ at, says: 'items that differ' }]
  return []
}

function areUnique(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => canonical(item))).size === items.length
}

/** One spelling for each JSON value: keys sorted, numbers by value. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isPlainObject(value)) return value instanceof ExactNumber ? value.text : stringifyJson(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

function childrenOf(schema: JsonSchema): unknown[] {
  const maps = [schema.properties, schema['patternProperties']]
  return [
    schema.items,
    schema.additionalProperties,
    ...(schema.prefixItems ?? []),
    ...maps.flatMap((map) => (isPlainObject(map) ? Object.values(map) : [])),
    ...branching.flatMap((keyword) => (Array.isArray(schema[keyword]) ? schema[keyword] : [])),
  ]
}
