export interface RateState {
  readonly allowed: boolean
  readonly headers: {
    readonly 'ratelimit-limit': string
    readonly 'ratelimit-remaining': string
    readonly 'ratelimit-reset': string
  }
}

/** Counts requests in windows of a minute; each call is one request. */
export function createRateLimit(perMinute: number, now: () => number = Date.now): () => RateState {
  let windowStart = now()
  let used = 0
  return () => {
    const time = now()
    if (time - windowStart >= 60_000) {
      windowStart = time
      used = 0
    }
    used += 1
    return {
      allowed: used <= perMinute,
      headers: {
        'ratelimit-limit': String(perMinute),
        'ratelimit-remaining': String(Math.max(0, perMinute - used)),
        'ratelimit-reset': String(Math.max(1, Math.ceil((windowStart + 60_000 - time) / 1000))),
      },
    }
  }
}
