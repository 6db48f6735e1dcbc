import { isPlainVerb } from './actions.ts'
import { intentOf, type Intent } from './intent.ts'
import { phrasesIn } from './phrases.ts'
import { synonymsOf } from './synonyms.ts'
import type { Speller } from './typos.ts'
import { weights } from './weights.ts'
import { isStopWord, stemOf, wordsOf } from './words.ts'

/** One thing that a request names, in all the words that may stand for it. */
export interface Concept {
  readonly weight: number
  readonly plural: boolean
  /** Whether it is what the request is about, rather than where or for whom. */
  readonly head: boolean
  /** The word itself first; ids of terms of the vocabulary. */
  readonly forms: readonly { readonly term: number; readonly weight: number }[]
}

export interface Request {
  readonly intent: Intent
  readonly concepts: readonly Concept[]
  /** The share of what is named that any document knows at all, 0–1. */
  readonly known: number
}

const joined = 1
const misspelt = 0.7
const quotedWeight = 0.35

/** Verbs and times that are said in every request and name nothing. */
const light = new Set(
  (
    'bring keep put make take let go come use call tell say want need see look know think try turn point work happen old new own ' +
    'today yesterday tomorrow tonight week month year hour minute morning night lately recently right soon ago last next ' +
    'really actually exactly anymore everywhere somewhere straight instead except ready good bad big small few extra way bit lot ' +
    'first second two three four five ten'
  )
    .split(' ')
    .map(stemOf),
)
/** Words after which a request says where, for whom or why. */
const turns = new Set(
  'in of from on for to at into onto with by about that which who whose when where if so because under using via so'.split(
    ' ',
  ),
)

/** What stands for something else in a request: an address, a file name, a handle. Only its kind is worth searching. */
const examples: readonly (readonly [RegExp, string])[] = [
  [/\b[\w.+-]+@[\w-]+\.[\w.]+\b/g, ' email '],
  [/\bhttps?:\/\/\S+/g, ' url '],
  [
    /\b[\w-]+\.(?:pdf|docx?|xlsx?|csv|txt|zip|tar|gz|json|ya?ml|png|jpe?g|gif|mp[34]|wav|mov|md|html?|log|pptx?)\b/gi,
    ' file ',
  ],
  [/\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|example)\b/gi, ' domain '],
  [/(?<![\w])[@#][\w-]+/g, ' '],
]

/** A request as the index understands it. */
export function readRequest(asked: string, vocabulary: ReadonlyMap<string, number>, speller: Speller): Request {
  const text = examples.reduce((rest, [example, kind]) => rest.replace(example, kind), asked)
  const intent = intentOf(text)
  const quoted = new Set(examplesIn(text))
  const names = properNames(text)
  const words = wordsOf(text).slice(0, 200)
  const concepts = new Map<string, Concept>()
  let head = true
  let named = 0
  let unknown = 0
  for (const [i, word] of words.entries()) {
    if (named > 0 && head && turns.has(word)) head = false
    if (isStopWord(word)) continue
    const term = stemOf(word)
    const forms = formsOf(
      word,
      term,
      words,
      i,
      vocabulary,
      names.has(word) ? undefined : speller,
      term === intent.verb && intent.wants.read > 0,
    )
    if (concepts.has(term)) continue
    if (forms.length === 0) {
      if (/\p{L}/u.test(word) && !names.has(word) && !quoted.has(word) && !light.has(term)) unknown++
      continue
    }
    const weight =
      term === intent.verb
        ? isPlainVerb(term)
          ? weights.verb
          : weights.specificVerb
        : quoted.has(word)
          ? quotedWeight
          : light.has(term)
            ? weights.light
            : names.has(word)
              ? 0.7
              : 1
    if (term !== intent.verb && !light.has(term)) named++
    concepts.set(term, {
      weight: weight * (head ? weights.head : 1),
      head,
      plural: word.endsWith('s') && term !== word,
      forms,
    })
  }
  const weight = [...concepts.values()].reduce((sum, concept) => sum + concept.weight, 0)
  const known = weight === 0 ? 0 : weight / (weight + unknown)
  for (const word of wordsOf(phrasesIn(text))) {
    const term = stemOf(word)
    const forms = formsOf(word, term, [], 0, vocabulary, undefined, false)
    if (forms.length > 0 && !concepts.has(term))
      concepts.set(term, { weight: weights.phrase, head: true, plural: false, forms })
  }
  return { intent, concepts: [...concepts.values()], known }
}

function formsOf(
  word: string,
  term: string,
  words: readonly string[],
  i: number,
  vocabulary: ReadonlyMap<string, number>,
  speller: Speller | undefined,
  plain: boolean,
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
  if (!plain) for (const synonym of synonymsOf(term)) add(synonym.term, synonym.weight)
  if (!known && /^(?:re|un)/.test(word) && word.length > 4) add(stemOf(word.slice(2)), misspelt)
  if (!known && found.size === 0 && speller !== undefined && word.length > 3) {
    const halves = splitIn(word, vocabulary)
    if (halves !== undefined) for (const half of halves) add(half, misspelt)
    else for (const near of speller.near(term)) add(near, misspelt)
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

/** Words in quotes, and of names such as `some-owner/some.thing`: examples, not what is asked for. */
function examplesIn(text: string): string[] {
  const inQuotes = [...text.matchAll(/["“”«»](.{1,60}?)["“”«»]/g)].flatMap((match) => wordsOf(match[1] ?? ''))
  const slashed = [...text.matchAll(/(?<![\w/.-])[\w.-]{1,60}\/[\w.-]{1,60}(?![\w/])/g)]
    .filter(([name]) => /[-_.\d]/.test(name))
    .flatMap(([name]) => wordsOf(name))
  return [...inQuotes, ...slashed]
}

/** Words with a capital inside a sentence: names of things, not of operations. */
function properNames(text: string): Set<string> {
  const found = new Set<string>()
  for (const match of text.matchAll(/(?<=[\p{Ll}\p{N},;:)] )\p{Lu}\p{Ll}+/gu))
    for (const word of wordsOf(match[0])) found.add(word)
  return found
}
