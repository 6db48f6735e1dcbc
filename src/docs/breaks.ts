import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work between two breaks. */
const slice = 8

/** Lets everything else that waits have its turn, whenever the work since the last time took long enough. */
export function createBreaks(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < slice) return
    await setImmediate()
    since = performance.now()
  }
}
