import type { Step } from './model.ts'

/** Pages that are asked for before the one before them has come, at most so many at once, given out in order. */
export interface AheadQueue<T> {
  /** The step of the next page; `undefined` when none is left. */
  peek(): Step | undefined
  /** The next page. */
  take(): Promise<T> | undefined
  /** Ends what is under way. */
  abandon(): void
}

export function createAhead<T>(
  steps: readonly Step[],
  width: number,
  ask: (step: Step, signal: AbortSignal) => Promise<T>,
): AheadQueue<T> {
  const controller = new AbortController()
  const waiting = [...steps].reverse()
  const under: { readonly step: Step; readonly page: Promise<T> }[] = []
  const fill = (): void => {
    while (under.length < width) {
      const step = waiting.pop()
      if (step === undefined) return
      const page = ask(step, controller.signal)
      page.catch(() => undefined) // told when it is taken
      under.push({ step, page })
    }
  }
  return {
    peek: () => under[0]?.step ?? waiting.at(-1),
    take() {
      fill()
      const next = under.shift()
      void next?.page.then(fill, () => undefined) // only then is its place free
      return next?.page
    },
    abandon() {
      waiting.length = 0
      under.length = 0
      controller.abort(new Error('not wanted'))
    },
  }
}
