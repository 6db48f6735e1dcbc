import type { JsonSchema } from '../core/index.ts'
import { prepareCall } from './arguments.ts'
import { isRequired, schemaOf, type Binding } from './flatten.ts'
import { isPlainObject } from './plain-object.ts'
import { typesOf } from './repair.ts'
import type { Signature } from './signature.ts'

const deepest = 4

const byFormat: Readonly<Record<string, string>> = {
  date: '2024-01-31',
  'date-time': '2024-01-31T12:00:00Z',
  time: '12:00:00Z',
  email: 'ada@example.com',
  uuid: '00000000-0000-4000-8000-000000000001',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  byte: 'ZXhhbXBsZQ==',
}

const byUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-/

/**
 * Arguments of one call that validates: the required ones, from the description's own examples where it has them.
 * `undefined` when none could be found.
 */
export function exampleArguments(signature: Signature): Readonly<Record<string, unknown>> | undefined {
  return exampleTries(signature).find((input) => validates(signature, input))
}

export function exampleTries({ flat }: Signature): readonly Readonly<Record<string, unknown>>[] {
  const [form] = flat.forms
  const bodyExample = form?.media.example
  const entries: [string, unknown][] = []
  for (const binding of flat.bindings.values()) {
    const required = isRequired(binding, flat, form)
    const said = saidExample(binding, bodyExample)
    if (required || (said !== undefined && binding.kind !== 'parameter' && flat.bodyRequired))
      entries.push([binding.name, said ?? exampleOf(schemaOf(binding, form), 0)])
  }
  const generated = [...flat.bindings.values()]
    .filter((binding) => isRequired(binding, flat, form))
    .map((binding) => [binding.name, exampleOf(schemaOf(binding, form), 0)] as const)
  return [Object.fromEntries(entries), Object.fromEntries(generated)]
}

function saidExample(binding: Binding, bodyExample: unknown): unknown {
  if (binding.kind === 'parameter') return binding.parameter.example
  if (binding.kind === 'body') return bodyExample
  return isPlainObject(bodyExample) && Object.hasOwn(bodyExample, binding.property)
    ? bodyExample[binding.property]
    : undefined
}

function validates(signature: Signature, input: unknown): boolean {
  try {
    prepareCall(signature, input)
    return true
  } catch {
    return false // this example does not fit: the next one is tried
  }
}

/** A value that a schema most likely takes. */
function exampleOf(schema: JsonSchema | boolean | undefined, depth: number): unknown {
  if (!isPlainObject(schema)) return 'value'
  const node = schema as JsonSchema // plain data; only named keywords are read
  const given = [node.const, node.examples?.[0], node.default, node.enum?.[0]].find(
    (value) => value !== undefined && value !== null,
  )
  if (given !== undefined) return given
  const branch = (node.anyOf ?? node.oneOf)?.find((one) => !(typesOf(one)?.size === 1 && typesOf(one)?.has('null')))
  if (branch !== undefined && node.properties === undefined) return exampleOf(branch, depth)
  const types = typesOf(node)
  const type = types === undefined ? 'string' : ([...types].find((one) => one !== 'null') ?? 'null')
  return ofType(type, node, depth)
}

function ofType(type: string, node: JsonSchema, depth: number): unknown {
  if (type === 'object') return objectOf(node, depth)
  if (type === 'array') return arrayOf(node, depth)
  if (type === 'boolean') return true
  if (type === 'null') return null
  if (type === 'string') return textOf(node)
  return numberOf(type, node)
}

function arrayOf({ items, minItems, prefixItems }: JsonSchema, depth: number): readonly unknown[] {
  const least = typeof minItems === 'number' ? Math.min(minItems, 10) : 1
  if (depth >= deepest && least <= 1) return []
  const listed = (prefixItems ?? []).map((item) => exampleOf(item, depth + 1))
  const item = exampleOf(items, depth + 1)
  const more = items === false ? 0 : Math.max(0, Math.max(1, least) - listed.length)
  return [...listed, ...Array.from({ length: more }, (_, index) => (index === 0 ? item : varied(item, index)))]
}

/** Another value of the same kind, for lists whose items differ. */
function varied(value: unknown, index: number): unknown {
  if (typeof value === 'number') return value + index
  if (typeof value !== 'string') return value
  return byUuid.test(value) ? value.replace(/.$/, String((index + 1) % 10)) : `${value}${index + 1}`
}

function objectOf(node: JsonSchema, depth: number): Readonly<Record<string, unknown>> {
  const { properties = {}, required = [] } = node
  if (depth >= deepest) return {}
  return Object.fromEntries(
    required.map((name) => [name, exampleOf(Object.hasOwn(properties, name) ? properties[name] : {}, depth + 1)]),
  )
}

function textOf(node: JsonSchema): string {
  const { minLength, maxLength } = node
  const text = byFormat[node.format ?? ''] ?? 'example'
  const long = typeof minLength === 'number' ? text.padEnd(Math.min(minLength, 200), 'x') : text
  return typeof maxLength === 'number' ? long.slice(0, Math.max(0, maxLength)) : long
}

function numberOf(type: string, { minimum, exclusiveMinimum, maximum, multipleOf }: JsonSchema): number {
  const low = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : typeof minimum === 'number' ? minimum : 1
  const value = typeof maximum === 'number' && maximum < low ? maximum : low
  const step = typeof multipleOf === 'number' && multipleOf > 0 ? multipleOf : 1
  return type === 'integer' || step !== 1 ? Math.ceil(value / step) * step : value
}
