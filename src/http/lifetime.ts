import { setMaxListeners } from 'node:events'
import { CustomApiError } from '../core/index.ts'
import { shownRequest } from './target-url.ts'
import type { HttpRequest } from './model.ts'

/** One `send` from its start to the last byte of its answer: what may end it early, and how much time is left. */
export interface Lifetime {
  /** Aborts on the caller's abort and at the end of the total time. */
  readonly signal: AbortSignal
  /** Why it was ended early; `undefined` as long as it was not. */
  readonly cancellation: () => CustomApiError | undefined
  /** Seconds; `Infinity` without a total. */
  readonly timeLeft: () => number
  /** No more timers and listeners; safe to call again. */
  readonly end: () => void
}

/** Ties the caller's signal and the total time together. Without a total there is nothing to tie. */
export function createLifetime(signal: AbortSignal, total: number | undefined, request: HttpRequest): Lifetime {
  makeRoom(signal)
  if (total !== undefined) return limited(signal, total, request)
  return {
    signal,
    cancellation: () => (signal.aborted ? toCancellation(signal.reason) : undefined),
    timeLeft: () => Number.POSITIVE_INFINITY,
    end() {},
  }
}

const used = new WeakSet<AbortSignal>()

/** One call may send many requests side by side; most send one. */
function makeRoom(signal: AbortSignal): void {
  if (used.has(signal)) setMaxListeners(0, signal)
  else used.add(signal)
}

function limited(outer: AbortSignal, total: number, request: HttpRequest): Lifetime {
  const controller = new AbortController()
  const { signal } = controller
  const until = performance.now() + total * 1000
  const cancel = (): void => controller.abort(outer.reason)
  const timer = setTimeout(() => {
    const says = `${shownRequest(request)} was not done within ${total} s in all`
    controller.abort(new CustomApiError('upstream.timeout', says, { hint: 'ask for less, or raise "timeouts.total"' }))
  }, total * 1000)
  if (outer.aborted) cancel()
  else outer.addEventListener('abort', cancel, { once: true })
  return {
    signal,
    cancellation: () => (signal.aborted ? toCancellation(signal.reason) : undefined),
    timeLeft: () => (until - performance.now()) / 1000,
    end() {
      clearTimeout(timer)
      outer.removeEventListener('abort', cancel)
    },
  }
}

const toCancellation = (reason: unknown): CustomApiError =>
  reason instanceof CustomApiError
    ? reason
    : new CustomApiError('cancelled', 'the call was cancelled', { cause: reason })
