import { CustomApiError } from '../core/index.ts'
import type { Target } from '../execute/index.ts'
import type { CallContext } from './model.ts'

/** Seconds: clients give up at 60, and at 300 with progress (DESIGN.md §11 "Time"). */
const silentLimit = 55
const progressLimit = 300
const progressEvery = 10_000 // milliseconds

/**
 * Runs a call that ends in time whatever the API does, and tells who asked that it is still going.
 *
 * @throws CustomApiError `upstream.timeout` when the time of the whole call is over
 */
export async function withDeadline<T>(
  { api, timeouts }: Pick<Target, 'api' | 'timeouts'>,
  { signal, progress }: CallContext,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const seconds = timeouts.total ?? (progress === undefined ? silentLimit : progressLimit)
  const controller = new AbortController()
  const stop = (): void => controller.abort(signal.reason)
  const started = Date.now()
  let over = false
  const timer = setTimeout(() => {
    over = true
    controller.abort()
  }, seconds * 1000)
  const tell = (): void => {
    const gone = Math.round((Date.now() - started) / 1000)
    progress?.(gone, undefined, `waiting for ${api}`)
  }
  const ticker = progress === undefined ? undefined : setInterval(tell, progressEvery)
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  try {
    return await action(controller.signal)
  } catch (thrown) {
    if (!over) throw thrown
    throw new CustomApiError('upstream.timeout', `"${api}" did not finish within ${seconds} seconds in all`, {
      hint: 'a changing call may have happened: look before trying again, or ask for less',
      cause: thrown,
    })
  } finally {
    clearTimeout(timer)
    clearInterval(ticker)
    signal.removeEventListener('abort', stop)
  }
}
