import { compactJson } from '../core/index.ts'
import { decodeText } from '../http/index.ts'
import { isJson, isText, parseMediaType } from './media.ts'
import type { OutcomeBody } from './model.ts'

/** What was read of a body, and whether that is all of it. */
export interface ReadBody {
  readonly data: Uint8Array
  readonly complete: boolean
}

/** Types that are sent for JSON by mistake, or that say nothing: their text is looked at. */
const vague =
  /^(?:|application\/(?:octet-stream|(?:x-)?javascript|x-www-form-urlencoded)|binary\/octet-stream|text\/(?:plain|html|javascript))$/

/** A body by its media type; JSON that is labelled as something vague is JSON, what is labelled JSON and is none is text. */
export function decodeBody({ data, complete }: ReadBody, contentType: string): OutcomeBody {
  const bytes = data.byteLength
  if (bytes === 0) return { kind: 'empty' }
  const { essence, parameters } = parseMediaType(contentType)
  const json = isJson(essence)
  const guess = !json && vague.test(essence) && looksLikeJson(data)
  if (json || guess) {
    const text = decodeText(data, parameters.get('charset') ?? '')
    if (json && !complete) return { kind: 'json', text, complete, bytes }
    const compact = complete ? compactOrNothing(text) : undefined
    if (compact !== undefined) return { kind: 'json', text: plainEscapes(compact), complete, bytes }
    if (json) return { kind: 'text', text, complete, bytes }
  }
  if (isText(essence) || ((essence === '' || vague.test(essence)) && isUtf8(data)))
    return { kind: 'text', text: decodeText(data, parameters.get('charset') ?? ''), complete, bytes }
  return { kind: 'bytes', data, complete, bytes }
}

/** Whether the first character that is no white space opens an object or array. */
function looksLikeJson(data: Uint8Array): boolean {
  const bom = data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? 3 : 0
  for (let i = bom; i < Math.min(data.byteLength, 1024); i++) {
    const byte = data[i]
    if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) continue
    return byte === 0x7b || byte === 0x5b
  }
  return false
}

function compactOrNothing(text: string): string | undefined {
  try {
    return compactJson(text)
  } catch {
    return undefined // no JSON, whatever it was called: it is shown as text
  }
}

const letter = /^[\p{L}\p{N}]$/u

/**
 * JSON text with letters, digits and ASCII written as themselves instead of `\uXXXX` and `\/`: shorter, and nothing that
 * the redactor looks for can hide behind an escape. Everything else keeps its escape.
 */
export function plainEscapes(text: string): string {
  if (!text.includes('\\u') && !text.includes('\\/')) return text
  if (text.length <= pieceLength) return plainPiece(text)
  const pieces: string[] = []
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + pieceLength)
    // Never inside an escape: it would have begun in the last five characters.
    for (let back = 1; back <= 5 && to < text.length; back++)
      if (text[to - back] === '\\' && isEscapeStart(text, to - back)) to -= back
    pieces.push(plainPiece(text.slice(from, to)))
    from = to
  }
  return pieces.join('')
}

/** So much is replaced at once: a replacement over tens of millions of hits is more than the engine survives. */
const pieceLength = 1 << 16

/** Whether the backslash at `at` begins an escape, and does not end one: an even number of them stands before it. */
function isEscapeStart(text: string, at: number): boolean {
  let before = 0
  while (text[at - 1 - before] === '\\') before++
  return before % 2 === 0
}

function plainPiece(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|([^u]))/g,
    (whole, code: string | undefined, simple: string | undefined) => {
      if (simple !== undefined) return simple === '/' ? '/' : whole
      const character = String.fromCharCode(Number.parseInt(code ?? '', 16))
      if (character === '"' || character === '\\') return `\\${character}`
      return /[ -~]/.test(character) || letter.test(character) ? character : whole
    },
  )
}

function isUtf8(data: Uint8Array): boolean {
  if (data.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(data, { stream: true }) // a cut may split the last character
    return true
  } catch {
    return false // not UTF-8: bytes
  }
}
