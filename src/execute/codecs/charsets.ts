import { CustomApiError } from '../../core/index.ts'
import { decodeText } from '../../http/index.ts'
import type { MediaType } from '../media.ts'

/** As much of a document is looked at for what it says of its own charset (HTML §13.2.3.2: the first 1024 bytes). */
const prologBytes = 1024

const declarations = [
  /^\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,40})["']/,
  /<meta\s[^>]{0,200}?\bcharset\s*=\s*["']?\s*([A-Za-z][\w.:-]{0,40})/i,
  /^@charset "([A-Za-z][\w.:-]{0,40})";/,
]

/** The charset that the beginning of a document names; `''` for none. UTF-16 there is not meant: it could not be read so. */
export function charsetWithin(data: Uint8Array): string {
  const start = Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, prologBytes)).toString('latin1')
  if (!start.includes('<') && !start.startsWith('@')) return ''
  const found = declarations.map((pattern) => pattern.exec(start)?.[1]).find((name) => name !== undefined) ?? ''
  return /^utf-?(?:16|32)/i.test(found) ? '' : found.toLowerCase()
}

/**
 * A body as text: by its byte order mark, the charset of its media type, what it says itself (XML declaration, `meta`),
 * as UTF-8, and what is no UTF-8 as windows-1252, as every browser does. What is called UTF-8 and is none is what it says
 * itself. Never fails.
 */
export function textIn(data: Uint8Array, { parameters }: MediaType, looksWithin = false): string {
  const said = parameters.get('charset')
  const isWrong = looksWithin && said !== undefined && /^utf-?8$/i.test(said) && !isUtf8(data)
  const within = looksWithin && (said === undefined || isWrong) ? charsetWithin(data) : ''
  const declared = isWrong ? within || said : (said ?? within)
  const text = decodeText(data, declared)
  if (declared !== '' || !text.includes('\ufffd') || isUtf8(data, false)) return text
  // cut within its last character, unless nothing else of it says UTF-8: then that is a letter of another charset
  if (isUtf8(data) && /[^\0-\x7f\ufffd]/.test(text)) return text
  return decodeText(data, 'windows-1252')
}

/** Whether the bytes are UTF-8 without NUL; where they may be `cut`, the last character may be split. */
export function isUtf8(data: Uint8Array, cut = true): boolean {
  if (data.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(data, { stream: cut })
    return true
  } catch {
    return false // not UTF-8
  }
}

export const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')

/** Text in the charset that its media type names; one that we do not write is refused, not mislabelled. */
export function inCharset(text: string, charset: string | undefined): Uint8Array {
  const name = (charset ?? 'utf-8').toLowerCase()
  if (name === 'utf-8' || name === 'utf8') return utf8(text)
  if (/^(?:us-ascii|ascii|iso-8859-1|latin1|windows-1252)$/.test(name)) {
    const highest = name.endsWith('ascii') ? 0x7f : 0xff
    if (!Array.from(text).some((character) => (character.codePointAt(0) ?? 0) > highest))
      return Buffer.from(text, 'latin1')
  } else if (name === 'utf-16le') return Buffer.from(text, 'utf16le')
  throw new CustomApiError('arguments.invalid', `the body cannot be written in the charset ${name}`, {
    hint: 'use characters of that charset, or a contentType with charset=utf-8',
  })
}
