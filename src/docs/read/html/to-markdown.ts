import TurndownService from 'turndown'
import { escapeInline, escapeLineStarts, fenceFor } from '../escape.ts'
import { MdElement } from './md-node.ts'

/** Turndown's types speak of the browser's elements; the tree of this room is as much of them as it uses. */
const asOurs = (node: unknown): MdElement => node as MdElement

const service = new TurndownService({
  headingStyle: 'atx',
  codeBlockStyle: 'fenced',
  bulletListMarker: '-',
  emDelimiter: '*',
  hr: '---',
})
service.escape = escapeInline

const flat = (content: string): string => content.trim().replace(/\s*\n\s*/g, ' ')
const inCell = (content: string): string => content.trim().replace(/\s*\n\s*/g, '<br>')

service.addRule('paragraph', {
  filter: 'p',
  replacement: (content) => `\n\n${escapeLineStarts(content.trim())}\n\n`,
})

service.addRule('heading', {
  filter: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  replacement(content, node) {
    const id = asOurs(node).getAttribute('id')
    return `\n\n${'#'.repeat(Number(asOurs(node).nodeName.slice(1)))} ${flat(content)}${id === null ? '' : ` {#${id}}`}\n\n`
  },
})

service.addRule('quote', {
  filter: 'blockquote',
  replacement: (content) => `\n\n${content.trim().replace(/^/gm, '> ').replace(/^> $/gm, '>')}\n\n`,
})

service.addRule('item', {
  filter: 'li',
  replacement(content, node) {
    const item = asOurs(node)
    const number = item.getAttribute('number')
    const prefix = number === null ? '- ' : `${number}. `
    // A paragraph followed by a nested list is one tight item.
    const tight = content.trim().replace(/\n\n+(?=(?:- |\d+\. ))/g, '\n')
    const indented = tight.replace(/\n(?!\n|$)/g, `\n${' '.repeat(prefix.length)}`)
    return prefix + indented + (item.nextSibling === null ? '' : '\n')
  },
})

/** Turndown looks at blanks from each of them to the end of their run: long runs in code are shortened. */
const mostBlanks = 2_000
const longBlanks = /(?<!\s)\s{2000,}/g

service.addRule('code block', {
  filter: 'pre',
  replacement(_content, node) {
    const block = asOurs(node)
    const code = block.textContent.replace(longBlanks, (blanks) => blanks.slice(0, mostBlanks))
    const fence = fenceFor(code)
    const label = block.getAttribute('title')
    const info = `${block.getAttribute('language') ?? ''}${label === null ? '' : ` title="${label.replaceAll('"', "'")}"`}`
    return `\n\n${fence}${info.startsWith(' ') ? `text${info}` : info}\n${code}\n${fence}\n\n`
  },
})

service.addRule('line break', { filter: 'br', replacement: () => '  \n' })

service.addRule('link', {
  filter: 'a',
  replacement(content, node) {
    const text = flat(content)
    const href = asOurs(node).getAttribute('href') ?? ''
    if (text === '' || href === '' || text === href) return text
    return `[${balanced(text)}](${destination(href)})`
  },
})

service.addRule('image', {
  filter: 'img',
  replacement: (_content, node) =>
    `![${balanced(escapeInline(asOurs(node).getAttribute('alt') ?? ''))}](${destination(asOurs(node).getAttribute('src') ?? '')})`,
})

service.addRule('cell', {
  filter: 'td',
  replacement: (content) => ` ${inCell(content).replaceAll('|', '\\|')} |`,
})
service.addRule('row', {
  filter: 'tr',
  replacement(content, node) {
    const row = asOurs(node)
    const line = `|${content}\n`
    return row.previousSibling === null ? `${line}|${' --- |'.repeat(row.childNodes.length)}\n` : line
  },
})
service.addRule('table', { filter: 'table', replacement: (content) => `\n\n${content}\n\n` })

service.addRule('term', { filter: 'dt', replacement: (content) => `\n\n${escapeLineStarts(flat(content))}\n` })
service.addRule('definition', { filter: 'dd', replacement: (content) => `: ${flat(content)}\n` })

function balanced(text: string): string {
  let depth = 0
  for (const char of text) {
    if (char === '[') depth++
    if (char === ']' && --depth < 0) break
  }
  return depth === 0 ? text : text.replace(/\\?[[\]]/g, (it) => (it.length > 1 ? it : `\\${it}`))
}

/** A destination without what would end it early (CommonMark 6.3); URLs carry such characters percent-encoded as well. */
function destination(url: string): string {
  return url.replace(/[\s()<>\\]/g, (it) => `%${it.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`)
}

/** So many blocks go to turndown at once: each call has its price, and so has a long list of siblings. */
const batch = 50

/** The blocks of the clean tree as Markdown. Takes them out of it. */
export function toMarkdown(tree: MdElement): string {
  const parts: string[] = []
  while (tree.firstChild !== null) {
    const root = new MdElement('root')
    for (let left = batch; left > 0 && tree.firstChild !== null; left--) {
      const block = tree.firstChild
      tree.removeChild(block)
      root.append(block)
    }
    const part = convert(root)
    if (part !== '') parts.push(part)
  }
  return parts.join('\n\n')
}

function convert(root: MdElement): string {
  // As above: the tree has what turndown reads of an element.
  return service.turndown(root as unknown as Parameters<typeof service.turndown>[0])
}
