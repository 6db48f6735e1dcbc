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

  /** Resolves when nothing runs and the last answer has been handed on, or when the time is over. */
  async idle(withinMs: number): Promise<void> {
    if (this.#running > 0) await this.#emptied(withinMs)
    // An answer travels from its handler to the response in microtasks; they are over at the next turn of the loop.
    await new Promise((done) => setImmediate(done))
  }

  #emptied(withinMs: number): Promise<void> {
    return new Promise<void>((done) => {
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
