import type { View } from './redact-views.ts'

const percent = 0x25
const ampersand = 0x26
const backslash = 0x5c

/** What `decodeOne` found: how many source bytes the escape takes, and the code point or byte it stands for. */
let taken = 0
let isByte = false

const simple = new Map<number, number>([
  [0x22, 0x22],
  [0x27, 0x27],
  [0x2f, 0x2f],
  [0x5c, 0x5c],
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

/**
 * The bytes with one layer of percent, JSON (`\"`, `\/`, `\u00e9`, `\x41`) and HTML escapes undone, wherever they stand
 * and however they are mixed; only the surroundings of escapes, `reach` bytes to either side, are kept. `undefined` when
 * there is no escape.
 */
export function decodeEscapes(source: Uint8Array, reach: number): View | undefined {
  const out = new Uint8Array(source.length)
  const length = walk(source, reach, out, undefined)
  if (length === 0) return undefined
  let places: Uint32Array | undefined
  return {
    bytes: out.subarray(0, length),
    locate(start, end) {
      if (places === undefined) {
        places = new Uint32Array(length)
        walk(source, reach, out, places)
      }
      // An escape may stand for several bytes; a match that ends inside one takes the whole.
      return [places[start] ?? 0, unitAfter(source, places[end - 1] ?? 0)]
    },
  }
}

/** Where the escape or byte that begins at `i` ends. */
function unitAfter(source: Uint8Array, i: number): number {
  return decodeOne(source, i) < 0 ? i + 1 : i + taken
}

function walk(source: Uint8Array, reach: number, out: Uint8Array, places: Uint32Array | undefined): number {
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
  for (let i = 0; i < end; i++) {
    const byte = source[i]
    if (byte !== percent && byte !== backslash && byte !== ampersand) continue
    const code = decodeOne(source, i)
    if (code < 0) continue
    const near = Math.max(copied, i - reach)
    if (near > wanted) {
      copy(copied, Math.min(wanted, i))
      copy(near, i)
    } else copy(copied, i)
    const size = isByte ? put(out, length, code) : putCodePoint(out, length, code)
    if (places !== undefined) places.fill(i, length, length + size)
    length += size
    copied = i + taken
    wanted = copied + reach
    i = copied - 1
  }
  if (length > 0) copy(copied, Math.min(wanted, end))
  return length
}

/** The code point (or, for `%XX`, the byte) that an escape at `i` stands for; -1 when there is none. Sets `taken`. */
function decodeOne(source: Uint8Array, i: number): number {
  isByte = false
  const byte = source[i]
  if (byte === percent) return decodePercent(source, i)
  if (byte === backslash) return decodeBackslash(source, i)
  return byte === ampersand ? decodeEntity(source, i) : -1
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
  taken = 2
  return simple.get(next) ?? -1
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
  return at > i + 3 && source[at] === 0x7d && value <= 0x10ffff ? value : -1
}

function decodeEntity(source: Uint8Array, i: number): number {
  if (source[i + 1] === 0x23) return decodeNumericEntity(source, i)
  let name = ''
  for (let at = i + 1; at <= i + 1 + longestName; at++) {
    const byte = source[at] ?? 0
    if (byte === 0x3b) {
      taken = at + 1 - i
      return names.get(name) ?? -1
    }
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))) return -1
    name += String.fromCharCode(byte)
  }
  return -1
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
  return at > start && value <= 0x10ffff ? value : -1
}

function hexAt(source: Uint8Array, from: number, digits: number, size: number): number {
  let value = 0
  for (let i = from; i < from + digits; i++) {
    const digit = hexDigit(source[i])
    if (digit < 0) return -1
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
