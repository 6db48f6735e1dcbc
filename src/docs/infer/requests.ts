import type { Finding } from '../extractors/index.ts'
import { fits, prefixBefore } from './match.ts'
import type { Method } from './methods.ts'
import type { Outline, SectionNode } from './outline.ts'
import { isCall, itemOf, type Placed } from './place.ts'
import { isVariable, segmentsOf, shapeOf } from './target.ts'

/** Of so many requests in one section that may be those of a path the first are looked at. */
const mostCandidates = 400
/** Deeper no path is told by its front. */
const deepest = 12

/** The requests that pages show, found by path, by section and by what they begin with: a page may hold ten thousand. */
export class Requests {
  /** By shape: the methods of requests in code, and of calls within each section and its parts. */
  readonly #methods = new Map<string, Set<Method>>()
  readonly #calls = new Map<string, Map<SectionNode | undefined, Set<Method>>>()
  /** By each word of a path and how far from its end it stands, in the order of the page. */
  readonly #byWord = new Map<string, Placed[]>()
  readonly #fronts = new Map<string, { readonly methods: Set<Method | undefined>; readonly paths: Set<string> }>()

  constructor(placed: readonly Placed[], examples: ReadonlySet<Finding>, outline: Outline) {
    for (const it of placed.toSorted((a, b) => a.finding.at - b.finding.at)) {
      const { finding, method, path } = it
      if (isCall(it)) this.#addCall(it, outline)
      if (finding.by === 'curl') this.#addFront(it)
      if (method !== undefined && finding.form === 'sample' && (finding.by === 'http' || finding.by === 'curl'))
        add(this.#methods, shapeOf(path), method)
      if (
        (finding.form === 'sample' || examples.has(finding)) &&
        finding.by !== 'prose' &&
        finding.method !== undefined
      )
        for (const key of wordsOf(path)) {
          const known = this.#byWord.get(key)
          if (known === undefined) this.#byWord.set(key, [it])
          else known.push(it)
        }
    }
  }

  /** The methods of requests in code of the same path, wherever they stand. */
  methodsOf(path: string): ReadonlySet<Method> {
    return this.#methods.get(shapeOf(path)) ?? none
  }

  /** The methods of calls of the same path, of all or of those in a section and its parts. */
  calledWith(path: string, node?: SectionNode): ReadonlySet<Method> {
    return this.#calls.get(shapeOf(path))?.get(node) ?? none
  }

  /** The methods and paths of what curl calls that begins with a path up to its last stroke. */
  beside(front: string): { readonly methods: ReadonlySet<Method | undefined>; readonly paths: ReadonlySet<string> } {
    return this.#fronts.get(front) ?? { methods: none, paths: new Set() }
  }

  /** The first request between two items that is one of a path. */
  firstBetween(from: number, to: number, path: string): Placed | undefined {
    const segments = segmentsOf(path)
    const behind = segments.toReversed().findIndex((it) => !isVariable(it))
    const key = behind < 0 ? '' : `${behind} ${segments.at(-1 - behind)?.toLowerCase() ?? ''}`
    const all = this.#byWord.get(key) ?? []
    let start = 0
    for (let end = all.length; start < end;) {
      const middle = (start + end) >> 1
      if ((all[middle] as Placed).finding.at < from) start = middle + 1
      else end = middle
    }
    return all
      .slice(start, start + mostCandidates)
      .find(
        ({ finding, path: other }) =>
          finding.at <= to && (fits(path, other) || prefixBefore(path, other) !== undefined),
      )
  }

  #addCall({ path, method, finding }: Placed, outline: Outline): void {
    if (method === undefined) return
    const shape = shapeOf(path)
    const known = this.#calls.get(shape) ?? new Map<SectionNode | undefined, Set<Method>>()
    this.#calls.set(shape, known)
    add(known, undefined, method)
    for (let node: SectionNode | undefined = itemOf({ path, method, finding }, outline).node; node; node = node.parent)
      add(known, node, method)
  }

  #addFront({ path, method }: Placed): void {
    const segments = segmentsOf(path)
    for (let depth = 0; depth <= Math.min(segments.length, deepest); depth++) {
      const front = depth === 0 ? '/' : `/${segments.slice(0, depth).join('/')}/`
      if (!path.startsWith(front)) return
      const known = this.#fronts.get(front) ?? { methods: new Set(), paths: new Set() }
      this.#fronts.set(front, known)
      known.methods.add(method)
      known.paths.add(path)
    }
  }
}

const none: ReadonlySet<never> = new Set<never>()

/** Every word with its place from the end, and what stands for all. */
const wordsOf = (path: string): string[] => [
  '',
  ...segmentsOf(path)
    .toReversed()
    .slice(0, deepest * 2)
    .map((word, behind) => `${behind} ${word.toLowerCase()}`),
]

function add<K>(to: Map<K, Set<Method>>, key: K, method: Method): void {
  const known = to.get(key)
  if (known === undefined) to.set(key, new Set([method]))
  else known.add(method)
}
