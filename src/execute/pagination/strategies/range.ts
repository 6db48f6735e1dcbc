import * as z from 'zod'
import { headerValues } from '../../../http/index.ts'
import { paramWith } from '../hints.ts'
import { contentRange } from '../look.ts'
import { defineStrategy, type Page, type Step } from '../model.ts'
import { common, styleKey } from '../options.ts'

const style = 'range' as const

/** Items by `Range` and `Content-Range` in a unit that is not bytes (RFC 9110 §14; PostgREST, which leaves the unit out). */
export const range = defineStrategy({
  id: style,
  options: z.strictObject({ style: styleKey(style), ...common }),
  endsInError: true,

  detect(page, hints) {
    const said = contentRange(page)
    if (said === undefined) return undefined
    const options = { style } as const
    if (said.last + 1 >= (said.total ?? Number.POSITIVE_INFINITY)) return { evidence: 'end', options }
    // where arguments are declared for it, they are the way that is meant
    const other = paramWith(hints, 'offset') ?? paramWith(hints, 'page')
    return { evidence: other === undefined ? 'more' : 'described', options }
  },

  next(page) {
    const said = contentRange(page)
    if (said === undefined || page.count === 0 || said.last + 1 >= (said.total ?? Number.POSITIVE_INFINITY))
      return { go: 'end' }
    return { go: 'next', step: stepTo(said.last + 1, said.last + sizeOf(page, said), said.unit) }
  },
})

/** As many items as the first page was asked for, or had. */
function sizeOf(page: Page, { first, last }: { readonly first: number; readonly last: number }): number {
  const asked = /^(?:\w+=)?(\d{1,15})-(\d{1,15})$/.exec(headerValues(page.request.headers, 'range')[0]?.trim() ?? '')
  return asked === null ? last - first + 1 : Number(asked[2]) - Number(asked[1]) + 1
}

const stepTo = (first: number, last: number, unit: string): Step => ({
  in: 'header',
  param: 'Range',
  value: unit === '' ? `${first}-${last}` : `${unit}=${first}-${last}`,
  also: { 'Range-Unit': unit === '' ? 'items' : unit },
})
