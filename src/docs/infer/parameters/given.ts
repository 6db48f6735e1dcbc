import type { RawParameter } from './raw.ts'
import { isName } from './words.ts'

const names = '((?:`[a-z_][\\w.-]{0,39}`(?:\\s*(?:,|and|or)\\s*)*){1,6})'
/** "a position specified by `pos`", "according to `val`", "you can specify `deep`". */
const behindWord = new RegExp(
  String.raw`\b(?:(?:specified|given|defined|determined|identified|indicated|controlled|chosen|selected|passed|provided|supplied) (?:by|in|with|via|through|as|using)(?: the)?|according(?:ly)? to(?: the)?|(?:can|may|must|should|optionally|to) (?:also )?(?:specify|provide|pass|supply|set)(?: an?| the| your| optional)?|(?:requires|expects|takes|accepts)(?: an?| the)?(?: optional)?) ${names}`,
  'gi',
)
/** "from a given URI `uri`", "by a `step` count": what is given, and its name. */
const aroundWord = new RegExp(
  String.raw`\b(?:given|specified|provided|supplied|desired) (?:[\w-]+ ){0,2}${names}|\b(?:to|by|for|of|with) (?:a|an|the given|a given) ${names} (?:value|number|count|amount|flag|string|id|name)\b`,
  'gi',
)

/**
 * Names in code that the words of an operation's own entry say are given to it; the entry describes nothing else. What follows an
 * answer's verb is no part of it.
 */
export function readGivenNames(text: string): RawParameter[] {
  if (text.length > 2_000) return []
  const asked = text.replace(/\b(?:returns?|responds?|answers?|response)\b.*$/is, '')
  const found = [...asked.matchAll(behindWord), ...asked.matchAll(aroundWord)]
    .flatMap(([, ...groups]) => groups)
    .flatMap((group: string | undefined) => [...(group ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, name = '']) => name)
    .filter(
      (name) =>
        isName(name) && !/^[A-Z]/.test(name) && !/^(?:true|false|null|none|json|xml|yes|no|curl|id)$/.test(name),
    )
  return [...new Set(found)].map((name) => ({ name, schema: {}, evidence: 'text', weight: 0.5 }))
}
