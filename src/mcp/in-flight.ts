/** Counts work under way, so that whoever closes can wait for it. */
export class InFlight {
  #running = 0
  readonly #waiting = new Set<() => void>()

  readonly track = async <T>(work: Promise<T>): Promise<T> => {
    this.#running += 1
    try {
      return await work
    } finally {
      this.#running -= 1
      if (this.#running === 0) for (const done of this.#waiting) done()
    }
  }

  /** Resolves when nothing runs, or when the time is over. */
  async idle(withinMs: number): Promise<void> {
    if (this.#running === 0) return
    await new Promise<void>((done) => {
      const timer = setTimeout(done, withinMs)
      const over = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(over)
        done()
      }
      this.#waiting.add(over)
    })
  }
}
