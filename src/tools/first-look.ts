import { setTimeout as delay } from 'node:timers/promises'
import type { Offered } from './offered.ts'

/** Milliseconds that who looks at documents waits for those that are being read for the first time. */
const longest = 4_000

const beingRead = (apis: readonly Offered[]): readonly string[] =>
  apis.flatMap(({ api: { slug, documents } }) =>
    documents?.reading === true && documents.pages.length === 0 ? [slug] : [],
  )

/** For who looks at documents right after the start. */
export interface FirstLook {
  /** To be called with each publication. */
  published(): void
  /**
   * What is shown once the documents in it have been read for the first time. For each API that is waited for once, and
   * not for long: a site of many pages takes minutes.
   */
  at<T>(show: () => Promise<T>, apisOf: (shown: T) => readonly Offered[]): Promise<T>
}

export function createFirstLook(): FirstLook {
  const waits = new Map<string, Promise<void>>() // by slug, from the first look on
  let wake = (): void => undefined
  const anew = (): Promise<void> => new Promise((done) => (wake = done))
  let next = anew()

  const waitFor = (slug: string): Promise<void> => {
    const wait = waits.get(slug) ?? delay(longest, undefined, { ref: false })
    waits.set(slug, wait)
    return wait
  }

  return {
    published() {
      wake()
      next = anew()
    },
    async at(show, apisOf) {
      let isOver = false
      for (;;) {
        const now = await show()
        const slugs = beingRead(apisOf(now))
        if (slugs.length === 0 || isOver) return now
        const over = Promise.all(slugs.map(waitFor)).then(() => void (isOver = true))
        await Promise.race([over, next])
      }
    },
  }
}
