import { fenceFor } from './escape.ts'
import { fieldKinds } from './rst/fields.ts'
import { indentOf, leadsList, termOf } from './rst/lines.ts'
import { inlineOf, targetsOf } from './rst/inline.ts'
import { calledBy, leading, optionsOf } from './rst/options.ts'
import { csvTableRows, gridTable, listTableRows, simpleTable, type TextTable } from './rst/tables.ts'
import { append } from './append.ts'

/**
 * reStructuredText as Markdown: titles by their underlines, code, tables and notes as such, the directives of the HTTP domain
 * (`.. http:get:: /path`) as headings with their fields as lists. Other directives leave their content.
 */
export function rstToMarkdown(text: string): string {
  const converter = new Converter(targetsOf(text))
  converter.convert(text.replaceAll('\t', '        ').split('\n'), 0)
  return converter.out.join('\n')
}

const underline = /^([=\-`:.'"~^_*+#<>!$%&(),/;?@[\\\]{|}])\1{2,}\s*$/
const directive = /^\.\.[ \t]+([\w:+-]{1,60})::(?:\s+(.*))?$/
const deepest = 20

class Converter {
  readonly out: string[] = []
  readonly #levels: string[] = []
  readonly #targets: ReadonlyMap<string, string>
  #level = 1
  /** How far the quote that is being read is set in. */
  #quoted = 0
  /** How far what belongs to the entry of a list is set in that is being read; 0 outside of lists. */
  #entry = 0

  constructor(targets: ReadonlyMap<string, string>) {
    this.#targets = targets
  }

  convert(lines: readonly string[], depth: number, prefix = ''): void {
    const entry = this.#entry
    this.#entry = 0
    for (let at = 0; at < lines.length;) at = this.#line(lines, at, depth, prefix)
    this.#entry = entry
  }

  #line(lines: readonly string[], at: number, depth: number, prefix: string): number {
    const line = lines[at] as string
    const next = lines[at + 1] ?? ''
    const text = line.trim()
    if (text === '') {
      this.out.push(prefix.trimEnd())
      return at + 1
    }
    const over = underline.test(line) && (lines[at + 2] ?? '').trim() === text && next.trim() !== ''
    if (over) return this.#title(next.trim(), `${text[0] ?? ''}${text[0] ?? ''}`, at + 3)
    if (
      indentOf(line) === 0 &&
      underline.test(next) &&
      !underline.test(line) &&
      next.trim().length >= Math.min(3, text.length)
    )
      return this.#title(text, next[0] ?? '', at + 2)
    if (/^(?:=+ +)+=+\s*$/.test(line)) return this.#drawn(simpleTable(lines, at), prefix)
    if (/^\+(?:[-=]+\+)+\s*$/.test(text)) return this.#drawn(gridTable(lines, at), prefix)
    const indent = indentOf(line)
    this.#entry = /^(?:[*+-]|(?:\d{1,3}|#)[.)])\s+\S/.test(text)
      ? indent + (/^\S+\s+/.exec(text)?.[0].length ?? 2)
      : indent < this.#entry
        ? indent
        : this.#entry
    if (text.startsWith('.. ') || text === '..')
      return this.#directive(lines, at, depth, this.#entry > 0 ? prefix + ' '.repeat(this.#entry) : prefix)
    const field = /^:([^:\n]{1,200}):(?:\s+(.*))?$/.exec(text)
    if (field !== null) return this.#field(lines, at, field[1] ?? '', field[2] ?? '', prefix)
    const term = termOf(text)
    const below = lines[at + 1] ?? ''
    if (term !== null && below.trim() !== '' && indentOf(below) > indentOf(line))
      return this.#term(lines, at, term[1] ?? '', term[2] ?? '', prefix)
    if (leadsList(lines, at) && depth < deepest) {
      const { inner, next: end } = this.#block(lines, at + 1, indentOf(line))
      this.out.push(`${prefix}${this.#inline(text)}`, prefix.trimEnd())
      this.convert(inner, depth + 1, prefix)
      this.out.push(prefix.trimEnd())
      return end
    }
    this.out.push(
      prefix + ' '.repeat(this.#indent(line, prefix)) + this.#inline(text.endsWith('::') ? literalLead(text) : text),
    )
    return text.endsWith('::') ? this.#literal(lines, at + 1, prefix, '') : at + 1
  }

  /** A paragraph set in right below a title, or with names in code, is a quote, no code: its lines begin where it does. */
  #indent(line: string, prefix: string): number {
    const indent = indentOf(line)
    const last = this.out.findLast((it) => it.trim() !== '') ?? ''
    const opens = (this.out.at(-1) ?? '').trim() === ''
    const isText = opens && this.#entry === 0 && quotedText.test(line)
    if (indent >= 4 && (isText || last.startsWith(`${prefix}#`))) this.#quoted = indent
    else if (indent < this.#quoted) this.#quoted = 0
    return indent - this.#quoted
  }

  /** A definition list's term in code, with its classifier, as an item of a list. */
  #term(lines: readonly string[], at: number, name: string, classifier: string, prefix: string): number {
    const { inner, next } = this.#block(lines, at + 1, indentOf(lines[at] ?? ''))
    const said = this.#inline(
      inner
        .map((it) => it.trim())
        .join(' ')
        .trim(),
    )
    this.out.push(`${prefix}- \`${name}\`${classifier === '' ? '' : ` (${classifier})`}: ${said}`)
    // a paragraph below the list is no part of its last entry
    if (next < lines.length && termOf((lines[next] ?? '').trim()) === null) this.out.push(prefix.trimEnd())
    return next
  }

  #title(title: string, style: string, next: number): number {
    if (!this.#levels.includes(style)) this.#levels.push(style)
    this.#level = Math.min(6, this.#levels.indexOf(style) + 1)
    this.out.push('', `${'#'.repeat(this.#level)} ${this.#inline(title)}`, '')
    return next
  }

  /** The indented block below a line, without its indentation. */
  #block(lines: readonly string[], from: number, least: number): { inner: string[]; next: number } {
    let next = from
    while (next < lines.length && ((lines[next] as string).trim() === '' || indentOf(lines[next] as string) > least))
      next++
    const taken = lines.slice(from, next)
    const indent = taken.reduce((most, it) => (it.trim() === '' ? most : Math.min(most, indentOf(it))), 1_000)
    return { inner: taken.map((it) => it.slice(indent)), next }
  }

  #literal(lines: readonly string[], from: number, prefix: string, language: string): number {
    const least = indentOf(lines[from - 1] ?? '')
    const { inner, next } = this.#block(lines, from, least)
    this.#code(inner, language, prefix)
    return next
  }

  #code(lines: readonly string[], language: string, prefix: string, label = ''): void {
    const code = lines.join('\n').replace(/^\n+/, '').trimEnd()
    if (code === '') return
    const fence = fenceFor(code)
    const info = `${language}${label === '' ? '' : `${language === '' ? 'text' : ''} title="${label.replaceAll('"', "'")}"`}`
    this.out.push(prefix.trimEnd())
    append(
      this.out,
      [`${fence}${info}`, ...code.split('\n'), fence].map((it) => (prefix + it).trimEnd()),
    )
    this.out.push('')
  }

  #directive(lines: readonly string[], at: number, depth: number, prefix: string): number {
    const line = lines[at] as string
    const found = directive.exec(line.trim())
    const { inner, next } = this.#block(lines, at + 1, indentOf(line))
    if (found === null) return next // a comment or a target
    const [, name = '', argument = ''] = found
    const { options, body } = optionsOf(inner)
    if (/^(?:code-block|code|sourcecode|highlight|literalinclude|parsed-literal|http:example)$/.test(name)) {
      const known = name === 'http:example' ? 'http' : argument.trim()
      this.#code(body, /^(?:none|text|default)$/.test(known) ? '' : known, prefix, options.get('caption') ?? '')
      return next
    }
    const method = /^http:(get|post|put|patch|delete|head|options|any|copy|trace)$/.exec(name)?.[1]
    if (method !== undefined) {
      this.#operation(method, argument, body, depth, prefix)
      return next
    }
    const call = calledBy(options)
    if (call !== undefined) {
      this.out.push('', `${prefix}\`${call}\``, '')
      return next
    }
    if (/^(?:param|parameter|argument|field)$/.test(name) && argument !== '') {
      const nested = body.findIndex((it) => it.startsWith('.. '))
      const own = nested < 0 ? body : body.slice(0, nested)
      const facts = ['type', 'condition', 'required'].flatMap((key) => options.get(key) ?? []).join(', ')
      this.out.push(
        `${prefix}- \`${argument.trim()}\`${facts === '' ? '' : ` (${facts})`}: ${this.#inline(own.join(' ').trim())}`,
      )
      if (nested >= 0 && depth < deepest) this.convert(body.slice(nested), depth + 1, `${prefix}  `)
      return next
    }
    if (
      /^(?:note|warning|tip|important|caution|danger|hint|attention|error|seealso|deprecated|versionadded|versionchanged|admonition)$/.test(
        name,
      )
    ) {
      this.#note(name, argument, body, depth, prefix)
      return next
    }
    // which paths of a description stand here (sphinxcontrib-openapi)
    if (name === 'openapi')
      for (const path of options.get('paths')?.trim().split(/\s+/) ?? []) this.out.push('', `${prefix}\`${path}\``, '')
    if (name === 'raw' && argument.trim() === 'html' && body.some((it) => /<table/i.test(it)))
      this.out.push('', ...body.map((it) => it.trim()).filter((it) => it !== ''), '')
    if (name === 'list-table') this.#table(listTableRows(body), argument, prefix)
    else if (name === 'csv-table') this.#table(csvTableRows(body, options.get('header') ?? ''), argument, prefix)
    else if (
      !/^(?:toctree|contents|image|figure|raw|index|meta|include|only|highlight|default-domain|module|currentmodule|rst-class|role)$/.test(
        name,
      )
    ) {
      if (argument !== '') this.out.push(`${prefix}**${this.#inline(argument)}**`, '')
      if (depth < deepest) this.convert(body, depth + 1, prefix)
    }
    return next
  }

  #operation(method: string, argument: string, body: readonly string[], depth: number, prefix: string): void {
    const paths = [argument, ...leading(body)]
    const level = Math.min(6, this.#level + 1)
    for (const path of paths) this.out.push('', `${'#'.repeat(level)} ${method.toUpperCase()} ${path.trim()}`, '')
    if (depth < deepest) this.convert(body.slice(paths.length - 1), depth + 1, prefix)
  }

  #note(name: string, argument: string, body: readonly string[], depth: number, prefix: string): void {
    const title = name === 'admonition' ? argument : `${name.charAt(0).toUpperCase()}${name.slice(1)}`
    this.out.push(prefix.trimEnd(), `${prefix}> **${title}**`, `${prefix}>`)
    if (argument !== '' && name !== 'admonition') this.out.push(`${prefix}> ${this.#inline(argument)}`)
    if (depth < deepest) this.convert(body, depth + 1, `${prefix}> `)
    while (this.out.at(-1) === `${prefix}>`) this.out.pop()
    this.out.push('')
  }

  /** `:query integer limit: how many` as an item of a list; the words before the name say what it is. */
  #field(lines: readonly string[], at: number, name: string, said: string, prefix: string): number {
    const { inner, next } = this.#block(lines, at + 1, indentOf(lines[at] as string))
    const text = [said, ...inner]
      .map((it) => it.trim())
      .filter((it) => it !== '')
      .join(' ')
    const words = name.trim().split(/\s+/)
    const last = words.pop() ?? ''
    const kind = fieldKinds[words[0]?.toLowerCase() ?? '']
    const facts = [kind ?? '', words.slice(1).join(' ')].filter((it) => it !== '').join(', ')
    // `:input fields: …` is a label of the author's own
    const label =
      words.length > 0 && kind === undefined ? name.trim() : `\`${last}\`${facts === '' ? '' : ` (${facts})`}`
    this.out.push(`${prefix}- ${label}${text === '' ? '' : `: ${this.#inline(text)}`}`)
    // what comes behind the fields is set in as they are, and no part of the last
    if ((lines[next - 1] ?? '').trim() === '') {
      this.out.push(prefix.trimEnd())
      this.#quoted = indentOf(lines[at] as string)
    }
    return next
  }

  #drawn({ rows, next }: TextTable, prefix: string): number {
    this.#table(rows, '', prefix)
    return next
  }

  #table(rows: readonly string[][], caption: string, prefix: string): void {
    const width = Math.min(
      60,
      rows.reduce((most, row) => Math.max(most, row.length), 0),
    )
    if (width === 0) return
    if (caption !== '') this.out.push('', `${prefix}**${this.#inline(caption)}**`)
    this.out.push(prefix.trimEnd())
    rows.forEach((row, index) => {
      const cells = Array.from({ length: width }, (_, column) =>
        this.#inline((row[column] ?? '').trim()).replaceAll('|', '\\|'),
      )
      this.out.push(`${prefix}| ${cells.join(' | ')} |`)
      if (index === 0) this.out.push(`${prefix}|${' --- |'.repeat(width)}`)
    })
    this.out.push('')
  }

  #inline(text: string): string {
    return inlineOf(text, this.#targets)
  }
}

/** A block that is set in without a word for code: text when it begins with a name, or as a sentence does. */
const quotedText = /^\s*(?:``[^`]+``|\*\*[^*]+\*\*|\p{Lu}\p{Ll}*(?: [\p{L},'’-]+(?:\([\p{L}]+\))?){6})/u

const literalLead = (text: string): string =>
  text === '::' ? '' : text.endsWith(' ::') ? text.slice(0, -3) : text.slice(0, -1)
