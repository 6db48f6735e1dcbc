import type { JsonSchema } from '../../../core/index.ts'
import type { RawParameter } from './raw.ts'
import { toDescription } from './words.ts'

type Fields = Readonly<Record<string, unknown>>

const maxDepth = 8

/**
 * The fields that a JSON Schema shown as code describes: `{ "type": "object", "properties": { … } }`. `undefined` for any
 * other JSON, which is a sample of what is sent.
 */
export function readSchemaFields(value: unknown): RawParameter[] | undefined {
  const root = toFields(value)
  const { properties } = root ?? {}
  const own = toFields(properties)
  if (root !== undefined && own === undefined && isOneValue(root)) return []
  if (root === undefined || own === undefined) return undefined
  if (typeof root['$schema'] !== 'string' && root['type'] !== 'object') return undefined
  const described = Object.values(own)
  if (described.length === 0 || !described.every(isSchema)) return undefined
  return fieldsOf(root, 0)
}

/** `{ "type": "array", "items": { … } }`, `{ "type": "string", "format": "binary" }`: a schema without fields of its own. */
const isOneValue = ({ type, ...others }: Fields): boolean =>
  (type === 'array' ? isSchema(others['items']) : type === 'string' || type === 'integer' || type === 'number') &&
  Object.keys(others).every((key) => valueWords.has(key)) &&
  (type === 'array' || typeof others['format'] === 'string')

const valueWords = new Set(
  'items format description example examples title default minItems maxItems minLength maxLength minimum maximum enum pattern contentMediaType'.split(
    ' ',
  ),
)

function fieldsOf(schema: Fields, depth: number): RawParameter[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(toFields(schema['properties']) ?? {})
    .slice(0, 200)
    .map(([name, value]): RawParameter => {
      const field = toFields(value) ?? {}
      const inner = field['type'] === 'array' ? (toFields(field['items']) ?? {}) : field
      const children = depth < maxDepth ? fieldsOf(inner, depth + 1) : []
      const { description } = field
      return {
        name,
        schema: toSchema(field),
        required: required.includes(name),
        ...(typeof description === 'string' ? { description: toDescription(description) } : {}),
        ...(children.length === 0 ? {} : { children }),
        evidence: 'sample',
        weight: 0.85,
      }
    })
}

/** Type, format and values; what else a schema demands is left to the server. */
function toSchema({ type, format, enum: values, items }: Fields): JsonSchema {
  const inner = toFields(items)
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof format === 'string' ? { format } : {}),
    ...(Array.isArray(values) && values.every((it) => typeof it === 'string') ? { enum: values } : {}),
    ...(type === 'array' && inner !== undefined ? { items: toSchema(inner) } : {}),
  }
}

const isSchema = (value: unknown): boolean => {
  const field = toFields(value)
  return (
    field !== undefined &&
    ['type', '$ref', 'enum', 'properties', 'items', 'oneOf', 'anyOf', 'allOf', 'description'].some((key) =>
      Object.hasOwn(field, key),
    )
  )
}

const toFields = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined // by typeof
