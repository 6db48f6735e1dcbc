import { CustomApiError, type ErrorCode } from '../core/index.ts'
import type { HttpRequest } from './model.ts'

// oxlint-disable-next-line no-control-regex -- exactly these are what we look for
const controls = /[\u0000-\u001f\u007f]/

const refuse = (code: ErrorCode, says: string): CustomApiError =>
  new CustomApiError(code, `the URL ${says}`, { hint: 'give an absolute URL such as https://api.example.com/v1' })

/**
 * The one URL parser of the product: what it returns is what is sent (SECURITY-PROMISES.md §2.4).
 *
 * Control characters, surrounding blanks, backslashes and user information are refused, never cleaned. With a `base`,
 * relative references are resolved. Messages never repeat the text: it could hold a credential.
 *
 * @throws CustomApiError `code` (default `host.blocked`)
 */
export function parseTargetUrl(text: string, options: { base?: string; code?: ErrorCode } = {}): URL {
  const code = options.code ?? 'host.blocked'
  if (controls.test(text)) throw refuse(code, 'holds a control character, tab or line break')
  if (text !== text.trim()) throw refuse(code, 'begins or ends with a blank')
  if (text.replace(/[?#].*$/s, '').includes('\\')) throw refuse(code, 'holds a backslash')
  let url: URL
  try {
    url = options.base === undefined ? new URL(text) : new URL(text, options.base)
  } catch {
    throw refuse(code, 'is not valid') // the parser's own message repeats the text
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse(code, 'is neither https nor http')
  if (url.username !== '' || url.password !== '') throw refuse(code, 'holds a user name or password')
  return url
}

/** `host:port` with the default port written out, as `EgressPolicy.privateConsent` names a place (`[::1]:8080`). */
export function hostPort(url: URL | string): string {
  const { hostname, port, protocol } = typeof url === 'string' ? new URL(url) : url
  return `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`
}

/** A request as messages may show it: the query could hold a credential and stays out. */
export const shownRequest = (request: Pick<HttpRequest, 'method' | 'origin' | 'path'>): string =>
  `${request.method} ${request.origin}${request.path}`
