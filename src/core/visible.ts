/** Everything that may need an escape; clean text is left at the price of one scan. */
const suspect = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/u
const suspects = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu
const plain = /^[\t\n -~]*$/

/**
 * Emoji sequences whose invisible parts are meant: a pictograph, its variation selector, skin tone or tag sequence (the
 * flags of England, Scotland, Wales), joined by zero-width joiners; and keycaps (Unicode TS 51 §1.4.9).
 */
const emoji =
  /(?:\p{Extended_Pictographic}\ufe0f?(?:[\u{1f3fb}-\u{1f3ff}])?(?:[\u{e0020}-\u{e007e}]{1,8}\u{e007f})?)(?:\u200d\p{Extended_Pictographic}\ufe0f?[\u{1f3fb}-\u{1f3ff}]?)*|[0-9#*]\ufe0f\u20e3/gu
const flagTags =
  /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/u

/**
 * The text with everything that a reader cannot see shown as `\u{…}`: control characters but line feed and tab, bidi and
 * other format characters, zero-width and default-ignorable ones, private use and lone surrogates. `\r\n` is a line feed.
 * Emoji survive, with their joiners, variation selectors, keycaps and flags; letters that need a joiner (Persian, Indic
 * scripts) keep it.
 */
export function toVisible(text: string): string {
  return rewrite(text, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
}

/** The same without a trace: for descriptions of tools, where an escape would be noise. */
export function stripInvisible(text: string): string {
  return rewrite(text, (char) => (char === '\u2028' || char === '\u2029' ? '\n' : ''))
}

/** So much is rewritten at once: a replacement over tens of millions of hits is more than the engine survives. */
const pieceLength = 1 << 16

function rewrite(text: string, write: (char: string) => string): string {
  if (text.length <= pieceLength) return rewritePiece(text, write)
  const pieces: string[] = []
  for (let from = 0; from < text.length;) {
    const to = borderNear(text, from + pieceLength)
    pieces.push(rewritePiece(text.slice(from, to), write))
    from = to
  }
  return pieces.join('')
}

/** Where a text may be cut: after a blank or line feed nearby, so that no sequence of characters is; never in a pair. */
function borderNear(text: string, at: number): number {
  if (at >= text.length) return text.length
  for (let i = at; i > at - 1024; i--) if (text[i - 1] === '\n' || text[i - 1] === ' ') return i
  const last = text.charCodeAt(at - 1)
  return last >= 0xd800 && last <= 0xdbff ? at - 1 : at
}

function rewritePiece(text: string, write: (char: string) => string): string {
  if (plain.test(text)) return text
  const unix = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text
  if (!suspect.test(unix)) return unix
  let out = ''
  let from = 0
  const clean = (end: number): void => {
    out += unix.slice(from, end).replace(suspects, (char, offset: number, piece: string) => {
      return char === '\n' || char === '\t' || joinsLetters(char, piece, offset) ? char : write(char)
    })
  }
  for (const match of unix.matchAll(emoji)) {
    const sequence = match[0]
    if (sequence.length === 1 || !suspect.test(sequence)) continue
    clean(match.index)
    out +=
      flagTags.test(sequence) || !/[\u{e0020}-\u{e007f}]/u.test(sequence)
        ? sequence
        : sequence.replace(/[\u{e0020}-\u{e007f}]/gu, write)
    from = match.index + sequence.length
  }
  clean(unix.length)
  return out
}

/** A single ZWJ or ZWNJ between two letters of a script that writes with them, not Latin, Cyrillic or the like. */
function joinsLetters(char: string, piece: string, offset: number): boolean {
  if (char !== '\u200c' && char !== '\u200d') return false
  const needs =
    /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]/u
  return needs.test(piece[offset - 1] ?? '') && needs.test(piece[offset + 1] ?? '')
}
