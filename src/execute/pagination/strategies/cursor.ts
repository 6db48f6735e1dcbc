import * as z from 'zod'
import { at, ExactNumber } from '../../../core/index.ts'
import { declaredMembers, paramNamed, roleOfParam } from '../hints.ts'
import { isObject, membersOf, moreFlag, type Member } from '../look.ts'
import { defineStrategy, type Hints, type Page, type Param, type Place } from '../model.ts'
import { common, inPlace, nextPlace, param, styleKey } from '../options.ts'
import { cursorParams, customaryParam, envelopes, fold, moreNames } from '../words.ts'

const style = 'cursor' as const

/** A cursor, token or marker in the body that goes into a parameter. */
export const cursor = defineStrategy({
  id: style,
  options: z.strictObject({
    style: styleKey(style),
    ...common,
    next: nextPlace('JSON Pointer of the cursor, such as "/meta/next_cursor".'),
    param: param('The parameter that takes it.'),
    in: inPlace,
  }),

  detect(page, hints) {
    const fields = membersOf(page).filter((member) => isCursorField(member, page))
    let puzzle: string | undefined
    for (const member of fields) {
      if (cursorIn(member.value) === undefined) continue
      const target = targetOf(member.name, hints, page)
      if (target !== undefined)
        return {
          evidence: moreFlag(page) === false ? 'end' : 'more',
          options: { style, next: member.pointer, ...target },
        }
      puzzle ??= `there is a cursor at "${member.pointer}", and nothing says which parameter takes it`
    }
    if (puzzle !== undefined && moreFlag(page) !== false) return { puzzle }
    for (const { name, pointer: next } of fields) {
      const target = targetOf(name, hints, page)
      if (target !== undefined) return { evidence: 'end', options: { style, next, ...target } }
    }
    return described(page, hints)
  },

  complete: (options, { params }) => {
    const known = params.find(({ name }) => name === options.param)
    return { in: known?.in ?? 'query', ...options }
  },

  next(page, { next, param, in: where = 'query' }) {
    if (moreFlag(page) === false) return { go: 'end' }
    const value = cursorIn(at(page.data, next))
    return value === undefined ? { go: 'end' } : { go: 'next', step: { in: where, param, value } }
  },
})

/** A cursor that leads on; `0` leads to the beginning, which is how some say that there is no more. */
function cursorIn(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() === '' || value === '0' ? undefined : value
  if (typeof value === 'number') return value > 0 ? value : undefined
  if (value instanceof ExactNumber) return value
  return isObject(value) && Object.keys(value).length > 0 ? value : undefined
}

/** Words that mean a cursor only together with others: `after` within `cursors`, `last_id` beside `has_more`. */
function isCursorField({ word, value, within }: Member, page: Page): boolean {
  if (!Object.hasOwn(cursorParams, word)) return false
  if (isObject(value)) return word === 'lastevaluatedkey' || word === 'searchafter'
  if (typeof value === 'boolean' || Array.isArray(value)) return false
  const flagged = membersOf(page).some((member) => moreNames.has(member.word))
  switch (word) {
    case 'after':
      return within === 'cursors' || within === 'next' || within === 'cursor' || within === 'paging' || flagged
    case 'startingafter':
      return within === 'next'
    case 'lastid':
      return flagged
    case 'offset':
      return typeof value === 'string' && !/^\d+$/.test(value)
    case 'pagetoken':
    case 'searchafter':
      return false
    default:
      return true
  }
}

/** The parameter that takes a cursor of this name. */
function targetOf(
  name: string,
  hints: Hints,
  { request }: Page,
): { readonly param: string; readonly in: Place } | undefined {
  const named = paramNamed(hints, cursorParams[fold(name)] ?? [])
  if (named !== undefined) return { param: named.name, in: named.in }
  const [only, another] = cursorParamsOf(hints)
  if (only !== undefined && another === undefined) return { param: only.name, in: only.in }
  const custom = customaryParam[name]
  return custom === undefined || request.body !== undefined || only !== undefined
    ? undefined
    : { param: custom, in: 'query' }
}

const cursorParamsOf = ({ params }: Hints): readonly Param[] => params.filter((one) => roleOfParam(one) === 'cursor')

/** APIs that leave the cursor out of the last page: the declared answer tells where it would be. */
function described(page: Page, hints: Hints) {
  for (const { name, pointer: next } of declaredMembers(hints.answer, (word) => envelopes.has(word))) {
    const word = fold(name)
    if (
      !Object.hasOwn(cursorParams, word) ||
      !/next|marker|continuation|iterator|bookmark|endcursor|^cursor$/.test(word)
    )
      continue
    const target = targetOf(name, hints, page)
    if (target !== undefined) return { evidence: 'described' as const, options: { style, next, ...target } as const }
  }
  return undefined
}
