import { ExactNumber, sameNumber } from './exact-number.ts'
import { explain, misread } from './json-fault.ts'

/** Nothing we read or write nests deeper. */
const maxDepth = 512

interface Shape {
  /** White space outside strings. */
  readonly spaced: boolean
  /** Start and end of numbers that a double does not hold. */
  readonly exact: readonly (readonly [start: number, end: number])[]
  /** Colons outside strings: the names of all objects together. */
  readonly names: number
}

const quote = 0x22
const backslash = 0x5c

/** The index after the string that begins at `start` (a quote), or the length of the text when it never ends. */
function stringEnd(text: string, start: number): number {
  for (let from = start + 1; ;) {
    const end = text.indexOf('"', from)
    if (end < 0) return text.length
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return end + 1
    from = end + 1
  }
}

const isNumberPart = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x65 || code === 0x45

const losesDigits = (token: string): boolean =>
  (token.length >= 16 || /[eE]/.test(token)) && !sameNumber(token, String(Number(token)))

/**
 * One pass over the structure of JSON text, strings skipped.
 *
 * @throws SyntaxError when it nests deeper than 512
 */
function scan(text: string): Shape {
  const exact: (readonly [number, number])[] = []
  let spaced = false
  let depth = 0
  let names = 0
  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i)
    if (code === quote) {
      i = stringEnd(text, i)
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const start = i
      while (i < text.length && isNumberPart(text.charCodeAt(i))) i++
      if (i - start > 2 && losesDigits(text.slice(start, i))) exact.push([start, i])
    } else {
      if (code === 0x7b || code === 0x5b) {
        if (++depth > maxDepth) throw misread(text, i, `it nests deeper than ${maxDepth} levels`)
      } else if (code === 0x7d || code === 0x5d) depth--
      else if (code <= 0x20) spaced = true
      else if (code === 0x3a) names++
      i++
    }
  }
  return { spaced, exact, names }
}

/** The engine's own parser, its complaint put into words that name the place and quote nothing. */
function parseNatively(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw explain(text) // the engine's message quotes the text
  }
}

/** Every marked string of a freshly parsed tree becomes the number that it stands for. In place; depth was checked. */
function unmark(value: unknown, mark: string, numbers: readonly string[]): unknown {
  if (typeof value === 'string')
    return value.startsWith(mark) ? new ExactNumber(numbers[Number(value.slice(mark.length))] ?? '') : value
  if (typeof value !== 'object' || value === null) return value
  const holder = value as Record<string, unknown> // object or array: both are read and written by key
  for (const key of Object.keys(holder)) {
    const before = holder[key]
    const after = unmark(before, mark, numbers)
    if (after !== before) holder[key] = after
  }
  return value
}

/** A prefix that occurs nowhere in the text. */
function unusedMark(text: string): string {
  for (let n = 0; ; n++) {
    const mark = `exact-number-${n}:`
    if (!text.includes(mark)) return mark
  }
}

/** The text with each of the spans replaced. */
function replaceSpans(
  text: string,
  spans: readonly (readonly [number, number])[],
  by: (index: number) => string,
): string {
  const pieces: string[] = []
  let from = 0
  for (const [index, [start, end]] of spans.entries()) {
    pieces.push(text.slice(from, start), by(index))
    from = end
  }
  pieces.push(text.slice(from))
  return pieces.join('')
}

/**
 * `JSON.parse` that loses no digit: a number that a double would change is an `ExactNumber`. The last of duplicate keys
 * wins and `__proto__` is a key like any other.
 *
 * @throws SyntaxError naming the position, when it is no JSON or nests deeper than 512
 */
export function parseJson(text: string): unknown {
  const { exact } = scan(text)
  const value = parseNatively(text)
  if (exact.length === 0) return value
  // Text with an escape for one of the mark's characters could spell the mark without containing it.
  const mark = unusedMark(text.includes('\\u') ? JSON.stringify(value) : text)
  const numbers = exact.map(([start, end]) => text.slice(start, end))
  const marked = replaceSpans(text, exact, (index) => `"${mark}${index}"`)
  return unmark(JSON.parse(marked), mark, numbers)
}

/** Whether a value holds anything that `JSON.stringify` writes differently from `stringifyJson`. */
function holdsExact(value: unknown, depth = 0): boolean {
  if (typeof value === 'bigint') return true
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof ExactNumber) return true
  if (depth > maxDepth) throw new RangeError(`a value nests deeper than ${maxDepth} levels`)
  return Object.values(value).some((inner) => holdsExact(inner, depth + 1))
}

/**
 * `JSON.stringify` for a JSON value, with `ExactNumber` and bigint written as the numbers that they are.
 *
 * @throws RangeError when the value nests deeper than 512 (a cycle does)
 */
export function stringifyJson(value: unknown, indent?: number): string {
  if (!holdsExact(value)) return JSON.stringify(value, undefined, indent) ?? 'null'
  const numbers: string[] = []
  const mark = unusedMark(
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)),
  )
  // `this` is the holder: `toJSON` of an ExactNumber has already run on the value passed in.
  const text = JSON.stringify(
    value,
    function (this: Record<string, unknown>, key, given: unknown) {
      const inner = this[key]
      if (typeof inner !== 'bigint' && !(inner instanceof ExactNumber)) return given
      numbers.push(String(inner))
      return `${mark}${numbers.length - 1}`
    },
    indent,
  )
  return text.replace(new RegExp(`"${mark}(\\d+)"`, 'g'), (_, index: string) => numbers[Number(index)] ?? 'null')
}

/**
 * JSON text without its insignificant white space; every token stays byte for byte as it came.
 *
 * @throws SyntaxError as `parseJson`
 */
export function compactJson(text: string): string {
  return readJson(text).text
}

/**
 * The same with what was read on the way: the engine's own value (numbers as doubles, for looking at only), and how many
 * names all its objects have as written. More than the value has: names are there twice.
 *
 * @throws SyntaxError as `parseJson`
 */
export function readJson(text: string): { readonly text: string; readonly value: unknown; readonly names: number } {
  const { spaced, names } = scan(text)
  const value = parseNatively(text)
  return { text: spaced ? withoutSpace(text) : text, value, names }
}

/** Valid JSON text without its white space. On bytes: four times as fast as joining slices of the string. */
function withoutSpace(text: string): string {
  const from = Buffer.from(text, 'utf8')
  const to = Buffer.allocUnsafe(from.length)
  let size = 0
  let inString = false
  for (let i = 0; i < from.length; i++) {
    const byte = from[i] ?? 0
    if (!inString && byte <= 0x20) continue
    to[size++] = byte
    if (byte === quote) inString = !inString
    else if (byte === backslash) to[size++] = from[++i] ?? 0 // only strings have one, and something follows it
  }
  return to.toString('utf8', 0, size)
}
