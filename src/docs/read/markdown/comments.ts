import { Fences } from './fences.ts'
import { codeRanges } from './inline-clean.ts'

const moduleLine = /^import\s[^'"\n]{0,500}['"]|^import\s+\{[^}]*$|^export\s+(?:const|default|let|var|function|async)\b/

/** Comments of HTML and MDX, over any number of lines, and the modules that MDX imports. */
export function withoutComments(lines: readonly string[]): string[] {
  const fences = new Fences()
  const kept: string[] = []
  let until: string | undefined
  let importing = false
  for (const line of lines) {
    if (until === undefined && fences.take(line)) kept.push(line)
    else if (until === undefined && (importing || moduleLine.test(line))) {
      importing = !/['"];?\s*$|^\}|^\s*$|;\s*$|\)\s*$/.test(line)
    } else {
      const rest = withoutComment(line, until)
      // A line that was part of a comment and nothing else is gone with it.
      if (rest.shown.trim() !== '' || (until === undefined && rest.until === undefined)) kept.push(rest.shown)
      until = rest.until
    }
  }
  return kept
}

/** A line without what is commented out; `until` is what ends the comment that a line stands in. */
function withoutComment(line: string, begun: string | undefined): { shown: string; until: string | undefined } {
  let until = begun
  let shown = ''
  let at = 0
  const next = commentsOf(line)
  while (at < line.length) {
    if (until !== undefined) {
      const end = line.indexOf(until, at)
      if (end === -1) return { shown, until }
      at = end + until.length
      until = undefined
      continue
    }
    const [open, close] = next(at)
    if (open === -1) break
    shown += line.slice(at, open)
    at = open + 3
    until = close
  }
  return { shown: shown + (until === undefined ? line.slice(at) : ''), until }
}

/** Where the next comment begins from a place on; each mark is looked for once. */
function commentsOf(line: string): (from: number) => [at: number, close: string] {
  const code = line.includes('`') ? codeRanges(line) : []
  const finder = (mark: string): ((from: number) => number) => {
    let at = -2 // not looked for yet
    let range = 0
    return (from) => {
      if (at === -1 || at >= from) return at
      at = line.indexOf(mark, from)
      for (; at !== -1 && range < code.length; range++) {
        const [start, end] = code[range] as [number, number]
        if (at < start) break
        if (at < end) at = line.indexOf(mark, end)
      }
      return at
    }
  }
  const html = finder('<!--')
  const mdx = finder('{/*')
  return (from) => {
    const [a, b] = [html(from), mdx(from)]
    return b !== -1 && (a === -1 || b < a) ? [b, '*/}'] : [a, '-->']
  }
}
