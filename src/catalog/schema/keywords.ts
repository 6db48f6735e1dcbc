import { filled, isNode, list, own, text, type Node } from '../node.ts'

/** One part's keywords in 2020-12 words; schemas inside are still as they were written. */
export interface Keywords {
  readonly types: readonly string[] | undefined
  readonly nullable: boolean
  /** Validation and annotation keywords that hold no schema. */
  readonly plain: Record<string, unknown>
}

const kept = (
  'title description format pattern minLength maxLength multipleOf minimum maximum exclusiveMinimum ' +
  'exclusiveMaximum minItems maxItems uniqueItems minProperties maxProperties minContains ' +
  'maxContains dependentRequired contentEncoding contentMediaType'
).split(' ')
const numbers = new Set([
  'minLength',
  'maxLength',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
])
for (const key of ['minItems', 'maxItems', 'minProperties', 'maxProperties', 'minContains', 'maxContains'])
  numbers.add(key)
const strings = new Set(['title', 'description', 'format', 'pattern', 'contentEncoding', 'contentMediaType'])

const typeNames: Readonly<Record<string, readonly [type: string, format?: string]>> = {
  string: ['string'], number: ['number'], integer: ['integer'], boolean: ['boolean'], object: ['object'], array: ['array'],
  null: ['null'], file: ['string', 'binary'], int: ['integer'], int32: ['integer', 'int32'], int64: ['integer', 'int64'],
  long: ['integer', 'int64'], float: ['number', 'float'], double: ['number', 'double'], decimal: ['number'],
  bool: ['boolean'], str: ['string'], text: ['string'], date: ['string', 'date'], datetime: ['string', 'date-time'],
  'date-time': ['string', 'date-time'], timestamp: ['string'], uuid: ['string', 'uuid'], uri: ['string', 'uri'],
  url: ['string', 'uri'], email: ['string', 'email'], binary: ['string', 'binary'], byte: ['string', 'byte'],
  dict: ['object'], map: ['object'], list: ['array'],
} // prettier-ignore

/** What one schema object says, whichever version of OpenAPI or draft of JSON Schema its author had in mind. */
export function readKeywords(node: Node): Keywords {
  const plain: Record<string, unknown> = {}
  for (const key of kept) {
    const value = own(node, key)
    const fits = numbers.has(key)
      ? typeof value === 'number'
      : strings.has(key)
        ? filled(value) !== undefined
        : value !== undefined
    if (fits) plain[key] = value
  }
  for (const [limit, strict] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const)
    if (own(node, strict) === true && typeof plain[limit] === 'number') {
      plain[strict] = plain[limit] // draft 4 and OpenAPI 3.0: a boolean beside the limit
      delete plain[limit]
    }
  if (plain['uniqueItems'] !== true) delete plain['uniqueItems']
  if (!isNode(plain['dependentRequired'])) delete plain['dependentRequired']
  for (const flag of ['readOnly', 'writeOnly', 'deprecated']) if (own(node, flag) === true) plain[flag] = true
  const nullable = own(node, 'nullable') === true || own(node, 'x-nullable') === true
  const types = readTypes(own(node, 'type'), plain)
  readValues(node, plain)
  return { types, nullable, plain }
}

function readTypes(written: unknown, plain: Record<string, unknown>): string[] | undefined {
  const names = Array.isArray(written) ? written.map((name) => (name === null ? 'null' : text(name))) : [text(written)]
  const types = new Set<string>()
  for (const name of names) {
    const known = name === undefined ? undefined : typeNames[name.toLowerCase()]
    if (!known || !Object.hasOwn(typeNames, (name ?? '').toLowerCase())) continue
    types.add(known[0])
    if (known[1] !== undefined) plain['format'] ??= known[1]
  }
  return types.size === 0 ? undefined : [...types]
}

/** `enum`, `const`, `default` and examples: values that the author wrote, bounded. */
function readValues(node: Node, plain: Record<string, unknown>): void {
  const allowed = list(own(node, 'enum'))
  if (allowed.length > 0) plain['enum'] = distinct(allowed)
  if (Object.hasOwn(node, 'const')) plain['const'] = node['const']
  if (Object.hasOwn(node, 'default') && small(node['default'])) plain['default'] = node['default']
  const examples = own(node, 'examples')
  const some = Array.isArray(examples)
    ? examples
    : isNode(examples)
      ? Object.values(examples).map((value) => own(value, 'value') ?? value)
      : Object.hasOwn(node, 'example')
        ? [node['example']]
        : []
  const fitting = some.filter((value) => value !== undefined && value !== null && small(value)).slice(0, 3)
  if (fitting.length > 0) plain['examples'] = fitting
}

function distinct(values: readonly unknown[]): unknown[] {
  const seen = new Set<string>()
  return values.filter((value) => {
    const key = JSON.stringify(value)
    return seen.has(key) ? false : seen.add(key)
  })
}

function small(value: unknown): boolean {
  return typeof value !== 'object' || value === null || JSON.stringify(value).length <= 2000
}
