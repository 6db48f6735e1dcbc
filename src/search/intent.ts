import { actionsOf, isVerb, type Action } from './actions.ts'
import { weights } from './weights.ts'
import { stemOf, wordsOf } from './words.ts'

/** How much each action is meant, 0–1; all zero when the text does not say. */
export interface Intent {
  readonly wants: Readonly<Record<Action, number>>
  /** Several things, or all of them: a collection rather than one item. */
  readonly many: boolean
  /** What is wanted is chosen or sorted out of many: `newest`, `sorted by`. */
  readonly chosen: boolean
  /** One that is named or numbered: an item rather than a collection. */
  readonly one: boolean
  /** The stem of the verb that decided. */
  readonly verb: string | undefined
  /** A question, or nothing but a thing: whoever asks wants nothing changed. */
  readonly asks: boolean
}

const questions = new Set(
  'what which who whom whose when where why how is are was were does did do has have can'.split(' '),
)
const politeness =
  /^(?:(?:please|hey|hi|hello|now|then|also|and|finally|next|first|additionally|simultaneously|can|could|would|will|you|i|we|need|want|wish|have|like|d|would|to|us|me|let|lets|help|try|go|just|ahead|trying|looking|going|able|be|am|im|should|must|how|do)\s+)+/

/** Turns of phrase that say what is wanted. */
const phrases: readonly (readonly [RegExp, Action])[] = [
  [
    /\bstop (?:\w+ing)\b|\bgiv(?:e|ing) up\b|\bshut(?:ting)? down\b|\bget(?:ting)? rid of\b|\bthrow(?:ing)? (?:away|out)\b|\btak(?:e|ing) (?:\w+ ){0,4}(?:off|out|down|away)\b|\bno longer\b|\bkick(?:ing)? (?:\w+ ){0,4}out\b/,
    'delete',
  ],
  [
    /\bset(?:ting)? up\b|\bput (?:\w+ ){1,5}on\b|\bsign(?:ing)? up\b|\bspin(?:ning)? up\b|\ba new\b|\banother\b/,
    'create',
  ],
  [
    /\blook(?:ing)? up\b|\bhow (?:many|much|often|long)\b|\bshow me\b|\bgive me (?:a list|the|all)\b|\btell me\b/,
    'read',
  ],
  [/\bturn(?:ing)? (?:\w+ ){0,4}(?:on|off)\b|\bswitch(?:ing)? (?:\w+ ){0,4}(?:on|off)\b|\binstead of\b/, 'update'],
]

const superlative =
  '(?:new|old|larg|small|bigg|high|low|long|short|fast|slow|cheap|clos|earli|great|strong|weak|young|hott|cold|heavi|light)est|' +
  'best|worst'

/** What is chosen out of many; `latest` and `most recent` may be things of their own. */
const choice = new RegExp(`\\b(?:${superlative}|most (?!recent)\\w+|top \\d+|(?:sorted|ordered|ranked|grouped) by)\\b`)
/** What says that many are meant: a word for it, `who …`, `what sites are …`, a range. */
const manyMeant: readonly RegExp[] = [
  choice,
  /\b(?:all|list|every|each|which|many|any|several|overview|everything)\b/,
  /^who (?!am\b)/,
  /\bwhat (?:\w+ ){0,2}?\w{1,30}[^s\W]s (?:are|do|did|does|have|can|were|is|will|should|exist|belong|we|i|they)\b/,
  /\bbetween (?:\S+ ){1,8}?and\b/,
]
const oneMeant = /\b(?:this|that)\b|\b(?:id|ids|named|called|number)\b|\b[a-z]* ?#?\d+\b/

/** An order by a verb that is not known: `nudge them`, `point the site at`. It changes something. */
const order =
  /^(?!(?:of|in|on|at|for|from|with|what|and|or|but|if|all|not|is|are|was|so|to|by|as|only|just)\b)[a-z]+ (?:a|an|the|my|our|your|his|her|their|its|this|that|these|those|them|him|it|me|us|everyone|everybody|somebody|someone|every|each)\b/
/** Words of a whole sentence: what is said there is no bare name of a thing. */
const sentence = /\b(?:i|we|he|she|they|it|is|are|was|has|have|should)\b/
const polite = /^(?:can|could|would|will|do) (?:you|we|i)\b|^how (?:do|can|to)\b/

/** What a request asks for, from its verbs, its question words, a few turns of phrase, and what it names. */
export function intentOf(request: string): Intent {
  const text = request.toLowerCase().replace(/['’]/g, '')
  const wants: Record<Action, number> = { read: 0, create: 0, update: 0, delete: 0 }
  const many = manyMeant.some((pattern) => pattern.test(text))
  const one = !many && oneMeant.test(text)
  const chosen = choice.test(text)
  for (const [phrase, action] of phrases) {
    if (!phrase.test(text)) continue
    wants[action] = 1
    if (action === 'delete') return { wants, many, chosen, one, verb: undefined, asks: false }
    if (action === 'read') return { wants, many, chosen, one, verb: readVerbIn(text), asks: true }
  }
  const words = wordsOf(withoutPoliteness(text))
  const thing = isThing(words)
  const verbAt = thing ? -1 : words.findIndex((_, at) => at < 6 && isVerbAt(words, at))
  const verb = words[verbAt]
  const asks = thing || (questions.has(wordsOf(text)[0] ?? '') && !polite.test(text))
  if (asks) wants.read = 1
  else if (verb !== undefined) addVerb(wants, verb, verbAt)
  else if (text.trim().endsWith('?')) wants.read = 1
  else if (order.test(words.join(' '))) wants.create = wants.update = weights.order
  else if (words.length <= mostNamed && !sentence.test(text))
    wants.read = many || /^(?:my|our|the|every) /.test(words.join(' ')) ? weights.thing : weights.plainRead
  const several = many || (wants.read > 0 && !one && isPlural(headOf(words.slice(verbAt + 1))))
  return { wants, many: several, chosen, one, verb: verb === undefined || asks ? undefined : stemOf(verb), asks }
}

/** Words of a request without a verb that is still the name of a thing. */
const mostNamed = 7

function withoutPoliteness(text: string): string {
  const spaced = text.replace(/[^\p{L}\p{N}\s]+/gu, ' ').replace(/\s+/g, ' ')
  return spaced.trim().replace(politeness, '')
}

/** A verb that may mean several things means each of them less, and one that comes late may be none. */
function addVerb(wants: Record<Action, number>, verb: string, at: number): void {
  const meant = actionsOf(verb)
  const share = (at === 0 ? 1 : 0.6) / Math.sqrt(meant.length)
  for (const action of meant) wants[action] = Math.max(wants[action], share)
}

/** The first verb of looking: said in every such request, it tells nothing about its object. */
function readVerbIn(text: string): string | undefined {
  const verb = wordsOf(text).find((word) => actionsOf(word).includes('read'))
  return verb === undefined ? undefined : stemOf(verb)
}

/** Words after which stands a thing, not an order. */
const beforeThings = new Set(
  (
    'a an the my our your his her their its this that these those of in on at for from with by into onto about some any all every ' +
    'each no one two three is are was were be been as than more most new old other another which what'
  ).split(' '),
)

/** Whether a word that may be a verb is one where it stands: not `a file`, `of the report`, `my orders`. */
function isVerbAt(words: readonly string[], at: number): boolean {
  const word = words[at] ?? ''
  if (!isVerb(word)) return false
  return at === 0 || (!beforeThings.has(words[at - 1] ?? '') && !isPlural(word) && !/..ed$/.test(word))
}

const isPlural = (word: string): boolean => word.length > 3 && /[^su]s$/.test(word) && stemOf(word) !== word

const qualities = new RegExp(`^(?:${superlative}|latest|recent|upcoming|current|most|top)$`)

/** `tags of a repository`, `newest book`, `running containers`, `open issues`: a request that names what it wants and says no verb. */
function isThing([first = '', second = '']: readonly string[]): boolean {
  return (
    isPlural(first) || qualities.test(first) || (isPlural(second) && (first === 'open' || /..(?:ing|ed)$/.test(first)))
  )
}

/** Words that end the name of a thing. */
const afterThings = new Set(
  (
    'in of on for to at with by about that which who from between since until over under sorted ordered as is are was were do ' +
    'does did have has can should we i they and or so if where when into after before'
  ).split(' '),
)

/** The last word of the first thing that is named: `versions` of `older versions of a file`. */
function headOf(words: readonly string[]): string {
  const from = questions.has(words[0] ?? '') ? 1 : 0
  const end = words.findIndex((word, at) => at > from && afterThings.has(word))
  return words[(end < 0 ? words.length : end) - 1] ?? ''
}
