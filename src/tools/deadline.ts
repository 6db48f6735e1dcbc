import { CustomApiError } from '../core/index.ts'
import type { Target } from '../execute/index.ts'
import type { CallContext } from './model.ts'

/** Seconds: clients give up at 60, and at 300 with progress (DESIGN.md §11 "Time"). */
const silentLimit = 55
const progressLimit = 300
const progressEvery = 10_000 // milliseconds
const bytesEvery = 250 // milliseconds

/** A file on its way: told how much of it has moved. */
export type Moved = (bytes: number, total: number | undefined, doing: 'sent' | 'received') => void

/** Seconds that a whole call may take. */
export const secondsOf = (
  { timeouts }: Pick<Target, 'timeouts'>,
  { progress }: Pick<CallContext, 'progress'>,
): number => timeouts.total ?? (progress === undefined ? silentLimit : progressLimit)

/**
 * Runs a call that ends in time whatever the API does, and tells who asked that it is still going.
 *
 * The time of a call that moves a file begins anew whenever bytes have moved: how long a file takes is a matter of its
 * size. Where the operator set `timeouts.total`, that is the limit of both.
 *
 * @throws CustomApiError `upstream.timeout` when the time of the whole call is over
 */
export async function withDeadline<T>(
  target: Pick<Target, 'api' | 'timeouts'>,
  context: CallContext,
  action: (signal: AbortSignal, moved: Moved) => Promise<T>,
  seconds = secondsOf(target, context),
): Promise<T> {
  const { progress } = context
  const { api, timeouts } = target
  const { signal, end, release } =
    context.end === undefined ? derived(context.signal) : own(context.signal, context.end)
  let over = false
  let since = 0 // when bytes last moved; 0 for a call that moves none
  const expire = (): void => {
    const left = since === 0 || timeouts.total !== undefined ? 0 : since + seconds * 1000 - performance.now()
    if (left > 0) {
      timer = setTimeout(expire, left)
      return
    }
    over = true
    end(new Error('the time of the call is over'))
  }
  let timer = setTimeout(expire, seconds * 1000)
  const ticker = progress === undefined ? undefined : tell(api, progress)
  const moved: Moved = (bytes, total, doing) => {
    since = performance.now()
    ticker?.moved(bytes, total, doing)
  }
  try {
    return await action(signal, moved)
  } catch (thrown) {
    if (!over) throw thrown
    const what =
      since === 0 || timeouts.total !== undefined
        ? `did not finish within ${seconds} seconds in all`
        : `moved nothing more for ${seconds} seconds`
    throw new CustomApiError('upstream.timeout', `"${api}" ${what}`, {
      hint: 'a changing call may have happened: look before trying again, or ask for less',
      cause: thrown,
    })
  } finally {
    clearTimeout(timer)
    ticker?.stop()
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

/**
 * Progress of one call: bytes where a file moves, else seconds. Who follows it wants numbers that rise, so a call that
 * moved bytes and then waits for its answer counts on from them, a little at a time.
 */
function tell(api: string, progress: NonNullable<CallContext['progress']>) {
  const started = Date.now()
  let bytes: number | undefined
  let last = 0
  let waited = 0
  const timer = setInterval(() => {
    if (bytes === undefined) progress(Math.round((Date.now() - started) / 1000), undefined, `waiting for ${api}`)
    else if (Date.now() - last >= progressEvery) progress(bytes + ++waited / 1000, undefined, `waiting for ${api}`)
  }, progressEvery)
  return {
    moved(now: number, total: number | undefined, doing: 'sent' | 'received'): void {
      const complete = now === total
      if (bytes !== undefined && !complete && Date.now() - last < bytesEvery) return
      bytes = now
      last = Date.now()
      progress(now, total, total === undefined ? `${now} bytes ${doing}` : `${now} of ${total} bytes ${doing}`)
    },
    stop: () => clearInterval(timer),
  }
}
