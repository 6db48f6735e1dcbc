import { decodeEscapes, decodeQuotedPrintable } from './redact-escapes.ts'
import { listedBytes } from './redact-lists.ts'
import { shortestPattern } from './redact-matcher.ts'

/** A decoded reading of some bytes, and the way back to where they stood. */
export interface View {
  readonly bytes: Uint8Array
  /** Whether it is a text as the source is one, with lines of its own. */
  readonly isText?: boolean
  /** The range of the source that the range `[start, end)` of `bytes` was decoded from. */
  locate(start: number, end: number): readonly [start: number, end: number]
}

const none = 255
/** A base64 line that a wrapped text goes on from; shorter ones are words of prose. */
const wrappedLine = 40

const sextets = toTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', ['-+', '_/'])
const nibbles = toTable('0123456789abcdef', ['Aa', 'Bb', 'Cc', 'Dd', 'Ee', 'Ff'])

/**
 * Every reading of the bytes as one layer of encoding: escapes (percent, backslash, HTML) undone, quoted-printable,
 * base64 in both alphabets at each of its four phases, hex at both, lists of bytes. A secret encoded once stands raw in
 * one of them, whatever surrounds it.
 *
 * @param reach how many bytes around an escape are worth reading: the longest thing looked for
 * @param isText whether the bytes are no mere base64 or hex: only there lists of bytes are read
 * @param least how many bytes in base64, hex or a list are worth reading
 */
export function* viewsOf(
  bytes: Uint8Array,
  reach: number,
  isText: boolean,
  least: number = shortestPattern,
): Generator<View> {
  const unescaped = decodeEscapes(bytes, reach)
  if (unescaped !== undefined) yield { ...unescaped, isText: true }
  const unquoted = decodeQuotedPrintable(bytes, reach)
  if (unquoted !== undefined) yield { ...unquoted, isText: true }
  const base64 = collectRuns(bytes, sextets, Math.ceil((least * 8) / 6))
  if (base64.length > 0) for (let phase = 0; phase < 4; phase++) yield toBytes(bytes, base64, phase, 6)
  const hex = collectRuns(bytes, nibbles, least * 2)
  if (hex.length > 0) for (let phase = 0; phase < 2; phase++) yield toBytes(bytes, hex, phase, 4)
  if (isText) yield* listedBytes(bytes, least)
}

/** The readings of a text as one line: its lines joined and, where a secret has blanks, without any blank. */
export function* inOneLine(bytes: Uint8Array, spaced: boolean): Generator<View> {
  const joined = joinedLines(bytes)
  if (joined !== undefined) yield joined
  const bare = spaced ? withoutBlanks(joined?.bytes ?? bytes) : undefined
  if (bare === undefined) return
  if (joined === undefined) yield bare
  else yield { bytes: bare.bytes, locate: (start, end) => joined.locate(...bare.locate(start, end)) }
}

/**
 * The bytes with everything taken out that may stand within one word and is none of it: line breaks, with what begins a line
 * after them (blanks, the field name of an event stream, the mark of a quotation), and the marks of `breaks`. A secret that
 * was wrapped stands raw in them.
 */
function joinedLines(bytes: Uint8Array): View | undefined {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const gaps = breaks.map((text) => ({ text, at: source.indexOf(text) })).filter(({ at }) => at >= 0)
  if (gaps.length === 0) return undefined
  const out = new Uint8Array(bytes.length)
  const starts = [0] // where each piece begins in `out`, and in the source
  const sources = [0]
  let from = 0
  let length = 0
  const take = (end: number): void => {
    out.set(bytes.subarray(from, end), length)
    length += end - from
  }
  for (;;) {
    let gap = gaps[0]
    for (const one of gaps) if (one.at < (gap?.at ?? 0)) gap = one
    if (gap === undefined || gap.at === Number.POSITIVE_INFINITY) break
    const { at, text } = gap
    if (at >= from) {
      take(text === '\n' && bytes[at - 1] === 0x0d && at > from ? at - 1 : at)
      from = text === '\n' ? lineStart(bytes, at + 1) : at + Buffer.byteLength(text)
      starts.push(length)
      sources.push(from)
    }
    const next = source.indexOf(text, Math.max(from, at + 1))
    gap.at = next < 0 ? Number.POSITIVE_INFINITY : next
  }
  take(bytes.length)
  const place = (i: number): number => {
    let low = 0
    for (let high = starts.length - 1; low < high;) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= i) low = middle
      else high = middle - 1
    }
    return (sources[low] ?? 0) + i - (starts[low] ?? 0)
  }
  return { bytes: out.subarray(0, length), locate: (start, end) => [place(start), place(end - 1) + 1] }
}

/**
 * The bytes without any blank, Unicode's and HTML's non-breaking ones among them: a secret with blanks in it stands there
 * without them, however a folded text, a wrapped page or a table wrote each. `undefined` where there is none.
 */
function withoutBlanks(bytes: Uint8Array): View | undefined {
  const out = new Uint8Array(bytes.length)
  const length = dense(bytes, out, undefined)
  if (length === bytes.length) return undefined
  let places: Uint32Array | undefined
  return {
    bytes: out.subarray(0, length),
    locate(start, end) {
      if (places === undefined) {
        places = new Uint32Array(length)
        dense(bytes, out, places)
      }
      return [places[start] ?? 0, (places[end - 1] ?? 0) + 1]
    },
  }
}

const mayBeBlank = new Uint8Array(256)
for (const byte of [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x26, 0xc2]) mayBeBlank[byte] = 1

/** Copies what is no blank; where each byte stood goes into `places`. The length of it. */
function dense(bytes: Uint8Array, out: Uint8Array, places: Uint32Array | undefined): number {
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    const taken = mayBeBlank[byte] === 1 ? blankAt(bytes, i) : 0
    if (taken > 0) i += taken - 1
    else {
      if (places !== undefined) places[length] = i
      out[length++] = byte
    }
  }
  return length
}

const nbsp = Buffer.from('&nbsp;')

/** How many bytes the blank at `i` takes; 0 when there is none. */
function blankAt(bytes: Uint8Array, i: number): number {
  const byte = bytes[i]
  if (byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d)) return 1
  if (byte === 0xc2) return bytes[i + 1] === 0xa0 ? 2 : 0
  return byte === 0x26 && nbsp.every((one, at) => bytes[i + at] === one) ? nbsp.length : 0
}

/** Where a word may be broken: a line's end, HTML's places for one, invisible characters, CDATA sections side by side. */
const breaks = ['\n', '<wbr>', '<wbr/>', '<wbr />', '&shy;', '\u00ad', '\u200b', ']]><![CDATA[']

const fieldName = Buffer.from('data:')

function lineStart(bytes: Uint8Array, i: number): number {
  let at = i
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x3e) at++
  if (bytes[at] !== 0x64 || fieldName.some((byte, index) => bytes[at + index] !== byte)) return at
  at += fieldName.length
  return bytes[at] === 0x20 ? at + 1 : at
}

type Table = Uint8Array

function toTable(alphabet: string, aliases: readonly string[]): Table {
  const table = new Uint8Array(256).fill(none)
  for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i
  for (const alias of aliases) table[alias.charCodeAt(0)] = table[alias.charCodeAt(1)] ?? none
  return table
}

/** The digits of all long runs, one after the other, and how to learn where each stood. */
interface Runs {
  readonly digits: Uint8Array
  readonly length: number
  readonly table: Table
  readonly shortest: number
}

function collectRuns(source: Uint8Array, table: Table, shortest: number): Runs {
  const digits = new Uint8Array(source.length)
  return { digits, length: walkRuns(source, table, shortest, digits, undefined), table, shortest }
}

/** One pass over the runs; joints between runs need no mark, since every phase is read anyway. */
function walkRuns(
  source: Uint8Array,
  table: Table,
  shortest: number,
  digits: Uint8Array | undefined,
  places: Uint32Array | undefined,
): number {
  const end = source.length
  let count = 0
  let i = 0
  while (i + shortest <= end) {
    let probe = i + shortest - 1
    while (probe >= i && table[source[probe] ?? 0] !== none) probe--
    if (probe >= i) {
      i = probe + 1
      continue
    }
    for (let lineStart = i; ;) {
      for (; i < end; i++) {
        const digit = table[source[i] ?? 0] ?? none
        if (digit === none) break
        if (digits !== undefined) digits[count] = digit
        if (places !== undefined) places[count] = i
        count++
      }
      const next = i - lineStart >= wrappedLine ? afterLineBreak(source, i) : i
      if (next === i || table[source[next] ?? 0] === none) break
      i = next
      lineStart = next
    }
  }
  return count
}

function afterLineBreak(source: Uint8Array, i: number): number {
  if (source[i] === 0x0a) return i + 1
  return source[i] === 0x0d && source[i + 1] === 0x0a ? i + 2 : i
}

function toBytes(source: Uint8Array, runs: Runs, phase: number, bits: 4 | 6): View {
  const count = Math.max(0, Math.floor(((runs.length - phase) * bits) / 8))
  let places: Uint32Array | undefined
  return {
    bytes: bits === 6 ? packSextets(runs.digits, phase, count) : packNibbles(runs.digits, phase, count),
    locate(start, end) {
      if (places === undefined) {
        places = new Uint32Array(runs.length)
        walkRuns(source, runs.table, runs.shortest, undefined, places)
      }
      const first = phase + Math.floor((start * 8) / bits)
      const last = phase + Math.floor((end * 8 - 1) / bits)
      return [places[first] ?? 0, (places[last] ?? source.length - 1) + 1]
    },
  }
}

function packSextets(digits: Uint8Array, phase: number, count: number): Uint8Array {
  const out = new Uint8Array(count + 2)
  for (let i = phase, o = 0; o < count; i += 4, o += 3) {
    const a = digits[i + 1] ?? 0
    const b = digits[i + 2] ?? 0
    out[o] = ((digits[i] ?? 0) << 2) | (a >> 4)
    out[o + 1] = (a << 4) | (b >> 2)
    out[o + 2] = (b << 6) | (digits[i + 3] ?? 0)
  }
  return out.subarray(0, count)
}

function packNibbles(digits: Uint8Array, phase: number, count: number): Uint8Array {
  const out = new Uint8Array(count)
  for (let i = phase, o = 0; o < count; i += 2, o++) out[o] = ((digits[i] ?? 0) << 4) | (digits[i + 1] ?? 0)
  return out
}
