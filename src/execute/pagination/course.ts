import type { CollectRequest, Ended } from './collect-model.ts'
import { detect, styleOf, whyUnknown, type Style } from './detect.ts'
import { totalsOf } from './look.ts'
import type { Step } from './model.ts'
import type { PageText } from './read-page.ts'
import { keyOf, resolveStep } from './step.ts'

/** The step to the next page, or why there is none. */
export type Next = { readonly step: Step; readonly style: Style } | { readonly ended: Ended }

/** The way through the pages: the style, which the first page may have to show, and the steps that were gone already. */
export class Course {
  readonly #request: Pick<CollectRequest, 'resume' | 'pinned' | 'hints' | 'target'>
  readonly #gone = new Set<string>()
  #style: Style | undefined

  constructor(request: Pick<CollectRequest, 'resume' | 'pinned' | 'hints' | 'target'>) {
    this.#request = request
  }

  get style(): Style | undefined {
    return this.#style
  }

  /** From a page to the one after it; `last` is the step that led to this one. */
  next(page: PageText, last: Step | undefined): Next {
    const found = this.#style ?? this.#findStyle(page)
    if ('how' in found) return { ended: found }
    this.#style = found
    const verdict = found.strategy.next(page, found.options)
    if (verdict.go === 'end') return { ended: theEnd(missing(page), last) }
    if (verdict.go === 'stop') return { ended: { how: 'stopped', note: verdict.why } }
    const resolved = resolveStep(verdict.step, page, this.#request.target)
    if ('blocked' in resolved) return { ended: { how: 'stopped', note: resolved.blocked } }
    const { step } = resolved
    const key = keyOf(step)
    if (this.#gone.has(key) || (last !== undefined && keyOf(last) === key)) {
      if (page.count === 0) return { ended: { how: 'all' } } // the cursor of the end
      return { ended: { how: 'stopped', note: 'the API gave the same cursor or address a second time' } }
    }
    this.#gone.add(key)
    return { step, style: found }
  }

  #findStyle(page: PageText): Style | Ended {
    const { resume, pinned, hints, target } = this.#request
    const fixed = resume?.style ?? (pinned === undefined || pinned.style === 'auto' ? hints.told : pinned)
    if (fixed?.style === 'none')
      return { how: 'unknown', note: 'the config says that this API has no pages ("pagination")' }
    const known = fixed === undefined ? undefined : styleOf(fixed, hints)
    if (known !== undefined) return known
    const detected = detect(page, hints, target)
    if ('style' in detected) return detected.style
    const note = whyUnknown(page, hints, detected.puzzle)
    return note === undefined ? { how: 'all' } : { how: 'unknown', note }
  }
}

/**
 * The end as the style tells it. A way that led from page to page is believed over a total, which some APIs only guess; one
 * that never led anywhere may be the wrong one.
 */
const theEnd = (note: string | undefined, last: Step | undefined): Ended =>
  note !== undefined && last === undefined
    ? { how: 'unknown', note: `${note}, and this page names no next one; "pagination" may be set to another style` }
    : { how: 'all', note }

/** A list that ended before the total that the API itself gives. */
function missing(page: PageText): string | undefined {
  const total = totalsOf(page).items
  if (total === undefined || page.before === undefined || page.before + page.count >= total) return undefined
  return `the API says that there are ${total} in all`
}
