import { CustomApiError } from '../core/index.ts'

/** How much of an API may be used at once and over time; `requests` per `per` seconds. */
export interface RateLimit {
  readonly requests?: number | undefined
  readonly per?: number | undefined
  readonly concurrent?: number | undefined
  /** Whether `requests` is the word of the documentation, and nobody's setting. */
  readonly stated?: boolean | undefined
}

/** Where requests wait for their turn. */
export interface Gate {
  /**
   * Resolves to what must be called once when the exchange is over.
   *
   * @throws CustomApiError `upstream.rate_limited` when the wait would be longer than `patience` seconds or too many wait
   * @throws the signal's reason when it aborts first
   */
  enter(signal: AbortSignal, patience: number): Promise<() => void>
}

const defaultConcurrent = 64
const longestQueue = 1000

/** Waits, or throws the signal's reason as soon as it aborts. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error) // whoever asked knows what it is
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error) // whoever asked knows what it is
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}

/** A token bucket: full at first, refilled evenly. `take` reserves a token and says how long to wait for it (ms). */
function createBucket(requests: number, per: number) {
  const refill = requests / (per * 1000)
  let tokens = requests
  let since = performance.now()
  return {
    take(patience: number): number | undefined {
      const now = performance.now()
      tokens = Math.min(requests, tokens + (now - since) * refill)
      since = now
      const wait = tokens >= 1 ? 0 : (1 - tokens) / refill
      if (wait > patience * 1000) return undefined
      tokens -= 1
      return wait
    },
    giveBack(): void {
      tokens += 1
    },
  }
}

type Bucket = ReturnType<typeof createBucket>

/** A semaphore (64 unless told) in front of a token bucket (none unless told). First come, first served. */
export function createGate(name: string, limit: RateLimit = {}): Gate {
  const bucket = limit.requests === undefined ? undefined : createBucket(limit.requests, limit.per ?? 60)
  const waiting: (() => void)[] = []
  let free = limit.concurrent ?? defaultConcurrent

  function leave(): void {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }

  function slot(signal: AbortSignal): Promise<void> {
    if (waiting.length >= longestQueue)
      throw new CustomApiError('upstream.rate_limited', `too many calls of "${name}" are waiting`, {
        hint: 'try again when some have ended, or raise "rateLimit.concurrent"',
      })
    return new Promise((resolve, reject) => {
      const mine = (): void => {
        signal.removeEventListener('abort', stop)
        resolve()
      }
      const stop = (): void => {
        waiting.splice(waiting.indexOf(mine), 1)
        reject(signal.reason as Error) // whoever asked knows what it is
      }
      waiting.push(mine)
      signal.addEventListener('abort', stop, { once: true })
    })
  }

  async function token(bucket: Bucket, signal: AbortSignal, patience: number): Promise<void> {
    const wait = bucket.take(patience)
    if (wait === undefined)
      throw new CustomApiError(
        'upstream.rate_limited',
        `the rate limit ${limit.stated === true ? 'that the documentation states' : 'set'} for "${name}" (${limit.requests} requests in ${limit.per ?? 60} s) is used up`,
        { hint: `wait a little, or ${limit.stated === true ? 'set' : 'raise'} "rateLimit" of the API` },
      )
    if (wait === 0) return
    try {
      await sleep(wait, signal)
    } catch (error) {
      bucket.giveBack()
      throw error
    }
  }

  return {
    async enter(signal, patience) {
      if (signal.aborted) throw signal.reason as Error // whoever asked knows what it is
      if (bucket !== undefined) await token(bucket, signal, patience)
      if (free > 0) free--
      else await slot(signal)
      let left = false
      return () => {
        if (left) return
        left = true
        leave()
      }
    },
  }
}
