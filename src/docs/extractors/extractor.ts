import type { SampleBody } from '../infer/curl.ts'
import type { InferredPlace } from '../infer/model.ts'
import type { Method } from '../infer/methods.ts'
import type { Item, Outline } from '../infer/outline.ts'
import type { Target } from '../infer/target.ts'

/**
 * One place of a page that names an operation.
 *
 * `declared` stands for itself and what follows belongs to it; `listed` is one row of many; `sample` is a concrete request;
 * `mention` is said in passing.
 */
export interface Finding {
  /** The item it was read in. */
  readonly at: number
  /** The line, row or list entry within the item. */
  readonly row: number
  readonly method?: Method
  /** The method is not written: what is said of the call only suggests it. */
  readonly guessed?: boolean
  readonly target: Target
  readonly form: 'declared' | 'listed' | 'sample' | 'mention'
  /** How much it says by itself that there is such an operation, 0 to 1. */
  readonly weight: number
  /** The extractor's id. */
  readonly by: string
  readonly summary?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: SampleBody
  /** Whether Basic authentication was used. */
  readonly basic?: boolean
}

/** A parameter that markup names outright (`<ParamField query="limit">`, `:query limit:`). */
export interface MarkedParameter {
  readonly at: number
  readonly name: string
  readonly in?: InferredPlace
  readonly type?: string
  readonly required?: boolean
  readonly default?: string
  readonly description?: string
}

/** One way in which authors write an operation down. Pure; sees one item at a time and may look around it. */
export interface Extractor {
  readonly id: string
  read(item: Item, outline: Outline): readonly Finding[]
}
