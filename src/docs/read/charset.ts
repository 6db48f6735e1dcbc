/** How far into a page a declaration of its charset may stand (WHATWG HTML §13.2.3.2). */
const lookAt = 1024

/**
 * The charset that a page names itself: `<meta charset>`, `<meta http-equiv="Content-Type">` or an XML declaration, within
 * its first 1,024 bytes. `undefined` when it names none; for bytes whose Content-Type names none either.
 */
export function metaCharset(data: Uint8Array): string | undefined {
  // Each of these encodings writes its declaration in ASCII; UTF-16 has a mark of its own.
  const head = new TextDecoder('latin1').decode(data.subarray(0, lookAt))
  const visible = head.replace(/<!--[^]*?(?:-->|$)/g, '')
  const declaration = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(visible)
  if (declaration !== null) return declaration[1]?.toLowerCase()
  for (const [tag] of visible.matchAll(/<meta\s[^>]{1,400}>/gi)) {
    const charset = /\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(tag)?.[1]?.toLowerCase()
    // A page that can be read so far is no UTF-16, whatever it says.
    if (charset !== undefined) return charset.startsWith('utf-16') ? 'utf-8' : charset
  }
  return undefined
}
