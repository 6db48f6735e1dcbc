import { setMaxListeners } from 'node:events'
import { CustomApiError } from '../core/index.ts'
import { shownRequest } from './target-url.ts'
import type { HttpRequest } from './model.ts'

/** One `send` from its start to the last byte of its answer: what may end it early, and how much time is left. */
export interface Lifetime {
  /** Aborts with a `CustomApiError`: the caller's abort, or the total time. */
  readonly signal: AbortSignal
  /** Seconds; `Infinity` without a total. */
  readonly timeLeft: () => number
  /** No more timers and listeners; safe to call again. */
  readonly end: () => void
}

/** Ties the caller's signal and the total time together. */
export function createLifetime(signal: AbortSignal, total: number | undefined, request: HttpRequest): Lifetime {
  const controller = new AbortController()
  const until = total === undefined ? Number.POSITIVE_INFINITY : performance.now() + total * 1000
  const cancel = (): void => controller.abort(toCancellation(signal.reason))
  const timer =
    total === undefined
      ? undefined
      : setTimeout(() => {
          const says = `${shownRequest(request)} was not done within ${total} s in all`
          controller.abort(
            new CustomApiError('upstream.timeout', says, { hint: 'ask for less, or raise "timeouts.total"' }),
          )
        }, total * 1000)
  if (signal.aborted) cancel()
  else listen(signal, cancel)
  return {
    signal: controller.signal,
    timeLeft: () => (until - performance.now()) / 1000,
    end() {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
    },
  }
}

function listen(signal: AbortSignal, cancel: () => void): void {
  setMaxListeners(0, signal) // one call may send many requests side by side
  signal.addEventListener('abort', cancel, { once: true })
}

const toCancellation = (reason: unknown): CustomApiError =>
  reason instanceof CustomApiError
    ? reason
    : new CustomApiError('cancelled', 'the call was cancelled', { cause: reason })
