import * as z from 'zod'
import { at, ExactNumber } from '../../../core/index.ts'
import { declaredMembers, paramNamed, roleOfParam } from '../hints.ts'
import { askedValue } from '../asked.ts'
import { isObject, membersOf, moreFlag, plainValue, type Member } from '../look.ts'
import { defineStrategy, type Hints, type Page, type Param, type Place } from '../model.ts'
import { common, inPlace, nextPlace, param, styleKey } from '../options.ts'
import { cursorParams, customaryParam, envelopes, fold, moreNames, withoutHolder } from '../words.ts'

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
    return described(page, hints) ?? sameNamed(page, hints)
  },

  complete: (options, { params }) => {
    const known = params.find(({ name }) => name === options.param)
    return { in: known?.in ?? 'query', ...options }
  },

  next(page, { next, param, in: where = 'query' }) {
    if (moreFlag(page) === false) return { go: 'end' }
    const value = cursorIn(plainValue(at(page.data, next)))
    if (value === undefined) return { go: 'end' }
    const without = where === 'query' ? standsAlone[fold(param)] : undefined
    return { go: 'next', step: { in: where, param, value, ...(without === undefined ? {} : { without }) } }
  },
})

/** Arguments that are refused beside a cursor: OAI-PMH 2.0 §3.5. */
const standsAlone: Readonly<Record<string, readonly string[]>> = {
  resumptiontoken: ['metadataPrefix', 'set', 'from', 'until'],
}

/** A cursor that leads on; `0` leads to the beginning, which is how some say that there is no more. */
function cursorIn(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() === '' || value === '0' ? undefined : value
  if (typeof value === 'number') return value > 0 ? value : undefined
  if (value instanceof ExactNumber) return value
  return isObject(value) && Object.keys(value).length > 0 ? value : undefined
}

/** Words that mean a cursor only together with others: `after` within `cursors`, `last_id` beside `has_more`. */
function isCursorField({ word, value, within, pointer }: Member, page: Page): boolean {
  if (!Object.hasOwn(cursorParams, word)) return false
  if (isObject(value)) return word === 'lastevaluatedkey' || word === 'searchafter'
  if (typeof value === 'boolean' || Array.isArray(value)) return false
  const flagged = membersOf(page).some((member) => moreNames.has(member.word))
  switch (word) {
    case 'after':
      return flagged || afterHolders.has(within) || membersOf(page).some((one) => one.pointer === besideIt(pointer))
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

const afterHolders = new Set(['cursors', 'next', 'cursor', 'paging', 'page'])

/** Lists that go both ways: `after` beside `before`. */
const besideIt = (pointer: string): string => pointer.replace(/[^/]*$/, 'before')

/** An argument that the answer names as it does, with another value and the word that there is more: `vid-offset`. */
function sameNamed(page: Page, hints: Hints) {
  if (moreFlag(page) !== true) return undefined
  for (const { word, value, pointer: next } of membersOf(page)) {
    if ((typeof value !== 'string' && typeof value !== 'number') || cursorIn(value) === undefined) continue
    const same = hints.params.find(
      (one) => fold(withoutHolder(one.name)) === word && (roleOfParam(one) ?? 'cursor') === 'cursor',
    )
    if (same === undefined || String(askedValue(page.request, same.in, same.name)) === String(value)) continue
    return { evidence: 'more' as const, options: { style, next, param: same.name, in: same.in } as const }
  }
  return undefined
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
