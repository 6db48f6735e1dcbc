import { attributeOf, codeRanges } from './inline-clean.ts'

const fenceLine = /^\s{0,40}(?:[-*+>]\s+|\d{1,9}[.)]\s+)?(`{3,}|~{3,})(.*)$/

/** Whether a line stands in a fence, line by line. */
export class Fences {
  #open: string | undefined
  /** Takes the next line; true for the lines of a fence, the fence lines included. */
  take(line: string): boolean {
    const found = fenceLine.exec(line)
    if (this.#open === undefined) {
      if (found === null || (found[1]?.startsWith('`') === true && found[2]?.includes('`') === true)) return false
      this.#open = found[1]
      return true
    }
    const closing = /^\s*(?:>\s?)*(`{3,}|~{3,})\s*$/.exec(line)?.[1]
    if (closing !== undefined && closing[0] === this.#open[0] && closing.length >= this.#open.length)
      this.#open = undefined
    return true
  }
}

/** A fence's first line with its language and title as this room writes them; `label` is the title of one that has none. */
export function fenceWithTitle(line: string, label: string | undefined): string {
  const own = /^(\s*(?:[-*+>]\s+)?(?:`{3,}|~{3,}))\s*\{?\.?([\w+#.-]*)\}?\s*(.*)$/.exec(line)
  if (own === null) return line
  const [, fence = '', language = '', rest = ''] = own
  const title =
    attributeOf(rest, 'title') ??
    attributeOf(rest, 'label') ??
    attributeOf(rest, 'filename') ??
    /^\[([^\]]{1,80})\]/.exec(rest)?.[1] ??
    mintlifyTitle(rest) ??
    label
  return `${fence}${language}${title === undefined || title === '' ? '' : `${language === '' ? 'text' : ''} title="${title.replaceAll('"', "'")}"`}`
}

/** Mintlify names a block by the words after its language. */
function mintlifyTitle(rest: string): string | undefined {
  const words = rest.trim()
  const isName = /^[\p{L}\p{N}][^={}]{0,60}$/u.test(words)
  return isName &&
    !/^(?:copy|linenums|showLineNumbers|wrap|lines|icon|expandable|theme|numbered|ignore|no_?run|live)\b/i.test(words)
    ? words
    : undefined
}

const verbatimTags = /<\/?(?:pre|code|script|style|textarea)\b/gi

/** Code among HTML, in fences or in backticks, as the `<pre>` or `<code>` that it means. */
export function withFences(lines: readonly string[]): string {
  const fences = new Fences()
  let open = false
  let verbatim = false
  return lines
    .map((line) => {
      const inside = fences.take(line)
      const [last] = [...line.matchAll(verbatimTags)].slice(-1)
      const wasVerbatim = verbatim || /<(?:pre|code|script|style|textarea)\b/i.test(line)
      verbatim = last === undefined ? verbatim : !last[0].startsWith('</')
      if (inside && !open) {
        open = true
        return `<pre><code class="language-${/[`~]{3,}\s*([\w+#-]*)/.exec(line)?.[1] ?? ''}">`
      }
      if (open && /^\s*(?:`{3,}|~{3,})\s*$/.test(line)) {
        open = false
        return '</code></pre>'
      }
      if (open) return escaped(line)
      return wasVerbatim || !line.includes('`') ? line : withCode(line)
    })
    .join('\n')
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Backticks that hold no tag of the HTML around them. */
function withCode(line: string): string {
  let out = ''
  let from = 0
  for (const [start, end] of codeRanges(line)) {
    const code = line.slice(start, end).replace(/^`+ ?| ?`+$/g, '')
    const holdsTags = /<\/\w|<(?:td|tr|th|p|li|a|b|br|div|span)\b[^>]*>/i.test(code)
    out += line.slice(from, start) + (holdsTags ? line.slice(start, end) : `<code>${escaped(code)}</code>`)
    from = end
  }
  return out + line.slice(from)
}
