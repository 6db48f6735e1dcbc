import { CustomApiError } from '../../core/index.ts'
import type { Outcome, Plan } from '../model.ts'
import { perform } from '../perform.ts'
import { createAhead, type AheadQueue } from './ahead.ts'
import type { CollectRequest, Ended, Resume, Summary } from './collect-model.ts'
import { Course } from './course.ts'
import type { Style } from './detect.ts'
import { startsAt } from './hints.ts'
import { moreFlag, totalsOf } from './look.ts'
import type { Hints, Step } from './model.ts'
import { readPage, type PageText } from './read-page.ts'
import { SeenPages } from './seen-pages.ts'
import { applyStep } from './step.ts'

/** Statuses by which servers say that a page lies beyond the last. */
const beyond = new Set([400, 404, 410, 416, 422])

const isSuccess = (status: number): boolean => status >= 200 && status < 300

/** A page as it was asked for and came. */
interface Got {
  readonly step: Step | undefined
  readonly outcome: Outcome
  readonly plan: Plan
}

/** One collection on its way: the loop, its clock and its guards. */
export class Run {
  readonly #request: CollectRequest
  readonly #stop = new AbortController()
  readonly #seen = new SeenPages()
  readonly #course: Course
  readonly #release: () => void
  #timeUp = false
  #page: PageText | undefined
  #step: Step | undefined
  #ahead: AheadQueue<Got> | undefined
  #size: number | undefined
  #pages = 0
  #items = 0
  #bytes = 0
  #total: number | undefined
  #ended: Ended = { how: 'all' }
  #resume: Resume | undefined

  constructor(request: CollectRequest) {
    this.#request = request
    this.#course = new Course(request)
    const { signal, limits } = request
    const abort = (): void => this.#stop.abort(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    const timer = Number.isFinite(limits.time)
      ? setTimeout(() => {
          this.#timeUp = true
          this.#stop.abort(new CustomApiError('upstream.timeout', 'the time of the collection is over'))
        }, limits.time)
      : undefined
    this.#release = () => {
      signal.removeEventListener('abort', abort)
      clearTimeout(timer)
    }
  }

  /** Asks for the first page. */
  async begin(): Promise<Outcome | undefined> {
    const { resume, items, hints, pinned, noun } = this.#request
    let begun = false
    try {
      const got = await this.#ask(resume?.step, this.#stop.signal)
      if (!isSuccess(got.outcome.status)) return got.outcome
      this.#step = resume?.step
      const asked = items ?? (typeof pinned?.['items'] === 'string' ? pinned['items'] : told(hints))
      this.#page = readPage(got.outcome, {
        request: got.plan.request,
        before: resume === undefined ? startsAt(got.plan.request, hints) : (resume.before ?? undefined),
        items: resume?.items ?? { asked, schema: hints.answer, noun },
        names: resume?.names,
      })
      begun = true
      return undefined
    } finally {
      if (!begun) this.#release()
    }
  }

  async *pages(): AsyncGenerator<string, void> {
    try {
      for (;;) {
        const page = this.#page
        if (page === undefined) return
        const text = this.#take(page)
        this.#tell(page)
        if (text !== '') yield text
        if (this.#resume !== undefined || this.#ended.how !== 'all') return
        const next = this.#next(page)
        if (next === undefined) return
        this.#page = await this.#follow(page, next)
      }
    } catch (thrown) {
      this.#ended = { how: 'failed', error: CustomApiError.from(thrown) }
    } finally {
      this.#ahead?.abandon()
      this.#release()
    }
  }

  summary(): Summary {
    return {
      pages: this.#pages,
      items: this.#items,
      total: this.#total,
      style: this.#course.style?.strategy.id,
      ended: this.#ended,
      resume: this.#resume,
    }
  }

  /** Whether this page was asked for to find out whether pages count from 0 or from 1. */
  get #isProbe(): boolean {
    return this.#step !== undefined && 'probe' in this.#step
  }

  async #ask(step: Step | undefined, signal: AbortSignal): Promise<Got> {
    const { plan, target, hints } = this.#request
    if (step === undefined) return { step, plan, outcome: await perform(target, plan, signal, { reads: true }) }
    const changed = { ...plan, request: applyStep(plan.request, step, target, hints.bodyType) }
    const allowed = 'url' in step ? await this.#request.allow(changed) : changed
    return { step, plan: allowed, outcome: await perform(target, allowed, signal, { reads: true }) }
  }

  /** The items of a page that are given, and whether this is where it ends. */
  #take(page: PageText): string {
    const skip = this.#pages === 0 ? (this.#request.resume?.skip ?? 0) : 0
    if (this.#seen.has(page)) {
      if (this.#isProbe) return '' // the first page again: pages count from 1
      this.#end({ how: 'stopped', note: 'the API sent a page again that it had sent before' }, this.#here(page, 0))
      return ''
    }
    if (this.#course.style?.strategy.id === 'last-item' && this.#seen.beginsAlike(page)) {
      this.#end(
        { how: 'stopped', note: 'what came after the last item begins with one that had come before' },
        undefined,
      )
      return ''
    }
    this.#seen.add(page)
    this.#pages++
    this.#total = totalsOf(page).items ?? this.#total
    const room = this.#request.limits.items - this.#items
    const to = Math.min(page.count, skip + room)
    const text = page.slice(Math.min(skip, page.count), to)
    this.#items += Math.max(0, to - skip)
    this.#bytes += Buffer.byteLength(text)
    if (to < page.count)
      this.#end({ how: 'limit', note: `maxItems ${this.#request.limits.items} reached` }, this.#here(page, to))
    return text
  }

  #tell(page: PageText): void {
    const total = page.before === undefined ? undefined : totalsOf(page).items
    this.#request.onPage?.({ pages: this.#pages, items: this.#items, total })
  }

  #end(ended: Ended, resume: Resume | undefined): undefined {
    this.#ended = ended
    this.#resume = resume
    return undefined
  }

  #here(page: PageText, skip: number, step: Step | undefined = this.#step): Resume {
    return {
      step,
      skip,
      style: this.#course.style?.options,
      items: page.items,
      before: page.before ?? null,
      names: page.names,
    }
  }

  #after(page: PageText, step: Step): Resume {
    return {
      step,
      skip: 0,
      style: this.#course.style?.options,
      items: page.items,
      before: page.before === undefined ? null : page.before + page.count,
      names: page.names,
    }
  }

  /** The step to the next page; `undefined` when this was the last, with the reason set. */
  #next(page: PageText): Step | undefined {
    const queued = this.#queued(page)
    if (queued !== undefined) return this.#within(page, queued)
    const next = this.#course.next(page, this.#step)
    if ('ended' in next) return this.#end(next.ended, undefined)
    if (this.#within(page, next.step) === undefined) return undefined
    this.#lookAhead(page, next.style)
    return next.step
  }

  /** The step, unless a limit is reached before it. */
  #within(page: PageText, step: Step): Step | undefined {
    const { limits } = this.#request
    const reached =
      this.#items >= limits.items
        ? `maxItems ${limits.items} reached`
        : this.#pages >= limits.pages
          ? `maxPages ${limits.pages} reached`
          : this.#bytes >= limits.bytes
            ? `${Math.round(limits.bytes / 1_000_000)} MB collected, which is the most`
            : this.#timeUp
              ? outOfTime
              : undefined
    if (reached === undefined) return step
    return this.#end({ how: 'limit', note: reached }, this.#after(page, step))
  }

  #lookAhead(page: PageText, { strategy, options }: Style): void {
    const { limits, plan } = this.#request
    if (this.#ahead !== undefined || limits.parallel < 2 || plan.request.method !== 'GET') return
    const ahead = strategy.ahead?.(page, options)
    if (ahead === undefined || ahead.steps.length < 2) return
    const wanted = Math.min(
      limits.pages - this.#pages,
      Math.ceil((limits.items - this.#items) / Math.max(1, page.count)),
    )
    const steps = ahead.steps.slice(0, wanted)
    this.#size = ahead.size
    this.#ahead = createAhead(steps, limits.parallel, (step, signal) =>
      this.#ask(step, AbortSignal.any([signal, this.#stop.signal])),
    )
  }

  /** The step that is under way already; what was foreseen is given up where a page is not as it was expected. */
  #queued(page: PageText): Step | undefined {
    const asExpected = page.count > 0 && (this.#size === undefined || page.count === this.#size)
    if (asExpected && moreFlag(page) !== false) return this.#ahead?.peek()
    this.#ahead?.abandon()
    return undefined
  }

  async #follow(page: PageText, step: Step): Promise<PageText | undefined> {
    const resume = this.#after(page, step)
    let got: Got
    try {
      const isQueued = this.#ahead?.peek() !== undefined
      got = await ((isQueued ? this.#ahead?.take() : undefined) ?? this.#ask(step, this.#stop.signal))
    } catch (thrown) {
      if (this.#timeUp && !this.#request.signal.aborted) return this.#end({ how: 'limit', note: outOfTime }, resume)
      const error = CustomApiError.from(thrown)
      const ended = error.code.startsWith('policy.') || error.code === 'host.blocked'
      return this.#end({ how: 'failed', error }, ended ? undefined : resume)
    }
    const { status } = got.outcome
    if (!isSuccess(status)) {
      if (this.#course.style?.strategy.endsInError === true && beyond.has(status) && !this.#expectsMore(page))
        return this.#end({ how: 'all', note: `the page after it answered HTTP ${status}, taken as the end` }, undefined)
      return this.#end({ how: 'refused', outcome: got.outcome }, resume)
    }
    try {
      const before = resume.before ?? undefined
      const next = readPage(got.outcome, {
        request: got.plan.request,
        before,
        items: page.items,
        names: page.names,
      })
      this.#step = step
      return this.#isProbe && this.#seen.has(next) ? { ...next, before: page.before } : next
    } catch (thrown) {
      return this.#end({ how: 'failed', error: CustomApiError.from(thrown) }, resume)
    }
  }

  #expectsMore(page: PageText): boolean {
    const total = totalsOf(page).items
    return (
      moreFlag(page) === true || (total !== undefined && page.before !== undefined && page.before + page.count < total)
    )
  }
}

const outOfTime = 'the time of one call is over'

/** What the description itself says of the list's place. */
function told({ told: options }: Hints): string | undefined {
  const items = options?.['items']
  return typeof items === 'string' ? items : undefined
}
