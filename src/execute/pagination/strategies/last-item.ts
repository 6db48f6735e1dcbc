import * as z from 'zod'
import { at } from '../../../core/index.ts'
import { isObject, moreFlag, totalsOf } from '../look.ts'
import { defineStrategy, type Hints, type Page, type Param } from '../model.ts'
import { common, inPlace, param, place, styleKey } from '../options.ts'
import { fold, lastItemParams } from '../words.ts'

const style = 'last-item' as const

/** The identifier (or sort value) of the last item of a page asks for what comes after it: Stripe, Elasticsearch. */
export const lastItem = defineStrategy({
  id: style,
  options: z.strictObject({
    style: styleKey(style),
    ...common,
    next: place.describe('JSON Pointer within an item. Default "/id".').optional(),
    param: param('The parameter that takes it.'),
    in: inPlace,
  }),

  detect(page, hints) {
    const sorted = searchAfter(page)
    if (sorted !== undefined) return { evidence: 'more', options: sorted }
    const target = targetOf(hints) ?? customary(page, hints)
    const flag = moreFlag(page)
    if (flag === undefined) return undefined
    if (target === undefined) return undefined
    const options = { style, param: target.name, in: target.in } as const
    if (flag === false || page.count === 0) return { evidence: 'end', options }
    return idOf(page.last, '/id') === undefined ? undefined : { evidence: 'more', options }
  },

  complete: (options, { params }) => {
    const known = params.find(({ name }) => name === options.param)
    return { in: known?.in ?? 'query', ...options }
  },

  next(page, { next = '/id', param, in: where = 'query' }) {
    const flag = moreFlag(page)
    if (page.count === 0 || flag === false || (flag === undefined && hasAll(page))) return { go: 'end' }
    const value = idOf(page.last, next)
    if (value === undefined) return { go: 'stop', why: `the last item has nothing at "${next}" to go on from` }
    return { go: 'next', step: { in: where, param, value } }
  },
})

/** What asks for the items after the last one; where a list only goes backwards, for those before it. */
const targetOf = ({ params }: Hints): Param | undefined =>
  params.find(({ name }) => lastItemParams.has(fold(name))) ?? params.find(({ name }) => fold(name) === 'beforeid')

/** Nobody describes it, and the answer is a list as Stripe writes them, or OpenAI with the identifier of the last item beside. */
function customary({ data }: Page, { described }: Hints): Pick<Param, 'name' | 'in'> | undefined {
  if (described || !isObject(data) || data['object'] !== 'list' || !Array.isArray(data['data'])) return undefined
  return { in: 'query', name: typeof data['last_id'] === 'string' ? 'after' : 'starting_after' }
}

function idOf(item: unknown, next: string): unknown {
  const value = at(item, next)
  return value === undefined || value === null || value === '' || typeof value === 'boolean' ? undefined : value
}

/** Whether the items so far are as many as the answer says there are. */
function hasAll(page: Page): boolean {
  const { items } = totalsOf(page)
  return items !== undefined && page.before !== undefined && page.before + page.count >= items
}

/** Elasticsearch and OpenSearch: hits that were sorted carry what `search_after` takes. */
function searchAfter({ items, last, request }: Page) {
  const sort = isObject(last) ? last['sort'] : undefined
  if (!items.endsWith('/hits/hits') || !Array.isArray(sort) || sort.length === 0 || request.body === undefined)
    return undefined
  return { style, next: '/sort', param: 'search_after', in: 'body' } as const
}
