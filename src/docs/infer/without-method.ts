import { labelledMethods } from '../extractors/index.ts'
import { endsFully } from './call-of.ts'
import { fillsVariables, spellsVariables } from './examples.ts'
import type { Merged } from './merge.ts'
import type { Item, Outline } from './outline.ts'
import { toMethod, type Method } from './methods.ts'
import type { PathIndex } from './path-index.ts'
import { itemOf, type Placed } from './place.ts'
import type { Requests } from './requests.ts'
import { allowedBehind, methodsSpokenOf, partsOf, spokenBelow } from './spoken-methods.ts'
import { segmentsOf, variablesOf } from './target.ts'
import type { Whereabouts } from './whereabouts.ts'

/** A whole URL beside calls that the page writes as paths with their methods. */
export const isLinkBeside = ({ method, finding }: Placed, writesPaths: boolean): boolean =>
  method === undefined &&
  finding.form === 'sample' &&
  finding.target.origin !== undefined &&
  finding.target.query.length === 0 &&
  writesPaths

/** Whether a path is one of a template: its variables spelled out, two of them filled, or shown for it. */
export const isTemplateOf = (operation: Merged, it: Placed, outline: Outline, places: Whereabouts): boolean =>
  spellsVariables(operation.path, it.path) ||
  fillsVariables(operation.path, it.path) ||
  (isShown(it) && places.declares(operation, outline.items[it.finding.at]?.node))

/** A path full of values, alone in code, in the section of the operation that it is one of. */
const isShown = ({ finding, path }: Placed): boolean =>
  finding.by === 'lone-code' &&
  variablesOf(path).length > 0 &&
  !/[{<:[($*]/.test(finding.target.raw.replace(/^https?:\/\/[^/]*/, ''))

/**
 * `/boats/view` as the heading over `GET /boats/view/{id}`: the operations of its section, where all of them go on from it, are
 * what it names.
 */
export function goingOn(it: Placed, outline: Outline, places: Whereabouts): Merged[] {
  const { node, block } = itemOf(it, outline)
  if (it.finding.by !== 'heading' || block !== undefined || it.finding.target.query.length > 0) return []
  const own = [...places.calledIn(node)]
  return own.length > 0 && own.every(({ path }) => path.startsWith(`${it.path.replace(/\/$/, '')}/`)) ? own : []
}

/** `/boats/` in a table of contents and as the heading over `GET /boats/{id}`, and nowhere with a method: no call of its own. */
export const isOnlyTitle = (
  operation: Merged,
  sameShape: readonly Merged[],
  outline: Outline,
  places: Whereabouts,
): boolean =>
  isTitleOfCalls(operation, sameShape) ||
  (operation.path.endsWith('/') &&
    operation.findings.every(({ method, target }) => method === undefined && target.query.length === 0) &&
    operation.findings.some(
      (finding) =>
        finding.by === 'heading' &&
        goingOn({ finding, method: undefined, path: operation.path }, outline, places).length > 0,
    ))

/** `/api/rest` as a title, and two or more methods of it called below: none of them is the one that the title leaves out. */
const isTitleOfCalls = ({ method, findings }: Merged, sameShape: readonly Merged[]): boolean =>
  findings.some(({ by }) => by === 'heading') &&
  findings.every((it) => it.method === undefined && it.target.query.length === 0) &&
  sameShape.filter(
    (other) =>
      other.method !== method &&
      other.findings.some((it) => it.method === other.method && (it.by === 'curl' || it.by === 'http')),
  ).length >= 2

/** The first request shown in a section or in its parts that is one of a path. */
export function sampleBelow({ path }: Placed, node: Item['node'], requests: Requests): Placed | undefined {
  const from = node.items[0]?.at ?? 0
  const to = partsOf(node).at(-1)?.items.at(-1)?.at ?? 0
  return requests.firstBetween(from, to, path)
}

/** The request that shows how a path is called which is spoken of without a method: of the same path, or of one that ends with it. */
export const callShown = (it: Placed, shown: PathIndex<Placed>): Placed | undefined =>
  shown.same(it.path)[0] ?? shown.ending(it.path).find(({ path }) => endsFully(it.path, path))

/** The methods that labels, or the text below or behind it, give a path that is written without one; each where it stands. */
export function methodsSaidOf(
  { finding }: Placed,
  item: Item,
  outline: Outline,
): readonly { readonly at: number; readonly methods: readonly Method[] }[] {
  const labelled = labelledMethods(finding.form === 'declared' ? item.node.items : [item], outline)
  if (labelled.length > 0) return labelled
  const methods = item.block === undefined ? methodsSpokenOf(spokenBelow(item.node)) : allowedBehind(item, outline)
  return methods.length > 0 ? [{ at: finding.at, methods }] : []
}

/**
 * The methods of the calls that show how a path is called which is written without one: of what a list has, wherever they are;
 * of what a heading is, in its section and the parts of it.
 */
export function methodsShowing({ finding, path }: Placed, { node }: Item, requests: Requests): ReadonlySet<Method> {
  if (finding.form === 'listed') return requests.calledWith(path)
  return finding.by === 'heading' ? requests.calledWith(path, node) : new Set()
}

/** The one method of all requests that the page shows of a path, wherever they stand. */
export function methodOfCalls({ path }: Placed, requests: Requests): Method | undefined {
  // `HEAD`: whether something is there
  const [only, ...others] = [...requests.methodsOf(path)].filter((it) => it !== 'HEAD' && it !== 'OPTIONS')
  return others.length === 0 ? only : undefined
}

/** The one method of all calls that the page shows beside an operation that is nothing but its heading: at least three. */
export function methodBeside({ finding, path }: Placed, requests: Requests): Method | undefined {
  if (finding.by !== 'named-heading') return undefined
  const { methods, paths } = requests.beside(path.slice(0, path.lastIndexOf('/') + 1))
  const [only, ...others] = methods
  return others.length === 0 && paths.size >= 3 ? only : undefined
}

/** `/post` "returns POST data": a path that is called after the method it takes, as services for testing have them. */
export function methodOfItsName({ path }: Placed, { block, marked }: Item): Method | undefined {
  const [only = '', ...others] = segmentsOf(path)
  const method = others.length === 0 && /^(?:post|put|patch|delete)$/.test(only) ? toMethod(only) : undefined
  if (method === undefined) return undefined
  const said = block?.kind === 'list' ? block.items.map(({ markdown }) => markdown).join('\n') : marked
  return new RegExp(String.raw`\b${method}\b`).test(said) ? method : undefined
}

/** Of the operations of a path those that the section of a mention declares, where it declares any. */
export function declaredHere(operations: readonly Merged[], { node }: Item, places: Whereabouts): readonly Merged[] {
  const called = places.calledIn(node)
  const here = operations.filter((it) => called.has(it))
  return here.length > 0 ? here : operations
}
