import { optionalEnd, optionalGlob, optionalStart } from './optional-parts.ts'

/** Longer ones are no paths. */
export const longestTarget = 600

/** Closing brackets by their opening ones: what stands between may hold blanks. */
const closing: Readonly<Record<string, string>> = { '{': '}', '<': '>', '[': ']', '(': ')' }

/**
 * The end of the path or URL that begins at `start`. Brackets may hold blanks (`<camera entity_id>`, `(string: location)`);
 * a bracket that does not close within 60 characters ends it. Trailing punctuation is left out.
 */
export function targetEnd(text: string, start: number): number {
  let at = start
  const stop = Math.min(text.length, start + longestTarget)
  while (at < stop) {
    const char = text[at] ?? ''
    // generators that colour their variables leave a blank between two: `/(string: a) /(path: b)`
    if (
      char === ' ' &&
      at > start &&
      /[)}>\]]/.test(text[at - 1] ?? '') &&
      /^ \/ ?[({<[:]/.test(text.slice(at, at + 4))
    ) {
      at++
      continue
    }
    // the server and the path, each in a box of its own: `https://api.example.com /boats`
    if (char === ' ' && serverAlone.test(text.slice(start, at)) && /^ \/[\p{L}{:<]/u.test(text.slice(at, at + 3))) {
      at++
      continue
    }
    // a variable that is told with its type: `/boats/ (int: id)`
    if (char === ' ' && text[at - 1] === '/' && /^ \(\w{2,10}: ?[\w.-]{1,40}\)/.test(text.slice(at, at + 60))) {
      at++
      continue
    }
    // a date and its time, as people write them into an example
    if (
      char === ' ' &&
      /\d{4}-\d\d-\d\d$/.test(text.slice(start, at)) &&
      /^ \d\d:\d\d(?::\d\d)?(?:[&\s]|$)/.test(text.slice(at, at + 11))
    ) {
      at++
      continue
    }
    if (/[\s`"'|\\^]/.test(char)) break
    // words of a script without blanks go on right behind: `/boats/listを呼ぶ`
    if (ideograph.test(char) && /[\w)}>\]]/.test(text[at - 1] ?? '') && at > start) break
    if (/[,;]/.test(char) && /^[,;](?:\s|$|[`"'/])/.test(text.slice(at, at + 2))) break
    const closer = closing[char]
    if (closer !== undefined) {
      const end = bracketEnd(text, at, closer)
      if (end < 0) break
      at = end
      continue
    }
    if (/[>\])}，。；、（）：]/.test(char)) break
    at++
  }
  if (/\/(?:\.{3}|…)$/.test(text.slice(start, at))) return at // what goes on stands for a variable
  while (
    at > start &&
    /[.,;:!?*]/.test(text[at - 1] ?? '') &&
    !/\/\*[\w-]{1,40}\*$|[\w/]\.\*$/.test(text.slice(start, at)) &&
    !/\{[^{}]*$/.test(text.slice(start, at))
  )
    at--
  return at
}

/** A server with nothing behind it but where an API lives. */
export const serverAlone = /^https?:\/\/[^\s/]+(?:\/(?:api|rest|v\d+))*$/i

const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** The index after the bracket's end, or −1. A round bracket counts only as httpdomain's `(type:name)` or `(name)` in a path. */
function bracketEnd(text: string, at: number, closer: string): number {
  if (closer === ')' && optionalGlob.test(text.slice(at, at + 60))) return text.indexOf(')', at) + 1
  const end = text.indexOf(closer, at + 1)
  if (end < 0 || end - at > 60) return -1
  if (closer === ']' && optionalStart.test(text.slice(at + 1, at + 3))) return optionalEnd(text, at)
  const inner = text.slice(at + 1, end)
  const forgotten = closer === '>' ? unclosed.exec(text.slice(at, at + 60)) : null
  if (forgotten !== null) return at + forgotten[0].length
  if (/[\n/]/.test(inner) && closer !== '}') return -1
  if (
    closer === ')' &&
    (!/[/.]$|\/ $/.test(text.slice(Math.max(0, at - 2), at)) || !/^\w[\w.-]*(?::\s?[\w.-]+)?$/.test(inner))
  )
    return -1
  if (closer === ']' && text[end + 1] === '(') return -1
  const double = text[at + 1] === text[at] && text[end + 1] === closer
  return double ? end + 2 : end + 1
}

/** `<name/<id>`: the bracket that an author forgot to close. */
const unclosed = /^<[A-Za-z][\w-]{0,40}(?=\/[<\w])/
