import { isAscii } from 'node:buffer'
import { CustomApiError } from '../../core/index.ts'
import { limits, tooBig } from './limits.ts'

const magic: readonly (readonly [bytes: readonly number[], is: string])[] = [
  [[0x1f, 0x8b], 'gzip-compressed data'],
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG image'],
]

/**
 * The text of a description's bytes: UTF-8, or UTF-16 when a byte order mark says so; the mark is dropped.
 *
 * @throws CustomApiError `description.invalid` for more than 64 MB, archives and other binary data
 */
export function decode(bytes: Buffer): string {
  if (bytes.length > limits.bytes) throw tooBig(`is ${megabytes(bytes.length)}; at most 64 MB are read`)
  const known = magic.find(([start]) => start.every((byte, index) => bytes[index] === byte))
  if (known) throw notText(`is ${known[1]}`)
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (bytes.subarray(0, 4096).includes(0)) throw notText('is binary data')
  if (isAscii(bytes)) return bytes.toString('latin1') // a plain copy
  return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)
}

const mostEscaped = 20_000
/** What is looked at in one go: most have nothing to escape. */
const block = 4096

/**
 * A JSON document's bytes as a string of ASCII characters: the few others, which only stand inside its strings, become
 * `\\u` escapes. Half the memory, and faster to parse, than the two bytes per character that one emoji costs otherwise.
 * `undefined` where that does not pay or the bytes are no JSON.
 */
export function asciiJson(bytes: Buffer): string | undefined {
  if (bytes[0] !== 0x7b || bytes.length < 1_000_000 || bytes.length > limits.bytes) return undefined // 7b: {
  let escaped = 0
  let text = ''
  let taken = 0
  for (let start = 0, end = 0; start < bytes.length; start = end) {
    end = Math.min(start + block, bytes.length)
    if (isAscii(bytes.subarray(start, end))) continue
    while (end < bytes.length && (bytes[end] ?? 0) >= 0x80) end += 1 // no character is cut
    text += bytes.toString('latin1', taken, start)
    text += bytes.toString('latin1', start, end).replace(/[\x80-\xff]+/g, (run) => {
      escaped += 1
      return escaped > mostEscaped ? '' : escape(Buffer.from(run, 'latin1').toString('utf8'))
    })
    if (escaped > mostEscaped) return undefined
    taken = end
  }
  return text + bytes.toString('latin1', taken)
}

function escape(run: string): string {
  let text = ''
  for (let index = 0; index < run.length; index++) text += `\\u${run.charCodeAt(index).toString(16).padStart(4, '0')}`
  return text
}

function notText(says: string): CustomApiError {
  return new CustomApiError('description.invalid', `the description ${says}, not JSON or YAML text`, {
    hint: 'unpack it, and configure the JSON or YAML file inside',
  })
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`
}
