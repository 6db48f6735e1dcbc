import { CustomApiError } from '../core/index.ts'
import type { Pair } from './model.ts'
import { headerValues } from './request.ts'

const safeToRepeat = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY'])
const worthRepeating = new Set([429, 502, 503, 504])
const passing = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'ENETUNREACH'])

const firstDelay = 0.25 // seconds

/** Safe methods (RFC 9110 §9.2.1, QUERY by its own draft): sent twice they do no more than once. */
export const isSafeToRepeat = (method: string): boolean => safeToRepeat.has(method)

/** A status that says "later", not "no". */
export const isWorthRepeating = (status: number): boolean => worthRepeating.has(status)

/** A failure of the connection that may pass: refused, reset, no route; not a name unknown, not a bad certificate. */
export function isPassing(thrown: unknown): boolean {
  const cause = thrown instanceof CustomApiError ? thrown.cause : thrown
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && passing.has(cause.code)
}

/** `Retry-After` in seconds from now, as seconds or as a date (RFC 9110 §10.2.3); `undefined` when absent or unreadable. */
export function readRetryAfter(headers: readonly Pair[], now: number): number | undefined {
  const [value] = headerValues(headers, 'retry-after')
  if (value === undefined) return undefined
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return Number(value)
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000)
}

/**
 * How many seconds to wait before the try after `tries`, or `undefined` to stop.
 *
 * Exponential with jitter; what the upstream says outranks our arithmetic, and where it says more than we may wait
 * (`maxDelay`, the time left), we do not come back early: the answer is given to the caller as it is.
 */
export function planDelay(options: {
  tries: number
  attempts: number
  retryAfter: number | undefined
  maxDelay: number
  timeLeft: number
  random: number
}): number | undefined {
  const { tries, attempts, retryAfter, maxDelay, timeLeft, random } = options
  if (tries >= attempts) return undefined
  const jittered = Math.min(maxDelay, firstDelay * 2 ** (tries - 1)) * (0.5 + random / 2)
  const ours = Math.round(jittered * 1000) / 1000
  const delay = retryAfter ?? ours
  return delay > maxDelay || delay >= timeLeft ? undefined : delay
}
