import { Validator } from '@cfworker/json-schema'
import { ExactNumber, type JsonSchema } from '../core/index.ts'
import { expected, shownValue } from './expected.ts'
import { foreignChecks, type Misfit } from './foreign-checks.ts'
import { isPlainObject } from './plain-object.ts'

/** What the interpreting validator is given; its slow or strict keywords are left out (DESIGN.md §10). */
const kept = new Set([
  'type',
  'enum',
  'const',
  'required',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'dependentRequired',
])
const lists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const
const singles = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'] as const

const conditional: ReadonlySet<string> = new Set(['if', 'then', 'else'])

/** What does not fit, each with its place; an empty list when all does. */
export type Check = (value: unknown) => readonly Misfit[]

/** Our own copy of a schema, without what we check ourselves; the validator writes marks into what it is given. */
function copy(schema: unknown): JsonSchema | boolean {
  if (typeof schema === 'boolean') return schema
  if (!isPlainObject(schema)) return true
  const entries: [string, unknown][] = Object.entries(schema).filter(([keyword]) => kept.has(keyword))
  const patterned = isPlainObject(schema['patternProperties'])
  for (const keyword of lists) {
    const list = schema[keyword]
    if (!Array.isArray(list) || list.length === 0) continue
    entries.push([
      keyword === 'oneOf' && entries.every(([name]) => name !== 'anyOf') ? 'anyOf' : keyword,
      list.map(copy),
    ])
  }
  for (const keyword of singles) {
    if (schema[keyword] === undefined || (keyword === 'additionalProperties' && patterned)) continue
    if (keyword === 'not' && !isDecidable(schema[keyword])) continue
    if (conditional.has(keyword) && !isDecidable(schema['if'])) continue
    entries.push([keyword, copy(schema[keyword])])
  }
  if (isPlainObject(schema['properties'])) {
    const properties = Object.entries(schema['properties']).map(([name, value]) => [name, copy(value)] as const)
    entries.push(['properties', Object.fromEntries(properties)])
  }
  return Object.fromEntries(entries)
}

/** Under `not` and `if`, leaving a keyword out makes the schema stricter: such a one is not enforced. */
function isDecidable(schema: unknown): boolean {
  if (!isPlainObject(schema) || Object.keys(schema).length === 0) return false
  return Object.entries(schema).every(([keyword, value]) => {
    if (keyword === 'properties') return isPlainObject(value) && Object.values(value).every(isDecidable)
    if (keyword === 'items') return isDecidable(value)
    return kept.has(keyword) || keyword === 'description' || keyword === 'title'
  })
}

const fitters = new WeakMap<object, Validator>()

function fits(value: unknown, schema: JsonSchema): boolean {
  let validator = fitters.get(schema)
  if (validator === undefined) {
    validator = new Validator(copy(schema) as object, '2020-12') // a schema object copies to an object
    fitters.set(schema, validator)
  }
  return validator.validate(value).valid
}

/**
 * A check of values against a foreign schema. No code is made from the schema and no pattern of it can stall us; a
 * schema that breaks the validator checks nothing rather than refusing everything.
 */
export function compileCheck(schema: JsonSchema): Check {
  const copied = copy(schema) as JsonSchema // a schema object copies to an object
  const quick = attempt(() => new Validator(copied as object, '2020-12'))
  if (quick === undefined) return () => []
  const rest = foreignChecks(schema, fits)
  return (given) => {
    const value = approximate(given)
    const result = attempt(() => quick.validate(value))
    if (result?.valid === false) return misfitsOf(copied, value)
    return rest === undefined ? [] : (attempt(() => rest(value)) ?? [])
  }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined // a foreign schema that the validator cannot read: degrade to no validation
  }
}

/** Exact numbers as the nearest double: good enough for bounds and types, and all that the validator reads. */
function approximate(value: unknown): unknown {
  if (value instanceof ExactNumber) return value.valueOf()
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) {
    let changed: unknown[] | undefined
    for (const [index, item] of value.entries()) {
      const next = approximate(item)
      if (next !== item) (changed ??= [...value])[index] = next
    }
    return changed ?? value
  }
  if (!isPlainObject(value)) return value
  let changed: Map<string, unknown> | undefined
  for (const [name, member] of Object.entries(value)) {
    const next = approximate(member)
    if (next !== member) (changed ??= new Map(Object.entries(value))).set(name, next)
  }
  return changed === undefined ? value : Object.fromEntries(changed)
}

/** Every misfit with what was expected, the deepest certain place for each. */
function misfitsOf(schema: JsonSchema, value: unknown): Misfit[] {
  const errors = attempt(() => new Validator(schema as object, '2020-12', false).validate(value).errors) ?? []
  const found = new Map<string, Misfit>()
  const wrappers = new Set(['properties', 'items', 'prefixItems', 'additionalProperties', 'allOf', 'if'])
  for (const error of errors) {
    const inBranch = /\/(?:anyOf|oneOf)\//.test(error.keywordLocation)
    if (inBranch || (wrappers.has(error.keyword) && errors.length > 1)) continue
    const at = placeOf(error.instanceLocation)
    const rows = error.keyword === 'required' ? missing(error.error, at) : [{ at, says: whatIs(error, schema, value) }]
    for (const row of rows) if (!found.has(row.at.join('\0'))) found.set(row.at.join('\0'), row)
    if (found.size >= 20) break
  }
  return found.size > 0 ? [...found.values()] : [{ at: [], says: 'does not fit its schema' }]
}

const missing = (text: string, at: Misfit['at']): Misfit[] => {
  const name = /required property "([\s\S]*)"\.$/.exec(text)?.[1]
  return name === undefined ? [] : [{ at: [...at, name], says: 'missing' }]
}

interface ValidatorError {
  readonly keywordLocation: string
  readonly instanceLocation: string
  readonly keyword: string
}

function whatIs(
  { keywordLocation, instanceLocation, keyword }: ValidatorError,
  schema: JsonSchema,
  value: unknown,
): string {
  if (keyword === 'false') return 'unknown name'
  const node = follow(schema, placeOf(keywordLocation).slice(0, -1))
  const given = follow(value, placeOf(instanceLocation))
  return `expected ${expected(node)}, got ${shownValue(given)}`
}

const placeOf = (location: string): string[] =>
  location
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))

function follow(root: unknown, place: readonly string[]): unknown {
  let here = root
  for (const segment of place) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, segment)) return undefined
    here = (here as Record<string, unknown>)[segment] // own property of an object or array, checked above
  }
  return here
}
