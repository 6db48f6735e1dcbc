/** Words whose stem no rule finds. */
const irregular = new Map([
  ['people', 'person'],
  ['children', 'child'],
  ['men', 'man'],
  ['women', 'woman'],
  ['indices', 'index'],
  ['indexes', 'index'],
  ['vertices', 'vertex'],
  ['matrices', 'matrix'],
  ['statuses', 'status'],
  ['aliases', 'alias'],
  ['analyses', 'analysis'],
  ['bases', 'base'],
  ['paid', 'pay'],
  ['payment', 'pay'],
  ['payments', 'pay'],
  ['sent', 'send'],
  ['bought', 'buy'],
  ['sold', 'sell'],
  ['ran', 'run'],
  ['made', 'make'],
  ['held', 'hold'],
  ['kept', 'keep'],
  ['left', 'leave'],
  ['lost', 'lose'],
  ['spent', 'spend'],
  ['written', 'write'],
  ['given', 'give'],
  ['taken', 'take'],
  ['shown', 'show'],
  ['hidden', 'hide'],
  ['chosen', 'choose'],
  ['stolen', 'steal'],
  ['broken', 'break'],
])

/** Words that only look inflected. */
const whole = new Set(
  'news always series species sales settings aws dns sms css rss gas bus plus this status address access process class business analysis basis alias https during thing string king ring spring sing bring evening morning ceiling need speed feed seed embed bed red shed hundred station document comment element segment argument environment moment statement'.split(
    ' ',
  ),
)

/**
 * A light English stemmer: plurals, `-ing`, `-ed`, `-ly`, and nouns made of verbs (`cancellation`, `deployment`,
 * `approval`). It aims at one key for a noun and its verb, not at dictionary forms. Words of other scripts lose their
 * commonest Russian endings or stay as they are. Takes lower case.
 */
export function stem(word: string): string {
  const known = irregular.get(word)
  if (known !== undefined) return finish(known)
  if (/[^a-z]/.test(word)) return /^[а-яё]+$/.test(word) ? stemRussian(word) : word
  if (word.length < 4) return word
  return finish(denominal(inflection(word)))
}

function inflection(word: string): string {
  const singular = singularOf(word)
  if (whole.has(singular)) return singular
  if (singular.endsWith('ing') && hasVowel(singular, 3)) return repair(singular.slice(0, -3))
  if (singular.endsWith('ied') && singular.length > 4) return `${singular.slice(0, -3)}y`
  if (singular.endsWith('ed') && hasVowel(singular, 2)) return repair(singular.slice(0, -2))
  if (singular.endsWith('ly') && singular.length > 6) return singular.slice(0, -2)
  return singular
}

function singularOf(word: string): string {
  if (whole.has(word) || !word.endsWith('s') || /(ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1)
  if (/(sses|xes|zzes|ches|shes)$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

/** Something verb-like must be left: `string` and `bed` are no inflections. */
function hasVowel(word: string, ending: number): boolean {
  const rest = word.slice(0, -ending)
  return rest.length >= 3 && /[aeiouy]/.test(rest)
}

/** `stopp` → `stop`; the final `e` of `creat` is dropped everywhere, so it need not come back. */
function repair(word: string): string {
  return /([bdgmnprt])\1$/.test(word) ? word.slice(0, -1) : word
}

function denominal(word: string): string {
  if (whole.has(word)) return word
  const rules: readonly (readonly [ending: RegExp, rest: string, least: number])[] = [
    [/i[sz]ation$/, 'iz', 3],
    [/i[s]e$/, 'iz', 4],
    [/ation$/, '', 4],
    [/ator$/, '', 5],
    [/ption$/, 'b', 6], // subscription, description
    [/nsion$/, 'nd', 4], // suspension, extension
    [/ion$/, '', 5],
    [/ate$/, '', 4],
    [/ment$/, '', 4],
    [/(?<=[vw])al$/, '', 5],
  ]
  for (const [ending, rest, least] of rules) {
    const at = word.search(ending)
    if (at >= least) return repairNoun(word.slice(0, at) + rest)
  }
  return word
}

/** `cancell` → `cancel`, like `repair` for what nouns double. */
function repairNoun(word: string): string {
  return word.endsWith('ll') ? word.slice(0, -1) : word
}

function finish(word: string): string {
  if (word.length > 3 && word.endsWith('e')) return word.slice(0, -1)
  if (word.length > 3 && word.endsWith('y')) return `${word.slice(0, -1)}i`
  return word.length > 5 && word.endsWith('ll') ? word.slice(0, -1) : word
}

function stemRussian(word: string): string {
  if (word.length < 5) return word
  return word.replace(
    /(иями|ями|ами|ией|ого|его|ому|ему|ыми|ими|ать|ять|ить|еть|ует|ают|яют|ения|ение|ений|ению|ием|ией|ость|ости|ия|ие|ии|ий|ый|ой|ая|яя|ое|ее|ые|ов|ев|ей|ам|ям|ах|ях|ом|ем|ть|а|я|о|е|и|ы|у|ю|ь|й)$/,
    '',
  )
}
