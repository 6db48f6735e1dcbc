/**
 * Costs in hundredths of a token by length (index 0 is length 1), read off large samples of descriptions, documentation and
 * data. A row per kind of piece; longer pieces cost `beyond` a letter more.
 */
type Costs = Uint16Array

const longestPiece = 48

function costs(row: string, beyond: number): Costs {
  const known = row.split(' ').map(Number)
  const last = known.length
  return Uint16Array.from({ length: longestPiece + 1 }, (_, length) => {
    return length <= last ? (known[length - 1] ?? 0) : (known[last - 1] ?? 0) + (length - last) * beyond
  })
}

/** What stands before a word and belongs to it: nothing, a space, a joint of identifiers and paths, other punctuation. */
const bare = 0
const spaced = 1
const jointed = 2
const other = 3

const lower: readonly Costs[] = [
  costs('100 100 104 104 105 107 109 116 123 110 108 160 165 200 215 244 330 360 400 500', 35),
  costs('100 100 101 101 101 102 103 105 109 107 108 118 113 125 145 209 246 300 330 360', 35),
  costs('100 108 118 122 133 155 181 181 206 212 200 255 250 275 318 370 380 420 440 500', 35),
  costs('103 122 163 163 179 178 190 211 225 205 260 290 270 330 400 400 450 450 480 500', 35),
]
const upper: readonly Costs[] = [
  costs('100 103 117 148 182 175 180 247 330 320 364 430 450 480 510 540 580 610 640 670', 38),
  costs('100 101 115 129 160 152 168 230 300 290 300 350 360 400 430 460 490 520 550 580', 38),
  costs('100 127 140 138 135 145 162 195 225 277 300 313 380 400 430 460 490 520 550 580', 38),
  costs('141 194 200 204 233 225 235 280 320 380 450 480 500 520 550 580 610 640 670 700', 38),
]
const title: readonly Costs[] = [
  costs('100 105 114 113 120 116 119 118 140 126 140 136 148 155 230 260 300 330 360 400', 35),
  costs('100 101 102 106 115 118 126 129 142 131 138 138 135 140 187 223 260 300 330 360', 35),
  costs('100 192 186 165 174 194 197 185 215 218 208 212 270 270 350 380 400 420 440 460', 35),
  costs('141 179 150 190 202 205 195 206 240 215 215 240 260 280 300 330 360 400 430 460', 35),
]
/** Pieces of base64, hex, hashes: letters without words. */
const randomLower = costs('103 110 172 229 285 340 401 455 505 574 636 690', 52)
const randomUpper = costs('103 109 194 248 299 370 430 492 556 621 685 749', 55)
const randomTitle = costs('103 137 215 259 320 377 435 494 546 618 674 749', 55)

const cyrillic = costs('100 100 115 175 188 196 213 232 236 262 262 275 345 345 350 375 420 430', 24)
const accented = costs('100 130 135 150 165 180 205 215 230 250 265 300 310 320 330 345', 24)

/** Letters that other scripts cost, in hundredths a code unit. */
const scripts: readonly (readonly [from: number, to: number, cost: number])[] = [
  [0x370, 0x3ff, 54], // Greek
  [0x530, 0x58f, 70], // Armenian
  [0x590, 0x5ff, 46], // Hebrew
  [0x600, 0x77f, 34], // Arabic
  [0x900, 0x97f, 37], // Devanagari
  [0x980, 0xdff, 50], // other scripts of India
  [0xe00, 0xe7f, 38], // Thai
  [0x3040, 0x30ff, 80], // kana
  [0x3400, 0x9fff, 72], // Han
  [0xac00, 0xd7af, 66], // Hangul
  [0xf900, 0xfaff, 150],
]
const unknownScript = 110
const symbol = 105
const astral = 105

/** A run of letters and digits whose pieces are shorter than this on average is no identifier. */
const identifierPiece = 2.9
const shortestRandom = 8
const randomPrefix = 55
const longestBlank = 100
const mostBreaks = 16
/** The samples' spread: with this the estimate stays above the true count, or at most a few percent under it. */
const margin = 1.04

const [DIGIT, UPPER, LOWER, BLANK, BREAK, PUNCT, WIDE] = [1, 2, 3, 4, 5, 6, 7]
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 48 && code <= 57) return DIGIT
  if (code >= 65 && code <= 90) return UPPER
  if (code >= 97 && code <= 122) return LOWER
  if (code === 10 || code === 13) return BREAK
  return code === 32 || (code >= 9 && code <= 12) ? BLANK : PUNCT
})

/**
 * How many tokens the text has for a current model, estimated: it follows the way the o200k vocabulary takes text apart
 * and prices the pieces by kind and length. On descriptions, documentation and data it is never more than 5 % under the
 * true count and mostly a little above. Linear, without a vocabulary, some 100 MB/s.
 */
export function estimateTokens(text: string): number {
  return Math.ceil((measure(text, Infinity).cost / 100) * margin)
}

/**
 * The length of the longest prefix whose estimate is within the budget, up to a piece of a few characters. A surrogate
 * pair is never split.
 */
export function cutToTokens(text: string, budget: number): number {
  if (budget <= 0) return 0
  const most = (budget * 100) / margin
  const { cost, end: sure, next } = measure(text, most)
  if (sure === text.length) return sure
  let low = sure
  for (let high = next; high - low > 1;) {
    const middle = (low + high) >> 1
    if (cost + measure(text.slice(sure, middle), Infinity).cost <= most) low = middle
    else high = middle
  }
  while (low > 0 && estimateTokens(text.slice(0, low)) > budget) low = Math.floor(low * 0.99)
  const last = text.charCodeAt(low - 1)
  return last >= 0xd800 && last <= 0xdbff ? low - 1 : low
}

function kindAt(text: string, i: number): number {
  const code = text.charCodeAt(i)
  return code < 128 ? (kinds[code] ?? PUNCT) : code >= 128 ? WIDE : 0
}

function prefixKind(code: number): number {
  if (code === 32) return spaced
  return code === 46 || code === 95 || code === 45 || code === 47 ? jointed : other
}

/** The cost of the text up to `budget` (both in hundredths), where the last piece within it ends, and the one after. */
function measure(text: string, budget: number): { cost: number; end: number; next: number } {
  const length = text.length
  let cost = 0
  let i = 0
  randomUntil = -1
  while (i < length) {
    const before = cost
    const start = i
    const next = stepAt(text, i)
    cost += next.cost
    i = next.end
    if (cost > budget) return { cost: before, end: start, next: i }
  }
  return { cost, end: length, next: length }
}

function stepAt(text: string, i: number): Step {
  const kind = kindAt(text, i)
  if (kind === WIDE) return wide(text, i)
  if (kind === BREAK || kind === BLANK) return blank(text, i)
  return kind === PUNCT && !isAsciiLetter(kindAt(text, i + 1)) ? punctuation(text, i) : run(text, i)
}

interface Step {
  cost: number
  end: number
}
/** Reused, so that a step costs no allocation. */
const step: Step = { cost: 0, end: 0 }

function done(cost: number, end: number): Step {
  step.cost = cost
  step.end = end
  return step
}

function isAsciiLetter(kind: number): boolean {
  return kind === UPPER || kind === LOWER
}

/** Where the last random run ended: base64 goes on behind its `+` and `/`. */
let randomUntil = -1

/** A run of letters and digits, with the one character before it that a first word takes along. */
function run(text: string, from: number): Step {
  let i = from
  let prefix = bare
  const first = kindAt(text, i)
  if (first === PUNCT || first === BLANK) {
    prefix = prefixKind(text.charCodeAt(i))
    i++
  }
  const begin = i
  let words = 0
  let random = 0
  let digits = 0
  let pieces = 0
  let letters = 0
  for (; i - begin < 4096;) {
    const kind = kindAt(text, i)
    const start = i
    if (kind === DIGIT) {
      while (i - start < longestPiece && kindAt(text, i) === DIGIT) i++
      const groups = Math.ceil((i - start) / 3)
      digits += groups * 100
      pieces += groups
    } else if (isAsciiLetter(kind)) {
      let capitals = 0
      while (capitals < longestPiece && kindAt(text, i) === UPPER) {
        i++
        capitals++
      }
      while (i - start < longestPiece && kindAt(text, i) === LOWER) i++
      const size = i - start
      const mixed = capitals > 0 && size > capitals
      words += ((mixed ? title : capitals > 0 ? upper : lower)[prefix] ?? randomLower)[size] ?? 0
      random += (mixed ? randomTitle : capitals > 0 ? randomUpper : randomLower)[size] ?? 0
      if (prefix > spaced) random += randomPrefix
      prefix = bare
      letters += size
      pieces++
    } else break
  }
  const size = i - begin
  const enough = randomUntil === from ? shortestRandom / 4 : shortestRandom
  const isRandom = size >= enough && letters > 0 && size < pieces * identifierPiece
  if (isRandom) randomUntil = i
  return done(digits + (isRandom ? random : words), i)
}

/** White space: one piece up to the last line break, one for the indent; the last blank belongs to the next word. */
function blank(text: string, from: number): Step {
  let i = from
  let lastBreak = -1
  let breaks = 0
  for (let kind = kindAt(text, i); kind === BLANK || kind === BREAK; kind = kindAt(text, ++i))
    if (kind === BREAK) {
      lastBreak = i
      breaks++
    }
  let cost = 0
  let rest = i - from
  if (lastBreak >= 0) {
    cost += 100 * Math.max(Math.ceil((lastBreak + 1 - from) / longestBlank), Math.ceil(breaks / mostBreaks))
    rest = i - lastBreak - 1
  }
  if (rest === 0) return done(cost, i)
  const next = kindAt(text, i)
  const taken = text.charCodeAt(i - 1) === 32 || isAsciiLetter(next) ? 1 : 0
  if (next === 0 || next === DIGIT || taken === 0) return done(cost + 100 * Math.ceil(rest / longestBlank), i)
  if (rest > 1) cost += 100 * Math.ceil((rest - 1) / longestBlank)
  if (next === WIDE) return done(cost, i)
  const piece = next === PUNCT ? punctuation(text, i) : run(text, i - 1)
  piece.cost += cost
  return piece
}

/** Punctuation in a row, with the line breaks after it. */
function punctuation(text: string, from: number): Step {
  let i = from
  const first = text.charCodeAt(from)
  let same = true
  for (; i - from < longestPiece && kindAt(text, i) === PUNCT; i++) same &&= text.charCodeAt(i) === first
  const size = i - from
  while (kindAt(text, i) === BREAK && i - from < longestPiece * 2) i++
  if (same) return done(100 + Math.floor(size / 16) * 60, i)
  return done(size <= 3 ? 101 : size === 4 ? 126 : size === 5 ? 192 : 192 + (size - 5) * 42, i)
}

/** Anything outside ASCII: a word of another script, or symbols. */
function wide(text: string, from: number): Step {
  const code = text.charCodeAt(from)
  if (code >= 0xd800 && code <= 0xdfff) return done(astral, from + 1)
  if (code >= 0xc0 && code < 0x530) return alphabetic(text, from, code >= 0x400 ? cyrillic : accented)
  if (code < 0xc0 || (code >= 0x2000 && code < 0x3040 && code !== 0x3005) || (code >= 0xfe00 && code < 0xff00))
    return done(symbol, from + 1)
  for (const [first, last, cost] of scripts) if (code >= first && code <= last) return done(cost, from + 1)
  return done(unknownScript, from + 1)
}

function alphabetic(text: string, from: number, table: Costs): Step {
  let i = from
  let capitals = 0
  for (; i - from < longestPiece; i++) {
    const code = text.charCodeAt(i)
    const letter = code >= 0xc0 ? code < 0x530 : isAsciiLetter(kindAt(text, i))
    if (!letter) break
    if ((code >= 0x400 && code < 0x430) || (code >= 0x41 && code <= 0x5a)) capitals++
  }
  const size = i - from
  return done((table[size] ?? 0) * (capitals > 1 && capitals > size / 2 ? 2.3 : 1), i)
}
