import type { Form } from './window.ts'

/** Text to be asked: under a key when it may be asked again. */
export interface Source {
  readonly key: string
  readonly form: Form
  /** Bytes or characters, roughly. */
  readonly size: number
  text(): Promise<string>
  /** The same as UTF-8 bytes that may be given away. */
  data(): Promise<Uint8Array>
}
