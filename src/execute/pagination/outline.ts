import { itemSpans, memberSpans, parseJson } from '../../core/index.ts'
import { fold, isLinks } from './words.ts'

/** A list of an answer without its items. */
export interface OutlinedList {
  readonly count: number
  readonly last: unknown
}

/** What stands around the lists of an answer, and how long they are. */
export interface Outline {
  /** The answer with a stand-in for every item of its lists: `{}` for an object, `0` for anything else; lists of links as they are. */
  readonly data: unknown
  readonly lists: ReadonlyMap<string, OutlinedList>
}

const deepest = 5
const longest = 2_000 // characters of one value that is read
const longestItem = 20_000 // of the last item, and of one link
const mostLinks = 100

/** An answer in outline, in one pass over its text and without parsing the items of its lists. */
export function outlineOf(text: string): Outline {
  const lists = new Map<string, OutlinedList>()
  const read = (start: number, end: number, at: string): unknown => {
    const first = text[start]
    if (first === '[') return list(start, at)
    if (first === '{') return at.split('/').length > deepest ? {} : object(start, at)
    return end - start > longest ? '' : parseJson(text.slice(start, end))
  }
  const list = (start: number, at: string): unknown[] => {
    const items: unknown[] = []
    const asTheyAre = isLinks(fold(at.slice(at.lastIndexOf('/') + 1)))
    let last = { start: 0, end: 0 }
    for (const span of itemSpans(text, start)) {
      const reads = asTheyAre && items.length < mostLinks && span.end - span.start <= longestItem
      items.push(reads ? parseJson(text.slice(span.start, span.end)) : text[span.start] === '{' ? {} : 0)
      last = span
    }
    const size = last.end - last.start
    lists.set(at, {
      count: items.length,
      last: size === 0 || size > longestItem ? undefined : parseJson(text.slice(last.start, last.end)),
    })
    return items
  }
  const object = (start: number, at: string): Record<string, unknown> => {
    const members: [string, unknown][] = []
    for (const { name, start: from, end } of memberSpans(text, start)) {
      const key = name.includes('\\') ? String(JSON.parse(`"${name}"`)) : name // part of JSON text
      members.push([key, read(from, end, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)])
    }
    return Object.fromEntries(members)
  }
  return { data: read(0, text.length, ''), lists }
}
