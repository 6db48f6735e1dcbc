import { methodOf } from '../html/tags.ts'
import { attributeOf } from './inline-clean.ts'

/** Something that a page opens and closes around lines (a tab, a note, a parameter), and how those lines are written. */
export interface Frame {
  /** What closes it: a tag's or a shortcode's name, colons, or `''` for one that ends with its indentation. */
  readonly close: string
  /** Put before each of its lines. */
  readonly prefix: string
  /** Column that its lines are indented to; found at the first of them when the frame does not say. */
  dedent: number | undefined
  /** Lines written when it opens. */
  readonly lines: readonly string[]
  /** The label of the next block of code. */
  readonly label?: string
  /** The first line of content joins the last of `lines`. */
  joins?: boolean
}

const noteKinds =
  /^(?:note|tip|info|information|warning|danger|caution|important|success|error|hint|callout|admonition|aside|check|seealso|attention|deprecated|abstract|question|example|quote|bug|failure|summary|alert)$/i
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()

function note(close: string, kind: string, title: string | undefined, dedent: number | undefined): Frame {
  const shown = title === undefined || title === '' ? capital(kind) : title
  return { close, prefix: '> ', dedent, lines: [`> **${shown}**`, '>'] }
}

const titled = (close: string, title: string, dedent: number | undefined): Frame => ({
  close,
  prefix: '',
  dedent,
  lines: title === '' ? [] : ['', `**${title}**`, ''],
})

const tab = (close: string, title: string, dedent: number | undefined): Frame => ({
  close,
  prefix: '',
  dedent,
  lines: [],
  label: title,
})

/** The frame that a line opens, if it opens one. `level` is that of the heading above. */
export function frameOf(line: string, indent: number, level: number): Frame | undefined {
  const text = line.trim()
  switch (text[0]) {
    case ':':
      return colons(text)
    case '!':
    case '?':
      return indentedNote(text, indent)
    case '=': {
      const title = /^===[!+]?\s+"([^"]{0,200})"/.exec(text)
      return title === null ? undefined : tab('', title[1] ?? '', indent + 4)
    }
    case '<':
      return component(text, level)
    case '{':
      return shortcode(text, level)
    default:
      return undefined
  }
}

/** `:::note[Title]`, `:::warning Title`, `::: details`, `:::{tab-item} Title`. */
function colons(text: string): Frame | undefined {
  const found = /^(:{3,})\s*\{?([\w-]{1,40})\}?\s*(?:\[([^\]]{0,200})\]|([^{\n]{0,200}))/.exec(text)
  if (found === null) return undefined
  const [, close = '', kind = '', bracketed, rest] = found
  const title = (bracketed ?? rest ?? '').trim()
  if (noteKinds.test(kind)) return note(close, kind, title, undefined)
  return /^tab(?:-item|s)?$|^code-group$/.test(kind) ? tab(close, title, undefined) : titled(close, title, undefined)
}

/** `!!! note "Title"` and `??? note` with what is indented below (MkDocs). */
function indentedNote(text: string, indent: number): Frame | undefined {
  const found = /^(?:!!!|\?\?\?\+?)\s+([\w-]{1,40})(?:\s+[\w -]{1,60})?(?:\s+"([^"]{0,200})")?\s*$/.exec(text)
  return found === null ? undefined : note('', found[1] ?? '', found[2], indent + 4)
}

/** A tag with its attributes; a `>` in quotes or braces does not end it. */
const openingTag =
  /^<([A-Za-z][\w.]{0,60})((?:\s+[\w:@.-]+(?:=(?:"[^"]*"|'[^']*'|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|[^\s"'{}>/]+))?)*)\s*(\/?)>/

/** A component of MDX, or an element that holds Markdown. Its name is capital, or one of the few that hold text. */
function component(text: string, level: number): Frame | undefined {
  const found = openingTag.exec(text.slice(0, 4_000))
  if (found === null) return undefined
  const [whole, name = '', inside = '', closed] = found
  if (!/^[A-Z]/.test(name) && !/^(?:details|div|section|article|center|span)$/.test(name)) return undefined
  const after = text.slice(whole.length).trim()
  const close = closed === '/' ? '/' : name
  const endsHere = after.endsWith(`</${name}>`)
  const content = endsHere ? after.slice(0, -name.length - 3).trim() : after
  const call = /^[A-Z]/.test(name) && endsHere ? callOf(inside, content) : undefined
  if (call !== undefined) return { close: '/', prefix: '', dedent: undefined, lines: ['', call, ''] }
  const frame = componentFrame(name, inside, close, level)
  if (frame === undefined) return undefined
  const lines = content === '' ? frame.lines : [...frame.lines, frame.prefix + content]
  return {
    ...frame,
    lines: frame.joins === true && content !== '' ? joined(frame, content) : lines,
    close: endsHere ? '/' : frame.close,
  }
}

/** `<Route method="POST">/boats/{id}</Route>`: the method in an attribute, the path as what the element holds. */
function callOf(inside: string, content: string): string | undefined {
  const method = methodOf(attributeOf(inside, 'method') ?? attributeOf(inside, 'verb') ?? '')
  return method !== undefined && /^(?:\/|https?:\/\/)\S/.test(content) ? `${method} ${content}` : undefined
}

function joined(frame: Frame, content: string): string[] {
  return [...frame.lines.slice(0, -1), `${frame.lines.at(-1) ?? ''}: ${content}`]
}

function componentFrame(name: string, inside: string, close: string, level: number): Frame | undefined {
  const said = (...names: string[]): string =>
    names.map((it) => attributeOf(inside, it)).find((it) => it !== undefined && it !== '') ?? ''
  const method = methodOf(said('method', 'verb', 'httpMethod'))
  const path = said('path', 'url', 'endpoint', 'route', 'uri')
  if (method !== undefined && path !== '')
    return {
      close,
      prefix: '',
      dedent: undefined,
      lines: ['', `${'#'.repeat(Math.min(6, level + 1))} ${method} ${path}`, ''],
    }
  if (/(?:Param|Response|Schema)?(?:Field|Property|Param|Parameter|Attribute)$/.test(name)) {
    const field = fieldLine(inside, said)
    if (field !== undefined) return { close, prefix: '  ', dedent: undefined, lines: [field], joins: true }
  }
  if (noteKinds.test(name)) return note(close, said('type') || name, said('title', 'heading'), undefined)
  if (/^(?:Tab|TabItem|CodeTab|Item|TabsContent)$/.test(name))
    return tab(close, said('label', 'title', 'name', 'value'), undefined)
  const title = said('title', 'label', 'name', 'summary', 'heading')
  return titled(close, /^[A-Z]/.test(name) ? title : '', undefined)
}

/** `<ParamField path="id" type="string" required>` and its like, as an item of a list. */
function fieldLine(inside: string, said: (...names: string[]) => string): string | undefined {
  const place = ['path', 'query', 'header', 'body', 'cookie', 'form'].find(
    (it) => attributeOf(inside, it) !== undefined,
  )
  const name = place === undefined ? said('name', 'id', 'field') : (attributeOf(inside, place) ?? '')
  if (name === '') return undefined
  const required = /(?:^|\s)required(?:\s*=\s*\{?\s*["']?true|\s|$)/.test(inside)
  const fallback = said('default', 'initialValue')
  const facts = [
    said('type'),
    place ?? said('in', 'location'),
    required ? 'required' : '',
    fallback === '' ? '' : `default: ${fallback}`,
  ]
  const shown = facts.filter((it) => it !== '').join(', ')
  return `- \`${name}\`${shown === '' ? '' : ` (${shown})`}`
}

/** Hugo's and Jekyll's shortcodes, and GitBook's blocks. */
function shortcode(text: string, level: number): Frame | undefined {
  const found = /^\{(?:\{[<%]|%-?)\s*([\w-]{1,60})([^]{0,1000}?)\s*-?(?:[>%]\}|%)\}/.exec(text)
  if (found === null) return undefined
  const [whole, name = '', inside = ''] = found
  const said = (key: string): string => attributeOf(inside, key) ?? ''
  const first = /^\s*"([^"]{0,200})"/.exec(inside)?.[1] ?? ''
  const close = /(?:\/[>%]\}\}$)/.test(whole) ? '/' : name
  if (noteKinds.test(name))
    return note(close, said('style') || said('type') || name, said('title') || undefined, undefined)
  if (name === 'highlight')
    return { close, prefix: '', dedent: undefined, lines: [`\`\`\`${inside.trim().split(/\s+/)[0] ?? ''}`] }
  if (name === 'tab' || name === 'codetab')
    return tab(close, said('title') || said('name') || said('header') || first, undefined)
  if (name === 'code') return tab(close, said('title'), undefined)
  const method = methodOf(said('method'))
  if (method !== undefined && said('path') !== '') {
    const address = `${said('host') || said('baseUrl')}${said('path')}`
    const lines = [
      '',
      `${'#'.repeat(Math.min(6, level + 1))} ${said('summary')}`.trimEnd(),
      '',
      `\`${method} ${address}\``,
      '',
    ]
    return { close, prefix: '', dedent: undefined, lines: said('summary') === '' ? lines.slice(3) : lines }
  }
  if (name.endsWith('parameter') && said('name') !== '') {
    const field = fieldLine(inside, (...names) => names.map(said).find((it) => it !== '') ?? '')
    return field === undefined ? undefined : { close, prefix: '  ', dedent: undefined, lines: [field], joins: true }
  }
  if (/response(?:-example)?$/.test(name))
    return titled(close, [said('status') || said('httpCode'), said('description')].join(' ').trim(), undefined)
  return titled(close, said('title') || said('summary'), undefined)
}

/** Whether a line closes a frame. */
export function closes(line: string, frame: Frame): boolean {
  const text = line.trim()
  const { close } = frame
  if (close === '') return false
  if (close[0] === ':') return text === close
  if (text === `</${close}>`) return true
  return (
    /^\{(?:\{[<%]|%)/.test(text) &&
    new RegExp(`^\\{(?:\\{[<%]\\s*/\\s*|%-?\\s*(?:end|/)-?)${close}\\s*-?[%>]\\}`).test(text)
  )
}
