import type { Target } from '../model.ts'
import { paramWith } from './hints.ts'
import { moreFlag, totalsOf } from './look.ts'
import type { Evidence, Hints, Page, Strategy, StyleOptions } from './model.ts'
import { resolveStep } from './step.ts'
import { strategies } from './strategies.ts'

/** A way of paging with its options, as far as it is known. */
export interface Style {
  readonly strategy: Strategy
  readonly options: StyleOptions
}

/** How a list is paged, or why that is not known. */
export type Detected = { readonly style: Style; readonly evidence: Evidence } | { readonly puzzle: string | undefined }

// Each strategy is only ever given options that its own schema or its own detection made.
const all = strategies as unknown as readonly Strategy[]

/** A style that the config or the description names, with what it leaves open filled in. */
export function styleOf(options: StyleOptions, hints: Hints): Style | undefined {
  const strategy = all.find(({ id }) => id === options.style)
  return strategy && { strategy, options: (strategy.complete?.(options, hints) ?? options) as StyleOptions }
}

const ranks: Readonly<Record<Evidence, number>> = { more: 0, end: 1, described: 3 }

/**
 * The way of paging that a first page and the description speak of: what the answer says comes before what the
 * description says, and a next address that leads elsewhere comes last.
 */
export function detect(page: Page, hints: Hints, target: Target): Detected {
  let best: { readonly rank: number; readonly style: Style; readonly evidence: Evidence } | undefined
  let puzzle: string | undefined
  for (const strategy of all) {
    const found = strategy.detect(page, hints)
    if (found === undefined) continue
    if ('puzzle' in found) {
      puzzle ??= found.puzzle
      continue
    }
    const options = found.options as StyleOptions // every style's options say its style
    const verdict = strategy.next(page, options)
    const leaves = verdict.go === 'next' && 'blocked' in resolveStep(verdict.step, page, target)
    const rank = leaves ? 2 : ranks[found.evidence]
    if (best === undefined || rank < best.rank) best = { rank, style: { strategy, options }, evidence: found.evidence }
  }
  // only the description speaks for the style, and the answer has something that it cannot explain
  if (best === undefined || (best.rank === ranks.described && puzzle !== undefined && !canGoOn(best.style, page)))
    return { puzzle }
  return best
}

const canGoOn = ({ strategy, options }: Style, page: Page): boolean => strategy.next(page, options).go === 'next'

const howToSay = '"pagination" of this API in the config can say how they are asked for'

/** What to say of a page of which nobody knows what follows; `undefined` for an empty one that nothing follows. */
export function whyUnknown(page: Page, hints: Hints, puzzle: string | undefined): string | undefined {
  if (puzzle !== undefined) return `${puzzle}; ${howToSay}`
  const total = totalsOf(page).items
  const left = total !== undefined && page.before === 0 && total > page.count
  if (left)
    return `the API says that there are ${total} in all, and nothing says how to ask for the others; ${howToSay}`
  if (moreFlag(page) === true) return `the API says that there is more, and nothing says how to ask for it; ${howToSay}`
  if (page.count === 0) return undefined
  const cursor = paramWith(hints, 'cursor')
  return cursor === undefined
    ? `nothing in the answer or the description speaks of further pages; if there are any, ${howToSay}`
    : `the answer brings nothing that could go into "${cursor.name}": it is the last page, or ${howToSay}`
}
