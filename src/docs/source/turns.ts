import { setTimeout as delay } from 'node:timers/promises'

/** Requests to one site after one another, with a pause between them. */
export function createTurns(signal: AbortSignal): (url: string, pause?: number) => Promise<void> {
  const last = new Map<string, number>()
  return async (url, pause = 0) => {
    const { origin } = new URL(url)
    const wait = (last.get(origin) ?? 0) + pause - performance.now()
    if (wait > 0 && last.has(origin)) await delay(wait, undefined, { signal }).catch(() => signal.throwIfAborted())
    last.set(origin, performance.now())
  }
}
