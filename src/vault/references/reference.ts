import { CustomApiError } from '../../core/index.ts'
import type { Keychain } from '../model.ts'

/** What references need of the world. */
export interface Means {
  /** The value of an environment variable. */
  readonly variable: (name: string) => string | undefined
  /** The environment of programs that are asked: none of our own credentials in it (SECURITY-PROMISES.md §1.6). */
  readonly childEnvironment: () => Readonly<Record<string, string>>
  readonly keychain: () => Promise<Keychain | undefined>
  /** Something that works and should be better. Said once. */
  readonly warn: (message: string) => void
}

/** One kind of reference: a value in a file of its own, listed in `kinds.ts`. */
export interface ReferenceKind {
  readonly id: string
  /** What may follow the `<id>:`. */
  readonly form: RegExp
  /** How it is written, for messages and the schema. */
  readonly written: string
  /** Milliseconds that a value may be kept; 0: asked for every time. */
  readonly keep: number
  /** The text behind it, `undefined` where there is none. @throws CustomApiError naming the reference, never the value */
  read(target: string, whole: string, means: Means): Promise<string | undefined>
}

/** A reference that gives nothing: what it says names the reference. */
export const brokenReference = (whole: string, why: string, hint: string, cause?: unknown): CustomApiError =>
  new CustomApiError('credential.invalid', `the reference ${whole} gives no credential: ${why}`, { hint, cause })

/** Secrets are short; a longer text is another file, or a program that prints something else. */
export const largest = 64 * 1024

/** The text without one final line break, which editors and programs add. */
export const withoutFinalBreak = (text: string): string => text.replace(/\r?\n$/, '')
