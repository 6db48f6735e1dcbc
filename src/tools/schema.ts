import { toVisible, type JsonSchema } from '../core/index.ts'
import { compilePattern } from './patterns.ts'
import { brief } from './prose.ts'

/** How much of a schema is shown. */
export interface Diet {
  /** Characters of a property's description; 0 leaves descriptions out. */
  readonly description: number
  /** Levels of objects and arrays; deeper ones are open. */
  readonly depth: number
  /** Characters of a list of values; one that is longer is told by its first ones. */
  readonly values?: number
}

export const publishedDiet: Diet = { description: 200, depth: 24 }
export const searchDiet: Diet = { description: 60, depth: 4 }

/** Keywords that travel as they are. */
const plainKeywords = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
] as const
/** Formats that add nothing to what the type already says. */
const dullFormats = new Set(['int32', 'int64', 'float', 'double', 'string', 'integer', 'number', 'decimal', 'password'])
const longestValues = 2_000
/** Finds what is written for values that are too many to be listed. */
export const manyValues = /One of \d+ values such as /
const longestDefault = 200
const longestShownPattern = 200

type Entry = readonly [keyword: string, value: unknown]

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A schema as the strictest client accepts it (SDK-NOTES §8.6) and as few tokens as it can be: no `$ref`, `anyOf` for
 * `oneOf`, no foreign keys, short plain descriptions. What is not shown is still checked.
 */
export function dietOf(schema: JsonSchema | boolean | undefined, diet: Diet): JsonSchema {
  if (!isSchema(schema)) return {}
  if (diet.depth <= 0) return shallow(schema, diet)
  const deeper = { ...diet, depth: diet.depth - 1 }
  const words: string[] = []
  const entries: Entry[] = [
    ...typeOf(schema),
    ...choices(schema, words, diet.values ?? longestValues),
    ...pick(schema, plainKeywords),
    ...patternOf(schema, words),
    ...structure(schema, deeper),
    ...combinators(schema, diet),
  ]
  const description = describe(schema, words, diet)
  if (description !== '') entries.splice(entries[0]?.[0] === 'type' ? 1 : 0, 0, ['description', description])
  return Object.fromEntries(entries)
}

function shallow(schema: JsonSchema, diet: Diet): JsonSchema {
  const description = describe(schema, [], diet)
  return Object.fromEntries([
    ...typeOf(schema),
    ...(description === '' ? [] : [['description', description]]),
    ...(accepts(schema, 'array') ? [['items', {}]] : []),
  ])
}

const accepts = (schema: JsonSchema, type: string): boolean =>
  schema.type === type || (Array.isArray(schema.type) && schema.type.includes(type))

function typeOf({ type, properties }: JsonSchema): Entry[] {
  if (type !== undefined) return [['type', type]]
  return properties === undefined ? [] : [['type', 'object']]
}

/** Values are shown as they are or not at all: one that holds what no reader can see is checked, but not told. */
const isVisible = (value: unknown): boolean => {
  const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
  return texts.every((text) => toVisible(text) === text)
}

function choices(schema: JsonSchema, words: string[], longest: number): Entry[] {
  const found: Entry[] = []
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  if (values !== undefined && values.length > 0 && isVisible(values)) {
    if (JSON.stringify(values).length <= longest) found.push(['enum', values])
    else words.push(`One of ${values.length} values such as ${values.slice(0, 5).map(String).join(', ')}.`)
  }
  if (schema.format !== undefined && !dullFormats.has(schema.format)) found.push(['format', brief(schema.format, 40)])
  const { default: fallback } = schema
  if (
    fallback !== undefined &&
    fallback !== null &&
    isVisible(fallback) &&
    JSON.stringify(fallback).length <= longestDefault
  )
    found.push(['default', fallback])
  return found
}

/** Bounds that any value of the type keeps anyway, or that nobody meets by chance, are not worth a token. */
const isDull = (keyword: string, value: unknown): boolean => {
  if (keyword === 'maxLength') return typeof value === 'number' && value >= 1_000
  if (keyword === 'minLength' || keyword === 'minItems' || keyword === 'minProperties') return value === 0
  if (keyword === 'uniqueItems') return value !== true
  return /imum$/i.test(keyword) && typeof value === 'number' && Math.abs(value) >= 2 ** 31 - 1
}

function pick(schema: JsonSchema, keywords: readonly string[]): Entry[] {
  return keywords.flatMap((keyword) => {
    const value = schema[keyword]
    return value === undefined || isDull(keyword, value) ? [] : [[keyword, value] as const]
  })
}

function patternOf({ pattern }: JsonSchema, words: string[]): Entry[] {
  if (typeof pattern !== 'string') return []
  if (compilePattern(pattern) === undefined) {
    words.push('(its pattern is not enforced)')
    return []
  }
  return pattern.length <= longestShownPattern ? [['pattern', pattern]] : []
}

function structure(schema: JsonSchema, diet: Diet): Entry[] {
  const found: Entry[] = []
  const required = schema.type === undefined || accepts(schema, 'object') ? (schema.required ?? []) : []
  if (schema.properties !== undefined || required.length > 0) {
    const declared = Object.entries(schema.properties ?? {}).map(
      ([name, value]) => [name, dietOf(value, diet)] as const,
    )
    // An alternative may ask for a name that is declared beside it; a client refuses names that stand in `required` alone.
    const named = required
      .filter((name) => !Object.hasOwn(schema.properties ?? {}, name))
      .map((name) => [name, {}] as const)
    found.push(['properties', Object.fromEntries([...declared, ...named])])
    if (required.length > 0) found.push(['required', required])
  }
  const { additionalProperties: more } = schema
  if (isSchema(more) && Object.keys(more).length > 0) found.push(['additionalProperties', dietOf(more, diet)])
  else if (more === false) found.push(['additionalProperties', false])
  if (schema.prefixItems !== undefined)
    found.push(['prefixItems', schema.prefixItems.map((item) => dietOf(item, diet))])
  if (schema.items === false) found.push(['items', false])
  else if (schema.items !== undefined || accepts(schema, 'array')) found.push(['items', dietOf(schema.items, diet)])
  return found
}

function combinators(schema: JsonSchema, diet: Diet): Entry[] {
  const found: Entry[] = []
  const any = [schema.anyOf, schema.oneOf].filter((list) => Array.isArray(list) && list.length > 0)
  const rows = any.map((list) => (list ?? []).map((branch) => dietOf(branch, diet)))
  const [only] = rows
  const all = (schema.allOf ?? []).map((part) => dietOf(part, diet))
  if (rows.length === 1 && only !== undefined) found.push(['anyOf', only])
  else all.push(...rows.map((list) => ({ anyOf: list })))
  if (all.length > 0) found.push(['allOf', all])
  return found
}

/** A title of several words; the name of a type says nothing to a reader. */
const titleOf = ({ title }: JsonSchema): string | undefined =>
  typeof title === 'string' && title.trim().includes(' ') ? title : undefined

function describe(schema: JsonSchema, words: readonly string[], diet: Diet): string {
  if (diet.description === 0) return ''
  const text = brief(schema.description ?? titleOf(schema), diet.description)
  return [schema.deprecated === true ? 'Deprecated.' : '', text, ...words].filter((word) => word !== '').join(' ')
}
