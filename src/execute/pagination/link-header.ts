import type { Pair } from '../../http/index.ts'

interface Link {
  readonly url: string
  readonly relations: readonly string[]
}

const longest = 16_000

/** The links of all `Link` headers (RFC 8288 §3), one pass and no backtracking; one with an anchor is about something else, one with
 * `results="false"` leads nowhere. */
function linksOf(headers: readonly Pair[]): Link[] {
  const found: Link[] = []
  for (const [name, value] of headers) if (name === 'link' && value.length <= longest) found.push(...parse(value))
  return found
}

function parse(text: string): Link[] {
  const found: Link[] = []
  let at = 0
  for (;;) {
    const open = text.indexOf('<', at)
    const close = open < 0 ? -1 : text.indexOf('>', open)
    if (close < 0) return found
    const parameters: [name: string, value: string][] = []
    at = readParameters(text, close + 1, parameters)
    const rel = parameters.find(([name]) => name === 'rel')?.[1] ?? ''
    if (parameters.some(([name, value]) => name === 'anchor' || (name === 'results' && value === 'false'))) continue
    const relations = rel.toLowerCase().split(/[ \t]+/)
    found.push({ url: text.slice(open + 1, close).trim(), relations })
  }
}

/** `;name=value` and `;name="value"` up to the comma that ends the link; returns where it stopped. */
function readParameters(text: string, from: number, into: [string, string][]): number {
  let at = from
  while (at < text.length && text[at] !== ',') {
    if (text[at] !== ';') {
      at++
      continue
    }
    let equals = at + 1
    while (equals < text.length && !'=;,'.includes(text[equals] ?? '')) equals++
    const name = text
      .slice(at + 1, equals)
      .trim()
      .toLowerCase()
    at = equals
    if (text[equals] !== '=') continue
    let start = equals + 1
    while (text[start] === ' ' || text[start] === '\t') start++
    const quoted = text[start] === '"'
    at = quoted ? start + 1 : start
    let value = ''
    while (at < text.length && (quoted ? text[at] !== '"' : !';,'.includes(text[at] ?? ''))) {
      if (quoted && text[at] === '\\') at++
      value += text[at] ?? ''
      at++
    }
    if (quoted) at++
    into.push([name, value.trim()])
  }
  return at
}

/** The target of the first link that is called next. */
export const nextLink = (headers: readonly Pair[]): string | undefined =>
  linksOf(headers).find(({ relations, url }) => relations.includes('next') && url !== '')?.url

export const relationsOf = (headers: readonly Pair[]): ReadonlySet<string> =>
  new Set(linksOf(headers).flatMap(({ relations }) => relations))
