import { findOperation } from './lookup.ts'
import type { Offered } from './offered.ts'
import { isPlainObject } from './plain-object.ts'
import type { Signature } from './signature.ts'

/** An operation that a caller named, and its flat arguments. */
export interface NamedOperation {
  readonly offered: Offered
  readonly signature: Signature
  readonly input: unknown
}

/**
 * The operation of a reference, with what a concrete path in it says about the path arguments; those that are given apart win.
 *
 * @throws CustomApiError `operation.unknown`, `description.invalid`
 */
export async function namedOperation(offered: Offered, reference: string, given: unknown): Promise<NamedOperation> {
  const { row, pathValues } = findOperation(offered, reference)
  const signature = await offered.signature(row.key)
  const values = Object.entries(pathValues).flatMap(([name, value]) => {
    const binding = [...signature.flat.bindings.values()].find(
      (one) => one.kind === 'parameter' && one.parameter.in === 'path' && one.parameter.name === name,
    )
    return binding === undefined ? [] : [[binding.name, value] as const]
  })
  const input = values.length === 0 || !isPlainObject(given) ? given : { ...Object.fromEntries(values), ...given }
  return { offered, signature, input }
}
