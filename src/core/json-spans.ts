import { pointerSegments } from './pointer.ts'

/** A value inside JSON text: where it begins and ends. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A member of an object inside JSON text. */
export interface MemberSpan extends Span {
  readonly name: string
  /** Where the quoted name begins; the member is `text.slice(from, end)`. */
  readonly from: number
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  return at
}

/** The index after the string that begins at `start`, or the end of the text when it never ends. */
function stringEnd(text: string, start: number): number {
  for (let from = start + 1; ;) {
    const end = text.indexOf('"', from)
    if (end < 0) return text.length
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++
    if (slashes % 2 === 0) return end + 1
    from = end + 1
  }
}

/** The index after the value that begins at `start`. The text is JSON, or the beginning of JSON. */
export function valueEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length;) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      at = stringEnd(text, at)
      if (depth === 0) return at
      continue
    }
    if (code === 0x5b || code === 0x7b) depth++
    else if (code === 0x5d || code === 0x7d) {
      if (depth === 0) return at
      depth--
      if (depth === 0) return at + 1
    } else if (depth === 0 && (code === 0x2c || isSpace(code))) return at
    at++
  }
  return text.length
}

/** The items of the array that begins at `start`, one after the other. */
export function* itemSpans(text: string, start: number): Generator<Span> {
  let at = skipSpace(text, start + 1)
  while (at < text.length && text[at] !== ']') {
    const end = valueEnd(text, at)
    if (end === at) return
    yield { start: at, end }
    at = skipSpace(text, end)
    if (text[at] !== ',') return
    at = skipSpace(text, at + 1)
  }
}

/** The members of the object that begins at `start`, one after the other. */
export function* memberSpans(text: string, start: number): Generator<MemberSpan> {
  let at = skipSpace(text, start + 1)
  while (text[at] === '"') {
    const from = at
    const nameEnd = stringEnd(text, at)
    at = skipSpace(text, nameEnd)
    if (text[at] !== ':') return
    at = skipSpace(text, at + 1)
    const end = valueEnd(text, at)
    yield { name: text.slice(from + 1, nameEnd - 1), from, start: at, end }
    at = skipSpace(text, end)
    if (text[at] !== ',') return
    at = skipSpace(text, at + 1)
  }
}

/**
 * Where the value at a JSON Pointer stands in JSON text, found without parsing the rest; the last of duplicate names
 * counts, as it does in `parseJson`. `undefined` where there is none.
 */
export function spanAt(text: string, pointer: string): Span | undefined {
  const start = skipSpace(text, 0)
  let here: Span | undefined = { start, end: text.length }
  for (const segment of pointerSegments(pointer)) {
    here = childOf(text, here, segment)
    if (here === undefined) return undefined
  }
  return here.start === start ? { start, end: valueEnd(text, start) } : here
}

function childOf(text: string, { start }: Span, segment: string): Span | undefined {
  if (text[start] === '{') {
    let found: Span | undefined
    for (const member of memberSpans(text, start)) if (nameOf(member) === segment) found = member
    return found
  }
  if (text[start] !== '[' || !/^(?:0|[1-9]\d*)$/.test(segment)) return undefined
  let left = Number(segment)
  for (const item of itemSpans(text, start)) if (left-- === 0) return item
  return undefined
}

/** The name of a member as it is meant: most are written without an escape. */
function nameOf({ name }: MemberSpan): string {
  return name.includes('\\') ? String(JSON.parse(`"${name}"`)) : name // part of JSON text
}
