/** Elements nest no deeper in what is parsed: the parser looks through all open ones at every block that begins. */
const deepest = 1_000
/** Elements that authors leave open. */
const unclosed =
  /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|colgroup|rt|rp)$/

/** Whether the tags of a page nest so deep that it is nobody's page. */
export function nestsTooDeep(html: string): boolean {
  let depth = 0
  for (const [, closes, name = ''] of html.matchAll(/<(\/?)([A-Za-z][A-Za-z0-9-]{0,40})/g)) {
    if (unclosed.test(name.toLowerCase())) continue
    depth += closes === '' ? 1 : -1
    if (depth > deepest) return true
    if (depth < 0) depth = 0
  }
  return false
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** What a page says without its tags, for pages that are too large or too deep to be converted. In linear time. */
export function plainText(html: string): string {
  const pieces: string[] = []
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at)
    if (open < 0) {
      pieces.push(html.slice(at))
      break
    }
    pieces.push(html.slice(at, open), ' ')
    at = tagEnd(html, open)
  }
  const text = pieces
    .join('')
    .replace(/&(?:#(\d{1,7})|([a-z]{2,4}));/g, (whole, code: string | undefined, name: string | undefined) =>
      code === undefined
        ? (entities[name ?? ''] ?? whole)
        : Number(code) <= 0x10ffff
          ? String.fromCodePoint(Number(code))
          : whole,
    )
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\n ]*/g, '\n')
    .trim()
}

/** The index after a tag, comment, script or style; a `<` that begins none is passed over. */
function tagEnd(html: string, open: number): number {
  const after = (mark: string, from: number): number => {
    const found = html.indexOf(mark, from)
    return found < 0 ? html.length : found + mark.length
  }
  if (html.startsWith('<!--', open)) return after('-->', open + 4)
  const [, silent] = /^<(script|style|template|noscript)\b/i.exec(html.slice(open, open + 12)) ?? []
  if (silent === undefined) return after('>', open)
  const close = html.indexOf(`</${silent}`, open)
  return after('>', close < 0 ? html.length : close)
}
