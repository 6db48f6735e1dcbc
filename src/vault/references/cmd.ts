import { brokenReference, withoutFinalBreak, type ReferenceKind } from './reference.ts'
import { runFor } from './run.ts'

/** The words of a command, split at blanks; quotes of either kind keep blanks, nothing else means anything. */
export function readWords(text: string): readonly string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (const letter of text) {
    if (quote !== undefined) {
      if (letter === quote) quote = undefined
      else word = (word ?? '') + letter
    } else if (letter === '"' || letter === "'") {
      quote = letter
      word ??= ''
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + letter
  }
  if (quote !== undefined) return undefined
  return word === undefined ? words : [...words, word]
}

/** What a program prints. Only in the user's own config: another's config would run another's programs. */
export const cmd: ReferenceKind = {
  id: 'cmd',
  form: /^\s*\S[^\0\r\n]*$/,
  written: 'cmd:PROGRAM ARGUMENTS',
  keep: 3 * 60_000,
  async read(text, whole, means) {
    const words = readWords(text)
    if (words === undefined) throw brokenReference(whole, 'a quote is not closed', 'close it, or leave it out')
    return withoutFinalBreak(await runFor(whole, words, means.childEnvironment()))
  },
}
