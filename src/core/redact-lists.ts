import type { View } from './redact-views.ts'

/** How a list of bytes is written: the digits of one byte, and what may stand between two of them. */
interface Notation {
  /** The byte whose digits begin at `i`, or -1. Sets `after` to where they end. */
  readonly byteAt: (source: Uint8Array, i: number) => number
}

let after = 0

const digit = 1
const hexLetter = 2
const between = 4
const ofPrefix = 8
const kinds = new Uint8Array(256)
for (let byte = 0x30; byte <= 0x39; byte++) kinds[byte] = digit
for (const letter of 'abcdefABCDEF') kinds[letter.charCodeAt(0)] = hexLetter
for (const mark of ' \t\r\n,:;-') kinds[mark.charCodeAt(0)] = between
for (const mark of 'xX') kinds[mark.charCodeAt(0)] = ofPrefix
const kindAt = (source: Uint8Array, i: number): number => kinds[source[i] ?? 0] ?? 0

/** `97`, at most 255. */
const decimal: Notation = {
  byteAt(source, i) {
    let value = 0
    let at = i
    for (; at < i + 3 && kindAt(source, at) === digit; at++) value = value * 10 + (source[at] ?? 0) - 0x30
    after = at
    return at > i && value <= 255 && (kindAt(source, at) & (digit | hexLetter)) === 0 ? value : -1
  },
}

/** `61`, `0x61`. */
const hexadecimal: Notation = {
  byteAt(source, i) {
    const at = source[i] === 0x30 && ((source[i + 1] ?? 0) | 0x20) === 0x78 ? i + 2 : i
    const high = nibble(source[at])
    const low = nibble(source[at + 1])
    after = at + 2
    return high < 0 || low < 0 || (kindAt(source, after) & (digit | hexLetter)) !== 0 ? -1 : high * 16 + low
  },
}

function nibble(byte = 0): number {
  const kind = kinds[byte] ?? 0
  if (kind === digit) return byte - 0x30
  return kind === hexLetter ? (byte | 0x20) - 0x57 : -1
}

/**
 * The bytes that lists of numbers stand for: `[97, 98]` as programs print a buffer, `61:62`, `61-62`, `61 62`,
 * `0x61, 0x62`. Only lists of `least` bytes and more.
 */
export function* listedBytes(source: Uint8Array, least: number): Generator<View> {
  const stretches = stretchesOf(source, least * 3 - 1) // two digits each, and what stands between them
  for (const notation of stretches.length === 0 ? [] : [decimal, hexadecimal]) {
    const bytes = new Uint8Array(stretches.reduce((sum, [from, to]) => sum + ((to - from) >> 1) + 1, 0))
    const readAll = (places: Uint32Array | undefined): number =>
      stretches.reduce((length, [from, to]) => read(source, from, to, notation, bytes, length, places, least), 0)
    const length = readAll(undefined)
    let places: Uint32Array | undefined
    if (length > 0)
      yield {
        bytes: bytes.subarray(0, length),
        locate(start, end) {
          if (places === undefined) readAll((places = new Uint32Array(length)))
          const last = places[end - 1] ?? 0
          notation.byteAt(source, last)
          return [places[start] ?? 0, after]
        },
      }
  }
}

const mostBetween = 40

/** Where nothing stands but digits and what goes between them, looked for by leaps. */
function stretchesOf(source: Uint8Array, shortest: number): readonly (readonly [from: number, to: number])[] {
  const found: [number, number][] = []
  const end = source.length
  for (let i = 0; i + shortest <= end;) {
    let probe = i + shortest - 1
    while (probe >= i && kinds[source[probe] ?? 0] !== 0) probe--
    if (probe >= i) {
      i = probe + 1
      continue
    }
    const from = i
    i += shortest
    while (i < end && kinds[source[i] ?? 0] !== 0) i++
    found.push([from, i])
  }
  return found
}

/** Reads the lists of a stretch and answers how many bytes are read in all. */
function read(
  source: Uint8Array,
  from: number,
  to: number,
  { byteAt }: Notation,
  bytes: Uint8Array,
  before: number,
  places: Uint32Array | undefined,
  least: number,
): number {
  let length = before
  for (let i = from; i < to; i++) {
    if (!isDigit(source, i)) continue
    const first = length
    for (let at = i; ;) {
      const value = byteAt(source, at)
      if (value < 0) break
      bytes[length] = value
      if (places !== undefined) places[length] = at
      length++
      i = after
      at = afterMarks(source, after)
      if (at === after) break
    }
    if (length - first < least) length = first
    while (i < to && isDigit(source, i)) i++ // the rest of what is no byte
  }
  return length
}

const isDigit = (source: Uint8Array, i: number): boolean => (kindAt(source, i) & (digit | hexLetter)) !== 0

function afterMarks(source: Uint8Array, i: number): number {
  let at = i
  while (at < i + mostBetween && kindAt(source, at) === between) at++
  return at
}
