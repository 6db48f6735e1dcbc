import type { Finding } from '../extractors/index.ts'
import type { Merged } from './merge.ts'
import { asFront, frontsOf } from './merged-paths.ts'
import type { Outline } from './outline.ts'
import { segmentsOf, shapeOf } from './target.ts'

/** What is named on the page without being one of its calls: where they are, and calls of others. */
export function doubtStrangers(operations: readonly Merged[], outline: Outline): void {
  doubtFronts(operations)
  doubtAsides(operations, outline)
}

/**
 * On a page of many declared calls, a path mentioned in passing that begins like none of them is likely another API's, and a
 * call mentioned in what is said of another is described elsewhere.
 */
function doubtAsides(operations: readonly Merged[], { items }: Outline): void {
  const declared = operations.filter(({ findings }) => findings.some(isDeclared))
  if (declared.length < 3) return
  const first = new Set(declared.map(({ path }) => segmentsOf(path)[0]))
  // where hardly two begin alike, to begin like none says nothing
  const alike = first.size * 2 < declared.length
  const shapes = new Set(declared.map(({ path }) => shapeOf(path)))
  const places = new Set(
    declared.flatMap(({ findings }) =>
      findings.filter((it) => isDeclared(it) && it.form === 'declared').map(({ at }) => items[at]?.node),
    ),
  )
  const isInside = (at: number): boolean => {
    for (let node = items[at]?.node; node !== undefined; node = node.parent) if (places.has(node)) return true
    return false
  }
  for (const operation of operations) {
    const { path, findings } = operation
    const strange = alike && !first.has(segmentsOf(path)[0])
    const aside = (it: Finding): boolean =>
      it.method === undefined
        ? strange
        : it.by === 'line' && it.weight < 0.6 && !shapes.has(shapeOf(path)) && isInside(it.at)
    if (findings.every((it) => it.form === 'mention' && aside(it)))
      operation.confidence = Math.min(operation.confidence, 0.45)
  }
}

const isDeclared = ({ weight, method, form }: Finding): boolean =>
  weight >= 0.8 && method !== undefined && form !== 'mention'

/** What is written without a method, in a table, a list or a text. */
const isOnlyNamed = ({ findings }: Merged): boolean =>
  findings.every(
    ({ method, form, target }) =>
      method === undefined && (form === 'listed' || form === 'mention') && target.query.length === 0,
  )

/**
 * `/v1/boats` in a table of addresses, without a method, where nearly all calls have theirs and some of them go on from it: where
 * they are, and none of them.
 */
function doubtFronts(operations: readonly Merged[]): void {
  const named = operations.filter(isOnlyNamed)
  const called = operations.filter(
    ({ confidence, findings }) =>
      confidence >= 0.5 &&
      findings.some(({ method, form, weight }) => method !== undefined && form !== 'mention' && weight >= 0.7),
  )
  const without = operations.filter(({ findings }) => findings.every(({ method }) => method === undefined))
  if (called.length < 5 || without.length * 3 > called.length) return
  const fronts = new Set(called.flatMap(({ path }) => frontsOf(asFront(path))))
  for (const operation of named) {
    const front = `${operation.path.replace(/\/$/, '')}/`
    if (fronts.has(front)) operation.confidence = Math.min(operation.confidence, 0.45)
  }
}
