import type { View } from './redact-views.ts'

const percent = 0x25
const ampersand = 0x26
const equals = 0x3d
const backslash = 0x5c

/** A decoder's words for "no escape here" and for an escape that stands for nothing, as one at the end of a line. */
const no = -1
const nothing = -2

/** What a decoder found: how many source bytes the escape takes, and the code point or byte it stands for. */
let taken = 0
let isByte = false

const simple = new Map<number, number>([
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x76, 11],
])

/** HTML's names for printable ASCII, then for Latin-1 from U+00A0 on (HTML Living Standard §13.5). */
const ascii =
  'Tab=9 NewLine=10 excl=33 quot=34 QUOT=34 num=35 dollar=36 percnt=37 amp=38 AMP=38 apos=39 lpar=40 rpar=41 ast=42 ' +
  'midast=42 plus=43 comma=44 period=46 sol=47 colon=58 semi=59 lt=60 LT=60 equals=61 gt=62 GT=62 quest=63 commat=64 ' +
  'lsqb=91 lbrack=91 bsol=92 rsqb=93 rbrack=93 Hat=94 lowbar=95 UnderBar=95 grave=96 DiacriticalGrave=96 lcub=123 ' +
  'lbrace=123 verbar=124 vert=124 VerticalLine=124 rcub=125 rbrace=125'
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro ' +
  'para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil ' +
  'Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave ' +
  'Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml ' +
  'igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute ' +
  'thorn yuml'
const names = new Map<string, number>([
  ...ascii.split(' ').map((row): [string, number] => [row.split('=')[0] ?? '', Number(row.split('=')[1])]),
  ...latin.split(' ').map((name, index): [string, number] => [name, 0xa0 + index]),
])
const longestName = Math.max(...[...names.keys()].map((name) => name.length))

/** A way of writing characters as others. */
interface Escapes {
  /** The first byte from `i` on that an escape may begin with; the length of the source where there is none. */
  readonly next: (source: Uint8Array, i: number) => number
  /** The code point or byte that an escape at `i` stands for, `nothing`, or `no`. Sets `taken` and `isByte`. */
  readonly decode: (source: Uint8Array, i: number) => number
}

const texts: Escapes = {
  next(source, from) {
    for (let i = from; i < source.length; i++) {
      const byte = source[i]
      if (byte === percent || byte === backslash || byte === ampersand) return i
    }
    return source.length
  },
  decode: decodeOne,
}

/** Apart from the others: where `=` stands between a name and a value, it would read the value's beginning as an escape. */
const quotedPrintable: Escapes = {
  next(source, from) {
    const found = source.indexOf(equals, from)
    return found < 0 ? source.length : found
  },
  decode: decodeEquals,
}

/**
 * The bytes with one layer of percent, backslash (JSON's `\"`, `\u00e9`, `\x41`, octal digits; Markdown's and shells'
 * `\*`; a break in a quoted text) and HTML escapes undone, wherever they stand and however they are mixed; only the
 * surroundings of escapes, `reach` bytes to either side, are kept. `undefined` when there is no escape.
 */
export const decodeEscapes = (source: Uint8Array, reach: number): View | undefined => decode(source, reach, texts)

/** The same for quoted-printable (RFC 2045 §6.7), with its soft line breaks. */
export const decodeQuotedPrintable = (source: Uint8Array, reach: number): View | undefined =>
  decode(source, reach, quotedPrintable)

function decode(source: Uint8Array, reach: number, escapes: Escapes): View | undefined {
  if (escapes.next(source, 0) === source.length) return undefined
  const out = new Uint8Array(source.length)
  const length = walk(source, reach, out, undefined, escapes)
  if (length === 0) return undefined
  let places: Uint32Array | undefined
  return {
    bytes: out.subarray(0, length),
    locate(start, end) {
      if (places === undefined) {
        places = new Uint32Array(length)
        walk(source, reach, out, places, escapes)
      }
      // An escape may stand for several bytes; a match that ends inside one takes the whole.
      const last = places[end - 1] ?? 0
      return [places[start] ?? 0, escapes.decode(source, last) < 0 ? last + 1 : last + taken]
    },
  }
}

function walk(
  source: Uint8Array,
  reach: number,
  out: Uint8Array,
  places: Uint32Array | undefined,
  escapes: Escapes,
): number {
  const end = source.length
  let length = 0
  let copied = 0 // source up to here is in `out` or left out for good
  let wanted = 0 // source up to here is near an escape
  const copy = (from: number, to: number): void => {
    if (to <= from) return
    out.set(source.subarray(from, to), length)
    if (places !== undefined) for (let i = from; i < to; i++) places[length + i - from] = i
    length += to - from
  }
  for (let i = escapes.next(source, 0); i < end; i = escapes.next(source, i + 1)) {
    const code = escapes.decode(source, i)
    if (code === no) continue
    const near = Math.max(copied, i - reach)
    if (near > wanted) {
      copy(copied, Math.min(wanted, i))
      copy(near, i)
    } else copy(copied, i)
    const size = code === nothing ? 0 : isByte ? put(out, length, code) : putCodePoint(out, length, code)
    if (places !== undefined) places.fill(i, length, length + size)
    length += size
    copied = i + taken
    wanted = copied + reach
    i = copied - 1
  }
  if (length > 0) copy(copied, Math.min(wanted, end))
  return length
}

function decodeOne(source: Uint8Array, i: number): number {
  isByte = false
  const byte = source[i]
  if (byte === percent) return decodePercent(source, i)
  if (byte === backslash) return decodeBackslash(source, i)
  return byte === ampersand ? decodeEntity(source, i) : no
}

function decodePercent(source: Uint8Array, i: number): number {
  if (source[i + 1] === 0x75) return hexAt(source, i + 2, 4, 6) // %u00e9, what `escape()` writes
  isByte = true
  return hexAt(source, i + 1, 2, 3)
}

function decodeBackslash(source: Uint8Array, i: number): number {
  const next = source[i + 1] ?? 0
  if (next === 0x78) return hexAt(source, i + 2, 2, 4)
  if (next === 0x75) return source[i + 2] === 0x7b ? bracedAt(source, i) : utf16At(source, i)
  if (next === 0x55) return hexAt(source, i + 2, 8, 10)
  if (next === 0x0a || next === 0x0d) return lineBreakAt(source, i)
  if (next >= 0x30 && next <= 0x37) return octalAt(source, i)
  taken = 2
  return isPunctuation(next) ? next : (simple.get(next) ?? no)
}

/** A blank, or what Markdown and shells put a backslash before. */
const isPunctuation = (byte: number): boolean =>
  (byte >= 0x20 && byte <= 0x2f) ||
  (byte >= 0x3a && byte <= 0x40) ||
  (byte >= 0x5b && byte <= 0x60) ||
  (byte >= 0x7b && byte <= 0x7e)

/** A text in quotes that goes on in the next line, after what indents it (YAML, shells, C). */
function lineBreakAt(source: Uint8Array, i: number): number {
  let end = i + (source[i + 1] === 0x0d && source[i + 2] === 0x0a ? 3 : 2)
  while (source[end] === 0x20 || source[end] === 0x09) end++
  taken = end - i
  return nothing
}

/** Three octal digits, as C and PostgreSQL write a byte. */
function octalAt(source: Uint8Array, i: number): number {
  const [a = 0, b = 0, c = 0] = [source[i + 1], source[i + 2], source[i + 3]]
  if (a > 0x33 || b < 0x30 || b > 0x37 || c < 0x30 || c > 0x37) return no
  isByte = true
  taken = 4
  return (a - 0x30) * 64 + (b - 0x30) * 8 + c - 0x30
}

function decodeEquals(source: Uint8Array, i: number): number {
  const next = source[i + 1]
  if (next === 0x0a || (next === 0x0d && source[i + 2] === 0x0a)) {
    isByte = false
    taken = next === 0x0a ? 2 : 3
    return nothing
  }
  isByte = true
  return hexAt(source, i + 1, 2, 3)
}

function utf16At(source: Uint8Array, i: number): number {
  const high = hexAt(source, i + 2, 4, 6)
  if (high < 0xd800 || high > 0xdbff || source[i + 6] !== backslash || source[i + 7] !== 0x75) return high
  const low = hexAt(source, i + 8, 4, 6)
  const paired = low >= 0xdc00 && low <= 0xdfff
  taken = paired ? 12 : 6
  return paired ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : high
}

function bracedAt(source: Uint8Array, i: number): number {
  let value = 0
  let at = i + 3
  for (; at < i + 11 && hexDigit(source[at]) >= 0; at++) value = value * 16 + hexDigit(source[at])
  taken = at + 1 - i
  return at > i + 3 && source[at] === 0x7d && value <= 0x10ffff ? value : no
}

/** A named or numeric entity; those that HTML knows without a semicolon, without one too. */
function decodeEntity(source: Uint8Array, i: number): number {
  if (source[i + 1] === 0x23) return decodeNumericEntity(source, i)
  let name = ''
  for (let at = i + 1; at <= i + 1 + longestName; at++) {
    const byte = source[at] ?? 0
    if (byte === 0x3b) {
      taken = at + 1 - i
      return names.get(name) ?? no
    }
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))) break
    name += String.fromCharCode(byte)
  }
  const bare = /^(?:amp|AMP|lt|LT|gt|GT|quot|QUOT)/.exec(name)?.[0]
  if (bare === undefined) return no
  taken = bare.length + 1
  return names.get(bare) ?? no
}

/** `&#97;`, `&#x61;`, `&#X61;`, with any number of leading zeros up to a sane bound; the semicolon may be missing. */
function decodeNumericEntity(source: Uint8Array, i: number): number {
  const isHex = source[i + 2] === 0x78 || source[i + 2] === 0x58
  const start = i + (isHex ? 3 : 2)
  let value = 0
  let at = start
  for (; at < start + 12; at++) {
    const digit = hexDigit(source[at])
    if (digit < 0 || (!isHex && digit > 9)) break
    value = value * (isHex ? 16 : 10) + digit
  }
  taken = at - i + (source[at] === 0x3b ? 1 : 0)
  return at > start && value <= 0x10ffff ? value : no
}

function hexAt(source: Uint8Array, from: number, digits: number, size: number): number {
  let value = 0
  for (let i = from; i < from + digits; i++) {
    const digit = hexDigit(source[i])
    if (digit < 0) return no
    value = value * 16 + digit
  }
  taken = size
  return value
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const folded = byte | 0x20
  return folded >= 0x61 && folded <= 0x66 ? folded - 0x57 : -1
}

function put(out: Uint8Array, at: number, byte: number): number {
  out[at] = byte
  return 1
}

/** UTF-8; never longer than the shortest escape of the same code point, so `out` cannot overflow. */
function putCodePoint(out: Uint8Array, at: number, code: number): number {
  if (code < 0x80) return put(out, at, code)
  const tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3
  put(out, at, ([0, 0xc0, 0xe0, 0xf0][tail] ?? 0) | (code >> (6 * tail)))
  for (let i = 1; i <= tail; i++) put(out, at + i, 0x80 | ((code >> (6 * (tail - i))) & 0x3f))
  return tail + 1
}
