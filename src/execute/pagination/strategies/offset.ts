import * as z from 'zod'
import { at } from '../../../core/index.ts'
import { firstOf, paramWith } from '../hints.ts'
import { echoedAs, moreFlag, saysItIsFull, totalsOf, wholeNumber } from '../look.ts'
import { defineStrategy, type Page, type Step } from '../model.ts'
import { common, inPlace, limit, param, total, styleKey } from '../options.ts'
import { askedNumber } from '../asked.ts'
import { isShort } from '../step.ts'
import { fold } from '../words.ts'

const style = 'offset' as const

const options = z.strictObject({
  style: styleKey(style),
  ...common,
  param: param(
    'The parameter with the number of items to skip. Default: from the description, else "offset".',
  ).optional(),
  in: inPlace,
  total,
  limit,
  first: z
    .union([z.literal(0), z.literal(1)])
    .describe('The number of the first item. Default 0; 1 for "startIndex".')
    .optional(),
})
type Options = z.output<typeof options>

/** Items by number: what was received so far is what is skipped next, whatever size of page was asked for. */
export const offset = defineStrategy({
  id: style,
  options,
  endsInError: true,

  detect(page, hints) {
    const declared = paramWith(hints, 'offset')
    const echo = echoedAs(page, 'offset')
    const { items } = totalsOf(page)
    const flag = moreFlag(page)
    // nobody declares it: only an answer that counts its items says that there is such a parameter
    const isCounted = (): boolean => (items ?? flag) !== undefined || saysItIsFull(page)
    if (declared === undefined && (hints.described || echo === undefined || !isCounted())) return undefined
    const name = declared?.name ?? echo?.name ?? 'offset'
    const first =
      (declared && firstOf(declared)) ?? (echo !== undefined && page.before === 0 ? saidFirst(echo, name) : undefined)
    const options: Options = {
      style,
      param: name,
      in: declared?.in ?? 'query',
      ...(first === undefined ? {} : { first }),
    }
    if (flag !== undefined) return { evidence: flag && page.count > 0 ? 'more' : 'end', options }
    if (items === undefined) return { evidence: 'described', options }
    return { evidence: startOf(page, options) + page.count < items && page.count > 0 ? 'more' : 'end', options }
  },

  complete(options, hints) {
    const declared = hints.params.find(({ name }) => name === options.param) ?? paramWith(hints, 'offset')
    return { param: declared?.name ?? 'offset', in: declared?.in ?? 'query', ...options }
  },

  next(page, options) {
    if (isLast(page, options)) return { go: 'end' }
    if (page.count === 0) return { go: 'stop', why: 'the API says that there is more, and sent an empty page' }
    return { go: 'next', step: stepTo(positionOf(page, options) + page.count, options) }
  },

  ahead(page, options) {
    const items = totalOf(page, options)
    if (items === undefined || page.count === 0) return undefined
    const left = items - startOf(page, options) - page.count
    const next = positionOf(page, options) + page.count
    const steps = Math.max(0, Math.min(Math.ceil(left / page.count), 100_000))
    return {
      size: page.count,
      steps: Array.from({ length: steps }, (_, at) => stepTo(next + at * page.count, options)),
    }
  },
})

/** The first page repeats the number of its first item: that is where they count from. */
const saidFirst = (echo: { name: string; number: number }, param: string): 0 | 1 | undefined =>
  fold(echo.name) === fold(param) && (echo.number === 0 || echo.number === 1) ? echo.number : undefined

const stepTo = (value: number, { param = 'offset', in: where = 'query' }: Options): Step => ({
  in: where,
  param,
  value,
})

const baseOf = ({ first, param = 'offset' }: Options): number => first ?? (fold(param) === 'startindex' ? 1 : 0)

/** The number that the first item of a page has, as the API counts. */
const positionOf = (page: Page, options: Options): number =>
  askedNumber(page.request, options.in ?? 'query', options.param ?? 'offset') ?? baseOf(options)

/** Items that lie before a page. */
const startOf = (page: Page, options: Options): number => Math.max(0, positionOf(page, options) - baseOf(options))

const totalOf = (page: Page, { total }: Options): number | undefined =>
  total === undefined ? totalsOf(page).items : wholeNumber(at(page.data, total))

function isLast(page: Page, options: Options): boolean {
  const flag = moreFlag(page)
  if (flag !== undefined && options.total === undefined) return !flag
  if (page.count === 0) return true
  const items = totalOf(page, options)
  if (items !== undefined) return startOf(page, options) + page.count >= items
  return isShort(page, options.limit, options.in)
}
