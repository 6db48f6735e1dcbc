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
  context: CallContext,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { progress } = context
  const seconds = timeouts.total ?? (progress === undefined ? silentLimit : progressLimit)
  const { signal, end, release } =
    context.end === undefined ? derived(context.signal) : own(context.signal, context.end)
  let over = false
  const timer = setTimeout(() => {
    over = true
    end(new Error('the time of the call is over'))
  }, seconds * 1000)
  const ticker = progress === undefined ? undefined : tick(api, progress)
  try {
    return await action(signal)
  } catch (thrown) {
    if (!over) throw thrown
    throw new CustomApiError('upstream.timeout', `"${api}" did not finish within ${seconds} seconds in all`, {
      hint: 'a changing call may have happened: look before trying again, or ask for less',
      cause: thrown,
    })
  } finally {
    clearTimeout(timer)
    clearInterval(ticker)
    release()
  }
}

/** A signal that the deadline may end, and what lets go of it. */
interface Endable {
  readonly signal: AbortSignal
  readonly end: (reason: unknown) => void
  readonly release: () => void
}

const own = (signal: AbortSignal, end: Endable['end']): Endable => ({ signal, end, release() {} })

function derived(outer: AbortSignal): Endable {
  const controller = new AbortController()
  const stop = (): void => controller.abort(outer.reason)
  if (outer.aborted) stop()
  else outer.addEventListener('abort', stop, { once: true })
  return {
    signal: controller.signal,
    end: (reason) => controller.abort(reason),
    release: () => outer.removeEventListener('abort', stop),
  }
}

function tick(api: string, progress: NonNullable<CallContext['progress']>): NodeJS.Timeout {
  const started = Date.now()
  const tell = (): void => progress(Math.round((Date.now() - started) / 1000), undefined, `waiting for ${api}`)
  return setInterval(tell, progressEvery)
}
