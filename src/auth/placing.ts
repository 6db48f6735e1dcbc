import { CustomApiError, Secret } from '../core/index.ts'
import { withCookie, withHeader, withQuery, type HttpRequest } from '../http/index.ts'
import type { Placement } from './scheme.ts'

/**
 * A prefix before a credential. One that ends in a letter or digit is a word and gets a blank (`Token` → `Token k`);
 * any other stands as it is (`key=` → `key=k`). A credential that already brings the word keeps it alone.
 */
export function withPrefix(prefix: string, value: string): string {
  if (prefix === '') return value
  const before = /[A-Za-z0-9]$/.test(prefix) ? `${prefix} ` : prefix
  return value.toLowerCase().startsWith(before.toLowerCase()) ? value : before + value
}

/** Some descriptions declare the header `Cookie` as a key: then the credential is the whole of it. */
function withCookies(request: HttpRequest, text: string): HttpRequest {
  return text.split(';').reduce((changed, pair) => {
    const [name = '', ...value] = pair.trim().split('=')
    return name === '' ? changed : withCookie(changed, name, value.join('='))
  }, request)
}

/**
 * A copy of the request with the value where it belongs; what stood there before is replaced, so nothing is doubled.
 *
 * @throws CustomApiError `credential.invalid` for a value that no cookie can carry
 */
export function withPlaced(request: HttpRequest, { in: place, name }: Placement, value: string): HttpRequest {
  if (place === 'query') return withQuery(request, name, value)
  if (place === 'header')
    return name.toLowerCase() === 'cookie' ? withCookies(request, value) : withHeader(request, name, value)
  if (/[;\s]/.test(value))
    throw new CustomApiError('credential.invalid', `the credential cannot stand in the cookie ${name}`, {
      hint: 'set only the value of that one cookie, without its name, blanks or semicolons',
    })
  return withCookie(request, name, value)
}

/** A credential as it was meant: one final line break is dropped, an empty one is none. */
export function toCredential(secret: Secret | undefined, api: string): Secret | undefined {
  if (secret === undefined) return undefined
  const whole = secret.reveal()
  const value = whole.replace(/\r?\n$/, '')
  if (value === '') return undefined
  // oxlint-disable-next-line no-control-regex -- exactly these are refused
  if (/[\u0000-\u001f\u007f]/.test(value))
    throw new CustomApiError(
      'credential.invalid',
      `the credential of "${api}" holds a line break or control character`,
      {
        hint: 'set it again as one line',
      },
    )
  return value === whole ? secret : new Secret(value)
}
