import { toAttributes } from './asciidoc/attributes.ts'
import { columnsOf, readTable } from './asciidoc/tables.ts'
import { fenceFor } from './escape.ts'
import { append } from './append.ts'

/**
 * AsciiDoc as Markdown, as far as pages about APIs use it: titles, code between `----` or `....`, tables between `|===`,
 * notes, definition lists, links, attributes of its own. What is not known stays as text.
 */
export function asciidocToMarkdown(text: string): string {
  const lines = text.split('\n')
  const out: string[] = []
  let language = ''
  let label = ''
  let columns = 0
  let filled = false
  const attributes = toAttributes()
  for (let at = 0; at < lines.length; at++) {
    attributes.define(lines[at] as string)
    const line = attributes.fill(lines[at] as string)
    const title = /^(={1,6}) (.+?)(?: =*)?$/.exec(line)
    const delimiter = /^(-{4,}|\.{4,}|`{3,}|\|={3,}|\/{4,}|\+{4,})\s*$/.exec(line)?.[1]
    if (title !== null) out.push('', `${'#'.repeat(title[1]?.length ?? 1)} ${inline(title[2] ?? '')}`, '')
    else if (delimiter !== undefined) {
      const end = lines.findIndex((it, index) => index > at && it.trimEnd() === delimiter)
      const written = lines.slice(at + 1, end === -1 ? undefined : end)
      // code stands as it is written unless it asks for values
      const body = filled || delimiter.startsWith('|') ? written.map((it) => attributes.fill(it)) : written
      if (delimiter.startsWith('|')) append(out, tableOf(body, label, columns))
      else if (!delimiter.startsWith('/')) append(out, ['', ...codeOf(body.join('\n'), language, label), ''])
      label = ''
      language = ''
      columns = 0
      filled = false
      if (end === -1) break
      at = end
    } else if (/^\[.*\]$/.test(line)) {
      const source = /^\[(?:source|,)\s*,?\s*([\w+#-]*)/.exec(line)
      language = source?.[1] ?? language
      columns = columnsOf(line)
      filled = /\bsubs\s*=\s*["']?[^"'\]]*\battributes\b/.test(line)
      const anchor = /^\[\[([\w-]+)\]\]$|^\[#([\w-]+)/.exec(line)
      if (anchor !== null) continue
    } else if (/^\.[^\s.]/.test(line)) label = line.slice(1)
    else if (!/^(?::[\w-]+!?:|\/\/|ifdef::|ifndef::|endif::|include::|toc::|'''|====|\*{4,}|_{4,}|--$|\+$)/.test(line))
      out.push(textOf(line))
  }
  return out.join('\n')
}

function codeOf(code: string, language: string, label: string): string[] {
  const fence = fenceFor(code)
  const info = `${language}${label === '' ? '' : `${language === '' ? 'text' : ''} title="${label.replaceAll('"', "'")}"`}`
  return [`${fence}${info}`, ...code.split('\n'), fence]
}

function textOf(line: string): string {
  const note = /^(NOTE|TIP|WARNING|IMPORTANT|CAUTION): (.*)$/.exec(line)
  if (note !== null)
    return `> **${note[1]?.charAt(0) ?? ''}${note[1]?.slice(1).toLowerCase() ?? ''}** ${inline(note[2] ?? '')}`
  const term = /^(\S.{0,200}?)::(?:\s+(\S.*))?$/.exec(line)
  if (term !== null && !/^\w+::\S/.test(line))
    return `- ${inline(term[1] ?? '')}${term[2] === undefined ? '' : `: ${inline(term[2])}`}`
  const item = /^(\*{1,5}|\.{1,5}|-) (.*)$/.exec(line)
  if (item === null) return inline(line)
  const depth = item[1] === '-' ? 0 : (item[1]?.length ?? 1) - 1
  return `${'   '.repeat(depth)}${item[1]?.startsWith('.') === true ? '1.' : '-'} ${inline(item[2] ?? '')}`
}

function inline(text: string): string {
  return text
    .replace(
      /(?:link:|xref:)?(https?:\/\/[^\s[\]]{1,2000})\[([^\]]{0,300})\]/g,
      (_whole, url: string, said: string) => `[${said === '' ? url : said}](${url})`,
    )
    .replace(
      /(?:link|xref):([^\s[\]]{1,2000})\[([^\]]{0,300})\]/g,
      (_whole, url: string, said: string) => `[${said === '' ? url : said}](${url})`,
    )
    .replace(/<<[^<>,]{1,200},([^<>]{1,200})>>/g, '$1')
    .replace(/<<([^<>,]{1,200})>>/g, '$1')
    .replace(/`\+([^`+]{1,500})\+`/g, '`$1`')
}

function tableOf(body: readonly string[], label: string, columns: number): string[] {
  const rows = readTable(body, columns)
  const width = Math.max(columns, rows[0]?.length ?? 0)
  if (rows.length === 0) return []
  const lines = rows.map(
    (row) =>
      `| ${Array.from({ length: width }, (_, index) => inline(row[index] ?? '').replaceAll('|', '\\|')).join(' | ')} |`,
  )
  return [
    '',
    ...(label === '' ? [] : [`**${label}**`, '']),
    lines[0] ?? '',
    `|${' --- |'.repeat(width)}`,
    ...lines.slice(1),
    '',
  ]
}
