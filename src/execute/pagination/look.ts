import { ExactNumber, pointer, pointerSegments } from '../../core/index.ts'
import type { Page } from './model.ts'
import {
  envelopes,
  fold,
  lastNames,
  moreNames,
  offsetEchoNames,
  pageEchoNames,
  pagesNames,
  roleOf,
  totalNames,
} from './words.ts'

/** A member of the part of an answer that speaks of the whole list. */
export interface Member {
  readonly pointer: string
  /** As written, and folded. */
  readonly name: string
  readonly word: string
  readonly value: unknown
  /** The folded name of the object that it stands in; `''` at the root. */
  readonly within: string
}

const deepest = 5
const mostMembers = 400

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)

/** What XML says of an element with attributes as its value: the text, which is what matters here. */
export function plainValue(value: unknown): unknown {
  if (!isObject(value) || typeof value['#text'] !== 'string') return value
  const { '#text': text, ...others } = value
  return Object.keys(others).every((name) => name.startsWith('@')) ? text : value
}

/** A name without the prefix of its namespace: `opensearch:totalResults`. */
export const localName = (name: string): string => name.replace(/^[A-Za-z][\w.-]*:(?=.)/, '')

/** Looked at several times a page. */
const seen = new WeakMap<Page, readonly Member[]>()

/** The members around the list, those nearest to the root first; nothing of the items, and of no other object. */
export function membersOf(page: Page): readonly Member[] {
  const known = seen.get(page)
  if (known !== undefined) return known
  const found: Member[] = []
  let level: { readonly at: string; readonly within: string; readonly value: unknown }[] = [
    { at: '', within: '', value: page.data },
  ]
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const below: typeof level = []
    for (const { at, within, value } of level) {
      if (!isObject(value)) continue
      for (const [name, said] of Object.entries(value)) {
        if (found.length >= mostMembers) break
        const here = at + pointer(name)
        const word = fold(localName(name))
        const member = plainValue(said)
        found.push({ pointer: here, name, word, value: member, within })
        const around = page.items.startsWith(`${here}/`)
        if (isObject(member) && (envelopes.has(word) || around)) below.push({ at: here, within: word, value: member })
      }
    }
    level = below
  }
  seen.set(page, found)
  return found
}

/** A whole number, also as a text of digits. */
export function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

export const headerOf = ({ headers }: Pick<Page, 'headers'>, name: string): string | undefined =>
  headers.find(([one]) => one === name)?.[1]

/** Whether the page itself says that another one follows; `undefined` when it says nothing. */
export function moreFlag(page: Page): boolean | undefined {
  for (const { word, value } of membersOf(page)) {
    const flag = typeof value === 'string' && /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value
    if (typeof flag !== 'boolean') continue
    if (moreNames.has(word)) return flag
    if (lastNames.has(word)) return !flag
  }
  const flag = paginationHeader(page)?.['hasnext'] ?? headerOf(page, 'x-has-more') ?? headerOf(page, 'x-has-next-page')
  return typeof flag === 'boolean' ? flag : flag === 'true' ? true : flag === 'false' ? false : undefined
}

/** `X-Pagination: {"TotalPages":3,…}`, as some frameworks send it, names folded. */
function paginationHeader(page: Page): Readonly<Record<string, unknown>> | undefined {
  const text = headerOf(page, 'x-pagination')
  if (text === undefined || text.length > 4_000 || !text.trimStart().startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [fold(name), one])) : {}
  } catch {
    return undefined // something else under the same name
  }
}

const totalHeaders =
  /^(?:x-total-count|x-total|total-count|x-wp-total|x-pagination-total(?:-count)?|x-total-items|x-items-total|x-count)$/
const pagesHeaders =
  /^(?:x-total-pages|x-wp-totalpages|x-pagination-(?:page-count|total-pages)|x-page-count|total-pages)$/

/** How many pages there are, where a header says it. */
export const pagesInHeaders = ({ headers }: Pick<Page, 'headers'>): number | undefined =>
  wholeNumber(headers.find(([name, value]) => pagesHeaders.test(name) && wholeNumber(value) !== undefined)?.[1])

/** Which items of how many a page has, by `Content-Range` in another unit than bytes (RFC 9110 §14.4). */
export interface ItemRange {
  /** As the answer names it; `''` where it does not. */
  readonly unit: string
  readonly first: number
  readonly last: number
  readonly total: number | undefined
}

export function contentRange(page: Pick<Page, 'headers'>): ItemRange | undefined {
  const found = /^(?:([\w-]{1,40}) +|)(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(
    headerOf(page, 'content-range')?.trim() ?? '',
  )
  if (found === null || found[1]?.toLowerCase() === 'bytes') return undefined
  const [, unit = '', first, last, total] = found
  return { unit, first: Number(first), last: Number(last), total: wholeNumber(total) }
}

/** How many items and pages the answer says there are in all. */
export interface Totals {
  readonly items: number | undefined
  readonly pages: number | undefined
}

export function totalsOf(page: Page): Totals {
  const { headers, count } = page
  const numberIn = (names: RegExp): number | undefined =>
    wholeNumber(headers.find(([name, value]) => names.test(name) && wholeNumber(value) !== undefined)?.[1])
  const listed = paginationHeader(page)
  const range = wholeNumber(/^(?!bytes ).*\/(\d{1,15})$/.exec(headerOf(page, 'content-range')?.trim() ?? '')?.[1])
  return {
    items: numberIn(totalHeaders) ?? totalIn(page) ?? range ?? first(listed, totalNames, count),
    pages: pagesInHeaders(page) ?? pagesIn(page) ?? first(listed, pagesNames, 0),
  }
}

function first(
  listed: Readonly<Record<string, unknown>> | undefined,
  names: ReadonlySet<string>,
  least: number,
): number | undefined {
  const found = Object.entries(listed ?? {}).find(([name]) => names.has(name))
  const number = wholeNumber(found?.[1])
  return number !== undefined && number >= least ? number : undefined
}

/** `count` is a total only where it cannot be the count of this page; an estimate is none. */
function totalIn(page: Page): number | undefined {
  const listed = fold(pointerSegments(page.items).at(-1) ?? '')
  for (const { word, value, within } of membersOf(page)) {
    if (!totalNames.has(word) && !isTotalOf(word, listed)) continue
    if (isObject(value)) {
      const { value: exact, relation } = value
      if (relation === undefined || relation === 'eq') return wholeNumber(exact) // Elasticsearch
      continue
    }
    const number = wholeNumber(value)
    if (number === undefined || number < page.count) continue
    const vague = word === 'count' || word === 'resultcount' || word === 'itemcount'
    if (vague && number === page.count) continue
    if (word === 'total' && within === 'pages') continue
    return number
  }
  return undefined
}

/** `total_transactions` beside `transactions`. */
export const isTotalOf = (word: string, list: string): boolean =>
  list !== '' && (word === `total${list}` || word === `${list}total` || word === `total${list}count`)

function pagesIn(page: Page): number | undefined {
  for (const { word, value, within } of membersOf(page)) {
    const number = pagesNames.has(word) || (word === 'total' && within === 'pages') ? wholeNumber(value) : undefined
    if (number !== undefined) return number
  }
  return undefined
}

/** The number of this page, or of its first item, as the answer repeats it, and under which name. */
export function echoedAs(page: Page, what: 'page' | 'offset'): { name: string; number: number } | undefined {
  const names = what === 'page' ? pageEchoNames : offsetEchoNames
  for (const { name, word, value } of membersOf(page)) {
    const number = names.has(word) ? wholeNumber(value) : undefined
    if (number === undefined) continue
    if ((word === 'number' || word === 'current') && (pagesIn(page) ?? moreFlag(page)) === undefined) continue // of something else
    return { name, number }
  }
  return undefined
}

/** Whether the page is as long as the answer says that its pages are: `per_page` beside `page`, `limit` beside `offset`. */
export const saysItIsFull = (page: Page): boolean =>
  page.count > 1 &&
  membersOf(page).some(
    ({ name, word, value }) => roleOf(name) === 'size' && !totalNames.has(word) && wholeNumber(value) === page.count,
  )

export const echoOf = (page: Page, what: 'page' | 'offset'): number | undefined => echoedAs(page, what)?.number
