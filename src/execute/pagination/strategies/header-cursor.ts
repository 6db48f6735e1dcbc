import * as z from 'zod'
import { paramNamed, plainName, roleOfParam } from '../hints.ts'
import { headerOf } from '../look.ts'
import { defineStrategy, type Hints, type Place } from '../model.ts'
import { common, inPlace, param, styleKey } from '../options.ts'
import { fold, headerCursors } from '../words.ts'

const style = 'header-cursor' as const

/** A cursor in a response header that goes into a parameter, or into a request header. */
export const headerCursor = defineStrategy({
  id: style,
  options: z.strictObject({
    style: styleKey(style),
    ...common,
    next: z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header')
      .describe('The response header with the cursor.'),
    param: param('The parameter that takes it.'),
    in: inPlace,
  }),

  detect(page, hints) {
    for (const [name, value] of page.headers) {
      const target = targetOf(name, hints)
      if (target === undefined) continue
      if (target === 'unknown' && value === '') continue
      if (target === 'unknown')
        return { puzzle: `the header ${name} brings a cursor, and nothing says which parameter takes it` }
      return { evidence: value === '' ? 'end' : 'more', options: { style, next: name, ...target } }
    }
    for (const name of hints.headers) {
      const target = targetOf(name, hints)
      if (target !== undefined && target !== 'unknown')
        return { evidence: 'described', options: { style, next: name, ...target } }
    }
    return undefined
  },

  complete: (options, { params }) => {
    const known = params.find(({ name }) => name === options.param)
    return { in: known?.in ?? 'query', ...options }
  },

  next(page, { next, param, in: where = 'query' }) {
    const value = headerOf(page, next.toLowerCase())?.trim() ?? ''
    return value === '' ? { go: 'end' } : { go: 'next', step: { in: where, param, value } }
  },
})

/** A cursor argument that the header is named like. */
function alike(word: string, { params }: Hints): { readonly param: string; readonly in: Place } | undefined {
  const same = params.find((one) => roleOfParam(one) === 'cursor' && fold(plainName(one)) === word)
  return same && { param: same.name, in: same.in }
}

function targetOf(
  header: string,
  hints: Hints,
): { readonly param: string; readonly in: Place } | 'unknown' | undefined {
  const word = fold(header).replace(/^x(?=.)/, '')
  const names = headerCursors[word]
  if (names === undefined) return alike(word, hints)
  const named = paramNamed(hints, names)
  if (named !== undefined) return { param: named.name, in: named.in }
  if (header === 'next-range') return { param: 'Range', in: 'header' } // the range as the request asks for it
  if (header === 'x-ms-continuation') return { param: header, in: 'header' } // Cosmos: the same header both ways
  const customary = ['page', 'cursor', 'continuationToken'].find((name) => names.includes(fold(name)))
  if (customary !== undefined && !hints.described) return { param: customary, in: 'query' }
  return 'unknown'
}
