import type { Merged } from './merge.ts'
import { segmentsOf, shapeOf, variablesOf } from './target.ts'

/** `/a/`, `/a/b/` of `/a/b/c`. */
export const frontsOf = (path: string): string[] =>
  segmentsOf(path).map((_, index, all) => (index === 0 ? '/' : `/${all.slice(0, index).join('/')}/`))

/** A path that ends with a slash, was only mentioned, and others go on from: `/v0/user/`. */
export const isPrefixOnly = ({ path, findings }: Merged, fronts: ReadonlySet<string>): boolean =>
  path.endsWith('/') &&
  fronts.has(path) &&
  findings.every(({ form, method, target }) => form === 'mention' && method === undefined && target.query.length === 0)

/** Named variables are better than none; of two names the more telling. */
export function betterPath(a: string, b: string): string {
  const weak = (path: string): number =>
    variablesOf(path).filter((name) => /^(?:id|value|\w+_id(?:_\d+)?)$/.test(name)).length
  return weak(b) < weak(a) ? b : a
}

/** The shape of a path, its format left out. */
export const stemOf = (path: string): string => shapeOf(path.replace(/\.(?:json|xml)$/, ''))
export const longer = (a: string, b: string): string => (b.length > a.length ? b : a)
