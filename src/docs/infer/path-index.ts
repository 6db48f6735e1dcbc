import { fits, fitsMany, prefixBefore } from './match.ts'
import { isVariable, segmentsOf, shapeOf } from './target.ts'

interface Pathed {
  readonly path: string
}

/** Templates found by what they may be of a path, without looking at all of them: a page may hold ten thousand. */
/** Of so many candidates the first are looked at: thousands of paths that end alike are no page of an API. */
const mostCandidates = 400

export class PathIndex<T extends Pathed> {
  readonly #byShape = new Map<string, T[]>()
  /** By number of segments and first segment. */
  readonly #byHead = new Map<string, T[]>()
  /** By the last segment that is no variable. */
  readonly #byWord = new Map<string, T[]>()

  constructor(entries: Iterable<T> = []) {
    for (const entry of entries) this.add(entry)
  }

  add(entry: T): void {
    const segments = segmentsOf(entry.path)
    put(this.#byShape, shapeOf(entry.path), entry)
    put(this.#byHead, headKey(segments.length, segments[0]), entry)
    put(this.#byWord, lastWord(segments), entry)
  }

  /** Those of the same shape. */
  same(path: string): readonly T[] {
    return this.#byShape.get(shapeOf(path)) ?? []
  }

  /** Those that a path is an example of, `many` when the last variable may take several segments. */
  fitting(path: string, many = false): T[] {
    const segments = segmentsOf(path)
    const counts = many ? segments.map((_, index) => index + 1) : [segments.length]
    const heads = counts.flatMap((count) => [
      ...(this.#byHead.get(headKey(count, segments[0])) ?? []).slice(0, mostCandidates),
      ...(this.#byHead.get(headKey(count, '{}')) ?? []).slice(0, mostCandidates),
    ])
    return heads.filter((entry) => (many ? fitsMany(entry.path, path) : fits(entry.path, path)))
  }

  /** Those that a path ends like: `/users/{id}` for `/api/v1/users/42`. */
  tails(path: string): T[] {
    const words = new Set(
      segmentsOf(path)
        .filter((segment) => !isVariable(segment))
        .map((word) => word.toLowerCase()),
    )
    return [...words].flatMap((word) =>
      (this.#byWord.get(word) ?? [])
        .slice(0, mostCandidates)
        .filter((entry) => prefixBefore(entry.path, path) !== undefined),
    )
  }

  /** Those that end like a path: `/api/v1/users/{id}` for `/users/{id}`. */
  ending(path: string): T[] {
    const word = lastWord(segmentsOf(path))
    return word === ''
      ? []
      : (this.#byWord.get(word) ?? [])
          .slice(0, mostCandidates)
          .filter((entry) => prefixBefore(path, entry.path) !== undefined)
  }
}

const headKey = (count: number, head: string | undefined): string =>
  `${count} ${head === undefined || isVariable(head) ? '{}' : head.toLowerCase()}`

const lastWord = (segments: readonly string[]): string =>
  segments.findLast((segment) => !isVariable(segment))?.toLowerCase() ?? ''

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
