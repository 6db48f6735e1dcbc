import { hasExampleName } from './examples.ts'
import { prefixBefore } from './match.ts'
import type { Merged } from './merge.ts'
import { isGenericPath } from './open-ended.ts'
import type { PathIndex } from './path-index.ts'
import type { Placed } from './place.ts'
import { isVariable, segmentsOf } from './target.ts'

type Known = PathIndex<Merged>

/** The operation that a concrete path is a call of, among those near (which may fit more loosely) or among all. */
export function callOf(it: Placed, known: Known, among: ReadonlySet<Merged> | boolean): Merged | undefined {
  const near = among !== false
  const allowed = (other: Merged): boolean =>
    (typeof among === 'boolean' || among.has(other)) && (it.method === undefined || other.method === it.method)
  if (typeof among !== 'boolean' && among.size === 0) return undefined
  const loose = near || it.finding.form === 'sample' || isVariable(it.path)
  return (
    known.same(it.path).find(allowed) ??
    (loose ? known.fitting(it.path).find(allowed) : undefined) ??
    (it.finding.form === 'mention'
      ? [...known.fitting(it.path), ...known.fitting(it.path, true)].find(
          (other) => allowed(other) && hasExampleName(other.path, it.path),
        )
      : undefined) ??
    (near ? known.fitting(it.path, true).find(allowed) : undefined) ??
    known.tails(it.path).find((other) => allowed(other) && (near || endsFully(other.path, it.path))) ??
    (it.finding.target.origin === undefined
      ? known.ending(it.path).find((other) => allowed(other) && (near || endsFully(it.path, other.path)))
      : undefined) ??
    overBase(it, known, allowed)
  )
}

/** Whether the end of a path says enough of it: two segments, or all that stands in front is where an API lives. */
export const endsFully = (end: string, path: string): boolean =>
  segmentsOf(end).length > 1 || isGenericPath(prefixBefore(end, path) ?? end)

/** The operation whose path begins with the end of the base URL: `/fleet/boats` for a call of `…/v2/fleet/boats`. */
export function overBase(
  { path, finding }: Placed,
  known: Known,
  allowed: (other: Merged) => boolean,
): Merged | undefined {
  if (finding.target.path.length <= path.length) return undefined
  const { length } = segmentsOf(path)
  return known.tails(finding.target.path).find((other) => allowed(other) && segmentsOf(other.path).length > length)
}

/**
 * What a path without a method names in short: "the /points endpoint" where only `/points/{id}` is shown, "the /stream
 * endpoint" where `/{channel}/stream` is known.
 */
export function meantBy({ path, finding }: Placed, known: Known): Merged | undefined {
  const further =
    finding.form === 'mention' && finding.weight < 0.55
      ? known.fitting(`${path.replace(/\/$/, '')}/x`).find((other) => /\/\{[^{}]*\}[^/]*$/.test(other.path))
      : undefined
  const [only, ...others] = segmentsOf(path)
  if (further !== undefined || only === undefined || others.length > 0) return further
  return [1, 2]
    .flatMap((count) => known.fitting(`${'/{}'.repeat(count)}${path}`))
    .find((other) => segmentsOf(other.path).at(-1) === only)
}
