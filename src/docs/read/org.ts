import { fenceFor } from './escape.ts'
import { append } from './append.ts'

/**
 * Org as Markdown, as far as pages about APIs use it: headlines, source and example blocks, `=code=` and `~code~`, tables,
 * lists with terms, links. Drawers, keywords and comments are left out (Org syntax, orgmode.org/worg/org-syntax.html).
 */
export function orgToMarkdown(text: string): string {
  const lines = text.split('\n')
  const out: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const title = /^#\+title:\s*(\S.*)$/i.exec(line)
    const headline = /^(\*{1,6}) +(?:(?:TODO|DONE) +)?(.+?)(?:\s+:[\w@:]+:)?\s*$/.exec(line)
    const opening = /^\s*#\+begin_(\w+)(?:\s+([\w+#-]+))?/i.exec(line)
    if (title !== null) out.push(`# ${inline(title[1] ?? '')}`, '')
    else if (headline !== null) out.push('', `${'#'.repeat(headline[1]?.length ?? 1)} ${inline(headline[2] ?? '')}`, '')
    else if (opening !== null) {
      const { end, last } = endOf(lines, at, new RegExp(String.raw`^\s*#\+end_${opening[1] ?? ''}`, 'i'))
      const body = lines.slice(at + 1, end)
      append(out, /^(?:src|example)$/i.test(opening[1] ?? '') ? codeOf(body, opening[2] ?? '') : body.map(inline))
      at = last
    } else if (/^\s*:PROPERTIES:\s*$/i.test(line)) at = endOf(lines, at, /^\s*:END:\s*$/i).last
    else if (/^\s*: /.test(line)) {
      let end = at
      while (/^\s*:(?: |$)/.test(lines[end + 1] ?? '')) end++
      append(
        out,
        codeOf(
          lines.slice(at, end + 1).map((it) => it.replace(/^\s*: ?/, '')),
          '',
        ),
      )
      at = end
    } else if (/^\s*\|/.test(line)) {
      let end = at
      while (/^\s*\|/.test(lines[end + 1] ?? '')) end++
      append(out, ['', ...tableOf(lines.slice(at, end + 1)), ''])
      at = end
    } else if (!/^\s*(?:#\+\w|# |#$)/.test(line)) out.push(listed(line))
  }
  return out.join('\n')
}

/** Where what was opened at `from` ends, and its last line: the closing one, or else the one before the next headline. */
function endOf(
  lines: readonly string[],
  from: number,
  closing: RegExp,
): { readonly end: number; readonly last: number } {
  for (let at = from + 1; at < lines.length; at++) {
    if (closing.test(lines[at] ?? '')) return { end: at, last: at }
    if (/^\*+ /.test(lines[at] ?? '')) return { end: at, last: at - 1 }
  }
  return { end: lines.length, last: lines.length }
}

function codeOf(body: readonly string[], language: string): string[] {
  const code = body.join('\n')
  const fence = fenceFor(code)
  return ['', `${fence}${language.toLowerCase()}`, code, fence, '']
}

/** `- term :: what it is` is a list item with its term in front. */
const listed = (line: string): string => inline(line.replace(/^(\s*[-+] )(.{1,200}?) :: /, '$1$2: '))

function tableOf(lines: readonly string[]): string[] {
  const rows = lines
    .filter((line) => !/^\s*\|[-+]/.test(line))
    .map((line) =>
      line
        .trim()
        .replace(/^\|/, '')
        .replace(/\|$/, '')
        .split('|')
        .map((cell) => inline(cell.trim())),
    )
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const toRow = (row: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, at) => row[at] ?? '').join(' | ')} |`
  const [head = [], ...rest] = rows
  return width === 0 ? [] : [toRow(head), `|${' --- |'.repeat(width)}`, ...rest.map(toRow)]
}

/** Code as it is; links, bold words and the rest of a line in between. */
function inline(text: string): string {
  return text
    .split(/((?<![^\s"'(-])[=~](?=\S)[^\n]{1,300}?(?<=\S)[=~](?![^\s"'.,;:!?)-]))/)
    .map((part, at) => (at % 2 === 1 ? codeSpan(part.slice(1, -1)) : marks(part)))
    .join('')
}

const codeSpan = (code: string): string => (code.includes('`') ? `\`\` ${code} \`\`` : `\`${code}\``)

const marks = (text: string): string =>
  text
    .replace(/\[\[([^[\]]{1,2000})\]\[([^[\]]{1,300})\]\]/g, '[$2]($1)')
    .replace(/\[\[(https?:[^[\]]{1,2000})\]\]/g, '$1')
    .replace(/(?<![^\s"'(-])\*(?=\S)([^*\n]{1,300})(?<=\S)\*(?![^\s"'.,;:!?)-])/g, '**$1**')
