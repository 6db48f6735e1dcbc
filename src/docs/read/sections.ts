import MarkdownIt from 'markdown-it'
import type { Block, Definition, ListItem, Section } from '../model.ts'
import { plainText, withVariables } from './inline.ts'

type Token = ReturnType<MarkdownIt['parse']>[number]

// Blocks alone are parsed; inline Markdown stays as its source. No HTML: the text of a page is text.
const parser = new MarkdownIt({ html: false }).disable('reference')

interface Head {
  readonly id: string
  readonly title: string
  readonly level: number
  /** First line of the heading and the line after it. */
  readonly from: number
  readonly to: number
}

/**
 * Clean Markdown in sections by heading. A heading may end in `{#id}`, its anchor, which is taken out of the text.
 */
export function toSections(markdown: string): { markdown: string; sections: Section[] } {
  const lines = markdown.split('\n')
  const tokens: Token[] = []
  parser.block.parse(markdown, parser, {}, tokens)
  const sections: Section[] = []
  const ids = new Map<string, number>()
  const above: Head[] = []
  let head: Head = { id: '', title: '', level: 0, from: 0, to: 0 }
  let body: Token[] = []
  const close = (end: number): void => {
    const own = lines.slice(head.to, end).join('\n').trim()
    if (head.level === 0 && own === '') return
    const breadcrumb = above.filter((it) => it !== head).map((it) => it.title)
    sections.push({
      id: head.id,
      title: head.title,
      level: head.level,
      breadcrumb,
      markdown: own,
      blocks: toBlocks(body),
    })
  }
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token
    if (token.type !== 'heading_open' || token.level !== 0) {
      body.push(token)
      continue
    }
    const [from, to] = token.map ?? [0, 0]
    close(from)
    body = []
    head = readHead(tokens[i + 1]?.content ?? '', Number(token.tag.slice(1)), from, to, ids)
    lines[from] = `${'#'.repeat(head.level)} ${withoutAnchor(tokens[i + 1]?.content ?? '').text}`
    for (let line = from + 1; line < to; line++) lines[line] = ''
    while ((above.at(-1)?.level ?? 0) >= head.level) above.pop()
    above.push(head)
    i += 2
  }
  close(lines.length)
  return {
    markdown: lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    sections,
  }
}

function withoutAnchor(content: string): { text: string; id: string | undefined } {
  const found = /\{#([^\s{}]{1,200})\}\s*$/.exec(content)
  return found === null
    ? { text: content.replaceAll('\n', ' ').trim(), id: undefined }
    : { text: content.slice(0, found.index).replaceAll('\n', ' ').trim(), id: found[1] }
}

function readHead(content: string, level: number, from: number, to: number, ids: Map<string, number>): Head {
  const { text, id } = withoutAnchor(content)
  const title = plainText(withVariables(text)).replace(/\s+/g, ' ')
  return { id: unique(id ?? anchorOf(title), ids), title, level, from, to }
}

/** The anchor that GitHub and most generators make of a heading. */
function anchorOf(title: string): string {
  const kept = title.toLowerCase().replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
  const id = kept.trim().replace(/\s/g, '-').slice(0, 100)
  return id === '' ? 'section' : id
}

function unique(id: string, ids: Map<string, number>): string {
  let next = ids.get(id)
  if (next === undefined) {
    ids.set(id, 1)
    return id
  }
  while (ids.has(`${id}-${next}`)) next++
  ids.set(id, next + 1)
  ids.set(`${id}-${next}`, 1)
  return `${id}-${next}`
}

/** Block tokens as blocks: what stands in quotes and list items stands for itself, list items carry their own text only. */
export function toBlocks(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = []
  let items: ListItem[] = []
  let depth = -1
  let opened = false // a list item that has no text yet
  const flush = (): void => {
    if (items.length > 0) blocks.push({ kind: 'list', items })
    items = []
  }
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token
    switch (token.type) {
      case 'bullet_list_open':
      case 'ordered_list_open':
        depth++
        break
      case 'bullet_list_close':
      case 'ordered_list_close':
        depth--
        if (depth < 0) flush()
        break
      case 'list_item_open':
        opened = true
        break
      case 'inline': {
        const markdown = token.content.trim()
        if (depth >= 0) {
          // What follows a nested list belongs to the item around it.
          let at = items.length - 1
          while (at >= 0 && (items[at]?.depth ?? 0) > depth) at--
          const own = items[at]
          if (opened || own === undefined) items.push({ depth, markdown })
          else items[at] = { depth: own.depth, markdown: `${own.markdown}\n${markdown}` }
          opened = false
        } else blocks.push(paragraph(markdown))
        break
      }
      case 'fence':
      case 'code_block':
        flush()
        opened = false
        blocks.push(codeBlock(token))
        break
      case 'table_open': {
        flush()
        opened = false
        let end = i
        while (end < tokens.length && tokens[end]?.type !== 'table_close') end++
        blocks.push(table(tokens.slice(i, end), blocks.at(-1)))
        i = end
        break
      }
      default:
    }
  }
  flush()
  return blocks
}

function codeBlock(token: Token): Block {
  const language = /^[^\s{]+/.exec(token.info.trim())?.[0]?.toLowerCase() ?? ''
  const label = /\b(?:title|label)=(?:"([^"]*)"|'([^']*)')/.exec(token.info)
  const text = token.content.replace(/\n$/, '')
  const named = label?.[1] ?? label?.[2]
  return { kind: 'code', language, ...(named === undefined ? {} : { label: named }), text }
}

function paragraph(markdown: string): Block {
  const lines = markdown.split('\n')
  if (lines.length > 1 && lines[1]?.startsWith(': ') === true) {
    const rows: Definition[] = []
    for (const [index, line] of lines.entries()) {
      const last = rows.at(-1)
      // what is no term goes on with what was said
      if (last !== undefined && last.markdown !== '' && !line.startsWith(': ') && !isTerm(lines, index))
        rows[rows.length - 1] = { term: last.term, markdown: `${last.markdown}\n${line.trim()}` }
      else if (line.startsWith(': ') && last !== undefined) {
        const said = line.slice(2).trim()
        rows[rows.length - 1] = { term: last.term, markdown: last.markdown === '' ? said : `${last.markdown}\n${said}` }
      } else rows.push({ term: line.trim(), markdown: '' })
    }
    return { kind: 'definitions', rows }
  }
  return { kind: 'text', markdown, text: plainText(markdown) }
}

/** A line that a definition follows, at once or behind another short one that shares it. */
const isTerm = (lines: readonly string[], index: number): boolean => {
  const next = lines[index + 1]
  if (next === undefined || next.startsWith(': ')) return next !== undefined
  return (lines[index]?.length ?? 0) <= 40 && next.length <= 40 && lines[index + 2]?.startsWith(': ') === true
}

function table(tokens: readonly Token[], before: Block | undefined): Block {
  const rows: string[][] = []
  for (const token of tokens) {
    if (token.type === 'tr_open') rows.push([])
    if (token.type === 'inline') rows.at(-1)?.push(token.content.replace(/ ?<br ?\/?> ?/gi, '\n').trim())
  }
  const [header = [], ...rest] = rows
  const caption = before?.kind === 'text' && /^\*\*[^*\n]{1,200}\*\*:?$/.test(before.markdown) ? before.text : undefined
  return { kind: 'table', ...(caption === undefined ? {} : { caption }), header, rows: rest }
}
