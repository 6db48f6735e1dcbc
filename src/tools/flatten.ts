import { createHash } from 'node:crypto'
import type { BodyMedia, Operation, Parameter, ParameterPlace } from '../catalog/index.ts'
import type { JsonSchema } from '../core/index.ts'
import { isRawBody, refusedHeader, takesFile, type TakesFile } from '../execute/index.ts'
import { wordsOf } from './names.ts'

/** Argument names that are ours in every tool. */
export const ourNames = ['select', 'environment', 'confirm', 'contentType'] as const

/** Where the value of one flat argument goes. */
export type Binding =
  | { readonly kind: 'parameter'; readonly name: string; readonly parameter: Parameter }
  | { readonly kind: 'property'; readonly name: string; readonly property: string; readonly forms: readonly Form[] }
  | { readonly kind: 'body'; readonly name: string; readonly forms: readonly Form[] }

/** One media type of the body, and whether its properties are arguments of their own. */
export interface Form {
  readonly media: BodyMedia
  readonly flat: boolean
  /** What the body declares for names it does not list; `false` refuses them. */
  readonly additional: boolean | JsonSchema
}

/** The flat arguments of an operation (DESIGN.md §4, §11 "Flattening"). */
export interface Flat {
  readonly bindings: ReadonlyMap<string, Binding>
  /** Original names that were rewritten and still are accepted: `include[]` → `include`. */
  readonly aliases: ReadonlyMap<string, string>
  readonly forms: readonly Form[]
  readonly bodyRequired: boolean
}

/** What the config or the credential already sets: such parameters are no arguments. Header names lower-case. */
export interface Fixed {
  readonly headers: ReadonlySet<string>
  readonly query: ReadonlySet<string>
  readonly cookies: ReadonlySet<string>
}

export const nothingFixed: Fixed = { headers: new Set(), query: new Set(), cookies: new Set() }

const legal = /^[a-zA-Z0-9_.-]{1,64}$/
const places: readonly ParameterPlace[] = ['path', 'query', 'header', 'cookie']
const combinators = ['anyOf', 'oneOf', 'allOf'] as const

/** A body whose merged schema is an object with named properties and no alternatives at its root. */
function isFlattenable({ type, properties, ...schema }: JsonSchema): boolean {
  const types = type === undefined ? ['object'] : typeof type === 'string' ? [type] : type
  if (!types.every((one) => one === 'object' || one === 'null') || !types.includes('object')) return false
  if (properties === undefined || Object.keys(properties).length === 0) return false
  return !combinators.some((keyword) => schema[keyword] !== undefined)
}

/** Bodies that are built from named parts: JSON (also where any type may be sent), forms, multipart; others follow when they share the schema. */
const isStructured = (mediaType: string): boolean =>
  /^[^;]*(?:\/(?:x-amz-)?|\+)json\b|^(?:application|\*)\/\*|^application\/x-www-form-urlencoded\b|^multipart\//i.test(
    mediaType,
  )

/** An object that may hold nothing: some generators declare it as the body of every operation that has none. */
function isAlwaysEmpty({ type, properties, additionalProperties, ...schema }: JsonSchema): boolean {
  const named = Object.keys(properties ?? {}).length
  return type === 'object' && named === 0 && additionalProperties === false && !combinators.some((one) => schema[one])
}

function formsOf(operation: Operation): Form[] {
  const media = operation.body?.media ?? []
  if (operation.body?.required !== true && media.every(({ schema }) => isAlwaysEmpty(schema))) return []
  const [first] = media
  const flatten = first !== undefined && isStructured(first.mediaType) && isFlattenable(first.schema)
  return media.map((one) => {
    const flat = flatten && isFlattenable(one.schema)
    const { additionalProperties } = one.schema
    return { media: one, flat, additional: flat ? (additionalProperties ?? false) : false }
  })
}

function isFixed({ in: place, name }: Parameter, fixed: Fixed): boolean {
  if (place === 'header') return refusedHeader(name, fixed.headers) !== undefined
  if (place === 'query') return fixed.query.has(name.toLowerCase())
  return place === 'cookie' && fixed.cookies.has(name.toLowerCase())
}

/** A name that every client accepts, as near to the original as it can be. */
function legalName(name: string, place: string): string {
  if (legal.test(name) && name !== '__proto__') return name
  const cleaned = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-zA-Z0-9_.-]+/g, '_')
    .replace(/^[_.-]+|[_.-]+$/g, '')
  if (cleaned !== '' && cleaned.length <= 64 && /[a-zA-Z]/.test(cleaned)) return cleaned
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 4)
  const start = wordsOf(cleaned).join('_').slice(0, 50)
  return `${start === '' ? place : start}_${hash}`
}

/** Flat names, first come first served in the order of places; later ones become `<place>_<name>`. */
function naming() {
  const taken = new Set<string>(ourNames)
  return (original: string, place: string): string => {
    const wanted = legalName(original, place)
    const placed = legalName(`${place}_${wanted}`, place)
    const tries = [wanted, placed, ...Array.from({ length: 98 }, (_, index) => `${placed.slice(0, 60)}_${index + 2}`)]
    const name = tries.find((candidate) => !taken.has(candidate)) ?? placed
    taken.add(name)
    return name
  }
}

/**
 * The flat arguments of an operation and where each goes. Names depend on the operation alone.
 *
 * Credential parameters, and what the config already sets, are left out.
 */
export function flatten(operation: Operation, fixed: Fixed = nothingFixed): Flat {
  const name = naming()
  const bindings = new Map<string, Binding>()
  const aliases = new Map<string, string>()
  const add = (binding: Binding, original: string): void => {
    bindings.set(binding.name, binding)
    if (!legal.test(original) && !aliases.has(original)) aliases.set(original, binding.name)
  }
  for (const place of places) {
    for (const parameter of operation.parameters) {
      if (parameter.in !== place || isFixed(parameter, fixed)) continue
      add({ kind: 'parameter', name: name(parameter.name, place), parameter }, parameter.name)
    }
  }
  const forms = formsOf(operation)
  for (const [property, having] of propertiesOf(forms)) {
    add({ kind: 'property', name: name(property, 'body'), property, forms: having }, property)
  }
  const whole = forms.filter((form) => !form.flat)
  if (whole.length > 0) add({ kind: 'body', name: name('body', 'body'), forms: whole }, 'body')
  return { bindings, aliases, forms, bodyRequired: operation.body?.required === true }
}

/** Every property of every flat form, in order, with the forms that know it. */
function propertiesOf(forms: readonly Form[]): Map<string, Form[]> {
  const found = new Map<string, Form[]>()
  for (const form of forms) {
    if (!form.flat) continue
    for (const [property, schema] of Object.entries(form.media.schema.properties ?? {})) {
      if (schema.readOnly === true) continue
      const having = found.get(property)
      if (having === undefined) found.set(property, [form])
      else having.push(form)
    }
  }
  return found
}

/** The schema of one argument, for one form of the body or for the first that has it. */
export function schemaOf(binding: Binding, form?: Form): JsonSchema {
  if (binding.kind === 'parameter') return binding.parameter.schema
  const of = form !== undefined && binding.forms.includes(form) ? form : binding.forms[0]
  if (of === undefined) return {}
  if (binding.kind === 'body') return of.media.schema
  const { properties = {} } = of.media.schema
  return (Object.hasOwn(properties, binding.property) ? properties[binding.property] : undefined) ?? {}
}

/** Whether an argument names a file, in a form of the body or in the first that has it. */
export function fileKind(binding: Binding, form?: Form): TakesFile {
  if (binding.kind === 'parameter') return undefined
  const of = form !== undefined && binding.forms.includes(form) ? form : binding.forms[0]
  if (of === undefined) return undefined
  if (binding.kind === 'body')
    return isRawBody(of.media) && takesFile(of.media.schema) !== undefined ? 'also' : undefined
  if (!/^multipart\//i.test(of.media.mediaType)) return undefined
  const { encoding } = of.media
  return takesFile(
    schemaOf(binding, of),
    Object.hasOwn(encoding, binding.property) ? encoding[binding.property] : undefined,
  )
}

/** Whether an argument must be there when the body goes out as `form` (`undefined`: no body). */
export function isRequired(binding: Binding, flat: Flat, form: Form | undefined): boolean {
  if (binding.kind === 'parameter') return binding.parameter.required
  if (!flat.bodyRequired || form === undefined || !binding.forms.includes(form)) return false
  return binding.kind === 'body' || form.media.schema.required?.includes(binding.property) === true
}
