import type { Finding } from '../extractors/index.ts'
import { abbreviationsOf } from './abbreviations.ts'
import { findBaseUrl } from './base-url.ts'
import { confidenceOf } from './certainty.ts'
import { weighOperations } from './confidence.ts'
import { callOf, meantBy, overBase } from './call-of.ts'
import { examplesOf, hasOwnHeading } from './examples.ts'
import { extendPaths } from './extend-paths.ts'
import { withKnownValues } from './known-values.ts'
import type { Merged, MergeResult } from './merged.ts'
import { frontsOf, isPrefixOnly, isSpelled, longer, namedPath, stemOf } from './merged-paths.ts'
import { Surroundings } from './surroundings.ts'
import type { Method } from './methods.ts'
import { namedValues } from './named-values.ts'
import { fullerOf, meantHere } from './near.ts'
import { innerVariables, isGenericPath, isOpenEnded, withoutForms } from './open-ended.ts'
import type { Item, Outline } from './outline.ts'
import { owning, toOwners, type Owners } from './owners.ts'
import { PathIndex } from './path-index.ts'
import { itemOf, placeFindings, templated, weighed, type Placed } from './place.ts'
import { Requests } from './requests.ts'
import { soleMethod } from './sole-method.ts'
import { spokenAlso, titleMethod } from './spoken-methods.ts'
import { shapeOf, variablesOf } from './target.ts'
import {
  callShown,
  declaredHere,
  goingOn,
  isOnlyTitle,
  isLinkBeside,
  isTemplateOf,
  methodsSaidOf,
  methodsShowing,
} from './without-method.ts'
import { Whereabouts } from './whereabouts.ts'

export type { Merged, MergeResult } from './merged.ts'

/** Evidence becomes operations: templates made, samples laid to what they are samples of, mentions told apart. */
export function mergeFindings(outline: Outline, all: readonly Finding[]): MergeResult {
  const findings = templated(weighed(all, outline))
  const base = findBaseUrl(outline, findings)
  const placed = withoutForms(placeFindings(findings, base))
  const merger = new Merger(outline, placed)
  merger.run()
  const operations = merger.operations()
  for (const operation of operations) operation.confidence = confidenceOf(operation.findings)
  weighOperations(operations, outline)
  // drafts own nothing where there is better: what stands around a mention is seldom about it
  const sure = operations.filter(({ confidence }) => confidence >= 0.5)
  const owners = toOwners(
    outline,
    (sure.length > 0 ? sure : operations).flatMap(({ findings: own }) => owning(own)),
  )
  return { base, operations, owners, ofFinding: merger.ofFinding }
}

/** The operations of one run, growing: declarations first, then samples, then mentions. */
class Merger {
  readonly ofFinding = new Map<Finding, Merged>()
  readonly #outline: Outline
  readonly #placed: readonly Placed[]
  readonly #owners: Owners
  readonly #examples: ReadonlySet<Finding>
  readonly #definitions: readonly Placed[]
  /** What is written with its variables. */
  readonly #spelled: PathIndex<Placed>
  readonly #requests: Requests
  readonly #places: Whereabouts
  readonly #around: Surroundings
  readonly #merged = new Map<string, Merged>()
  readonly #index = new PathIndex<Merged>()
  readonly #byStem = new Map<string, Merged[]>()
  readonly #byItem = new Map<number, Merged[]>()
  /** What a path has that is written without a method. */
  readonly #usual: Method
  /** Whether a call is written as a path alone. */
  readonly #writesPaths: boolean
  /** Variables that paths go on from. */
  readonly #inner: ReadonlySet<string>

  constructor(outline: Outline, placed: readonly Placed[]) {
    this.#outline = outline
    this.#usual = soleMethod(outline) ?? 'GET'
    const declared = placed.filter(({ finding }) => finding.form === 'declared' || finding.form === 'listed')
    const index = new PathIndex(declared.filter(({ path }) => !isOpenEnded(path)))
    this.#owners = toOwners(
      outline,
      declared.map(({ finding }) => finding),
    )
    this.#examples = examplesOf(declared, index, outline)
    this.#placed = withKnownValues(placed, index, this.#examples, namedValues(outline))
    this.#inner = innerVariables(placed.map(({ path }) => path))
    this.#definitions = this.#placed.filter(
      ({ finding, path }) =>
        (finding.form === 'declared' || finding.form === 'listed') &&
        !this.#examples.has(finding) &&
        !isOpenEnded(path, this.#inner),
    )
    this.#spelled = new PathIndex(this.#placed.filter(({ finding }) => isSpelled(finding)))
    this.#requests = new Requests(this.#placed, this.#examples, outline)
    this.#places = new Whereabouts(outline)
    this.#around = new Surroundings(outline, this.#definitions, this.#requests)
    this.#writesPaths = this.#definitions.some(
      ({ method, finding }) => method !== undefined && finding.target.origin === undefined,
    )
  }

  run(): void {
    // 1: what declares itself with a method
    const short = abbreviationsOf(this.#definitions, this.#outline)
    for (const it of this.#definitions) if (it.method !== undefined && !short.has(it.finding)) this.#add(it, it.method)
    // 2: what declares itself without: a declaration of the same path has it, a label, a sample, the text
    const spelled = new Set([...short.values()].flat())
    for (const [title, full] of short) this.#addSpelledOut(title, full)
    for (const it of this.#definitions) if (it.method === undefined && !spelled.has(it)) this.#addWithoutMethod(it)
    // 3: samples and mentions: of what is declared, or operations themselves where nothing is
    const promoted: Placed[] = []
    for (const it of this.#placed) {
      if (this.ofFinding.has(it.finding)) continue
      if (hasOwnHeading(it, this.#outline, this.#spelled)) {
        const same =
          this.#index.same(it.path).find(({ method }) => method === it.method) ??
          overBase(it, this.#index, ({ method }) => method === it.method)
        if (same === undefined) this.#add(it, it.method ?? this.#usual)
        else this.#join(same, it.finding)
        continue
      }
      const spoken = it.finding.guessed === true ? this.#index.same(it.path) : []
      const near = this.#owners.of(itemOf(it, this.#outline)).flatMap((owner) => this.ofFinding.get(owner) ?? [])
      const found =
        spoken.find(({ method }) => method === it.method) ??
        spoken[0] ??
        callOf(it, this.#index, new Set(near)) ??
        callOf(it, this.#index, this.#examples.has(it.finding))
      if (found === undefined) promoted.push(it)
      else this.#join(found, it.finding)
    }
    for (const item of this.#outline.items) this.#alsoMethods(item)
    // what writes its variables before what may be a call of it
    const rank = ({ finding }: Placed): number =>
      finding.weight + ((finding.form === 'mention' || finding.by === 'prose') && isSpelled(finding) ? 0.2 : 0)
    const shown = new PathIndex(promoted.filter((it) => it.finding.form === 'sample' && it.method !== undefined))
    for (const it of promoted.toSorted((a, b) => rank(b) - rank(a))) {
      if (this.ofFinding.has(it.finding)) continue
      // what calls a path knows its method, what only speaks of it does not
      const call = it.method === undefined && it.finding.form === 'mention' ? callShown(it, shown) : undefined
      if (call !== undefined && !this.ofFinding.has(call.finding)) this.#promote(call)
      const called = call === undefined ? undefined : this.ofFinding.get(call.finding)
      if (called === undefined) this.#promote(it)
      else this.#join(called, it.finding)
    }
  }

  operations(): Merged[] {
    const fronts = new Set([...this.#merged.values()].flatMap(({ path }) => frontsOf(path)))
    const all = [...this.#merged.values()]
    const shapes = new Map<string, Merged[]>()
    for (const operation of all) append(shapes, shapeOf(operation.path), operation)
    const sameShape = ({ path }: Merged): readonly Merged[] => shapes.get(shapeOf(path)) ?? []
    const operations = all.filter(
      (it) => !isPrefixOnly(it, fronts) && !isOnlyTitle(it, sameShape(it), this.#outline, this.#places),
    )
    extendPaths(operations, this.#placed, (operation, finding) => this.#join(operation, finding))
    return operations
  }

  #add(it: Placed, method: Method): void {
    const key = `${method} ${it.server ?? ''}${shapeOf(it.path)}`
    const known = this.#merged.get(key) ?? this.#siblingOf(it, method)
    if (known === undefined) {
      const server = it.server === undefined ? {} : { server: it.server }
      const made: Merged = { method, path: it.path, findings: [], confidence: 0, ...server }
      this.#merged.set(key, made)
      this.#index.add(made)
      const stem = stemOf(made.path)
      append(this.#byStem, stem, made)
      this.#join(made, it.finding)
    } else {
      known.path = namedPath(known, it)
      this.#join(known, it.finding)
    }
  }

  #join(operation: Merged, finding: Finding): void {
    operation.findings.push(finding)
    append(this.#byItem, finding.at, operation)
    this.#places.add(operation, finding)
    this.ofFinding.set(finding, operation)
  }

  /** `/users/270` and `/users/foobar` in one block: the same place of the path, once as an id. */
  #siblingOf(it: Placed, method: Method): Merged | undefined {
    if (it.finding.form !== 'declared') return undefined
    return this.#index
      .fitting(it.path)
      .find(
        (other) =>
          other.method === method &&
          other.findings.some(
            (own) => own.form === 'declared' && own.at === it.finding.at && variablesOf(own.target.raw).length === 0,
          ),
      )
  }

  #addWithoutMethod(it: Placed): void {
    const item = itemOf(it, this.#outline)
    const { origin, query } = it.finding.target
    if (origin !== undefined && query.length === 0 && isGenericPath(it.path)) return // where the API is
    const strong = this.#index
      .same(it.path)
      .filter(({ findings }) => findings.some(({ by, form }) => by !== 'prose' && form !== 'mention'))
    const titled =
      it.finding.form === 'declared'
        ? (titleMethod(item.node) ?? this.#around.onlySpoken(it, item.node))
        : it.finding.form === 'listed'
          ? titleMethod(item.node)
          : undefined
    if (strong.length > 0 && titled !== undefined && !strong.some(({ method }) => method === titled))
      return this.#add(it, titled)
    if (strong.length > 0)
      return declaredHere(strong, item, this.#places).forEach((other) => {
        other.path = namedPath(other, it)
        this.#join(other, it.finding)
      })
    const fuller = fullerOf(it, item, this.#index.ending(it.path), this.#byItem, this.#places)
    if (fuller.length > 0) return fuller.forEach((other) => this.#join(other, it.finding))
    const spelled = this.#index.fitting(it.path).filter((other) => isTemplateOf(other, it, this.#outline, this.#places))
    const known = spelled.length > 0 ? spelled : goingOn(it, this.#outline, this.#places)
    if (known.length > 0) return known.forEach((other) => this.#join(other, it.finding))
    const own = methodsSaidOf(it, item, this.#outline)
    if (own.length > 0) {
      // one each: what follows belongs to all of them, or to those of the label above it where there are several
      for (const { at, methods } of own)
        for (const method of methods)
          this.#add({ ...it, finding: { ...it.finding, method, at: own.length > 1 ? at : it.finding.at } }, method)
      const last = this.#merged.get(`${own.at(-1)?.methods.at(-1)} ${it.server ?? ''}${shapeOf(it.path)}`)
      if (last !== undefined) this.ofFinding.set(it.finding, last)
      return
    }
    const called = methodsShowing(it, item, this.#requests)
    if (called.size > 0 && titleMethod(item.node) === undefined)
      return called.forEach((method) => this.#add(it, method))
    this.#add(it, this.#around.methodOf(it, item) ?? this.#usual)
  }

  /** The paths that a section writes out, with the method of its title. */
  #addSpelledOut(title: Finding, full: readonly Placed[]): void {
    const method = title.method ?? this.#usual
    for (const it of full.toReversed()) {
      const finding = { ...it.finding, method }
      this.#add({ ...it, finding }, method)
      const operation = this.ofFinding.get(finding)
      if (operation === undefined) continue
      this.ofFinding.set(it.finding, operation)
      if (it === full[0]) this.#join(operation, title)
    }
  }

  #promote(it: Placed): void {
    const { finding } = it
    if (it.method === undefined) {
      const same = meantHere(it, this.#byStem.get(stemOf(it.path)) ?? [], this.#outline, this.#places)
      if (same.length > 0)
        return same.forEach((other) => {
          if (shapeOf(other.path) !== shapeOf(it.path)) other.path = longer(other.path, it.path)
          this.#join(other, finding)
        })
    }
    const meant = it.method === undefined || finding.guessed === true ? meantBy(it, this.#index) : undefined
    if (meant !== undefined) return this.#join(meant, finding)
    const fitting = callOf({ ...it, method: it.method ?? this.#usual }, this.#index, false)
    if (fitting !== undefined) return this.#join(fitting, finding)
    if (isLinkBeside(it, this.#writesPaths)) return
    const named = it.method === undefined || (finding.by === 'prose' && it.path !== '/')
    if (isOpenEnded(it.path, this.#inner) || (named && isGenericPath(it.path))) return
    this.#add(it, it.method ?? titleMethod(itemOf(it, this.#outline).node) ?? this.#usual)
  }

  /** "`DELETE` is also supported": another method on the path of the operation that it is said of. */
  #alsoMethods(item: Item): void {
    const methods = spokenAlso(item)
    if (methods.length === 0) return
    const near = [...new Set(this.#owners.of(item).flatMap((owner) => this.ofFinding.get(owner) ?? []))]
    const [only] = near
    if (only === undefined || near.length > 1) return
    const { path } = only
    const base = { at: item.at, row: 0, form: 'mention', weight: 0.7, by: 'line' } as const
    for (const method of methods)
      this.#add({ finding: { ...base, method, target: { path, query: [], raw: path } }, method, path }, method)
  }
}

function append<K>(to: Map<K, Merged[]>, key: K, operation: Merged): void {
  const known = to.get(key)
  if (known === undefined) to.set(key, [operation])
  else known.push(operation)
}
