import type { Encoding } from '../catalog/index.ts'
import { CustomApiError, stringifyJson } from '../core/index.ts'
import { isJson, parseMediaType } from './media.ts'
import { literalParts, refuseMethodKeys } from './query.ts'
import { isPresent, isScalar, toText } from './scalar.ts'
import { layOutPairs, type Encoder, type NamedPart } from './styles.ts'
import { encodeForm, encodeReservedQuery } from './uri.ts'

const strict: Encoder = { name: encodeForm, value: encodeForm }
const reserved: Encoder = { name: encodeForm, value: encodeReservedQuery }

/**
 * An object as `application/x-www-form-urlencoded` (OpenAPI Encoding Object).
 *
 * A property with a `style`, `explode` or `allowReserved` is laid out by it, one with a `contentType` alone is written as
 * that type. Without either a list repeats its name and an object, which has no form of its own, is JSON text.
 */
export function formBody(value: unknown, encoding: Readonly<Record<string, Encoding>>): string {
  return joined(
    properties(value).flatMap(([name, inner]) =>
      property(name, inner, Object.hasOwn(encoding, name) ? encoding[name] : undefined),
    ),
  )
}

/** A form without a description: lists repeat their name, objects are bracketed (`a[b]=`), as most form APIs read them. */
export function freeFormBody(value: unknown): string {
  return joined(
    properties(value).flatMap(([name, inner]) => {
      const style = Array.isArray(inner) && inner.every(isScalar) ? 'form' : 'deepObject'
      return layOutPairs({ name, style, explode: true }, inner, strict)
    }),
  )
}

/** A form that was written by hand, as it stands. @throws CustomApiError `arguments.invalid` for a key that changes the method */
export function checkFormText(text: string): void {
  refuseMethodKeys(literalParts(text), 'form field')
}

function joined(parts: readonly NamedPart[]): string {
  refuseMethodKeys(parts, 'form field')
  return parts.map(({ text }) => text).join('&')
}

function properties(value: unknown): [string, unknown][] {
  if (!isScalar(value) && !Array.isArray(value))
    return Object.entries(value as object).filter(([, inner]) => inner !== undefined) // isScalar said that it is an object
  throw new CustomApiError('arguments.invalid', 'a form body must be an object of its fields', {
    hint: 'give an object: each property is a field of the form',
  })
}

function property(name: string, value: unknown, encoding: Encoding | undefined): NamedPart[] {
  const { style, explode, allowReserved, contentType } = encoding ?? {}
  if (style !== undefined || explode !== undefined || allowReserved !== undefined) {
    const chosen = style ?? 'form'
    const layout = { name, style: chosen, explode: explode ?? (chosen === 'form' || chosen === 'deepObject') }
    return layOutPairs(layout, value, allowReserved === true ? reserved : strict)
  }
  if (contentType !== undefined && isJson(parseMediaType(contentType).essence))
    return [field(name, stringifyJson(value))]
  if (Array.isArray(value)) return value.filter(isPresent).map((item) => field(name, toText(item)))
  return [field(name, toText(value))]
}

function field(name: string, text: string): NamedPart {
  const value = encodeForm(text)
  return { name, text: `${encodeForm(name)}=${value}`, value }
}
