import type { PageText } from './read-page.ts'

/** The pages of one collection that have come, so that none is given twice. */
export class SeenPages {
  readonly #digests = new Set<string>()
  readonly #firsts = new Set<string>()

  /** The same items came before. */
  has({ count, digest }: PageText): boolean {
    return count > 0 && this.#digests.has(digest)
  }

  /** A page that begins as one before it: `after_id` of a list with the newest first asks for what came already. */
  beginsAlike(page: PageText): boolean {
    return page.count > 0 && this.#firsts.has(page.slice(0, 1))
  }

  add(page: PageText): void {
    if (page.count === 0) return
    this.#digests.add(page.digest)
    this.#firsts.add(page.slice(0, 1))
  }
}
