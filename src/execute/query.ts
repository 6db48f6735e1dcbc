import type { Parameter } from '../catalog/index.ts'
import { CustomApiError, stringifyJson } from '../core/index.ts'
import { isForm, isJson, parseMediaType } from './media.ts'
import { isScalar, toText } from './scalar.ts'
import { layOutPairs, type Encoder, type NamedPart } from './styles.ts'
import { decodeQueryName, encodeQueryLiteral, encodeReservedQuery, encodeValue } from './uri.ts'

const strict: Encoder = { name: encodeValue, value: encodeValue }
const reserved: Encoder = { name: encodeValue, value: encodeReservedQuery }

/** The pairs of one query parameter. */
export function queryParts(parameter: Parameter, value: unknown): NamedPart[] {
  if (parameter.style === 'querystring') return wholeQuery(parameter, value)
  const encode = parameter.allowReserved ? reserved : strict
  if (parameter.contentType === undefined) return layOutPairs(parameter, value, encode)
  const text = encode.value(contentText(parameter.contentType, value))
  return [{ name: parameter.name, text: `${encode.name(parameter.name)}=${text}`, value: text }]
}

/** A `content` parameter as text: JSON by its media type, any other as the text that it is. */
export function contentText(contentType: string, value: unknown): string {
  return isJson(parseMediaType(contentType).essence) ? stringifyJson(value) : toText(value)
}

/** OpenAPI 3.2 `in: querystring`: the value is the whole query string. */
function wholeQuery(parameter: Parameter, value: unknown): NamedPart[] {
  const essence = parseMediaType(parameter.contentType ?? 'application/x-www-form-urlencoded').essence
  if (isForm(essence) && !isScalar(value))
    return layOutPairs({ name: parameter.name, style: 'form', explode: true }, value, strict)
  if (isForm(essence)) return literalParts(toText(value).replace(/^\?/, ''))
  const text = encodeValue(contentText(essence, value))
  return text === '' ? [] : [{ name: '', text, value: text }]
}

/** Pairs of a query string that is meant as it stands. */
export function literalParts(query: string): NamedPart[] {
  if (query === '') return []
  const parts = encodeQueryLiteral(query).split('&')
  return parts
    .filter((text) => text !== '')
    .map((text) => ({
      name: decodeQueryName(text.split('=', 1)[0] ?? ''),
      text,
      value: text.slice(text.indexOf('=') + 1),
    }))
}

/** Pairs of a free query object: lists repeat their name, objects are bracketed, null is left out. */
export function freeParts(query: Readonly<Record<string, unknown>>): NamedPart[] {
  return Object.entries(query).flatMap(([name, value]) => {
    if (value === null || value === undefined) return []
    const style = Array.isArray(value) && value.every(isScalar) ? 'form' : 'deepObject'
    return layOutPairs({ name, style, explode: true }, value, strict)
  })
}

/** Pairs that the config or the description fixes. */
export function fixedParts(...queries: readonly (string | Readonly<Record<string, string>>)[]): NamedPart[] {
  const parts: NamedPart[] = []
  for (const query of queries) {
    const more = typeof query === 'string' ? literalParts(query) : freeParts(query)
    const taken = new Set(parts.map(({ name }) => folded(name)))
    parts.push(...more.filter(({ name }) => !taken.has(folded(name))))
  }
  return parts
}

/** Without the pairs that some server takes for one of these names. */
export function withoutNames(parts: readonly NamedPart[], names: readonly string[]): NamedPart[] {
  const unwanted = new Set(names.map(folded))
  return parts.filter((part) => !readings(part).some((key) => unwanted.has(key)))
}

/** Names that servers take for one: any case, bracketed or not, `.` and space as `_` (PHP). */
const folded = (name: string): string => (name.split('[', 1)[0] ?? '').trim().toLowerCase().replace(/[ .]/g, '_')

/** Every name that some server reads in a pair: `;` begins another for some, an unclosed `[` is `_` for PHP. */
function readings({ name, text }: NamedPart): string[] {
  const pieces = text.includes(';') ? text.split(';').map((piece) => decodeQueryName(piece.split('=', 1)[0] ?? '')) : []
  return [name, ...pieces].flatMap((one) => [folded(one), folded(one.replaceAll('[', '_'))])
}

/** Query keys by which frameworks take another method than the one sent. */
const methodOverrides = new Set([
  '_method',
  '_httpmethod',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
])

/**
 * Refuses keys that would change the method of a request: in a query, in a form, and in what a description fixes.
 *
 * @throws CustomApiError `arguments.invalid`
 */
export function refuseMethodKeys(parts: readonly NamedPart[], place: 'query parameter' | 'form field'): void {
  for (const part of parts)
    if (readings(part).some((key) => methodOverrides.has(key)))
      throw refused(part.name, 'would change the method of the request', place)
}

/**
 * Fixed pairs first, then the caller's, joined (SECURITY-PROMISES.md §3.2).
 *
 * @throws CustomApiError `arguments.invalid` — a caller's key is fixed, carries the credential, or changes the method
 */
export function joinQuery(
  fixed: readonly NamedPart[],
  given: readonly NamedPart[],
  credentialKeys: ReadonlySet<string>,
): string {
  if (given.length === 0) return fixed.map(({ text }) => text).join('&')
  const fixedNames = new Set(fixed.map(({ name }) => folded(name)))
  const secretNames = new Set(Array.from(credentialKeys, folded))
  for (const part of given) {
    const { name } = part
    if (/\p{Cc}/u.test(name)) throw refused(name, 'holds a control character in its name')
    for (const key of readings(part)) {
      if (fixedNames.has(key)) throw refused(name, 'is fixed for this API and cannot be given')
      if (secretNames.has(key)) throw refused(name, 'carries the credential, which the server adds itself')
    }
  }
  refuseMethodKeys(given, 'query parameter')
  return [...fixed, ...given].map(({ text }) => text).join('&')
}

// The caller can mend this by leaving the key out, so it is `arguments.invalid` and no matter of policy.
function refused(name: string, why: string, what = 'query parameter'): CustomApiError {
  return new CustomApiError('arguments.invalid', `the ${what} "${name}" ${why}`, {
    hint: `leave "${name}" out`,
  })
}
