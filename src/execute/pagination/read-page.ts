import { createHash } from 'node:crypto'
import { CustomApiError, itemSpans, parseJson, spanAt } from '../../core/index.ts'
import type { HttpRequest } from '../../http/index.ts'
import type { Outcome } from '../model.ts'
import { findItems, type ItemsQuestion } from './items.ts'
import type { Page } from './model.ts'
import { pageBody, type PageBody } from './page-body.ts'
import { findOnlyItem } from './only-item.ts'
import { isObject } from './look.ts'
import { fold } from './words.ts'

/** A page with its items as they came: one text, `{…},{…}`, every digit kept. */
export interface PageText extends Page {
  readonly text: string
  /** The same for two pages with the same items. */
  readonly digest: string
  /** The first row, of CSV. */
  readonly names?: string | undefined
  /** Some of the items, as one text. */
  slice(from: number, to: number): string
}

/** What is needed to make a page of an answer. */
export interface Reading {
  readonly request: HttpRequest
  readonly before: number | undefined
  /** Where the list is; found in the first page. */
  readonly items: string | ItemsQuestion
  /** The first row of the page before, of CSV. */
  readonly names?: string | undefined
}

/**
 * A page out of an answer of success.
 *
 * Only what stands around the list is parsed, and its last item.
 *
 * @throws CustomApiError `upstream.unreadable` for an answer that holds no records; `result.too_large` for one that was cut off;
 * `arguments.invalid` when its list is not found
 */
export function readPage(outcome: Outcome, { request, before, items, names }: Reading): PageText {
  const headers = outcome.headers.map(([name, value]) => [name.toLowerCase(), value] as const)
  const came = pageBody(outcome, names)
  const nothing = { text: '', digest: '', count: 0, last: undefined, slice: () => '' }
  if (came === undefined)
    return { ...nothing, request, headers, before, data: undefined, items: typeof items === 'string' ? items : '' }
  let body = came.text
  if (body === '{}')
    return { ...nothing, request, headers, before, data: {}, items: typeof items === 'string' ? items : '' }
  const at = typeof items === 'string' ? items : listOf(came, items)
  let span = spanAt(body, at)
  if (came.isXml && span !== undefined && body[span.start] !== '[') {
    const only = body.slice(span.start, span.end)
    body = `${body.slice(0, span.start)}[${only === '""' ? '' : only}]${body.slice(span.end)}`
    span = spanAt(body, at)
  }
  if (span === undefined || body.startsWith('null', span.start)) {
    const data = parseJson(body)
    if (typeof items === 'string') refuseReport(data, at)
    return { ...nothing, request, headers, before, data, items: at }
  }
  if (body[span.start] !== '[')
    throw new CustomApiError('upstream.unreadable', `a later page holds no list at "${at}"`, {
      hint: 'the pages of this list are not alike; call the operation itself for the page',
    })
  const ends: number[] = []
  let last: string | undefined
  for (const item of itemSpans(body, span.start)) {
    ends.push(item.end)
    last = body.slice(item.start, item.end)
  }
  const from = span.start + 1
  const slice = (first: number, to: number): string => {
    const end = ends[to - 1]
    if (end === undefined || to <= first) return ''
    return body.slice(first === 0 ? from : (ends[first - 1] ?? from) + 1, end)
  }
  const text = slice(0, ends.length)
  return {
    request,
    headers,
    before,
    items: at,
    data: parseJson(`${body.slice(0, span.start)}[]${body.slice(span.end)}`),
    count: ends.length,
    last: last === undefined ? undefined : parseJson(last),
    text,
    names: came.names,
    digest: createHash('sha256').update(text).digest('base64'),
    slice,
  }
}

/** XML says a list of one item as the item. */
function listOf({ text, isXml }: PageBody, question: ItemsQuestion): string {
  const data = parseJson(text)
  return (isXml ? findOnlyItem(data, question) : undefined) ?? findItems(data, question)
}

/**
 * APIs leave out a list that is empty; a report of an error under a status of success is no empty page.
 *
 * @throws CustomApiError `upstream.unreadable`
 */
function refuseReport(data: unknown, at: string): void {
  if (!isObject(data)) return
  const isReport = Object.entries(data).some(([name, value]) => {
    const word = fold(name)
    if (word === 'ok' || word === 'success') return value === false
    const isEmpty = value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0)
    return (word === 'error' || word === 'errors' || word === 'fault') && !isEmpty
  })
  if (!isReport) return
  throw new CustomApiError('upstream.unreadable', `a later page holds no list at "${at}", and speaks of an error`, {
    hint: 'go on later, or call the operation itself for that page to see what it says',
  })
}
