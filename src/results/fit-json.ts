import { estimateTokens, itemSpans, memberSpans, type MemberSpan, type Span } from '../core/index.ts'
import { fits, fitText, prefixWithin } from './fit-text.ts'
import type { Cut, Fitted } from './model.ts'

type Path = Cut['path']

/** Members up to this length are kept before larger ones: counts, cursors, identifiers. */
const small = 400
const mostMembers = 1_000
const mostNotes = 6

/**
 * JSON text within a budget, still valid JSON with every digit as it came: the first items of lists, small members of
 * objects before large ones, long strings shortened with `…`; and what is missing, by JSON Pointer.
 */
export function fitJson(text: string, budget: number): Fitted {
  if (fits(text, budget)) return { text, missing: undefined, cuts: [] }
  for (let share = budget; share >= 1; share = Math.floor(share * 0.85)) {
    const cuts: Cut[] = []
    const fitted = cut(text, { start: firstOf(text), end: text.length }, share, [], cuts)
    if (fitted === undefined) break
    if (estimateTokens(fitted) <= budget) return { text: fitted, missing: listed(cuts), cuts }
  }
  return fitText(text, budget)
}

const firstOf = (text: string): number => Math.max(0, text.search(/\S/))

function listed(cuts: readonly Cut[]): string {
  const more = cuts.length > mostNotes ? [`${cuts.length - mostNotes} more cuts`] : []
  return [...cuts.slice(0, mostNotes).map(said), ...more].join('; ')
}

function said({ path, what, shown, total, names = [] }: Cut): string {
  const at = path.map((segment) => `/${escaped(String(segment))}`).join('')
  if (what === 'items') return `${at === '' ? 'the list' : at} shows ${shown} of ${total} items`
  if (what === 'characters') return `${at === '' ? 'the text' : at} shows ${shown} of ${total} characters`
  const some = names.slice(0, 8).join(', ')
  const which = some === '' ? '' : ` (${some}${names.length > 8 ? ', …' : ''})`
  return `${at === '' ? 'the object' : at} is without ${total - shown} members${which}`
}

/** The value at a span within a budget; `undefined` when not even its brackets fit. */
function cut(text: string, span: Span, budget: number, path: Path, cuts: Cut[]): string | undefined {
  if (budget < 2) return undefined
  const cost = costOf(text, span, budget)
  if (cost <= budget) return text.slice(span.start, span.end)
  const first = text[span.start]
  if (first === '[') return cutArray(text, span, budget, path, cuts)
  if (first === '{') return cutObject(text, span, budget, path, cuts)
  return first === '"' ? cutString(text, span, budget, path, cuts) : undefined
}

function costOf(text: string, { start, end }: Span, budget: number): number {
  return end - start > budget * 16 ? Number.POSITIVE_INFINITY : estimateTokens(text.slice(start, end))
}

function cutArray(text: string, span: Span, budget: number, path: Path, cuts: Cut[]): string {
  const kept: string[] = []
  let left = budget - 2
  let total = 0
  let full = false
  const inner: Cut[] = []
  let whole = 0
  for (const item of itemSpans(text, span.start)) {
    total++
    if (full) continue
    const cost = costOf(text, item, left) + 1
    if (cost <= left) {
      kept.push(text.slice(item.start, item.end))
      whole++
      left -= cost
      continue
    }
    full = true
    const part =
      kept.length === 0 || left > budget / 2 ? cut(text, item, left - 1, [...path, kept.length], inner) : undefined
    if (part !== undefined) kept.push(part)
  }
  if (whole < total) cuts.push({ path, what: 'items', shown: whole, total })
  cuts.push(...inner)
  return `[${kept.join(',')}]`
}

function cutObject(text: string, span: Span, budget: number, path: Path, cuts: Cut[]): string {
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
    const value = cut(text, member, share, [...path, nameOf(member)], cuts)
    if (value === undefined) continue
    written.set(member, label + value)
    left -= estimateTokens(label + value) + 1
  }
  const lost = members.filter((member) => !written.has(member)).map((member) => member.name)
  if (lost.length > 0 || total > members.length) {
    cuts.push({ path, what: 'members', shown: written.size, total, names: lost.slice(0, 20) })
  }
  return `{${members.flatMap((member) => written.get(member) ?? []).join(',')}}`
}

/** The name of a member, its escapes undone. */
export function nameOf({ name }: Pick<MemberSpan, 'name'>): string {
  return name.includes('\\') ? String(JSON.parse(`"${name}"`)) : name
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function cutString(text: string, { start, end }: Span, budget: number, path: Path, cuts: Cut[]): string | undefined {
  const inner = text.slice(start + 1, end - 1)
  let length = prefixWithin(inner.slice(0, budget * 16), budget - 3)
  if (length <= 0) return undefined
  const tail = /\\(?:u[0-9a-fA-F]{0,3})?$/.exec(inner.slice(0, length)) // an escape must not be cut in two
  if (tail !== null && isEscape(inner, tail.index)) length = tail.index
  const shown = (JSON.parse(`"${inner.slice(0, length)}"`) as string).length // a whole JSON string: the cut is outside escapes
  cuts.push({ path, what: 'characters', shown, total: inner.length - (length - shown) })
  return `"${inner.slice(0, length)}…"`
}

/** Whether the backslash at an index begins an escape, and is not the second half of one. */
function isEscape(text: string, index: number): boolean {
  let before = 0
  while (text[index - 1 - before] === '\\') before++
  return before % 2 === 0
}
