import type { Merged } from './merge.ts'
import type { Finding } from '../extractors/index.ts'
import type { Placed } from './place.ts'
import { segmentsOf, shapeOf, variablesOf } from './target.ts'

/** `/a/`, `/a/b/` of `/a/b/c`. */
export const frontsOf = (path: string): string[] =>
  segmentsOf(path).map((_, index, all) => (index === 0 ? '/' : `/${all.slice(0, index).join('/')}/`))

/** A path whose last stroke counts as a segment, for the fronts that it begins with itself. */
export const asFront = (path: string): string => (path.endsWith('/') ? `${path}.` : path)

/** A path that ends with a slash, was only mentioned, and others go on from: `/v0/user/`. */
export const isPrefixOnly = ({ path, findings }: Merged, fronts: ReadonlySet<string>): boolean =>
  path.endsWith('/') &&
  fronts.has(path) &&
  findings.every(({ form, method, target }) => form === 'mention' && method === undefined && target.query.length === 0)

/** Variables that are written as such are better than what only looks like one, named ones than none; of two names the more telling. */
export function namedPath({ path, findings }: Merged, { path: other, finding }: Placed): string {
  if (isSpelled(finding) && shapeOf(path) === shapeOf(other) && !findings.some(isSpelled)) return other
  // where it is described its variables have their names, whatever a list above calls them
  if (isSpelled(finding) && finding.form === 'declared' && findings.every(({ form }) => form === 'listed')) return other
  const weak = (it: string): number =>
    variablesOf(it).filter((name) => /^(?:id|value|\w+_id(?:_\d+)?)$/.test(name)).length
  return weak(other) < weak(path) && (isSpelled(finding) || !findings.some(isSpelled)) ? other : path
}

/** `{id}`, `:id`, `<id>`: not `someId`. */
export const isSpelled = ({ target: { raw } }: Finding): boolean =>
  /[{<:[($*]/.test(raw.replace(/^(?:https?:\/\/|\{)[^/]*/, '').replace(/\?.*$/, ''))

/** The shape of a path, its format left out. */
export const stemOf = (path: string): string => shapeOf(path.replace(/\.(?:json|xml)$/, ''))
export const longer = (a: string, b: string): string => (b.length > a.length ? b : a)
