import type { JsonSchema } from '../../../core/index.ts'
import type { InferredPlace } from '../model.ts'

/** A parameter as one place of a page names it, before it is known whose it is. */
export interface RawParameter {
  readonly name: string
  /** Where the row, caption or notation puts it; absent when nothing says. */
  readonly in?: InferredPlace
  readonly required?: boolean
  readonly schema: JsonSchema
  readonly description?: string
  /** What the page writes as its type, where that is none that is known: `Address`, `Line[]`. */
  readonly of?: string
  readonly example?: unknown
  /** Fields of an object or of an array's objects. */
  readonly children?: readonly RawParameter[]
  readonly evidence: 'table' | 'list' | 'definitions' | 'markup' | 'sample' | 'url' | 'text'
  readonly weight: number
}
