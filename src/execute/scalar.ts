import { ExactNumber, stringifyJson } from '../core/index.ts'

export type Scalar = string | number | bigint | boolean | null | undefined | ExactNumber

/** Whether a value has no members that a style could lay out. */
export function isScalar(value: unknown): value is Scalar {
  return typeof value !== 'object' || value === null || value instanceof ExactNumber
}

/** RFC 6570 §2.3: null is "undefined" and is left out of lists and maps. */
export const isPresent = (value: unknown): boolean => value !== null && value !== undefined

/** A number without an exponent: `1e21` → `1000000000000000000000`. Beyond 400 digits it stays as written. */
export function plainNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', power] = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(text) ?? []
  if (power === undefined) return text
  const shift = Number(power)
  if (Math.abs(shift) > 400) return text
  const digits = whole + fraction
  const point = whole.length + shift
  const before = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0')
  const after = point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point)
  const tail = after.replace(/0+$/, '')
  return `${sign}${before.replace(/^0+(?=\d)/, '')}${tail === '' ? '' : `.${tail}`}`
}

/**
 * One value as text, before any encoding: numbers in plain digits, booleans as words, null as nothing, and an object or
 * array (which no style defines inside another) as compact JSON.
 */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return plainNumber(String(value))
  if (value instanceof ExactNumber) return plainNumber(value.text)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  return stringifyJson(value)
}
