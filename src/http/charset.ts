const marks: readonly [readonly number[], string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** What the bytes say themselves: a byte order mark, or the zero that UTF-16 puts beside an ASCII character. */
function sniffed(data: Uint8Array): string | undefined {
  const mark = marks.find(([bytes]) => bytes.every((byte, index) => data[index] === byte))
  if (mark !== undefined) return mark[1]
  if (data.length < 2) return undefined
  if (data[0] === 0 && data[1] !== 0) return 'utf-16be'
  return data[0] !== 0 && data[1] === 0 ? 'utf-16le' : undefined
}

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
  const label = sniffed(data) ?? (charset === '' ? 'utf-8' : charset)
  try {
    return new TextDecoder(label).decode(data)
  } catch {
    return new TextDecoder().decode(data) // a charset that nobody knows
  }
}
