import { intentOf, type Intent } from './actions.ts'
import { synonymsOf } from './synonyms.ts'
import { typosOf } from './typos.ts'
import { isStopWord, stemOf, wordsOf } from './words.ts'

/** One thing that a request names, in all the words that may stand for it. */
export interface Concept {
  readonly weight: number
  readonly plural: boolean
  /** The word itself first; ids of terms of the vocabulary. */
  readonly forms: readonly { readonly term: number; readonly weight: number }[]
}

export interface Request {
  readonly intent: Intent
  readonly concepts: readonly Concept[]
}

const joined = 1
const misspelt = 0.7
/** The verb of a request is mostly said by the method; as a word it counts less. */
const verbWeight = 0.55
const quotedWeight = 0.35

/** A request as the index understands it. */
export function readRequest(text: string, vocabulary: ReadonlyMap<string, number>): Request {
  const intent = intentOf(text)
  const quoted = new Set([...text.matchAll(/["“”«»](.{1,60}?)["“”«»]/g)].flatMap((match) => wordsOf(match[1] ?? '')))
  const names = properNames(text)
  const words = wordsOf(text).slice(0, 200)
  const concepts = new Map<string, Concept>()
  for (const [i, word] of words.entries()) {
    if (isStopWord(word)) continue
    const term = stemOf(word)
    const forms = formsOf(word, term, words, i, vocabulary, names.has(word))
    if (forms.length === 0 || concepts.has(term)) continue
    const weight = term === intent.verb ? verbWeight : quoted.has(word) ? quotedWeight : names.has(word) ? 0.7 : 1
    concepts.set(term, { weight, plural: word.endsWith('s') && term !== word, forms })
  }
  return { intent, concepts: [...concepts.values()] }
}

function formsOf(
  word: string,
  term: string,
  words: readonly string[],
  i: number,
  vocabulary: ReadonlyMap<string, number>,
  isName: boolean,
): { term: number; weight: number }[] {
  const found = new Map<number, number>()
  const add = (form: string, weight: number): void => {
    const id = vocabulary.get(form)
    if (id !== undefined) found.set(id, Math.max(found.get(id) ?? 0, weight))
  }
  add(term, 1)
  const known = found.size > 0
  const next = words[i + 1]
  const previous = words[i - 1]
  if (next !== undefined) add(stemOf(word + next), joined)
  if (previous !== undefined) add(stemOf(previous + word), joined)
  for (const synonym of synonymsOf(term)) add(synonym.term, synonym.weight)
  if (!known && found.size === 0 && !isName && word.length > 3) {
    const halves = splitIn(word, vocabulary)
    if (halves !== undefined) for (const half of halves) add(half, misspelt)
    else for (const near of typosOf(term, vocabulary)) add(near, misspelt)
  }
  return [...found].map(([id, weight]) => ({ term: id, weight }))
}

/** `signup` where only `sign` and `up` are known. */
function splitIn(word: string, vocabulary: ReadonlyMap<string, number>): [string, string] | undefined {
  for (let at = 3; at <= word.length - 3; at++) {
    const left = stemOf(word.slice(0, at))
    const right = stemOf(word.slice(at))
    if (vocabulary.has(left) && vocabulary.has(right)) return [left, right]
  }
  return undefined
}

/** Words with a capital inside a sentence: names of things, not of operations. */
function properNames(text: string): Set<string> {
  const found = new Set<string>()
  for (const match of text.matchAll(/(?<=[\p{Ll}\p{N},;:)] )\p{Lu}\p{Ll}+/gu))
    for (const word of wordsOf(match[0])) found.add(word)
  return found
}
