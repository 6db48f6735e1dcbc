/** Tag names that are mark-up, not placeholders such as `<owner>`. */
const tags =
  'a|abbr|b|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|figure|font|h[1-6]|hr|i|iframe|img|input|ins|kbd|li|mark|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|video'
const blockEnd = /<\/?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|hr|dd|dt|pre|section)(?:\s[^<>]{0,300})?\/?>/gi
const tag = new RegExp(`</?(?:${tags})(?:\\s[^<>]{0,300})?/?>`, 'gi')
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '–',
  ndash: '–',
  hellip: '…',
  rarr: '→',
}

/** At most this much of a foreign text is looked at: what comes later never fits anyway. */
const looked = 20_000

/**
 * A foreign description as one plain line: mark-up, links, code fences and invisible characters gone. Text that others
 * wrote stands in tool descriptions only after this.
 */
export function plain(text: string): string {
  return text
    .slice(0, looked)
    .replace(/```[\s\S]{0,4000}?(?:```|$)/g, ' ')
    .replace(/<!--[\s\S]{0,4000}?-->/g, ' ')
    .replace(blockEnd, '\n')
    .replace(tag, '')
    .replace(/!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)/g, '')
    .replace(/\[([^\]\n]{1,300})\]\([^)\n]{0,500}\)/g, '$1')
    .replace(/^[ \t]*\|.*$/gm, ' ')
    .replace(/^[ \t]{0,3}(?:#{1,6}|>|[-*+]|\d{1,3}\.)[ \t]+/gm, '')
    .replace(/^[ \t]*(?:[-=*_][ \t]*){3,}$/gm, ' ')
    .replace(/(\*\*|__)(?=\S)([^\n]{1,400}?\S)\1/g, '$2')
    .replace(/`([^`\n]{1,200})`/g, '$1')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, decoded)
    .replace(/\s+/g, ' ')
    .replace(invisible, '')
    .trim()
}

function decoded(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return entities[name.toLowerCase()] ?? whole
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole
}

/** The first sentences of a foreign text within a number of characters, whole sentences where one fits. */
export function brief(text: string | undefined, limit: number): string {
  if (text === undefined || text === '') return ''
  const line = plain(text)
  if (line.length <= limit) return line
  const head = line.slice(0, limit - 1)
  const sentence = Math.max(
    head.lastIndexOf('. '),
    head.lastIndexOf('! '),
    head.lastIndexOf('? '),
    head.lastIndexOf('。'),
  )
  if (sentence >= limit / 3) return line.slice(0, sentence + 1)
  const word = head.lastIndexOf(' ')
  return `${(word >= limit / 2 ? head.slice(0, word) : head).replace(/[\s,;:(–-]+$|[\ud800-\udbff]$/g, '')}…`
}

/** The first sentence alone, within the limit. */
export function firstSentence(text: string | undefined, limit: number): string {
  const line = brief(text, limit)
  const end = /[.!?](?=\s+[\p{Lu}\d])/u.exec(line)
  return end === null || end.index < 8 ? line : line.slice(0, end.index + 1)
}
