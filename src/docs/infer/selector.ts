import type { Placed } from './collect/index.ts'
import type { Merged } from './merge.ts'

/** A query parameter whose value says what a call of one path does: `?action=query`, `?action=edit`. */
export interface Selector {
  readonly name: string
  readonly values: readonly string[]
  /** Where the page speaks of which value, in its order. */
  readonly places: readonly { readonly at: number; readonly value: string }[]
}

/** The parameter that every declaration of an operation has, with different values; absent for most. */
export function findSelector({ findings }: Merged): Selector | undefined {
  const declared = findings.filter(({ form }) => form === 'declared' || form === 'listed')
  const [first] = declared
  for (const { name } of first?.target.query ?? []) {
    const places = declared.flatMap(({ at, target }) => {
      const value = target.query.find((it) => it.name === name)?.value
      return value === undefined ? [] : [{ at, value }]
    })
    const values = [...new Set(places.map(({ value }) => value))]
    if (
      values.length >= 2 &&
      places.length === declared.length &&
      values.every((value) => /^[A-Za-z][\w.-]*$/.test(value))
    )
      return { name, values, places: places.toSorted((a, b) => a.at - b.at) }
  }
  return undefined
}

/**
 * A parameter of such an operation: the selector has its values; any other is needed at most for the value it is described
 * with, which its description says.
 */
export function selected(raw: Placed, { name, values, places }: Selector): Placed {
  if (raw.name === name) return { ...raw, required: true, schema: { ...raw.schema, type: 'string', enum: [...values] } }
  const { required, ...rest } = raw
  const value = places.findLast(({ at }) => at <= raw.at)?.value
  if (value === undefined || raw.in === 'path') return raw
  const needed = required === true ? ', required' : ''
  return {
    ...rest,
    description: `${name}=${value}${needed}${raw.description === undefined ? '' : `: ${raw.description}`}`,
  }
}
