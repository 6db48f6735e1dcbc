import type { Page } from '../model.ts'
import { fewCalls, oddsOfFew } from './few-calls.ts'
import type { Merged } from './merged.ts'
import type { Item, Outline } from './outline.ts'
import { isLesson } from './page-purpose.ts'
import { isAboutApis, isTitledApi, namesApis } from './page-subject.ts'
import { routeBlocks } from './server-code.ts'
import { segmentsOf } from './target.ts'

/** One page with the operations whose best evidence is on it. */
interface Leaf {
  readonly outline: Outline
  readonly headings: readonly string[]
  readonly operations: readonly Merged[]
  /** How many of them are written in a form, by its name. */
  readonly forms: ReadonlyMap<string, number>
  /** How many of them have a first segment. */
  readonly families: ReadonlyMap<string, number>
}

interface Sign<About> {
  /** What one of it adds to the log-odds that the page documents the operation. */
  readonly weight: number
  /** How much there is of it: 0 to 1, or a logarithm of how many. */
  of(about: About, leaf: Leaf): number
}

/** With no sign at all. */
const bias = -4.3

const share = <T>(of: readonly T[], is: (it: T) => boolean): number => of.filter(is).length / Math.max(1, of.length)
const yes = (is: boolean): number => (is ? 1 : 0)

/**
 * What a careful reader weighs when no single rule decides. The weights come of a logistic regression over some 550 pages
 * of real APIs whose operations people had listed, and of texts about something else; rounded.
 */
const ofOperations: readonly Sign<Merged & { readonly certainty: number }>[] = [
  // all evidence of the operation itself
  { weight: 0.7, of: ({ certainty }) => Math.log(certainty / (1 - certainty)) },
  // an author writes all calls of a page in one form
  { weight: 1.9, of: (it, { forms, operations }) => most(formsOf(it), forms) / operations.length },
  // the more so, the more calls are written in it
  { weight: 0.4, of: (it, { forms }) => Math.log2(1 + most(formsOf(it), forms)) },
  // a resource has several calls
  { weight: 0.4, of: ({ path }, { families }) => Math.min(3, Math.log2(families.get(familyOf(path)) ?? 1)) },
  // where a reference names its calls: a line of its own, a heading, a table, a list
  { weight: 1.1, of: ({ findings }) => yes(findings.some((it) => it.by === 'line' && isDeclared(it))) },
  { weight: 0.7, of: ({ findings }) => best(findings, 'heading') },
  { weight: 1.3, of: ({ findings }) => best(findings, 'table') },
  { weight: 0.7, of: ({ findings }) => best(findings, 'list') },
  // who documents a call says its method
  { weight: 0.6, of: ({ findings }) => yes(findings.some(({ method }) => method !== undefined)) },
  // what paths of APIs begin with
  { weight: 0.5, of: ({ path }) => yes(/^\/(?:api|v\d)/.test(path)) },
  // a reference leaves the host out; an example has one
  { weight: 0.4, of: ({ findings }) => yes(findings.every(({ target }) => target.origin === undefined)) },
]

const otherMatters =
  /client|sdk|library|install|changelog|release|guide|tutorial|config|router|framework|middleware|proxy|how to|security|plugin|deploy|faq|blog|test/i

const ofPages: readonly Sign<Outline>[] = [
  // what the page says that it is about
  { weight: 0.4, of: (outline) => yes(isTitledApi(outline)) },
  // and what it is about instead
  { weight: -1.2, of: ({ roots }) => yes(roots.some(({ page }) => otherMatters.test(page.title))) },
  // by title, opening or headings
  { weight: 0.8, of: (outline) => yes(isAboutApis(outline)) },
  { weight: 1.4, of: (_, { headings }) => share(headings, namesApis) },
  // the page of a project, which mentions calls among much else
  { weight: -1.3, of: (_, { headings }) => yes(headings.some((it) => /contribut/i.test(it))) },
  { weight: -0.8, of: (_, { headings }) => yes(headings.some((it) => /config/i.test(it))) },
  // code that makes a server: its calls are the reader's own
  { weight: -1.8, of: (outline) => Math.min(2, routeBlocks(outline)) },
  // made-up calls that teach something
  { weight: -2.9, of: (outline) => yes(isLesson(outline)) },
  // pages that declare their calls, and pages that only mention some
  { weight: 0.4, of: (_, { operations }) => share(operations, ({ findings }) => findings.some(isDeclared)) },
  {
    weight: -0.6,
    of: (_, { operations }) => share(operations, ({ findings }) => findings.every(({ form }) => form === 'mention')),
  },
]

type Evidence = Merged['findings'][number]

const isDeclared = ({ form, method }: Evidence): boolean => form === 'declared' && method !== undefined
const best = (findings: readonly Evidence[], by: string): number =>
  findings.reduce((most, it) => (it.by === by ? Math.max(most, it.weight) : most), 0)
const familyOf = (path: string): string => segmentsOf(path)[0] ?? ''
const formsOf = ({ findings }: Merged): ReadonlySet<string> =>
  new Set(findings.map(({ by, form, method }) => `${by} ${form} ${method === undefined}`))
const most = (of: ReadonlySet<string>, counts: ReadonlyMap<string, number>): number =>
  Math.max(0, ...[...of].map((it) => counts.get(it) ?? 0))

/**
 * How likely it is, 0 to 1, that the page documents the operation, by all signs of it and of the page together.
 *
 * @param certainty what the evidence of each operation says by itself, 0 to 1
 */
export function likelihoods(
  operations: readonly Merged[],
  outline: Outline,
  certainty: (operation: Merged) => number,
): ReadonlyMap<Merged, number> {
  const likely = new Map<Merged, number>()
  for (const leaf of leavesOf(operations, outline)) {
    const page = bias + sum(ofPages.map((it) => it.weight * it.of(leaf.outline, leaf)))
    const areFew = leaf.operations.filter((it) => certainty(it) >= 0.5).length <= fewCalls
    for (const operation of leaf.operations) {
      const few = areFew ? oddsOfFew(operation, leaf.outline) : 0
      const sure = { ...operation, certainty: Math.min(0.99, Math.max(0.02, certainty(operation))) }
      const odds = page + sum(ofOperations.map((it) => it.weight * it.of(sure, leaf))) + few
      likely.set(operation, 1 / (1 + Math.exp(-odds)))
    }
  }
  return likely
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0)

/** The pages that name operations, each with those whose best evidence is there. */
function leavesOf(operations: readonly Merged[], { items, roots }: Outline): Leaf[] {
  const own = new Map<Page, Merged[]>()
  for (const operation of operations) {
    let found: Evidence | undefined
    for (const it of operation.findings) if (found === undefined || it.weight > found.weight) found = it
    const page = items[found?.at ?? -1]?.node.page
    if (page === undefined) continue
    const known = own.get(page)
    if (known === undefined) own.set(page, [operation])
    else known.push(operation)
  }
  const itemsOf = new Map<Page, Item[]>([...own.keys()].map((page) => [page, []]))
  for (const item of items) itemsOf.get(item.node.page)?.push(item)
  return [...own].map(([page, there]) => {
    const outline = {
      items: itemsOf.get(page) ?? [],
      roots: roots.filter((root) => root.page === page),
      cutIn: undefined,
    }
    return {
      outline,
      headings: outline.items.filter(({ block }) => block === undefined).map(({ marked }) => marked),
      operations: there,
      forms: countOf(there.flatMap((it) => [...formsOf(it)])),
      families: countOf(there.map(({ path }) => familyOf(path))),
    }
  })
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
