import { stem } from './stem.ts'

/** Words that say nothing about what is looked for. Question words and verbs are read elsewhere before they are dropped. */
const stopWords = new Set(
  (
    'a an the this that these those my our your his her its their me us you him them it i we he she they one ones of in on at to ' +
    'for from by with without within into onto about as is are was were be been being am do does did done can could ' +
    'will would shall should may might must have has had having and or but not no nor so if then than too very just ' +
    'also only now here there what which who whom whose when where why how all any each every some such both more most ' +
    'much many please want wants wanted need needs like would let lets want hey hi hello thanks thank help out up down off over ' +
    'again still already yet ever never got get gets getting give gives given tell us using used use via per etc ' +
    'whether whole itself myself yourself themselves our ours mine yours theirs other another same own able ' +
    'something anything everything someone anyone everyone somebody anybody nothing thing things d ll re ve m s t don doesn didn isn aren wasn won ' +
    'specific given certain particular currently'
  ).split(/\s+/),
)

/**
 * The words of a text or an identifier, in lower case: split on anything but letters and digits, and where the case
 * changes (`listUserIDs` → `list user ids`, `OAuth2Token` → `oauth2 token`).
 */
export function wordsOf(text: string): string[] {
  return isAscii(text) ? asciiWords(text) : anyWords(text)
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

const [LOWER, UPPER, DIGIT] = [1, 2, 3]

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return LOWER
  if (code >= 65 && code <= 90) return UPPER
  return code >= 48 && code <= 57 ? DIGIT : 0
}

/** Descriptions are mostly ASCII and long: one pass without patterns. */
function asciiWords(text: string): string[] {
  const words: string[] = []
  const end = text.length
  let start = -1
  let previous = 0
  const close = (at: number): void => {
    if (start >= 0) words.push(text.slice(start, at).toLowerCase())
    start = -1
  }
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i)
    const kind = kindOf(code)
    if (kind === 0) {
      close(i)
      if (code === 39 && previous !== 0) i += contractionAfter(text, i)
    } else if (start < 0) start = i
    else if (kind === UPPER && (previous !== UPPER ? !startsOAuth(text, start, i) : beginsWord(text, i))) {
      close(i)
      start = i
    }
    previous = kind
  }
  close(end)
  return words
}

/** In `APIKey` the word begins at the last capital; in `IDs` it does not. */
function beginsWord(text: string, i: number): boolean {
  const word = kindOf(text.charCodeAt(i + 1)) === LOWER && kindOf(text.charCodeAt(i + 2)) === LOWER
  return word && !(text.startsWith('Auth', i) && text[i - 1] === 'O')
}

function startsOAuth(text: string, start: number, i: number): boolean {
  return i === start + 1 && text[start] === 'o' && text.startsWith('Auth', i)
}

/** How many letters of a contraction (`'s`, `'re`) follow the apostrophe. */
function contractionAfter(text: string, apostrophe: number): number {
  const [letters = ''] = /^(?:s|t|re|ve|ll|d|m)(?![a-z0-9])/i.exec(text.slice(apostrophe + 1, apostrophe + 5)) ?? []
  return letters.length
}

function anyWords(text: string): string[] {
  const spaced = text
    .normalize('NFKC')
    .replace(/['’](s|t|re|ve|ll|d|m)\b/g, '')
    .replace(/\b[oO]Auth/g, 'Oauth')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll}{2})/gu, '$1 $2')
  const words = spaced.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return words.flatMap((word) => (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(word) ? pairsOf(word) : [word]))
}

/** Scripts without spaces are read in overlapping pairs. */
function pairsOf(word: string): string[] {
  if (word.length < 3) return [word]
  return Array.from({ length: word.length - 1 }, (_, i) => word.slice(i, i + 2))
}

export function isStopWord(word: string): boolean {
  return stopWords.has(word)
}

/** The index terms of a text: stems of its words without the stop words. */
export function termsOf(text: string): string[] {
  const terms: string[] = []
  for (const word of wordsOf(text)) if (!stopWords.has(word)) terms.push(stemOf(word))
  return terms
}

const stems = new Map<string, string>()
const stemsKept = 50_000

/** Stems are asked for again and again while an index is built. */
export function stemOf(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  if (stems.size >= stemsKept) stems.clear()
  const found = stem(word.length > 40 ? word.slice(0, 40) : word)
  stems.set(word, found)
  return found
}
