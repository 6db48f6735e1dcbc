import { itemSpans, memberSpans, recordTextsOf } from '../core/index.ts'
import { linesOf, type Form } from './query/window.ts'

const mostKeys = 24
const deepest = 4
/** Items of a list that are looked at in long texts: the first ones and some from all over it. */
const sampled = 200
/** Characters up to which every item is looked at. */
const short = 512 * 1024
const longest = 1_200

/** What is known of all values at one place. */
interface Seen {
  count: number
  types: Set<string>
  least: number
  most: number
  /** Lengths of lists. */
  shortest: number
  largest: number
  values: Set<string>
  keys: Map<string, Seen>
  items: Seen | undefined
}

const nothing = (): Seen => ({
  count: 0,
  types: new Set(),
  least: Number.POSITIVE_INFINITY,
  most: Number.NEGATIVE_INFINITY,
  shortest: Number.POSITIVE_INFINITY,
  largest: 0,
  values: new Set(),
  keys: new Map(),
  items: undefined,
})

/** The shape of kept text in a line: types, keys, counts, ranges: `[1,250 × {id: 1…9000, status: "open"|"done", note?: text}]`. */
export function shapeOfText(text: string, form: Form): string {
  if (form === 'json') {
    const seen = nothing()
    look(text, Math.max(0, text.search(/\S/)), seen, 0)
    const shape = written(seen, 0, 1)
    const fitting = shape.length > longest ? written(seen, deepest - 2, 1).slice(0, longest) : shape
    return text.length > short ? `about ${fitting}` : fitting
  }
  if (form === 'csv') {
    const [header = '', ...rows] = recordTextsOf(text)
    return `${rows.length} rows; columns ${header.slice(0, 400)}`
  }
  const lines = linesOf(text)
  const average = Math.round(text.length / Math.max(1, lines.length))
  return `${lines.length} lines of about ${average} characters`
}

function look(text: string, start: number, seen: Seen, depth: number): void {
  seen.count++
  const char = text[start]
  if (char === '[') lookAtList(text, start, seen, depth)
  else if (char === '{') lookAtObject(text, start, seen, depth)
  else if (char === '"') {
    seen.types.add('text')
    const end = text.indexOf('"', start + 1)
    if (seen.values.size <= 6)
      seen.values.add(end - start > 30 || end < 0 ? `long ${seen.values.size}` : text.slice(start, end + 1))
  } else if (char === 't' || char === 'f') seen.types.add('true|false')
  else if (char === 'n') seen.types.add('null')
  else lookAtNumber(text, start, seen)
}

function lookAtNumber(text: string, start: number, seen: Seen): void {
  const number = Number(/^[-\d.eE+]+/.exec(text.slice(start, start + 40))?.[0])
  seen.types.add('number')
  seen.least = Math.min(seen.least, number)
  seen.most = Math.max(seen.most, number)
}

function lookAtList(text: string, start: number, seen: Seen, depth: number): void {
  seen.types.add('list')
  seen.items ??= nothing()
  let total = 0
  for (const span of itemSpans(text, start)) {
    total++
    // the first ones, then ever fewer
    if (depth < deepest && (text.length <= short || total <= sampled || total % Math.ceil(total / sampled) === 0))
      look(text, span.start, seen.items, depth + 1)
  }
  seen.shortest = Math.min(seen.shortest, total)
  seen.largest = Math.max(seen.largest, total)
}

function lookAtObject(text: string, start: number, seen: Seen, depth: number): void {
  seen.types.add('object')
  let keys = 0
  for (const member of memberSpans(text, start)) {
    keys++
    if (depth >= deepest) continue
    let known = seen.keys.get(member.name)
    if (known === undefined) {
      if (seen.keys.size >= 400) continue
      known = nothing()
      seen.keys.set(member.name, known)
    }
    look(text, member.start, known, depth + 1)
  }
  seen.largest = Math.max(seen.largest, keys)
}

function written(seen: Seen, depth: number, holders: number): string {
  const types = [...seen.types].flatMap((type) => {
    if (type === 'list') return [writtenList(seen, depth)]
    if (type === 'object') return [writtenObject(seen, depth)]
    if (type === 'number') return [seen.least === seen.most ? `${seen.least}` : `${seen.least}…${seen.most}`]
    if (type === 'text') return [writtenText(seen)]
    return [type]
  })
  return types.join('|') || (holders === 0 ? '' : 'nothing')
}

/** A few short values that repeat are the values themselves. */
function writtenText({ values, count }: Seen): string {
  const repeat = values.size <= 6 && count >= 2 * values.size && ![...values].some((value) => value.startsWith('long'))
  return repeat ? [...values].join('|') : 'text'
}

function writtenList({ items, shortest, largest }: Seen, depth: number): string {
  const count = shortest === largest ? `${largest}` : `${shortest}…${largest}`
  if (items === undefined || largest === 0) return '[]'
  return depth >= deepest ? `[${count}]` : `[${count} × ${written(items, depth + 1, 1)}]`
}

function writtenObject(seen: Seen, depth: number): string {
  if (depth >= deepest) return '{…}'
  const entries = [...seen.keys]
  if (isMap(entries)) {
    const [first] = entries
    const all = entries.length < seen.largest ? seen.largest : entries.length
    return `{${all} keys such as "${first?.[0] ?? ''}": ${first === undefined ? '' : written(first[1], depth + 1, 1)}}`
  }
  const objects = Math.max(...entries.map(([, value]) => value.count), 1)
  const shown = entries
    .slice(0, mostKeys)
    .map(
      ([name, value]) =>
        `${/^[A-Za-z_][\w-]*$/.test(name) ? name : `"${name}"`}${value.count < objects ? '?' : ''}: ${written(value, depth + 1, 1)}`,
    )
  return `{${shown.join(', ')}${entries.length > mostKeys ? `, … ${entries.length - mostKeys} more` : ''}}`
}

/** An object keyed by identifiers: many keys, each object or list, alike. */
function isMap(entries: readonly (readonly [string, Seen])[]): boolean {
  if (entries.length < 20) return false
  const kinds = new Set(
    entries.map(([, value]) => `${[...value.types].join('|')}${[...value.keys.keys()].slice(0, 3).join()}`),
  )
  return kinds.size <= 2
}
