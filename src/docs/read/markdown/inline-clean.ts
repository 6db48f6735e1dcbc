import { methodOf, methodOfPicture } from '../html/tags.ts'
import type { Addresses } from '../addresses.ts'
import type { Link } from '../../model.ts'

/** What links of a Markdown page need to know: where it stands, what its references mean; found links are noted. */
export interface Linking {
  readonly address: Addresses
  readonly references: ReadonlyMap<string, string>
  readonly links: Link[]
}

/** Nobody writes longer ones; each length that is looked for costs a walk to the end of the line. */
const longestRun = 32

/** Where a line has code in backticks, marks included. */
export function codeRanges(line: string): [start: number, end: number][] {
  const ranges: [number, number][] = []
  const unclosed = new Set<number>()
  for (let at = line.indexOf('`'); at !== -1; at = line.indexOf('`', at)) {
    let open = at
    while (line[open] === '`') open++
    const size = open - at
    const end = size > longestRun || unclosed.has(size) ? -1 : closing(line, open, size)
    if (end !== -1) ranges.push([at, end])
    else unclosed.add(size)
    at = end === -1 ? open : end
  }
  return ranges
}

function closing(line: string, from: number, size: number): number {
  for (let at = line.indexOf('`', from); at !== -1; at = line.indexOf('`', at)) {
    let end = at
    while (line[end] === '`') end++
    if (end - at === size) return end
    at = end
  }
  return -1
}

/** Inline HTML, entities and links of a line, in the plain Markdown of this room. Code in backticks stays as it is. */
export function cleanInline(line: string, linking: Linking): string {
  if (!line.includes('`')) return cleanText(line, linking)
  // The text of a link may hold code: while the line is rewritten, marks that no text holds stand in its place.
  const codes: string[] = []
  let text = ''
  let from = 0
  for (const [start, end] of codeRanges(line)) {
    text += `${line.slice(from, start)}\0${codes.length}\0`
    codes.push(line.slice(start, end))
    from = end
  }
  const restore = (it: string): string => it.replace(codeMark, (_whole, index: string) => codes[Number(index)] ?? '')
  const { length } = linking.links
  const shown = restore(cleanText(text + line.slice(from), linking))
  for (let i = length; i < linking.links.length; i++) {
    const link = linking.links[i]
    if (link !== undefined) linking.links[i] = { ...link, text: restore(link.text).replace(/`/g, '') }
  }
  return shown
}

// oxlint-disable-next-line no-control-regex -- NUL is what a page never holds once it is read
const codeMark = /\0(\d+)\0/g

function cleanText(text: string, linking: Linking): string {
  let out = text
  if (out.includes('<')) out = withoutTags(out, linking)
  if (out.includes('](') || out.includes('][') || (linking.references.size > 0 && out.includes(']')))
    out = withAddresses(out, linking)
  if (out.includes('://')) {
    out = out.replace(/<((?:https?|ftp):\/\/[^\s<>]{1,2000})>/g, (_whole, address: string) => {
      noted(address, address, linking)
      return address
    })
  }
  if (out.includes('\\')) out = out.replace(/\\([<>{}&"'$%,/:;=?@^])/g, '$1')
  return out.includes('&') ? decodeEntities(out) : out
}

const inlineTags: Readonly<Record<string, string>> = {
  b: '**',
  strong: '**',
  i: '*',
  em: '*',
  code: '`',
  kbd: '`',
  tt: '`',
  samp: '`',
  del: '~~',
  s: '~~',
}
const droppedTags = new Set(
  (
    'a abbr acronym address article aside bdi bdo big blockquote button center cite dd details dfn div dl dt fieldset figcaption ' +
    'figure font footer form header hgroup hr iframe input ins label legend li link main mark menu meta nav noscript ol p picture ' +
    'q ruby rp rt search section small source span sub summary sup svg table tbody td tfoot th thead time tr u ul var video wbr ' +
    'h1 h2 h3 h4 h5 h6 pre option select style script template object embed param path g rect circle'
  ).split(' '),
)

/** Tags of HTML as Markdown or gone; what only looks like one (`<id>`, `<user_id>`) is text and stays. */
function withoutTags(text: string, linking: Linking): string {
  const opened: string[] = []
  let inCode = false
  return text.replace(
    /<(\/?)([A-Za-z][\w.-]{0,40})((?:\s[^<>]{0,2000}|\/)?)>/g,
    (whole: string, end: string, name: string, rest: string, at: number) => {
      const tag = name.toLowerCase()
      const mark = inlineTags[tag]
      if (mark === '`') inCode = end === ''
      if (mark !== undefined) return inCode && mark !== '`' ? '' : mark
      if (tag === 'br') return '<br>'
      if (tag === 'img') return imageOf(rest, text.slice(at + whole.length, at + whole.length + 80), linking)
      if (tag === 'a') return linkOf(end, rest, opened, linking)
      const said = methodOf(attributeOf(rest, 'method') ?? attributeOf(rest, 'verb') ?? attributeOf(rest, 'type') ?? '')
      if (/^[A-Z]/.test(name) && (rest.includes('=') || whole.endsWith('/>')))
        return said ?? attributeOf(rest, 'text') ?? attributeOf(rest, 'label') ?? ''
      return droppedTags.has(tag) && name === tag ? '' : whole
    },
  )
}

function imageOf(rest: string, behind: string, linking: Linking): string {
  const alt = attributeOf(rest, 'alt') ?? ''
  const src = attributeOf(rest, 'src') ?? ''
  const address = linking.address(src)
  return (
    methodOf(alt) ??
    methodPictured(src, alt, behind) ??
    (alt === '' || address === undefined ? '' : `![${alt}](${address})`)
  )
}

/** The method that a picture in front of a path shows; code stands as a mark here. */
const methodPictured = (src: string, alt: string, behind: string): string | undefined =>
  // oxlint-disable-next-line no-control-regex -- the mark of code
  /^(?:<[^<>]*>|[\s*_])*(?:\/|https?:|\{|\0)/.test(behind) ? methodOfPicture(src, alt) : undefined

function linkOf(end: string, rest: string, opened: string[], linking: Linking): string {
  if (end !== '') {
    const href = opened.pop() ?? ''
    return href === '' ? '' : `](${href})`
  }
  const href = attributeOf(rest, 'href')
  const address = href === undefined ? undefined : noted(href, '', linking)
  opened.push(address ?? '')
  return address === undefined ? '' : '['
}

/** An attribute of a tag's inside, in quotes, in JSX braces or bare. */
export function attributeOf(inside: string, name: string): string | undefined {
  const found = new RegExp(
    `(?:^|\\s)${name}\\s*=\\s*(?:\\{?\\s*"([^"]*)"|\\{?\\s*'([^']*)'|\\{?\\s*\`([^\`]*)\`|([^\\s"'{}>]+))`,
  ).exec(inside)
  return found === null ? undefined : (found[1] ?? found[2] ?? found[3] ?? found[4])
}

/** Destinations of inline and reference links, absolute; one that leads nowhere leaves its text. */
function withAddresses(text: string, linking: Linking): string {
  let out = ''
  let at = 0
  let depth: number[] = []
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === '[') {
      depth.push(i)
      if (depth.length > 8) depth = depth.slice(1)
    } else if (char === ']') {
      const open = depth.pop()
      if (open === undefined) continue
      const label = text.slice(open + 1, i)
      const target = targetAfter(text, i + 1, label, linking)
      if (target === undefined) continue
      const image = text[open - 1] === '!'
      const method = image ? methodPictured(target.href, label, text.slice(target.end, target.end + 80)) : undefined
      const address = image ? linking.address(target.href) : noted(target.href, label, linking)
      if (method !== undefined) out += `${text.slice(at, open - 1)}${method} `
      else if (address === undefined) out += text.slice(at, image ? open - 1 : open) + label
      else out += `${text.slice(at, i + 1)}(${address.replace(/[()]/g, (it) => (it === '(' ? '%28' : '%29'))})`
      at = target.end
      i = target.end - 1
    }
  }
  return out + text.slice(at)
}

function targetAfter(
  text: string,
  from: number,
  label: string,
  linking: Linking,
): { href: string; end: number } | undefined {
  if (text[from] === '(') {
    const inside =
      /^\(\s*(?:<([^<>\n]{0,2000})>|([^\s()]{0,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,2000})?))(?:\s+(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\)))?\s*\)/.exec(
        text.slice(from, from + 4_600),
      )
    return inside === null ? undefined : { href: inside[1] ?? inside[2] ?? '', end: from + inside[0].length }
  }
  const second = text[from] === '[' ? /^\[([^[\]]{0,200})\]/.exec(text.slice(from, from + 202)) : null
  const href = linking.references.get((second?.[1] || label).trim().toLowerCase())
  return href === undefined ? undefined : { href, end: from + (second?.[0].length ?? 0) }
}

function noted(href: string, text: string, linking: Linking): string | undefined {
  const address = linking.address(href)
  if (address !== undefined && linking.links.length < 20_000)
    linking.links.push({ href: address, text: text.replace(/[`*\\]/g, '').slice(0, 300), place: 'content' })
  return address
}

const entities: Readonly<Record<string, string>> = {
  lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ', mdash: '—', ndash: '–', hellip: '…', copy: '©', reg: '®',
  trade: '™', rarr: '→', larr: '←', bull: '•', middot: '·', times: '×', laquo: '«', raquo: '»', ldquo: '“', rdquo: '”',
  lsquo: '‘', rsquo: '’', lbrace: '{', rbrace: '}', lcub: '{', rcub: '}', vert: '|', sol: '/', colon: ':', lowbar: '_', ast: '*',
} // prettier-ignore

/** The entities that people write in Markdown, and every numeric one; others stay as they are. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]{2,8}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    },
  )
}
