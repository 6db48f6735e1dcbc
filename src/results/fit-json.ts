import { estimateTokens } from '../core/index.ts'
import { fits, fitText, prefixWithin } from './fit-text.ts'
import { itemSpans, memberSpans, type MemberSpan, type Span } from './json-spans.ts'
import type { Fitted } from './model.ts'

/** Members up to this length are kept before larger ones: counts, cursors, identifiers. */
const small = 400
const mostMembers = 1_000
const mostNotes = 6

/**
 * JSON text within a budget, still valid JSON with every digit as it came: the first items of lists, small members of
 * objects before large ones, long strings shortened with `…`; and what is missing, by JSON Pointer.
 */
export function fitJson(text: string, budget: number): Fitted {
  if (fits(text, budget)) return { text, missing: undefined }
  for (let share = budget; share >= 1; share = Math.floor(share * 0.85)) {
    const notes: string[] = []
    const fitted = cut(text, { start: firstOf(text), end: text.length }, share, '', notes)
    if (fitted === undefined) break
    if (estimateTokens(fitted) <= budget) return { text: fitted, missing: listed(notes) }
  }
  return fitText(text, budget)
}

const firstOf = (text: string): number => Math.max(0, text.search(/\S/))

function listed(notes: readonly string[]): string {
  const more = notes.length > mostNotes ? [`${notes.length - mostNotes} more cuts`] : []
  return [...notes.slice(0, mostNotes), ...more].join('; ')
}

/** The value at a span within a budget; `undefined` when not even its brackets fit. */
function cut(text: string, span: Span, budget: number, at: string, notes: string[]): string | undefined {
  if (budget < 2) return undefined
  const cost = costOf(text, span, budget)
  if (cost <= budget) return text.slice(span.start, span.end)
  const first = text[span.start]
  if (first === '[') return cutArray(text, span, budget, at, notes)
  if (first === '{') return cutObject(text, span, budget, at, notes)
  return first === '"' ? cutString(text, span, budget, at, notes) : undefined
}

function costOf(text: string, { start, end }: Span, budget: number): number {
  return end - start > budget * 16 ? Number.POSITIVE_INFINITY : estimateTokens(text.slice(start, end))
}

const placeOf = (at: string): string => (at === '' ? 'the list' : at)

function cutArray(text: string, span: Span, budget: number, at: string, notes: string[]): string {
  const kept: string[] = []
  let left = budget - 2
  let total = 0
  let full = false
  const inner: string[] = []
  for (const item of itemSpans(text, span.start)) {
    total++
    if (full) continue
    const cost = costOf(text, item, left) + 1
    if (cost <= left) {
      kept.push(text.slice(item.start, item.end))
      left -= cost
      continue
    }
    full = true
    const part =
      kept.length === 0 || left > budget / 2 ? cut(text, item, left - 1, `${at}/${kept.length}`, inner) : undefined
    if (part !== undefined) kept.push(part)
  }
  if (kept.length < total) notes.push(`${placeOf(at)} shows ${kept.length} of ${total} items`)
  notes.push(...inner)
  return `[${kept.join(',')}]`
}

function cutObject(text: string, span: Span, budget: number, at: string, notes: string[]): string {
  const members: MemberSpan[] = []
  let total = 0
  for (const member of memberSpans(text, span.start)) if (++total <= mostMembers) members.push(member)
  const written = new Map<MemberSpan, string>()
  let left = budget - 2
  for (const member of members) {
    if (member.end - member.from > small) continue
    const cost = estimateTokens(text.slice(member.from, member.end)) + 1
    if (cost > left) continue
    written.set(member, text.slice(member.from, member.end))
    left -= cost
  }
  const large = members.filter((member) => member.end - member.from > small)
  for (const [index, member] of large.entries()) {
    const label = text.slice(member.from, member.start)
    const share = Math.floor(left / (large.length - index)) - estimateTokens(label) - 1
    const value = cut(text, member, share, `${at}/${escaped(member.name)}`, notes)
    if (value === undefined) continue
    written.set(member, label + value)
    left -= estimateTokens(label + value) + 1
  }
  const lost = members.filter((member) => !written.has(member)).map((member) => member.name)
  if (lost.length > 0 || total > members.length) {
    const names = lost.slice(0, 8).join(', ')
    notes.push(
      `${at === '' ? 'the object' : at} is without ${total - written.size} members${names === '' ? '' : ` (${names}${lost.length > 8 ? ', …' : ''})`}`,
    )
  }
  return `{${members.flatMap((member) => written.get(member) ?? []).join(',')}}`
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function cutString(
  text: string,
  { start, end }: Span,
  budget: number,
  at: string,
  notes: string[],
): string | undefined {
  const inner = text.slice(start + 1, end - 1)
  let length = prefixWithin(inner.slice(0, budget * 16), budget - 3)
  if (length <= 0) return undefined
  const tail = /\\(?:u[0-9a-fA-F]{0,3})?$/.exec(inner.slice(0, length)) // an escape must not be cut in two
  if (tail !== null && isEscape(inner, tail.index)) length = tail.index
  notes.push(`${at === '' ? 'the text' : at} shows ${length} of ${inner.length} characters`)
  return `"${inner.slice(0, length)}…"`
}

/** Whether the backslash at an index begins an escape, and is not the second half of one. */
function isEscape(text: string, index: number): boolean {
  let before = 0
  while (text[index - 1 - before] === '\\') before++
  return before % 2 === 0
}
