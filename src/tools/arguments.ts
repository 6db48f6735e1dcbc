import type { BodyMedia } from '../catalog/index.ts'
import { CustomApiError, nearest, parseJson, pointer, type JsonSchema } from '../core/index.ts'
import type { OperationCall } from '../execute/index.ts'
import { expected } from './expected.ts'
import { fileKind, isRequired, schemaOf, type Binding, type Flat, type Form } from './flatten.ts'
import type { Misfit } from './foreign-checks.ts'
import { isPlainObject } from './plain-object.ts'
import { repair, typesOf } from './repair.ts'
import type { Signature } from './signature.ts'
import { compileCheck, type Check } from './validator.ts'

const mostListed = 12

/** Flat arguments sorted by where they go, before they are checked. */
interface Sorted {
  readonly values: Map<string, unknown>
  /** Names that only the body's `additionalProperties` takes. */
  readonly extras: Map<string, unknown>
  readonly wrong: string[]
}

/**
 * Flat arguments as a checked call: repaired where the meaning is plain, every one against its schema.
 *
 * @throws CustomApiError `arguments.invalid` naming each wrong argument and what was expected
 */
export function prepareCall(signature: Signature, input: unknown, contentType?: string): OperationCall {
  const { flat, operation } = signature
  const given = toArguments(input, signature)
  const asked = contentType ?? textOf(given['contentType'])
  const { form, media } = choose(flat, given, asked, signature)
  const sorted = sortOut(flat, form, given)
  const doubts = repairAll(flat, form, sorted)
  const hasBody = sorted.extras.size > 0 || hasBodyValue(flat, sorted)
  const wrong = [...sorted.wrong, ...doubts]
  const flatValue = Object.fromEntries([...sorted.values, ...sorted.extras])
  for (const misfit of checkOf(signature, form, hasBody)(flatValue)) wrong.push(says(misfit, flat, form))
  if (wrong.length > 0) {
    const rows = [...new Set(wrong)]
    const more = rows.length > mostListed ? [`and ${rows.length - mostListed} more`] : []
    throw new CustomApiError('arguments.invalid', [...rows.slice(0, mostListed), ...more].join('; '), {
      hint: signature.hint,
    })
  }
  const values = parametersOf(flat, sorted)
  if (form === undefined || media === undefined || (!hasBody && !flat.bodyRequired)) return { operation, values }
  return { operation, values, body: { media, value: bodyValue(flat, form, sorted) } }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function toArguments(input: unknown, { hint }: Signature): Readonly<Record<string, unknown>> {
  const value = typeof input === 'string' ? parsed(input) : (input ?? {})
  if (isPlainObject(value)) return value
  throw new CustomApiError('arguments.invalid', 'arguments must be an object of names and values', { hint })
}

function parsed(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return parseJson(text)
  } catch {
    return undefined // not JSON: refused by the caller as no object
  }
}

/** The form that the body goes out as, with a media range made concrete. */
interface Choice {
  readonly form: Form | undefined
  readonly media: BodyMedia | undefined
}

function choose(
  { forms, bindings }: Flat,
  given: Readonly<Record<string, unknown>>,
  asked: string | undefined,
  { hint }: Signature,
): Choice {
  if (asked !== undefined && forms.length > 0) {
    const exact = forms.find((form) => sameMedia(form.media.mediaType, asked))
    const range = exact ?? forms.find((form) => inRange(form.media.mediaType, asked))
    if (range === undefined) {
      const known = forms.map((form) => form.media.mediaType).join(', ')
      throw new CustomApiError('arguments.invalid', `contentType: expected one of ${known}, got ${asked}`, { hint })
    }
    return { form: range, media: range === exact ? range.media : { ...range.media, mediaType: asked } }
  }
  const bodies = [...bindings.values()].filter((one) => one.kind !== 'parameter' && given[one.name] !== undefined)
  const form =
    forms.find((one) => bodies.every((body) => body.kind === 'parameter' || body.forms.includes(one))) ?? forms[0]
  return { form, media: form?.media }
}

const essence = (mediaType: string): string => mediaType.split(';', 1).join('').trim().toLowerCase()
const sameMedia = (a: string, b: string): boolean => a === b || essence(a) === essence(b)

function inRange(range: string, mediaType: string): boolean {
  const [type, subtype] = essence(range).split('/')
  return subtype === '*' && (type === '*' || essence(mediaType).startsWith(`${type}/`))
}

function sortOut(flat: Flat, form: Form | undefined, given: Readonly<Record<string, unknown>>): Sorted {
  const sorted: Sorted = { values: new Map(), extras: new Map(), wrong: [] }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || name === 'contentType' || name === 'confirm') continue
    const binding = flat.bindings.get(name) ?? flat.bindings.get(flat.aliases.get(name) ?? '')
    if (binding !== undefined) place(binding, value, form, sorted)
    else if (!spread(name, value, flat, form, sorted)) sorted.wrong.push(unknownName(name, flat))
  }
  return sorted
}

function place(binding: Binding, value: unknown, form: Form | undefined, { values, wrong }: Sorted): void {
  if (binding.kind === 'parameter') {
    const { required, schema } = binding.parameter
    if (value === null && !required && typesOf(schema)?.has('null') !== true) return // "no value" as some models say it
  } else if (form !== undefined && !binding.forms.includes(form)) {
    wrong.push(`${binding.name}: not for contentType ${form.media.mediaType}`)
    return
  }
  values.set(binding.name, value)
}

/** Names that no argument has: a whole `body` for a flattened one, and what the body declares as additional. */
function spread(name: string, value: unknown, flat: Flat, form: Form | undefined, sorted: Sorted): boolean {
  if (form?.flat !== true) return false
  const inner = name === 'body' ? (typeof value === 'string' ? parsed(value) : value) : undefined
  if (isPlainObject(inner)) {
    for (const [property, member] of Object.entries(inner)) {
      const binding = propertyBinding(flat, property)
      if (binding !== undefined) place(binding, member, form, sorted)
      else if (form.additional !== false) sorted.extras.set(property, member)
      else sorted.wrong.push(`body.${unknownName(property, flat)}`)
    }
    return true
  }
  if (form.additional === false || flat.bindings.has(name)) return false
  sorted.extras.set(name, value)
  return true
}

function propertyBinding(flat: Flat, property: string): Binding | undefined {
  for (const binding of flat.bindings.values())
    if (binding.kind === 'property' && binding.property === property) return binding
  return undefined
}

function unknownName(name: string, { bindings }: Flat): string {
  const shown = name.length > 64 ? `${name.slice(0, 63)}…` : name
  const near = nearest(name, bindings.keys())
  if (near !== undefined) return `${shown}: unknown, did you mean "${near}"?`
  const known = [...bindings.keys()]
  if (known.length === 0) return `${shown}: unknown, this operation takes no arguments`
  return `${shown}: unknown, known are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`
}

function repairAll(flat: Flat, form: Form | undefined, { values, extras }: Sorted): string[] {
  const wrong: string[] = []
  const mend = (into: Map<string, unknown>, name: string, value: unknown, schema: JsonSchema | boolean): void => {
    const repaired = repair(value, schema)
    if (repaired.value !== value) into.set(name, repaired.value)
    for (const doubt of repaired.doubts) wrong.push(`${where([name, ...doubt.at])}: ${doubt.says}`)
  }
  for (const [name, value] of values) {
    const binding = flat.bindings.get(name)
    if (binding !== undefined) mend(values, name, value, schemaOf(binding, form))
  }
  for (const [name, value] of extras) mend(extras, name, value, form?.additional ?? true)
  return wrong
}

const hasBodyValue = ({ bindings }: Flat, { values }: Sorted): boolean => {
  for (const name of values.keys()) if (bindings.get(name)?.kind !== 'parameter') return true
  return false
}

/** The check of one form, with or without its body, built when first needed and kept. */
function checkOf({ flat, checks }: Signature, form: Form | undefined, hasBody: boolean): Check {
  const key = `${form?.media.mediaType ?? ''} ${hasBody}`
  const known = checks.get(key)
  if (known !== undefined) return known
  const having = hasBody ? { ...flat, bodyRequired: true } : flat
  const bindings = [...flat.bindings.values()].filter((one) => one.kind === 'parameter' || fitsForm(one, form))
  const check = compileCheck({
    type: 'object',
    properties: Object.fromEntries(bindings.map((binding) => [binding.name, checkedSchema(binding, form)])),
    required: bindings.filter((one) => isRequired(one, having, form)).map((one) => one.name),
    ...(form === undefined || form.additional === false ? {} : { additionalProperties: form.additional }),
  })
  checks.set(key, check)
  return check
}

/** What names a file is none of its content: bounds and patterns of the content are not asked of it. */
function checkedSchema(binding: Binding, form: Form | undefined): JsonSchema {
  const schema = schemaOf(binding, form)
  return fileKind(binding, form) === undefined ? schema : unbounded(schema)
}

function unbounded(schema: JsonSchema): JsonSchema {
  const { minLength: _min, maxLength: _max, pattern: _pattern, items, anyOf, oneOf, ...rest } = schema
  return {
    ...rest,
    ...(items === undefined ? {} : { items: typeof items === 'boolean' ? items : unbounded(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(unbounded) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(unbounded) }),
  }
}

const fitsForm = (binding: Exclude<Binding, { kind: 'parameter' }>, form: Form | undefined): boolean =>
  form !== undefined && binding.forms.includes(form)

const where = (at: Misfit['at']): string => {
  const [first, ...rest] = at
  return `${String(first ?? 'arguments')}${pointer(...rest)}`
}

function says(misfit: Misfit, flat: Flat, form: Form | undefined): string {
  const [first] = misfit.at
  const binding = misfit.at.length === 1 && misfit.says === 'missing' ? flat.bindings.get(String(first)) : undefined
  const wanted = binding === undefined ? '' : `, expected ${expected(schemaOf(binding, form))}`
  return `${where(misfit.at)}: ${misfit.says}${wanted}`
}

function parametersOf({ bindings }: Flat, { values }: Sorted): OperationCall['values'] {
  const found: OperationCall['values'][number][] = []
  for (const binding of bindings.values()) {
    if (binding.kind !== 'parameter') continue
    const value = values.get(binding.name)
    if (value !== undefined) found.push({ parameter: binding.parameter, value })
  }
  return found
}

function bodyValue({ bindings }: Flat, form: Form, { values, extras }: Sorted): unknown {
  const entries: [string, unknown][] = []
  for (const binding of bindings.values()) {
    if (binding.kind === 'body' && !form.flat) return values.get(binding.name)
    if (binding.kind !== 'property') continue
    const value = values.get(binding.name)
    if (value !== undefined) entries.push([binding.property, value])
  }
  return Object.fromEntries([...entries, ...extras])
}
