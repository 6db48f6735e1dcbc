import { fits, fitsMany, prefixBefore } from './match.ts'
import { isVariable, segmentsOf, shapeOf } from './target.ts'

interface Pathed {
  readonly path: string
}

/** Of so many candidates the first are looked at: thousands of paths that end alike are no page of an API. */
const mostCandidates = 400

/** Templates found by what they may be of a path, without looking at all of them: a page may hold ten thousand. */
export class PathIndex<T extends Pathed> {
  readonly #byShape = new Map<string, T[]>()
  /** By number of segments and the first two of them. */
  readonly #byHead = new Map<string, T[]>()
  /** By the last segment that is no variable. */
  readonly #byWord = new Map<string, T[]>()

  constructor(entries: Iterable<T> = []) {
    for (const entry of entries) this.add(entry)
  }

  add(entry: T): void {
    const segments = segmentsOf(entry.path)
    put(this.#byShape, shapeOf(entry.path), entry)
    put(this.#byHead, headKey(segments.length, segments.slice(0, 2).map(headWord)), entry)
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
    const heads = counts.flatMap((count) =>
      headsFitting(segments.slice(0, Math.min(count, 2))).flatMap((words) =>
        (this.#byHead.get(headKey(count, words)) ?? []).slice(0, mostCandidates),
      ),
    )
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

const headKey = (count: number, words: readonly string[]): string => `${count} ${words.join('/')}`

const headWord = (segment: string): string => (isVariable(segment) ? '{}' : segment.toLowerCase())

/** What the first segments of a template are that these may be an example of: the same words, or variables. */
const headsFitting = (segments: readonly string[]): readonly (readonly string[])[] =>
  segments.reduce<readonly (readonly string[])[]>(
    (heads, segment) => [...new Set([headWord(segment), '{}'])].flatMap((word) => heads.map((it) => [...it, word])),
    [[]],
  )

const lastWord = (segments: readonly string[]): string =>
  segments.findLast((segment) => !isVariable(segment))?.toLowerCase() ?? ''

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
