import type { Secret } from './secret.ts'

/** Guards every way out: masks each known secret, raw and encoded (SECURITY-PROMISES.md §1.1–1.2). */
export interface Redactor {
  /** The text with every known secret, in every covered encoding, replaced by `[redacted]`. */
  text(text: string): string
  /** Whether the text holds a known secret in any covered encoding. */
  holds(text: string): boolean
  /** Learns a secret; the same value twice is one. Takes effect at once. */
  add(secret: Secret): void
  /** A copy of a JSON-like value with every string (keys too) passed through `text`. */
  value<T>(value: T): T
}
