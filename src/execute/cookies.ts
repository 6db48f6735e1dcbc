import type { Parameter } from '../catalog/index.ts'
import { CustomApiError } from '../core/index.ts'
import type { Pair } from '../http/index.ts'
import { contentText } from './query.ts'
import { layOutPairs, type Encoder } from './styles.ts'
import { encodeValue } from './uri.ts'

const encoded: Encoder = { name: encodeValue, value: encodeValue }

/** OpenAPI 3.2 `style: cookie`: nothing is escaped; what a cookie cannot hold is refused instead. */
const verbatim: Encoder = { name: verbatimName, value: verbatimText }

/**
 * The cookies of one parameter, encoded. An exploded list or object is several cookies: `&` between them, as `form`
 * would have it, is no separator of a `Cookie` header (OpenAPI 3.1.1 appendix D).
 *
 * @throws CustomApiError `arguments.invalid` — a name carries the credential, or a value cannot stand in a cookie
 */
export function cookiePairs(parameter: Parameter, value: unknown, credentialNames: ReadonlySet<string>): Pair[] {
  const encode = parameter.style === 'cookie' || parameter.allowReserved ? verbatim : encoded
  const parts =
    parameter.contentType === undefined
      ? layOutPairs(parameter, value, encode)
      : layOutPairs(parameter, contentText(parameter.contentType, value), encode)
  const secret = new Set([...credentialNames].map((name) => name.toLowerCase()))
  return parts.map(({ name, value: text }): Pair => {
    if (secret.has(name.trim().toLowerCase())) {
      throw new CustomApiError(
        'arguments.invalid',
        `the cookie "${name}" carries the credential, which the server adds itself`,
        { hint: `leave "${name}" out` },
      )
    }
    return [encode.name(name), text]
  })
}

/** A name that reads as itself and nothing else: `SID=x` as a name would be the cookie `SID`. */
function verbatimName(name: string): string {
  if (name !== '' && !/[\p{Cc}\s;=,]/u.test(name)) return name
  throw new CustomApiError('arguments.invalid', `${JSON.stringify(name)} is no name of a cookie`, {
    hint: 'use letters, digits, hyphens and underscores',
  })
}

function verbatimText(text: string): string {
  if (!/[\p{Cc};]/u.test(text)) return text
  throw new CustomApiError('arguments.invalid', 'a cookie value holds a semicolon or a control character', {
    hint: 'give the value already escaped, as the API expects it',
  })
}
