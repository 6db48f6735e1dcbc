import type { PathIndex } from './path-index.ts'
import type { Placed } from './place.ts'
import { isVariable, segmentsOf, shapeOf } from './target.ts'

/** In code a call is shown with values; headings, tables and lists write what it is. */
const shown: ReadonlySet<string> = new Set(['http', 'curl', 'client-code', 'lone-code'])

const isShown = ({ finding }: Placed): boolean => shown.has(finding.by)

/**
 * Calls in which a value stands that another call on the page gives to a variable: where `/users/{name}` is shown as
 * `/users/octocat`, `/users/octocat/repos` is `/users/{name}/repos`. What is written so outside of code stays.
 */
export function withKnownValues(
  placed: readonly Placed[],
  definitions: PathIndex<Placed>,
  examples: ReadonlySet<Placed['finding']>,
): Placed[] {
  const names = new Map<string, string>()
  for (const it of placed)
    if (isShown(it) && (it.finding.form === 'sample' || examples.has(it.finding)))
      for (const other of definitions.fitting(it.path)) if (other.finding !== it.finding) learn(other.path, it.path)
  if (names.size === 0) return [...placed]
  for (const { path } of placed.filter((it) => !isShown(it)))
    for (const [index, segment] of segmentsOf(path).entries()) names.delete(key(segmentsOf(path), index, segment))
  return placed.map((it) => {
    if (!isShown(it)) return it
    const path = filled(it.path)
    return path === it.path ? it : { ...it, path }
  })

  function learn(template: string, concrete: string): void {
    const values = segmentsOf(concrete)
    for (const [index, segment] of segmentsOf(template).entries()) {
      const value = values[index] ?? ''
      if (/^\{[^{}]*\}$/.test(segment) && !isVariable(value))
        names.set(key(segmentsOf(template), index, value), segment)
    }
  }

  function filled(path: string): string {
    const segments = [...segmentsOf(path)]
    for (const [index, segment] of segments.entries())
      if (!isVariable(segment)) segments[index] = names.get(key(segments, index, segment)) ?? segment
    return `/${segments.join('/')}${path.endsWith('/') && segments.length > 0 ? '/' : ''}`
  }
}

/** Where in a path a value stands: behind what. */
const key = (segments: readonly string[], index: number, value: string): string =>
  `${shapeOf(`/${segments.slice(0, index).join('/')}`)} ${value}`
