import type { JsonSchema } from '../../core/index.ts'
import { isExact, unknownValue } from './json-sample.ts'

const maxDepth = 12
const maxProperties = 200

const formats: readonly (readonly [string, RegExp])[] = [
  ['date-time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/],
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i],
  ['email', /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/i],
  ['uri', /^https?:\/\/\S+$/i],
  ['ipv4', /^\d{1,3}(?:\.\d{1,3}){3}$/],
]

/**
 * The JSON Schema that all samples fit: types united, formats where every string has it, keys that every object has. What is
 * in every *request* sample is not thereby required, so `required` is written for answers only (`closed`).
 */
export function toSchema(
  samples: readonly unknown[],
  { required = false }: { readonly required?: boolean } = {},
): JsonSchema {
  return unite(samples, required, 0)
}

function unite(samples: readonly unknown[], required: boolean, depth: number): JsonSchema {
  const known = samples.filter((value) => value !== unknownValue && value !== undefined)
  if (known.length === 0 || depth > maxDepth) return {}
  const types = new Set(known.map(typeOf))
  if (types.has('integer') && types.has('number')) types.delete('integer')
  const list = [...types]
  const type = list.length === 1 ? list[0] : list
  const objects = known.filter((value) => typeOf(value) === 'object') as Record<string, unknown>[] // by typeOf
  const arrays = known.filter((value): value is unknown[] => Array.isArray(value))
  const strings = known.filter((value): value is string => typeof value === 'string')
  return {
    ...(type === undefined ? {} : { type }),
    ...formatOf(strings, types),
    ...(objects.length === 0 ? {} : objectSchema(objects, required, depth)),
    ...(arrays.length === 0 ? {} : { items: unite(arrays.flat(1).slice(0, 200), required, depth + 1) }),
  }
}

function objectSchema(objects: readonly Record<string, unknown>[], required: boolean, depth: number): JsonSchema {
  const keys = [...new Set(objects.flatMap((it) => Object.keys(it)))].slice(0, maxProperties)
  const always = keys.filter((key) => objects.every((it) => Object.hasOwn(it, key)))
  const properties: Record<string, JsonSchema> = Object.fromEntries(
    keys.map((key) => [
      key,
      unite(
        objects.filter((it) => Object.hasOwn(it, key)).map((it) => it[key]),
        required,
        depth + 1,
      ),
    ]),
  )
  return { properties, ...(required && always.length > 0 && objects.length > 1 ? { required: always } : {}) }
}

function formatOf(strings: readonly string[], types: ReadonlySet<string>): { format?: string } {
  if (strings.length === 0 || !types.has('string')) return {}
  const format = formats.find(([, pattern]) => strings.every((text) => pattern.test(text)))?.[0]
  return format === undefined ? {} : { format }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (isExact(value)) return /[.eE]/.test(String(value)) ? 'number' : 'integer'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
