import * as z from 'zod'
import { at } from '../../../core/index.ts'
import { firstOf, paramWith } from '../hints.ts'
import { echoedAs, echoOf, moreFlag, pagesInHeaders, saysItIsFull, totalsOf, wholeNumber } from '../look.ts'
import { defineStrategy, type Hints, type Page, type Step } from '../model.ts'
import { common, inPlace, limit, param, place, total, styleKey } from '../options.ts'
import { askedNumber } from '../asked.ts'
import { isShort } from '../step.ts'

const style = 'page' as const

const options = z.strictObject({
  style: styleKey(style),
  ...common,
  param: param('The parameter with the number of the page. Default: from the description, else "page".').optional(),
  in: inPlace,
  total,
  pages: place.min(1).describe('JSON Pointer of the number of pages in all.').optional(),
  limit,
  first: z
    .union([z.literal(0), z.literal(1)])
    .describe('The number of the first page. Default: found out.')
    .optional(),
})
type Options = z.output<typeof options>

/** Pages by number, up to a known number of pages or items, or until one is empty. */
export const page = defineStrategy({
  id: style,
  options,
  endsInError: true,

  detect(page, hints) {
    const declared = paramWith(hints, 'page')
    const { pages, items } = totalsOf(page)
    const flag = moreFlag(page)
    const echo = echoedAs(page, 'page')
    // nobody declares it: only an answer that counts its pages says that there is such a parameter
    const isCounted = (): boolean => (pages ?? items ?? flag) !== undefined || saysItIsFull(page)
    const counts = (): boolean => pagesInHeaders(page) !== undefined || (echo !== undefined && isCounted())
    if (declared === undefined && (hints.described || !counts() || paramWith(hints, 'offset') !== undefined))
      return undefined
    const options = {
      style,
      param: declared?.name ?? asEchoed(echo?.name),
      in: declared?.in ?? 'query',
      ...firstIn(page, hints),
    } as const
    if (flag !== undefined) return { evidence: flag ? 'more' : 'end', options }
    if (pages !== undefined) return { evidence: pages > 1 && page.count > 0 ? 'more' : 'end', options }
    if (items === undefined || page.before === undefined) return { evidence: 'described', options }
    return { evidence: page.before + page.count < items && page.count > 0 ? 'more' : 'end', options }
  },

  complete(options, hints) {
    const declared = hints.params.find(({ name }) => name === options.param) ?? paramWith(hints, 'page')
    const first = declared === undefined ? undefined : firstOf(declared)
    return {
      param: declared?.name ?? 'page',
      in: declared?.in ?? 'query',
      ...(first === undefined ? {} : { first }),
      ...options,
    }
  },

  next(page, options) {
    if (isLast(page, options)) return { go: 'end' }
    const current = numberOf(page, options)
    return {
      go: 'next',
      step: current === undefined ? { ...stepTo(1, options), probe: true } : stepTo(current + 1, options),
    }
  },

  ahead(page, options) {
    const current = numberOf(page, options)
    const { items, pages } = known(page, options)
    const first = options.first ?? (current === 0 ? 0 : current === 1 && page.before === 0 ? 1 : undefined)
    if (current === undefined || first === undefined || page.count === 0) return undefined
    const count = pages ?? (items !== undefined && page.before === 0 ? Math.ceil(items / page.count) : undefined)
    if (count === undefined) return undefined
    const last = first + count - 1
    return {
      steps: Array.from({ length: Math.max(0, Math.min(last - current, 100_000)) }, (_, at) =>
        stepTo(current + 1 + at, options),
      ),
    }
  },
})

/** What the answer calls the number of its page, where the argument is called so too. */
const asEchoed = (name: string | undefined): string =>
  name !== undefined && /^page[^a-z]?(?:num|number|no|nr|index)$/i.test(name) ? name : 'page'

const stepTo = (value: number, { param = 'page', in: where = 'query' }: Options): Exclude<Step, { url: string }> => ({
  in: where,
  param,
  value,
})

/** The number of a page: as asked, as the answer repeats it, or the first; `undefined` when counting may begin at 0 or at 1. */
function numberOf(page: Page, { param = 'page', in: where = 'query', first }: Options): number | undefined {
  return askedNumber(page.request, where, param) ?? echoOf(page, 'page') ?? first
}

const known = (page: Page, { total, pages }: Options) => {
  const found = totalsOf(page)
  return {
    items: total === undefined ? found.items : wholeNumber(at(page.data, total)),
    pages: pages === undefined ? found.pages : wholeNumber(at(page.data, pages)),
  }
}

/** Whether pages count from 0 or from 1: what the first page repeats of itself, else what the description says. */
function firstIn(page: Page, hints: Hints): { first?: 0 | 1 } {
  const declared = paramWith(hints, 'page')
  const echo = page.before === 0 ? echoOf(page, 'page') : undefined
  const first = echo === 0 || echo === 1 ? echo : declared === undefined ? undefined : firstOf(declared)
  return first === undefined ? {} : { first }
}

function isLast(page: Page, options: Options): boolean {
  const flag = moreFlag(page)
  if (flag !== undefined && options.total === undefined && options.pages === undefined) return !flag
  if (page.count === 0) return true
  const { items, pages } = known(page, options)
  const current = numberOf(page, options)
  if (pages !== undefined && current !== undefined) return current >= pages - 1 + (options.first ?? 1)
  if (items !== undefined && page.before !== undefined) return page.before + page.count >= items
  return isShort(page, options.limit, options.in)
}
