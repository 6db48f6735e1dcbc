import type { CallContext } from './model.ts'
import type { CollectOptions } from './collect.ts'

const every = 10_000 // milliseconds

/** Tells who asked how far a collection is: after each page, and in between so that nobody takes it for dead. */
export function pageProgress(progress: CallContext['progress']): {
  readonly onPage: NonNullable<CollectOptions['onPage']>
  end(): void
} {
  if (progress === undefined) return { onPage: () => {}, end: () => {} }
  let done = 0
  let says = 'waiting for the first page'
  let all: number | undefined
  const ticker = setInterval(() => progress((done += 0.001), all, says), every) // progress must rise
  return {
    onPage({ pages, items, total }) {
      done = Math.max(items, done + 0.001)
      all = total
      says = `${pages} page${pages === 1 ? '' : 's'}, ${items}${total === undefined ? '' : ` of ${total}`} items`
      progress(done, all, says)
    },
    end: () => clearInterval(ticker),
  }
}
