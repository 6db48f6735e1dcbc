import { setImmediate as turn } from 'node:timers/promises'
import { compactJson, stringifyJson } from '../../core/index.ts'
import { isJsonLines, isJsonSequence } from '../media.ts'
import { scalarOrText, utf8FromLines } from './lines.ts'
import { textIn } from './charsets.ts'
import { defineCodec, type Decoded } from './codec.ts'
import { plainEscapes } from './json-escapes.ts'

/** So many characters are read before others have their turn. */
const atOnce = 256 * 1024
const mostNamed = 5
/** So many that are none, and more than half of all: it is something else. */
const mostBad = 1_000

/** One JSON value a line, as a list; a line that is none is its text, and said. */
export const jsonLines = defineCodec({
  id: 'json-lines',
  takes: isJsonLines,
  async decode(data, { type }) {
    const text = textIn(data, type)
    const list = await listOf(text, '\n', 'line')
    const isClean = list.kind === 'json' && list.notes === undefined
    return isClean || !/^\s*[[{]/.test(text) ? list : (oneValue(text) ?? list)
  },
  encode: (value, _, { parameters }) =>
    utf8FromLines(value, parameters.get('charset'), (line) => `${stringifyJson(line)}\n`),
})

/** RFC 7464: each value after a record separator. */
export const jsonSequence = defineCodec({
  id: 'json-sequence',
  takes: isJsonSequence,
  decode: (data, { type }) => listOf(textIn(data, type), '\x1e', 'record'),
  encode: (value, _, { parameters }) =>
    utf8FromLines(value, parameters.get('charset'), (line) => `\x1e${stringifyJson(line)}\n`),
})

/** One value over several lines, whatever it is called. */
function oneValue(text: string): Decoded | undefined {
  try {
    return {
      kind: 'json',
      text: plainEscapes(compactJson(text)),
      notes: [{ says: 'it is one JSON value over several lines' }],
    }
  } catch {
    return undefined // lines, then, good and bad
  }
}

async function listOf(text: string, mark: string, what: string): Promise<Decoded> {
  const values: string[] = []
  const bad: number[] = []
  let since = 0
  for (let from = 0, number = 1; from < text.length; number++) {
    const found = text.indexOf(mark, from)
    const end = found < 0 ? text.length : found
    const piece = text.slice(from, end).trim()
    from = end + 1
    since += piece.length + 20
    if (since > atOnce) {
      since = 0
      await turn()
    }
    if (piece === '') continue
    const value = scalarOrText(piece, compactJson)
    if (!value.json) bad.push(number)
    values.push(value.text)
    if (bad.length > mostBad && bad.length > values.length / 2) break
  }
  if (values.length === 0) return { kind: 'empty' }
  if (bad.length === values.length || (bad.length > mostBad && bad.length > values.length / 2))
    return { kind: 'other', why: `${bad.length === values.length ? 'no' : 'hardly a'} ${what} of it is JSON` }
  const notes = bad.length === 0 ? {} : { notes: [{ says: badOnes(bad, what) }] }
  return { kind: 'json', text: plainEscapes(`[${values.join(',')}]`), ...notes }
}

function badOnes(bad: readonly number[], what: string): string {
  const named = bad.slice(0, mostNamed).join(', ')
  const more = bad.length > mostNamed ? ` and ${bad.length - mostNamed} more` : ''
  return `${what}${bad.length === 1 ? '' : 's'} ${named}${more} ${bad.length === 1 ? 'is' : 'are'} no JSON: shown as text`
}
