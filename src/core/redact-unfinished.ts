import { inOneLine, viewsOf } from './redact-views.ts'

/** In an encoded text fewer bytes of a secret are too much like anything else. */
const leastEncoded = 3
/** A piece of an encoding at the end that no whole byte comes of yet: three digits of base64, a number and its comma. */
const leftOver = 8

/** The beginning of an escape at the end of a text, or of a number in a list. */
const begunEscape =
  /(?:%(?:u?[0-9a-f]{0,3})?|\\(?:[ux][0-9a-f{]{0,6}|U[0-9a-f]{0,7}|[0-3][0-7]?)?|&#?\w{0,31}|=[0-9a-f]?\r?|(?<=[\s,;:-])(?:0x[0-9a-f]?|[0-9a-f]{1,3}))$/i

/**
 * Where the longest end of the bytes begins that a pattern may go on from, in any reading of them; their length when there is
 * none. Of what is encoded, beginnings of under three bytes are not seen.
 *
 * @param depth how deep encodings are looked through
 * @param spaced whether a pattern may have been written with other blanks
 */
export function unfinishedIn(
  bytes: Uint8Array,
  patterns: readonly Uint8Array[],
  depth: number,
  spaced: boolean,
): number {
  const begun = begunEscape.exec(Buffer.from(bytes.subarray(-40)).toString('latin1'))?.[0].length ?? 0
  const whole = earliest(bytes, patterns, depth, spaced, 1, true)
  if (begun === 0) return whole
  const before = earliest(bytes.subarray(0, bytes.length - begun), patterns, depth, spaced, 1, true)
  return before < bytes.length - begun ? Math.min(whole, before) : whole
}

function earliest(
  bytes: Uint8Array,
  patterns: readonly Uint8Array[],
  depth: number,
  spaced: boolean,
  least: number,
  isText: boolean,
): number {
  let found = bytes.length - beginningAtEnd(bytes, patterns, least)
  for (const line of isText ? inOneLine(bytes, spaced) : []) {
    const length = beginningAtEnd(line.bytes, patterns, least)
    if (length > 0) found = Math.min(found, line.locate(line.bytes.length - length, line.bytes.length)[0])
  }
  if (depth === 0) return found
  for (const view of viewsOf(bytes, bytes.length, isText, leastEncoded)) {
    const { length } = view.bytes
    if (length === 0 || view.locate(length - 1, length)[1] < bytes.length - leftOver) continue
    const start = earliest(view.bytes, patterns, depth - 1, spaced, leastEncoded, view.isText === true)
    if (start < length) found = Math.min(found, view.locate(start, length)[0])
  }
  return found
}

/** The length of the longest beginning of a pattern, not the whole of it, that the bytes end with; 0 when it is shorter. */
function beginningAtEnd(bytes: Uint8Array, patterns: readonly Uint8Array[], least: number): number {
  const end = bytes.length
  const last = bytes[end - 1]
  let best = 0
  for (const pattern of patterns)
    for (let length = Math.min(pattern.length - 1, end); length > best && length >= least; length--)
      if (pattern[length - 1] === last && bytes[end - length] === pattern[0] && endsWith(bytes, pattern, length))
        best = length
  return best
}

function endsWith(bytes: Uint8Array, pattern: Uint8Array, length: number): boolean {
  const start = bytes.length - length
  for (let i = 0; i < length; i++) if (bytes[start + i] !== pattern[i]) return false
  return true
}
