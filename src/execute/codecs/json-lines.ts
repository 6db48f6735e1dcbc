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

/** One JSON value a line, as a list; a line that is none is its text, and said. */
export const jsonLines = defineCodec({
  id: 'json-lines',
  takes: isJsonLines,
  decode: (data, { type }) => listOf(textIn(data, type).split('\n'), 'line'),
  encode: (value, _, { parameters }) =>
    utf8FromLines(value, parameters.get('charset'), (line) => `${stringifyJson(line)}\n`),
})

/** RFC 7464: each value after a record separator. */
export const jsonSequence = defineCodec({
  id: 'json-sequence',
  takes: isJsonSequence,
  decode: (data, { type }) => listOf(textIn(data, type).split('\x1e'), 'record'),
  encode: (value, _, { parameters }) =>
    utf8FromLines(value, parameters.get('charset'), (line) => `\x1e${stringifyJson(line)}\n`),
})

async function listOf(pieces: readonly string[], what: string): Promise<Decoded> {
  const values: string[] = []
  const bad: number[] = []
  let since = 0
  for (const [at, piece] of pieces.entries()) {
    const text = piece.trim()
    if (text === '') continue
    const value = scalarOrText(text, compactJson)
    if (!value.json) bad.push(at + 1)
    values.push(value.text)
    since += piece.length
    if (since > atOnce) {
      since = 0
      await turn()
    }
  }
  if (values.length === 0) return { kind: 'empty' }
  if (bad.length === values.length) return { kind: 'other', why: `no ${what} of it is JSON` }
  const notes = bad.length === 0 ? {} : { notes: [{ says: badOnes(bad, what) }] }
  return { kind: 'json', text: plainEscapes(`[${values.join(',')}]`), ...notes }
}

function badOnes(bad: readonly number[], what: string): string {
  const named = bad.slice(0, mostNamed).join(', ')
  const more = bad.length > mostNamed ? ` and ${bad.length - mostNamed} more` : ''
  return `${what}${bad.length === 1 ? '' : 's'} ${named}${more} ${bad.length === 1 ? 'is' : 'are'} no JSON: shown as text`
}
