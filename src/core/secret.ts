import { timingSafeEqual } from 'node:crypto'
import { inspect } from 'node:util'

const shown = '[secret]'

/**
 * A secret value. It prints `[secret]` to string, JSON and `inspect`; only `reveal()` opens it, and only auth schemes,
 * grants and the redactor may call that.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  /** Constant-time comparison for equal lengths; lengths are not hidden. */
  equals(other: string): boolean {
    const mine = Buffer.from(this.#value)
    const theirs = Buffer.from(other)
    return mine.length === theirs.length && timingSafeEqual(mine, theirs)
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [inspect.custom](): string {
    return shown
  }
}
