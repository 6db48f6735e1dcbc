const attributeChars = /^[A-Za-z0-9!#$&+\-.^_`|~%]*$/ // RFC 8187 §3.2.1, and percent signs

/** `UTF-8''na%C3%AFve.txt` (RFC 8187 §3.2); `undefined` for other charsets and for what is no encoding. */
function extended(value: string): string | undefined {
  const [, charset = '', text = ''] = /^([A-Za-z0-9-]+)'[A-Za-z0-9-]*'(.*)$/.exec(value) ?? []
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
 * The file name that a `Content-Disposition` suggests (RFC 6266): `filename*` before `filename`, whatever their order.
 * As it came: not fit for a file system. `undefined` when it names none. Never fails.
 */
export function suggestedName(disposition: string): string | undefined {
  const found = new Map<string, string>()
  const parameter = /;[ \t]*([A-Za-z0-9!#$&+\-.^_`|~*]{1,40})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g
  for (const [, name = '', quoted, bare = ''] of disposition.slice(0, 4096).matchAll(parameter)) {
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, quoted?.replace(/\\(.)/g, '$1') ?? bare.trim())
  }
  const star = found.get('filename*')
  const name = (star === undefined ? undefined : extended(star)) ?? found.get('filename')
  return name === undefined || name === '' ? undefined : name
}
