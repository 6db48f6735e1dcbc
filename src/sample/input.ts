import { type Ask, type FieldError, Refusal } from './http.ts'

/** One rule for a field: what is wrong with the value, or `undefined`. */
export type Check = (value: unknown) => string | undefined

export interface Field {
  readonly check: Check
  readonly required?: boolean
}

export const text =
  (min: number, max: number): Check =>
  (value) => {
    const length = typeof value === 'string' ? Array.from(value).length : -1 // code points, as JSON Schema counts
    return length >= min && length <= max ? undefined : `must be a text of ${min} to ${max} characters`
  }

export const number =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max ? undefined : `must be a number from ${min} to ${max}`

export const integer =
  (min: number, max: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`

export const boolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false')

export const oneOf =
  (known: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && known.includes(value) ? undefined : `must be one of ${known.join(', ')}`

export const nullOr =
  (check: Check): Check =>
  (value) =>
    value === null ? undefined : check(value)

export const listOf =
  (check: Check, min: number, max: number): Check =>
  (value) => {
    if (!Array.isArray(value) || value.length < min || value.length > max)
      return `must be a list of ${min} to ${max} entries`
    const wrong = value.map(check).findIndex((says) => says !== undefined)
    return wrong === -1 ? undefined : `entry ${wrong} ${check(value[wrong])}`
  }

export const email: Check = (value) =>
  typeof value === 'string' && value.length <= 200 && /^[^\s@]+@[^\s@.]+\.[^\s@]+$/.test(value)
    ? undefined
    : 'must be an e-mail address'

export const record =
  (fields: Readonly<Record<string, Field>>): Check =>
  (value) => {
    const wrong = fieldErrors(value, fields, '')[0]
    return wrong === undefined ? undefined : `${wrong.at === '' ? '' : `${wrong.at} `}${wrong.says}`
  }

function fieldErrors(value: unknown, fields: Readonly<Record<string, Field>>, at: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ at, says: 'must be an object' }]
  const given = new Map(Object.entries(value))
  const errors: FieldError[] = []
  for (const [name, field] of Object.entries(fields)) {
    const says = given.has(name) ? field.check(given.get(name)) : field.required ? 'is required' : undefined
    if (says !== undefined) errors.push({ at: `${at}/${name}`, says })
  }
  for (const name of given.keys())
    if (!Object.hasOwn(fields, name)) errors.push({ at: `${at}/${name}`, says: 'is not known' })
  return errors
}

/**
 * The JSON body, checked field by field.
 *
 * @throws Refusal 400 for what is not JSON, 415 for another media type, 422 naming each wrong field
 */
export async function readFields<T>(
  ask: Ask,
  fields: Readonly<Record<string, Field>>,
  rule: { readonly atLeastOne?: boolean } = {},
): Promise<T> {
  const type =
    String(ask.headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? ''
  if (!/^application\/(?:json|[\w.-]+\+json)$/.test(type))
    throw new Refusal(415, `the body must be application/json, not ${type === '' ? 'untyped' : type}`)
  const value = parseBody(await ask.body(1024 * 1024))
  const errors = fieldErrors(value, fields, '')
  if (errors.length > 0) throw new Refusal(422, 'fields of the body are missing or wrong', { errors })
  const fieldless = Object.keys(value as object).length === 0 // an object: fieldErrors found nothing wrong
  if (rule.atLeastOne && fieldless) throw new Refusal(422, 'the body has no field to change')
  return value as T // each caller's fields describe T; checked above
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new Refusal(400, `the body is not JSON: ${(cause as Error).message}`) // JSON.parse throws SyntaxError only
  }
}

/** A whole number from the query. @throws Refusal 400 */
export function queryInteger(ask: Ask, name: string, rule: { fallback: number; min: number; max: number }): number {
  const raw = ask.query.get(name)
  if (raw === null) return rule.fallback
  const value = /^\d{1,15}$/.test(raw) ? Number(raw) : Number.NaN
  if (!(value >= rule.min && value <= rule.max))
    throw badQuery(name, `must be a whole number from ${rule.min} to ${rule.max}`)
  return value
}

/** A number from the query, `undefined` when absent. @throws Refusal 400 */
export function queryNumber(ask: Ask, name: string, max = Number.MAX_SAFE_INTEGER): number | undefined {
  const raw = ask.query.get(name)
  if (raw === null) return undefined
  const value = /^\d+(?:\.\d+)?$/.test(raw) ? Number(raw) : Number.NaN
  if (!(value >= 0 && value <= max)) throw badQuery(name, `must be a number from 0 to ${max}`)
  return value
}

/** One of the known words from the query, `undefined` when absent. @throws Refusal 400 */
export function queryWord<T extends string>(ask: Ask, name: string, known: readonly T[]): T | undefined {
  return queryWords(ask, name, known)[0]
}

/** Repeated words (`tags=a&tags=b`), or with a separator one value that holds several. @throws Refusal 400 */
export function queryWords<T extends string>(ask: Ask, name: string, known: readonly T[], separator?: string): T[] {
  const raw = ask.query.getAll(name).flatMap((value) => (separator === undefined ? [value] : value.split(separator)))
  return raw.map((value) => {
    const word = known.find((candidate) => candidate === value)
    if (word === undefined) throw badQuery(name, `must be one of ${known.join(', ')}`)
    return word
  })
}

/** A moment from the query (RFC 3339 date or date-time). @throws Refusal 400 */
export function queryTime(ask: Ask, name: string): number | undefined {
  const raw = ask.query.get(name)
  if (raw === null) return undefined
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(raw) ? Date.parse(raw) : Number.NaN
  if (Number.isNaN(time)) throw badQuery(name, 'must be a date or a date with time and zone')
  return time
}

export function badQuery(name: string, says: string): Refusal {
  return new Refusal(400, `the query parameter "${name}" ${says}`, { errors: [{ at: name, says }] })
}
