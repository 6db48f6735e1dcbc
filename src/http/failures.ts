import { CustomApiError, type ErrorCode } from '../core/index.ts'
import type { HttpRequest, Timeouts } from './model.ts'
import { isSafeToRepeat } from './retry.ts'
import { hostPort, shownRequest } from './target-url.ts'

/** What one failure of a socket, of TLS or of the parser means to a person. */
interface Row {
  readonly code: ErrorCode
  readonly says: (place: string, timeouts: Timeouts) => string
  readonly hint: string
  /** Whether the request may have reached the other side. */
  readonly sent?: boolean
}

const reach = 'check the address, and that the service runs'
const certificate = 'renew or correct the certificate there; it is always verified'
const later = 'try again later'
const broken = 'this is a fault of the API or of something in between; try again later'

const unreachable = (what: string, hint: string, sent = false): Row => ({
  code: 'upstream.unreachable',
  says: (place) => `${place} ${what}`,
  hint,
  sent,
})
const unreadable = (what: string): Row => ({
  code: 'upstream.unreadable',
  says: (place) => `${place} ${what}`,
  hint: broken,
  sent: true,
})
const untrusted = unreachable('shows a certificate of an authority that is not trusted here', certificate)
const noTls = unreachable('does not answer with TLS', 'is it an http address?')
const cut = unreachable('closed the connection before the answer was complete', later, true)

const rows: Readonly<Record<string, Row>> = {
  ECONNREFUSED: unreachable('refused the connection', reach),
  ENOTFOUND: unreachable('is not known to the name service', reach),
  EAI_AGAIN: unreachable('could not be looked up just now', later),
  EHOSTUNREACH: unreachable('cannot be reached from here', reach),
  ENETUNREACH: unreachable('cannot be reached from here', reach),
  EADDRNOTAVAIL: unreachable('cannot be reached from here', reach),
  ECONNRESET: cut,
  EPIPE: cut,
  UND_ERR_SOCKET: cut,
  UND_ERR_ABORTED: cut,
  ERR_STREAM_PREMATURE_CLOSE: cut,
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  CERT_HAS_EXPIRED: unreachable('shows a certificate that has expired', certificate),
  CERT_NOT_YET_VALID: unreachable('shows a certificate that is not valid yet', `${certificate}; check the clocks`),
  CERT_REVOKED: unreachable('shows a revoked certificate', certificate),
  ERR_TLS_CERT_ALTNAME_INVALID: unreachable('shows a certificate for another host', certificate),
  DEPTH_ZERO_SELF_SIGNED_CERT: unreachable('shows a self-signed certificate', certificate),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UND_ERR_HEADERS_OVERFLOW: unreadable('answered with larger headers than are accepted'),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: unreadable('sent another number of bytes than it announced'),
  UND_ERR_CONNECT_TIMEOUT: {
    code: 'upstream.timeout',
    says: (place, { connect }) => `no connection to ${place} within ${connect} s`,
    hint: `${reach}, or raise "timeouts.connect" of the API`,
  },
  ETIMEDOUT: {
    code: 'upstream.timeout',
    says: (place) => `no connection to ${place}: it did not answer`,
    hint: reach,
  },
  UND_ERR_HEADERS_TIMEOUT: {
    code: 'upstream.timeout',
    says: (place, { response }) => `${place} began no answer within ${response} s`,
    hint: 'raise "timeouts.response" of the API if it is known to be slow',
    sent: true,
  },
  UND_ERR_BODY_TIMEOUT: {
    code: 'upstream.timeout',
    says: (place, { response }) => `${place} sent nothing more for ${response} s in the middle of its answer`,
    hint: 'raise "timeouts.response" of the API if it is known to be slow',
    sent: true,
  },
}

function rowOf(code: string): Row | undefined {
  if (Object.hasOwn(rows, code)) return rows[code]
  if (code.startsWith('HPE_')) return unreadable('does not answer with HTTP that can be read')
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_'))
    return unreachable('could not agree on TLS', 'is it an https address, with a current TLS version?')
  return undefined
}

/** The system's word for a failure; a happy-eyeballs failure carries it in its first member. */
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  if (thrown.name === 'HTTPParserError') return 'HPE_' // undici leaves the code out for some
  return thrown instanceof AggregateError ? codeOf(thrown.errors[0]) : ''
}

/**
 * Whatever a request failed with, as one of ours. Built from the origin, the path and our own words; the query and what
 * the other side wrote stay in the `cause`.
 */
export function toFailure(thrown: unknown, request: HttpRequest, timeouts: Timeouts): CustomApiError {
  if (thrown instanceof CustomApiError) return thrown
  const row = rowOf(codeOf(thrown))
  if (row === undefined)
    return new CustomApiError('upstream.unreachable', `${shownRequest(request)} failed`, { cause: thrown, hint: later })
  const doubt =
    row.sent === true && !isSafeToRepeat(request.method)
      ? `; the ${request.method} may have been carried out, so look before you send it again`
      : ''
  return new CustomApiError(row.code, `${row.says(hostPort(request.origin), timeouts)} (${shownRequest(request)})`, {
    cause: thrown,
    hint: row.hint + doubt,
  })
}
