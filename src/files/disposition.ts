const attributeChars = /^[A-Za-z0-9!#$&+\-.^_`|~%]*$/ // RFC 8187 §3.2.1, and percent signs

/** `UTF-8''na%C3%AFve.txt` (RFC 8187 §3.2); without a charset UTF-8 is meant. `undefined` for other charsets and
 * for what is no encoding. */
function extended(value: string): string | undefined {
  const [, charset = 'utf-8', text = value] = /^([A-Za-z0-9-]+)'[A-Za-z0-9-]*'(.*)$/.exec(value) ?? []
  if (!attributeChars.test(text) || /%(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  const latin1 = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  if (/^iso-8859-1$/i.test(charset)) return latin1
  if (!/^utf-?8$/i.test(charset)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'))
  } catch {
    return undefined // no UTF-8, whatever it says
  }
}

/**
 * The file name that a `Content-Disposition` suggests (RFC 6266): `filename*` before `filename`, whatever their order; the
 * forms of mail (RFC 2231, RFC 2047) are read too.
 * As it came: not fit for a file system. `undefined` when it names none. Never fails.
 */
export function suggestedName(disposition: string): string | undefined {
  const found = new Map<string, string>()
  const parameter = /;[ \t]*([A-Za-z0-9!#$&+\-.^_`|~*]{1,40})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g
  for (const [, name = '', quoted, bare = ''] of disposition.slice(0, 4096).matchAll(parameter)) {
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, quoted?.replace(/\\(.)/g, '$1') ?? bare.trim())
  }
  const star = found.get('filename*') ?? continued(found)
  const plain = found.get('filename')
  const name =
    (star === undefined ? undefined : extended(star)) ?? (plain === undefined ? undefined : encodedWords(plain))
  return name === undefined || name === '' ? undefined : name
}

/** `filename*0*=UTF-8''a; filename*1=b` (RFC 2231 §3), as mail servers write it. */
function continued(found: ReadonlyMap<string, string>): string | undefined {
  const pieces: string[] = []
  for (let at = 0; at < 100; at++) {
    const encoded = found.get(`filename*${at}*`)
    const plain = found.get(`filename*${at}`)
    if (encoded === undefined && plain === undefined) break
    pieces.push(encoded ?? escaped(plain ?? ''))
  }
  const whole = pieces.join('')
  return whole === '' ? undefined : found.has('filename*0*') ? whole : `UTF-8''${whole}`
}

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)

/** `=?UTF-8?B?w6Q=?=` (RFC 2047), which has no place in HTTP and is sent all the same; anything else as it stands. */
function encodedWords(text: string): string {
  return text.replace(
    /=\?([\w-]{1,40})\?([BbQq])\?([^?]{0,400})\?=(?:[ \t]{0,20}(?==\?))?/g,
    (whole, charset: string, kind: string, data: string) => {
      const bytes =
        kind.toLowerCase() === 'b'
          ? Buffer.from(data, 'base64')
          : Buffer.from(
              data
                .replaceAll('_', ' ')
                .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
              'latin1',
            )
      try {
        return new TextDecoder(charset, { fatal: true }).decode(bytes)
      } catch {
        return whole // a charset that nobody knows, or no text of it
      }
    },
  )
}
