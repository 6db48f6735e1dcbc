const letter = /^[\p{L}\p{N}]$/u

/**
 * JSON text with letters, digits and ASCII written as themselves instead of `\uXXXX` and `\/`: shorter, and nothing that
 * the redactor looks for can hide behind an escape. Everything else keeps its escape.
 */
export function plainEscapes(text: string): string {
  if (!text.includes('\\u') && !text.includes('\\/')) return text
  if (text.length <= pieceLength) return plainPiece(text)
  const pieces: string[] = []
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + pieceLength)
    // Never inside an escape: it would have begun in the last five characters.
    for (let back = 1; back <= 5 && to < text.length; back++)
      if (text[to - back] === '\\' && isEscapeStart(text, to - back)) to -= back
    pieces.push(plainPiece(text.slice(from, to)))
    from = to
  }
  return pieces.join('')
}

/** So much is replaced at once: a replacement over tens of millions of hits is more than the engine survives. */
const pieceLength = 1 << 16

/** Whether the backslash at `at` begins an escape, and does not end one: an even number of them stands before it. */
function isEscapeStart(text: string, at: number): boolean {
  let before = 0
  while (text[at - 1 - before] === '\\') before++
  return before % 2 === 0
}

function plainPiece(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|([^u]))/g,
    (whole, code: string | undefined, simple: string | undefined) => {
      if (simple !== undefined) return simple === '/' ? '/' : whole
      const character = String.fromCharCode(Number.parseInt(code ?? '', 16))
      if (character === '"' || character === '\\') return `\\${character}`
      return /[ -~]/.test(character) || letter.test(character) ? character : whole
    },
  )
}
