import { compactJson } from '../../core/index.ts'
import { plainEscapes } from './json-escapes.ts'

/** What is read of other people's JSON although RFC 8259 has no such thing. */
type Fault =
  | 'comments'
  | 'commas too many'
  | 'NaN and Infinity as texts'
  | 'undefined as null'
  | 'raw line breaks and the like in texts'

const words: Readonly<Record<string, readonly [text: string, fault: Fault]>> = {
  NaN: ['"NaN"', 'NaN and Infinity as texts'],
  Infinity: ['"Infinity"', 'NaN and Infinity as texts'],
  '-Infinity': ['"-Infinity"', 'NaN and Infinity as texts'],
  undefined: ['null', 'undefined as null'],
}

/**
 * Text that is JSON but for what some writers let through (`NaN`, a comma before a bracket, comments, raw control
 * characters in texts), as compact JSON and what was mended; `undefined` where that is not all. One pass.
 */
export function mendJson(text: string): { readonly text: string; readonly says: string } | undefined {
  if (!/^\s*(?:[[{]|\/[/*])/.test(text)) return undefined
  const faults = new Set<Fault>()
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    const next = piece(text, at, pieces, faults)
    if (next === undefined) return undefined
    at = next
  }
  if (faults.size === 0) return undefined
  try {
    return {
      text: plainEscapes(compactJson(pieces.join(''))),
      says: `no strict JSON, read all the same: ${[...faults].join(', ')}`,
    }
  } catch {
    return undefined // something else is wrong with it
  }
}

/** Takes one token; where the next begins. `undefined` where nothing like JSON stands. */
function piece(text: string, at: number, into: string[], faults: Set<Fault>): number | undefined {
  const char = text[at] ?? ''
  if (char === '"') return string(text, at, into, faults)
  if (char === '/') {
    const end = afterComment(text, at)
    faults.add('comments')
    return end > at ? end : undefined
  }
  if (char === ',') {
    const next = afterBlanks(text, at + 1)
    if (text[next] === ']' || text[next] === '}') faults.add('commas too many')
    else into.push(char)
    return at + 1
  }
  const [word = ''] = letters(text, at)
  if (word === '') {
    into.push(char)
    return at + 1
  }
  const known = Object.hasOwn(words, word) ? words[word] : undefined
  if (known !== undefined) faults.add(known[1])
  into.push(known?.[0] ?? word)
  return at + word.length
}

const wordPattern = /-?[A-Za-z]{1,20}/y

function letters(text: string, at: number): readonly string[] {
  wordPattern.lastIndex = at
  return wordPattern.exec(text) ?? []
}

const plainRun = /[^"\\\u0000-\u001f]+/y // oxlint-disable-line no-control-regex -- what stands in a JSON text as it is

/** A text in quotes with its control characters escaped, and `\'` as the quote that is meant. */
function string(text: string, start: number, into: string[], faults: Set<Fault>): number {
  into.push('"')
  for (let at = start + 1; at < text.length;) {
    plainRun.lastIndex = at
    const [run = ''] = plainRun.exec(text) ?? []
    into.push(run)
    at += run.length
    const char = text[at] ?? ''
    if (char === '') return at
    if (char === '"') {
      into.push(char)
      return at + 1
    }
    if (char !== '\\') {
      into.push(JSON.stringify(char).slice(1, -1))
      faults.add('raw line breaks and the like in texts')
      at++
      continue
    }
    const escaped = text[at + 1] ?? ''
    into.push(escaped === "'" ? escaped : `\\${escaped}`)
    if (escaped === "'") faults.add('raw line breaks and the like in texts')
    at += 2
  }
  return text.length
}

function afterComment(text: string, at: number): number {
  if (text[at + 1] === '/') {
    const end = text.indexOf('\n', at)
    return end < 0 ? text.length : end
  }
  const end = text[at + 1] === '*' ? text.indexOf('*/', at + 2) : -1
  return end < 0 ? at : end + 2
}

/** Past white space and comments. */
function afterBlanks(text: string, from: number): number {
  let at = from
  for (;;) {
    while (at < text.length && /\s/.test(text[at] ?? '')) at++
    const end = text[at] === '/' ? afterComment(text, at) : at
    if (end === at) return at
    at = end
  }
}
