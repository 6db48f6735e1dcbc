import type { Link } from '../../model.ts'
import { createAddresses } from '../addresses.ts'
import { fragmentToMarkdown } from '../html/read-html.ts'
import { withoutComments } from './comments.ts'
import { Fences, fenceWithTitle, withFences } from './fences.ts'
import { closes, frameOf, type Frame } from './frames.ts'
import { cleanInline, type Linking } from './inline-clean.ts'
import { withHighlights } from './highlights.ts'
import { referenceLine, referencesOf } from './references.ts'

/** Frames nested deeper are read as text. */
const deepest = 12
/** So many lines of HTML are taken together before they are read as text. */
const mostHtmlLines = 20_000
/** Pieces of HTML in one page, and lines walked for an end that never came: past these, tags are taken off line by line. */
const mostFragments = 20_000
const mostLooks = 200_000

/** Elements whose inside is HTML, read as such; of others only the tags go, what they hold is Markdown. */
const htmlBlock =
  /^<(table|dl|ul|ol|pre|h[1-6]|p|center|figure|picture|iframe|video|script|style|svg|form|select|button)(?=[\s>/])/i

/**
 * A Markdown page in the plain Markdown of this room: comments, components, shortcodes and HTML gone, what they hold kept;
 * notes as quotes, tabs as labels of their code, links absolute.
 */
export function cleanMarkdown(text: string, url: string): { markdown: string; links: Link[]; hasTitle: boolean } {
  const lines = withoutComments(withHighlights(text.split('\n')))
  const linking: Linking = { address: createAddresses(url), references: referencesOf(lines), links: [] }
  const writer = new Writer(linking, url)
  for (let at = 0; at < lines.length;) at = writer.read(lines, at)
  return { markdown: writer.out.join('\n'), links: linking.links, hasTitle: writer.hasTitle }
}

class Writer {
  readonly out: string[] = []
  /** Whether a heading of the first level stands in the text. */
  hasTitle = false
  readonly #linking: Linking
  readonly #url: string
  readonly #frames: Frame[] = []
  readonly #fences = new Fences()
  #inFence = false
  #level = 1
  /** Whether the lines above belong to a list: then what is indented is no code. */
  #inList = false
  #label: string | undefined
  #fragments = 0
  #looked = 0

  constructor(linking: Linking, url: string) {
    this.#linking = linking
    this.#url = url
  }

  /** Reads the line at `at`, or the block that begins there; the line to read next. */
  read(lines: readonly string[], at: number): number {
    const line = this.#inFence ? (lines[at] as string) : asHeading(lines, at)
    const wasFence = this.#inFence
    this.#inFence = this.#fences.take(line)
    if (this.#inFence) {
      this.#write(wasFence ? line : fenceWithTitle(line, this.#takeLabel()))
      return at + 1
    }
    const indent = line.length - line.trimStart().length
    const text = line.slice(indent)
    if (text !== '') this.#closeIndented(indent)
    if (this.#isIndentedCode(indent, text)) {
      this.#write(line)
      return at + 1
    }
    if (this.#closeNamed(line)) return at + 1
    if (text[0] === '<') {
      const html = this.#html(lines, at, text)
      if (html !== undefined) return html
      const whole = joinedTag(lines, at)
      if (this.#open(whole.line, indent)) return whole.next
    } else if (this.#open(line, indent)) return at + 1
    this.#plain(line, text)
    return at + 1
  }

  /** The label of the next code, which it belongs to alone. */
  #takeLabel(): string | undefined {
    const label = this.#label
    this.#label = undefined
    return label
  }

  #isIndentedCode(indent: number, text: string): boolean {
    const base = this.#frames.at(-1)?.dedent ?? 0
    if (/^(?:[-*+]|\d{1,9}[.)])\s/.test(text)) {
      this.#inList = this.#inList || indent - base < 4
    } else if (text !== '' && indent - base <= 0) this.#inList = false
    return (
      text !== '' &&
      !this.#inList &&
      indent - base >= 4 &&
      (this.#frames.at(-1)?.dedent !== undefined) === this.#frames.length > 0
    )
  }

  /** A line that leaves the column of what was indented closes it. */
  #closeIndented(indent: number): void {
    for (
      let frame = this.#frames.at(-1);
      frame !== undefined && frame.close === '' && indent < (frame.dedent ?? 0);
      frame = this.#frames.at(-1)
    ) {
      this.#frames.pop()
      this.#endQuote(frame)
    }
  }

  #closeNamed(line: string): boolean {
    if (this.#frames.length === 0) return false
    const at = this.#frames.findLastIndex((it) => closes(line, it))
    if (at === -1) return false
    for (const frame of this.#frames.splice(at).reverse()) this.#endQuote(frame)
    this.#label = undefined
    return true
  }

  /** A quote does not end in blank lines of its own. */
  #endQuote(frame: Frame): void {
    while (frame.prefix === '> ' && /^[>\s]*>$/.test(this.out.at(-1) ?? '')) this.out.pop()
    this.out.push(this.#prefix().trimEnd())
  }

  #open(line: string, indent: number): boolean {
    if (this.#frames.length >= deepest) return false
    const frame = frameOf(line, indent, this.#level)
    if (frame === undefined) return false
    if (/^\{\{?[<%]/.test(line.trim()) && frame.lines.length === 0 && frame.label === undefined) {
      // A shortcode of unknown meaning may never be closed.
      return true
    }
    if (frame.prefix === '> ') this.out.push(this.#prefix().trimEnd())
    for (const own of frame.lines) this.out.push(own === '' ? '' : this.#prefix() + cleanInline(own, this.#linking))
    if (frame.label !== undefined && frame.label !== '') this.#label = frame.label
    if (frame.close !== '/') this.#frames.push({ ...frame })
    return true
  }

  #prefix(): string {
    return this.#frames.map((it) => it.prefix).join('')
  }

  /** A block of HTML as Markdown; `undefined` when the line begins none. What is hidden is passed over. */
  #html(lines: readonly string[], at: number, text: string): number | undefined {
    const found = htmlBlock.exec(text)
    const tag = (
      found?.[1] ?? /^<(\w+)[^>]*\b(?:hidden|display:\s*none|visibility:\s*hidden)/i.exec(text)?.[1]
    )?.toLowerCase()
    if (tag === undefined || this.#fragments >= mostFragments || this.#looked >= mostLooks) return undefined
    let depth = 0
    const most = Math.min(lines.length, at + mostHtmlLines)
    const tags = new RegExp(`<(/?)${tag}(?=[\\s>/])`, 'gi')
    for (let end = at; end < most; end++) {
      for (const it of (lines[end] as string).matchAll(tags)) depth += it[1] === '' ? 1 : -1
      const last = depth <= 0 || (tag === 'p' && (lines[end + 1] ?? '').trim() === '')
      if (!last) continue
      this.#fragments++
      const html = withFences(lines.slice(at, end + 1))
      const { markdown, links } = fragmentToMarkdown(html, this.#url)
      this.#linking.links.push(...links.slice(0, 10_000))
      this.#write('')
      for (const line of markdown.split('\n')) this.#write(line, true)
      this.#write('')
      const level = /^(#{1,6}) /.exec(markdown)?.[1]?.length
      if (level !== undefined) this.#level = level
      if (level === 1) this.hasTitle = true
      return end + 1
    }
    this.#looked += most - at
    return undefined
  }

  #plain(line: string, text: string): void {
    if (
      referenceLine.test(line) ||
      /^(?:\[\[?_?toc_?\]\]?|\{:\s?[^}]*\}|\{:toc\}|<\/?[A-Za-z][\w.-]*\s*\/?>|\[\/\/\]: #.*|\{(?:\{[<%]\s*\/|%-?\s*end)[\w -]{0,60}-?[%>]\}\}?)$/i.test(
        text,
      )
    ) {
      const anchor = /^\{:\s?#([\w-]+)/.exec(text)
      if (anchor === null) this.#write('')
      return
    }
    const heading = /^(#{1,6})\s/.exec(text)
    if (heading !== null) this.#level = heading[1]?.length ?? this.#level
    if (this.#level === 1 && heading !== null) this.hasTitle = true
    if (/^=+\s*$/.test(text)) this.hasTitle = true
    const alert = /^((?:> {0,3}){1,8})\[!(\w{1,30})\][+-]?\s*(.*)$/.exec(text)
    if (alert !== null) {
      const kind = alert[2] ?? ''
      return this.#write(`${alert[1]}**${alert[3] || kind.charAt(0) + kind.slice(1).toLowerCase()}**`)
    }
    const shown = cleanInline(withAnchor(line, heading !== null), this.#linking)
    // A line break in HTML is one in Markdown, except where a table keeps its row on one line.
    const broken =
      shown.includes('<br>') && !text.replaceAll(/`[^`]*`/g, '').includes('|')
        ? shown.replaceAll(/\s*<br>\s*/g, heading === null ? '  \n' : ' ')
        : shown
    if (text !== '' && this.#label !== undefined) {
      // The label of a tab that holds more than code stands above it.
      this.out.push('', `${this.#prefix()}**${this.#label}**`, '')
      this.#label = undefined
    }
    for (const it of broken.split('\n')) this.#write(it)
  }

  /** A line as it stands in the frames around it. */
  #write(line: string, isFlat = false): void {
    const frame = this.#frames.at(-1)
    if (frame === undefined) {
      this.out.push(line)
      return
    }
    const indent = line.length - line.trimStart().length
    if (line.trim() !== '' && !isFlat) frame.dedent ??= indent
    const shown = isFlat ? line : line.slice(Math.min(indent, frame.dedent ?? 0))
    if (frame.joins === true && shown.trim() !== '') {
      frame.joins = false
      const last = this.out.at(-1) ?? ''
      if (!/^(?:[-*`~|>#])/.test(shown.trim()) || (shown.startsWith('`') && !shown.startsWith('```'))) {
        this.out[this.out.length - 1] = `${last.trimEnd()}: ${shown.trim()}`
        return
      }
    }
    if (frame.joins === true) return
    const whole = (this.#prefix() + shown).trimEnd()
    if (shown.trim() !== '' || whole !== this.out.at(-1)) this.out.push(whole)
  }
}

/** `> ### Request` with no other line of a quote beside it, a heading that is only set off, and `##Request`: as headings. */
function asHeading(lines: readonly string[], at: number): string {
  const line = lines[at] as string
  // `##Operations`: a heading that forgot its blank
  if (/^#{2,6}[\p{L}`/[]/u.test(line)) return line.replace(/^#+/, '$& ')
  const heading = /^ {0,3}> {0,3}(#{1,6} +\S.*)$/.exec(line)?.[1]
  const isLone = ![lines[at - 1], lines[at + 1]].some((it) => /^\s*>/.test(it ?? ''))
  return heading !== undefined && isLone ? heading : line
}

/** `<a name="x"></a>` in or before a heading is its anchor. */
function withAnchor(line: string, isHeading: boolean): string {
  if (!isHeading) return line
  const found = /<a\s+(?:name|id)="?([\w.:-]{1,100})"?\s*\/?>(?:<\/a>)?/.exec(line)
  const hashes = line.replace(/(?<!\s)\s+#+\s*$/, '')
  return found === null || /\{#[^}]*\}\s*$/.test(line)
    ? hashes
    : `${hashes.replace(found[0], '').trimEnd()} {#${found[1] ?? ''}}`
}

/** A component's opening tag may stand on several lines. */
function joinedTag(lines: readonly string[], at: number): { line: string; next: number } {
  let line = lines[at] as string
  let next = at + 1
  if (/^\s*<[A-Z]/.test(line))
    while (!line.includes('>') && next < lines.length && next < at + 30) line += ` ${(lines[next++] as string).trim()}`
  return { line, next }
}
