import { prefixBefore } from './match.ts'
import { PathIndex } from './path-index.ts'
import type { Placed } from './place.ts'
import { isVariable, segmentsOf, shapeOf, variablesOf } from './target.ts'

/** In code a call is shown with values; headings, tables and lists write what it is. */
const shown: ReadonlySet<string> = new Set(['http', 'curl', 'client-code', 'lone-code'])

const isShown = ({ finding }: Placed): boolean => shown.has(finding.by)

/**
 * Calls in which a value stands that the page gives to a variable: where `/users/{name}` is shown as `/users/octocat`,
 * `/users/octocat/repos` is `/users/{name}/repos`; where samples hold `"slug": "lake-view"`, `/houses/lake-view` is
 * `/houses/{slug}`. What is written so outside of code stays.
 */
export function withKnownValues(
  placed: readonly Placed[],
  definitions: PathIndex<Placed>,
  examples: ReadonlySet<Placed['finding']>,
  named: ReadonlyMap<string, string> = new Map(),
): Placed[] {
  const names = new Map<string, string>()
  const isExample = (it: Placed): boolean => isShown(it) && (it.finding.form === 'sample' || examples.has(it.finding))
  // `<topic>/json` in running text says as well what stands where
  const mentioned = new PathIndex(placed.filter(({ finding, path }) => finding.form === 'mention' && isTemplate(path)))
  for (const it of placed)
    if (isExample(it)) {
      const others = definitions.fitting(it.path).filter(({ path }) => path !== it.path)
      for (const other of closest(others)) learn(other.path, it.path)
      for (const other of mentioned.fitting(it.path)) learn(other.path, it.path)
      // `/boats/{name}/sail` where `/api/boats/ada/sail` is called
      for (const other of mentioned.tails(it.path))
        learn(`${prefixBefore(other.path, it.path) ?? ''}${other.path}`, it.path)
      learnNamed(it.path)
    }
  if (names.size === 0) return [...placed]
  for (const { path } of placed.filter((it) => !isShown(it) && !examples.has(it.finding)))
    for (const [index, segment] of segmentsOf(path).entries()) names.delete(key(segmentsOf(path), index, segment))
  return placed.map((it) => {
    if (!isShown(it) && !examples.has(it.finding)) return it
    const path = filled(it.path)
    return path === it.path ? it : { ...it, path }
  })

  function learn(template: string, concrete: string): void {
    const values = segmentsOf(concrete)
    for (const [index, segment] of segmentsOf(template).entries()) {
      const value = values[index] ?? ''
      if (isVariable(segment) && !isVariable(value)) names.set(key(segmentsOf(template), index, value), segment)
    }
  }

  /** Behind the name of a collection, what samples give an item of it as its name. */
  function learnNamed(path: string): void {
    const segments = [...segmentsOf(path)]
    for (const [index, segment] of segments.entries()) {
      const before = segments[index - 1] ?? ''
      const [, stem = '', extension = ''] = /^(.+?)(\.(?:json|xml))?$/.exec(segment) ?? []
      const name = named.get(decode(stem))
      if (name === undefined || !/^\p{L}[\p{L}-]*s$/u.test(before)) continue
      const variable = variablesOf(segments.slice(0, index).join('/')).includes(name) ? `${name}_${index}` : name
      if (!names.has(key(segments, index, segment)))
        names.set(key(segments, index, segment), `{${variable}}${extension}`)
      segments[index] = `{${variable}}${extension}`
    }
  }

  function filled(path: string): string {
    const segments = [...segmentsOf(path)]
    for (const [index, segment] of segments.entries())
      if (!isVariable(segment)) segments[index] = names.get(key(segments, index, segment)) ?? segment
    return `/${segments.join('/')}${path.endsWith('/') && segments.length > 0 ? '/' : ''}`
  }
}

/** Those with the fewest variables: `/boats/{id}/start` before `/boats/{id}/{action}` says what a call of it is. */
function closest(fitting: readonly Placed[]): readonly Placed[] {
  const counts = fitting.map(({ path }) => segmentsOf(path).filter(isVariable).length)
  const least = Math.min(...counts)
  return fitting.filter((_, index) => counts[index] === least)
}

/** Variables, and at least one word. */
const isTemplate = (path: string): boolean =>
  segmentsOf(path).some(isVariable) && segmentsOf(path).some((segment) => !isVariable(segment))

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // an example's own fault
  }
}

/** Where in a path a value stands: behind what. */
const key = (segments: readonly string[], index: number, value: string): string =>
  `${shapeOf(`/${segments.slice(0, index).join('/')}`)} ${value}`
