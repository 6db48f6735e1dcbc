import type { Operation } from '../../catalog/index.ts'
import { pointerSegments } from '../../core/index.ts'
import type { Outcome, Plan, Target } from '../model.ts'
import { detect, styleOf } from './detect.ts'
import { declaredMembers, hintsOf, paramWith, roleOfParam, startsAt } from './hints.ts'
import { askedNumber } from './asked.ts'
import { likeliestItems } from './items.ts'
import { saysItIsFull, totalsOf, wholeNumber } from './look.ts'
import type { Hints, Page, StyleOptions } from './model.ts'
import { outlineOf, type Outline } from './outline.ts'
import { cursorParams, envelopes, fold, urlNames } from './words.ts'

/** That an answer is one page of a longer list. */
export interface OnePage {
  readonly count: number
  /** How many there are in all, where the API says so. */
  readonly total: number | undefined
  /** Whether nothing but its length says so: it has as many items as a page was asked to have. */
  readonly perhaps: boolean
  /** JSON Pointer of the list, where the answer has several that could be meant. */
  readonly items: string | undefined
}

/** Longer answers are not looked through for it. */
const longest = 300_000

/**
 * Whether an answer says that it is one page of many. Answers of operations that have nothing to do with paging are not
 * looked at.
 */
export function onePageOf(
  outcome: Outcome,
  {
    target,
    plan,
    operation,
    pinned,
    noun,
  }: {
    readonly target: Target
    readonly plan: Plan
    readonly operation: Operation | undefined
    readonly pinned?: StyleOptions | undefined
    /** What the path lists. */
    readonly noun: () => string | undefined
  },
): OnePage | undefined {
  const { body, status } = outcome
  if (
    (status !== 200 && !isRangeOfItems(outcome)) ||
    body.kind !== 'json' ||
    !body.complete ||
    body.text.length > longest
  )
    return undefined
  if (pinned?.style === 'none' || !(mayPage(operation, plan) || hintsInHeaders(outcome))) return undefined
  try {
    return look(outcome, body.text, { target, plan, operation, pinned, noun })
  } catch {
    return undefined // nothing that could be collected: then nothing is said
  }
}

function look(
  outcome: Outcome,
  text: string,
  { target, plan, operation, pinned, noun }: Parameters<typeof onePageOf>[1],
): OnePage | undefined {
  const hints = hintsOf(operation, plan.request)
  const outline = outlineOf(text)
  const asked = typeof pinned?.['items'] === 'string' ? pinned['items'] : undefined
  const likeliest = likeliestItems(outline.data, { asked, schema: hints.answer, noun: noun() })
  if (likeliest === undefined) return undefined
  const { pointer: items } = likeliest
  const found = outline.lists.get(items)
  if (found === undefined || found.count === 0) return undefined
  const page: Page = {
    request: plan.request,
    headers: outcome.headers.map(([name, value]) => [name.toLowerCase(), value] as const),
    data: emptied(outline, items),
    items,
    count: found.count,
    last: found.last,
    before: startsAt(plan.request, hints),
  }
  const fixed = pinned === undefined || pinned.style === 'auto' ? hints.told : pinned
  const style = fixed === undefined ? undefined : styleOf(fixed, hints)
  const detected = style === undefined ? detect(page, hints, target) : { style, evidence: 'more' as const }
  const { items: total } = totalsOf(page)
  const counted = total === undefined || total <= found.count ? undefined : total
  if (!('style' in detected) || detected.evidence === 'end') return undefined
  const perhaps = detected.evidence === 'described'
  if (perhaps && (likeliest.unsure || !isFull(page, hints))) return undefined
  if (detected.style.strategy.next(page, detected.style.options).go !== 'next') return undefined
  return { count: found.count, total: counted, perhaps, items: likeliest.unsure ? items : undefined }
}

/** Whether a page has exactly as many items as it was asked to have, or as it has when nobody asks. */
function isFull(page: Page, hints: Hints): boolean {
  if (saysItIsFull(page)) return true
  const size = paramWith(hints, 'size')
  if (size === undefined) return false
  const asked = askedNumber(page.request, size.in, size.name) ?? wholeNumber(size.schema.default)
  return asked !== undefined && asked > 1 && page.count === asked
}

/** The outline with the list itself emptied, as strategies want it. */
function emptied({ data }: Outline, items: string): unknown {
  const [name, ...rest] = pointerSegments(items)
  if (name === undefined) return []
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      if (key !== name) return [key, value] as const
      const inner = rest.map((one) => `/${one.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
      return [key, rest.length === 0 ? [] : emptied({ data: value, lists: new Map() }, inner)] as const
    }),
  )
}

const known = new WeakMap<Operation, boolean>()

/** Whether an operation has to do with paging at all: worked out once. What nobody describes may. */
function mayPage(operation: Operation | undefined, { request }: Plan): boolean {
  if (operation === undefined) return true
  const before = known.get(operation)
  if (before !== undefined) return before
  const { params, answer, headers, told } = hintsOf(operation, request)
  const roles = new Set(params.map(roleOfParam))
  const may =
    roles.has('page') ||
    roles.has('offset') ||
    roles.has('cursor') ||
    told !== undefined ||
    params.some(({ name }) => fold(name) === 'searchafter') || // a list, which is no cursor by its type
    headers.includes('link') ||
    declaredMembers(answer, (word) => envelopes.has(word)).some(
      ({ name }) => urlNames.has(fold(name)) || (Object.hasOwn(cursorParams, fold(name)) && /next/i.test(name)),
    )
  known.set(operation, may)
  return may
}

/** A part of a list, in another unit than bytes. */
const isRangeOfItems = ({ status, headers }: Outcome): boolean =>
  status === 206 && headers.some(([name, value]) => name.toLowerCase() === 'content-range' && !/^bytes\b/i.test(value))

const pagingHeader = /^(?:x-)?(?:next-|total|pagination)|^x-ms-continuation|^content-range$/

const hintsInHeaders = ({ headers }: Outcome): boolean =>
  headers.some(([name, value]) => {
    const lower = name.toLowerCase()
    return lower === 'link' ? value.includes('next') : pagingHeader.test(lower)
  })
