const mostParts = 1_000
const longestHead = 16_384

/** The parts between the boundaries of a multipart body; `undefined` when the boundary is not in it. */
export function splitParts(
  body: Buffer,
  boundary: string,
): { readonly parts: readonly Buffer[]; readonly says: readonly string[] } | undefined {
  const mark = Buffer.from(`--${boundary}`, 'latin1')
  const parts: Buffer[] = []
  let start: number | undefined
  for (let at = nextMark(body, mark, 0); at >= 0; at = nextMark(body, mark, at + mark.length)) {
    if (start !== undefined) parts.push(body.subarray(start, lineEndBefore(body, at)))
    if (parts.length >= mostParts) return { parts, says: [`only the first ${mostParts} parts are shown`] }
    const after = at + mark.length
    if (body[after] === 0x2d && body[after + 1] === 0x2d) return { parts, says: [] }
    const line = body.indexOf(0x0a, after)
    start = line < 0 ? body.length : line + 1
  }
  if (start === undefined) return undefined
  if (start < body.length) parts.push(body.subarray(start))
  return { parts, says: ['the last part has no end: the answer may be cut'] }
}

/** The next boundary at the beginning of a line, and followed by no more of a name. */
function nextMark(body: Buffer, mark: Buffer, from: number): number {
  for (let at = body.indexOf(mark, from); at >= 0; at = body.indexOf(mark, at + 1)) {
    const after = body[at + mark.length]
    const ends =
      after === undefined || after === 0x0d || after === 0x0a || after === 0x2d || after === 0x20 || after === 0x09
    if (ends && (at === 0 || body[at - 1] === 0x0a)) return at
  }
  return -1
}

/** The line break before a boundary belongs to it (RFC 2046 §5.1.1). */
function lineEndBefore(body: Buffer, at: number): number {
  if (body[at - 1] !== 0x0a) return at
  return body[at - 2] === 0x0d ? at - 2 : at - 1
}

/** The headers of a part by lower-case name, folded lines joined, and what comes after them. */
export function splitHead(part: Buffer): { readonly headers: ReadonlyMap<string, string>; readonly body: Buffer } {
  const headers = new Map<string, string>()
  let at = 0
  let last = ''
  while (at < part.length && at < longestHead) {
    const feed = part.indexOf(0x0a, at)
    const end = feed < 0 ? part.length : feed
    const line = part.toString('utf8', at, part[end - 1] === 0x0d ? end - 1 : end)
    at = end + 1
    if (line === '') return { headers, body: part.subarray(Math.min(at, part.length)) }
    const colon = line.indexOf(':')
    if (/^[ \t]/.test(line) && last !== '') headers.set(last, `${headers.get(last) ?? ''} ${line.trim()}`)
    else if (colon > 0) {
      last = line.slice(0, colon).trim().toLowerCase()
      if (!headers.has(last)) headers.set(last, line.slice(colon + 1).trim())
    } else break
  }
  return headers.size === 0 ? { headers, body: part } : { headers, body: part.subarray(Math.min(at, part.length)) }
}
