import { compactJson, itemSpans, memberSpans, type Span } from '../../core/index.ts'
import { nameOf } from '../fit-json.ts'

type Path = readonly (string | number)[]

/** Names and indexes of a select that is nothing else: `data.items[3]."a b"`; `undefined` for every other one. */
export function plainPath(select: string): Path | undefined {
  const step =
    /\s*(?:(?<dot>\.?)\s*(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<quoted>"(?:[^"\\]|\\.)*"))|\[(?<index>\d{1,15})\])\s*/y
  const path: (string | number)[] = []
  while (step.lastIndex < select.length) {
    const found = step.exec(select)?.groups
    if (found === undefined) return undefined
    const { dot, name, quoted, index } = found
    if (index === undefined && (dot === '.') === (path.length === 0)) return undefined
    const segment = index === undefined ? (name ?? readName(quoted ?? '')) : Number(index)
    if (segment === undefined) return undefined
    path.push(segment)
  }
  return path.length === 0 ? undefined : path
}

function readName(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string // a quoted text
  } catch {
    return undefined
  }
}

/**
 * The JSON text at a path, with every digit as it was kept and nothing else read; `undefined` where there is nothing, or
 * null, or a list of nothing. Of members of one name the last one counts.
 */
export function textAt(text: string, path: Path): string | undefined {
  let place: Span | undefined = { start: Math.max(0, text.search(/\S/)), end: text.length }
  for (const segment of path) {
    place = typeof segment === 'number' ? itemAt(text, place.start, segment) : memberAt(text, place.start, segment)
    if (place === undefined) return undefined
  }
  const found = text.slice(place.start, place.end)
  if (/^(?:null|\[\s*\])?$/.test(found)) return undefined
  try {
    return compactJson(found)
  } catch {
    return undefined // what was too long to be looked at may be no JSON, whatever it was called
  }
}

function itemAt(text: string, start: number, wanted: number): Span | undefined {
  if (text[start] !== '[') return undefined
  let at = 0
  for (const span of itemSpans(text, start)) if (at++ === wanted) return span
  return undefined
}

function memberAt(text: string, start: number, wanted: string): Span | undefined {
  if (text[start] !== '{') return undefined
  let found: Span | undefined
  for (const member of memberSpans(text, start)) if (nameOf(member) === wanted) found = member
  return found
}
