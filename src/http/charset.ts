const marks: readonly [readonly number[], string][] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** What the bytes say themselves: a byte order mark, or the zeros that UTF-16 and UTF-32 put beside an ASCII character. */
function sniffed(data: Uint8Array): string | undefined {
  const first = data[0] ?? 0
  if (first > 0 && first < 0x80 && data[1] !== 0) return undefined // the common case: a character of ASCII
  const mark = marks.find(([bytes]) => bytes.every((byte, index) => data[index] === byte))
  if (mark !== undefined) return mark[1]
  if (data.length < 2 || (data[0] !== 0 && data[1] !== 0)) return undefined
  if (data[0] === 0 && data[1] === 0 && data[2] === 0 && data.length % 4 === 0) return 'utf-32be'
  if (data[1] === 0 && data[2] === 0 && data[3] === 0 && data.length % 4 === 0) return 'utf-32le'
  if (data[0] === 0 && data[1] !== 0) return 'utf-16be'
  return data[0] !== 0 && data[1] === 0 ? 'utf-16le' : undefined
}

const unicode = new TextDecoder()

/** `type/subtype` of a `Content-Type`, lower-case, and its charset; `''` for what is absent. */
export function readContentType(value: string | undefined): { mediaType: string; charset: string } {
  const [type = '', ...parameters] = (value ?? '').split(';')
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(text)?.[1]).find(Boolean)
  return { mediaType: type.trim().toLowerCase(), charset: charset?.toLowerCase() ?? '' }
}

/**
 * Bytes as text: a byte order mark outranks the declared charset (WHATWG Encoding), which outranks UTF-8. The mark is
 * dropped; what cannot be decoded becomes U+FFFD; an unknown charset is read as UTF-8.
 */
export function decodeText(data: Uint8Array, charset: string): string {
  const label = sniffed(data) ?? (charset === '' ? 'utf-8' : charset.toLowerCase())
  if (label === 'utf-8') return unicode.decode(data)
  if (/^utf-?32/.test(label)) return fromUtf32(data, label.endsWith('be'))
  if (western.has(label)) return fromWestern(data)
  try {
    return new TextDecoder(label).decode(data)
  } catch {
    return unicode.decode(data) // a charset that nobody knows
  }
}

/** The Encoding standard has no UTF-32; RFC 8259's forerunner allowed it for JSON. */
function fromUtf32(data: Uint8Array, bigEndian: boolean): string {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const units: string[] = []
  for (let at = 0; at + 4 <= data.length; at += 4) {
    const code = view.getUint32(at, !bigEndian)
    if (at === 0 && code === 0xfeff) continue
    units.push(code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code))
  }
  return units.join('')
}

/** Names that mean windows-1252 to the Encoding standard (§4.2); Node 20 reads its upper controls as controls. */
const western = new Set([
  'windows-1252',
  'cp1252',
  'x-cp1252',
  'iso-8859-1',
  'iso8859-1',
  'iso_8859-1',
  'latin1',
  'l1',
  'ascii',
  'us-ascii',
])
const upper = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const fromWestern = (data: Uint8Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (char) => upper[char.charCodeAt(0) - 0x80] ?? char)
