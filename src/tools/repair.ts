import { ExactNumber, parseJson, stringifyJson, type JsonSchema } from '../core/index.ts'
import { isPlainObject } from './plain-object.ts'

const deepest = 128
const numberText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** A number whose digits may have been lost before it reached us. */
export interface Doubt {
  readonly at: readonly (string | number)[]
  readonly says: string
}

/** What `repair` gives back: the value, and what cannot be trusted about it. */
export interface Repaired {
  readonly value: unknown
  readonly doubts: readonly Doubt[]
}

/**
 * A value as the schema wants it, where what was meant is unambiguous: JSON in a string, a number or `"true"` in a
 * string, a number where a string belongs, one value for a list, an enum value in other letter case. Anything else
 * stays as it came, for the validator to name. Untouched values come back identical.
 */
export function repair(value: unknown, schema: JsonSchema | boolean | undefined): Repaired {
  const doubts: Doubt[] = []
  return { value: walk(value, schema, [], doubts), doubts }
}

type Place = readonly (string | number)[]

function walk(value: unknown, schema: unknown, at: Place, doubts: Doubt[]): unknown {
  if (at.length > deepest) {
    doubts.push({ at: at.slice(0, 3), says: `nests deeper than ${deepest} levels` })
    return null
  }
  const known = isPlainObject(schema) ? (schema as JsonSchema) : {} // plain data; only named keywords are read
  const shaped = shape(value, known)
  if (typeof shaped === 'number') return checked(shaped, at, doubts)
  if (Array.isArray(shaped)) return items(shaped, known, at, doubts)
  if (isPlainObject(shaped)) return members(shaped, known, at, doubts)
  return shaped
}

/** Whole numbers past 2^53 came through a double: the digits may already be others. Past 1e21 they print as powers. */
function checked(value: number, at: Place, doubts: Doubt[]): number {
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21)
    doubts.push({ at, says: `${value} is past 2^53 and may have lost digits: send it as a string` })
  return value
}

/** The types that a schema takes, also through its alternatives; `undefined`: any. */
export function typesOf(schema: JsonSchema): ReadonlySet<string> | undefined {
  if (typeof schema.type === 'string') return new Set([schema.type])
  if (Array.isArray(schema.type)) return new Set(schema.type)
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  if (values !== undefined) return new Set(values.map(typeName))
  const branches = schema.anyOf ?? schema.oneOf
  if (branches === undefined || branches.length === 0)
    return schema.properties === undefined ? undefined : new Set(['object'])
  const found = new Set<string>()
  for (const branch of branches) {
    const types = isPlainObject(branch) ? typesOf(branch) : undefined
    if (types === undefined) return undefined
    for (const type of types) found.add(type)
  }
  return found
}

/** The JSON type of a value. */
export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (value instanceof ExactNumber || typeof value === 'bigint') return 'number'
  return typeof value
}

const takes = (types: ReadonlySet<string>, type: string): boolean =>
  types.has(type) || (type === 'number' && types.has('integer')) || (type === 'integer' && types.has('number'))

function shape(value: unknown, schema: JsonSchema): unknown {
  const types = typesOf(schema)
  if (types === undefined || value === undefined) return value
  const type = typeName(value)
  if (takes(types, type)) return type === 'string' ? inEnum(value, schema) : value
  if (typeof value === 'string') return fromString(value, types, schema)
  if (types.has('string') && (type === 'number' || type === 'boolean')) {
    if (typeof value === 'number' && !exactly(value)) return value
    return inEnum(stringifyJson(value), schema)
  }
  if (types.has('array') && type !== 'null') return [value]
  return value
}

const exactly = (value: number): boolean => !Number.isInteger(value) || Number.isSafeInteger(value)

/** The one enum value that differs in letter case only. */
function inEnum(value: unknown, schema: JsonSchema): unknown {
  if (typeof value !== 'string' || schema.enum === undefined || schema.enum.includes(value)) return value
  const folded = value.trim().toLowerCase()
  const near = schema.enum.filter((one) => typeof one === 'string' && one.toLowerCase() === folded)
  return near.length === 1 ? near[0] : value
}

function fromString(text: string, types: ReadonlySet<string>, schema: JsonSchema): unknown {
  const trimmed = text.trim()
  if ((types.has('integer') || types.has('number')) && numberText.test(trimmed)) return toNumber(trimmed)
  if (types.has('boolean') && /^(?:true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true'
  if (types.has('null') && trimmed === 'null') return null
  const opening = trimmed[0]
  if ((types.has('object') && opening === '{') || (types.has('array') && (opening === '[' || opening === '{'))) {
    const parsed = parsedOrUndefined(trimmed)
    if (parsed !== undefined && types.has(typeName(parsed))) return parsed
    if (isPlainObject(parsed) && itemTypes(schema)?.has('object') === true) return [parsed]
  }
  return types.has('array') ? listed(text, schema) : text
}

const itemTypes = (schema: JsonSchema): ReadonlySet<string> | undefined =>
  isPlainObject(schema.items) ? typesOf(schema.items) : undefined

/** One string for a list: the list of its comma-separated values when all are known ones, else the list of it alone. */
function listed(text: string, schema: JsonSchema): unknown {
  const items = isPlainObject(schema.items) ? (schema.items as JsonSchema) : {} // plain data; only `enum` is read
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length > 1 && parts.every((part) => items.enum?.includes(part) === true)) return parts
  const types = typesOf(items)
  const single = [...(types ?? [])].every((type) => type === 'object' || type === 'array')
  return types !== undefined && single ? text : [text]
}

function toNumber(text: string): unknown {
  const parsed = parsedOrUndefined(text) // keeps digits that a double would lose
  return typeof parsed === 'number' || parsed instanceof ExactNumber ? parsed : text
}

function parsedOrUndefined(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined // not JSON after all: the string stays one, and the validator says what was expected
  }
}

function items(value: readonly unknown[], schema: JsonSchema, at: Place, doubts: Doubt[]): unknown {
  const of = branchFor(schema, 'array')
  let changed: unknown[] | undefined
  for (const [index, item] of value.entries()) {
    const next = walk(item, of.prefixItems?.[index] ?? of.items, [...at, index], doubts)
    if (next !== item) (changed ??= [...value])[index] = next
  }
  return changed ?? value
}

function members(value: Readonly<Record<string, unknown>>, schema: JsonSchema, at: Place, doubts: Doubt[]): unknown {
  const of = branchFor(schema, 'object')
  const { properties = {}, additionalProperties } = of
  let changed: Map<string, unknown> | undefined
  for (const [name, member] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    const next = walk(member, own, [...at, name], doubts)
    if (next !== member) (changed ??= new Map(Object.entries(value))).set(name, next)
  }
  return changed === undefined ? value : Object.fromEntries(changed)
}

/** The one alternative that takes a type, so that what is inside can be repaired too; none when several do. */
function branchFor(schema: JsonSchema, type: string): JsonSchema {
  const branches = schema.anyOf ?? schema.oneOf
  if (branches === undefined || schema.properties !== undefined || schema.items !== undefined) return schema
  const fitting = branches.filter((branch) => isPlainObject(branch) && typesOf(branch)?.has(type) !== false)
  return fitting.length === 1 && fitting[0] !== undefined ? fitting[0] : {}
}
