import { defaultTreeAdapter, parse, serialize, type DefaultTreeAdapterMap } from 'parse5'
import type TurndownService from 'turndown'
import { gfm, Turndown } from './turndown.ts'

type Element = DefaultTreeAdapterMap['element']
type ParentNode = DefaultTreeAdapterMap['parentNode']
type ChildNode = DefaultTreeAdapterMap['childNode']

/** Elements nest no deeper in what is converted: what is below is laid out flat. */
const deepest = 100
const mostNodes = 200_000

/** Nothing of these is for a reader. */
const dropped = new Set(
  (
    'script style noscript template iframe object embed applet frame frameset head link meta base svg math canvas ' +
    'audio video source track map area dialog datalist'
  ).split(' '),
)

/** Whether the page shows an element to nobody. */
function isHidden({ attrs }: Element): boolean {
  return attrs.some(({ name, value }) => {
    if (name === 'hidden') return value.toLowerCase() !== 'until-found'
    if (name === 'aria-hidden') return value.trim().toLowerCase() === 'true'
    if (name === 'style')
      return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)|font-size\s*:\s*0)/i.test(
        value.slice(0, 2000),
      )
    return name === 'type' && value.toLowerCase() === 'hidden'
  })
}

/** What a page says as Markdown (GitHub's, with tables): nothing is run, nothing loaded, nothing hidden shown. */
export function toMarkdown(html: string): string {
  const document = parse(html)
  const title = titleOf(document)
  prune(document)
  const markdown = converter.turndown(serialize(document))
  const text = markdown
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  const known = title === '' || /^# /m.test(text) || text.slice(0, 500).includes(title)
  return known ? text : `# ${title}\n\n${text}`.trim()
}

function titleOf(document: ParentNode): string {
  const html = document.childNodes.find(({ nodeName }) => nodeName === 'html')
  const head =
    html !== undefined && 'childNodes' in html ? html.childNodes.find(({ nodeName }) => nodeName === 'head') : undefined
  const title =
    head !== undefined && 'childNodes' in head
      ? head.childNodes.find(({ nodeName }) => nodeName === 'title')
      : undefined
  const text = title !== undefined && 'childNodes' in title ? title.childNodes[0] : undefined
  return text !== undefined && 'value' in text ? text.value.replace(/\s+/g, ' ').trim().slice(0, 300) : ''
}

/** Takes out what is not for a reader and bounds depth and size, with no recursion. */
function prune(root: ParentNode): void {
  const queue: { parent: ParentNode; depth: number }[] = [{ parent: root, depth: 0 }]
  let nodes = 0
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { parent, depth } = next
    if (depth >= deepest) flatten(parent)
    const kept: ChildNode[] = []
    for (const child of parent.childNodes) {
      if (++nodes > mostNodes) break
      if (child.nodeName === '#comment' || child.nodeName === '#documentType') continue
      if (!('tagName' in child)) {
        kept.push(child)
        continue
      }
      if (dropped.has(child.tagName) || isHidden(child)) continue
      child.attrs = child.attrs.filter(({ name, value }) => !/^(?:src|srcset)$/.test(name) || !/^\s*data:/i.test(value))
      kept.push(child)
      queue.push({ parent: child, depth: depth + 1 })
    }
    parent.childNodes = kept
  }
}

/** All text below an element as its only child. */
function flatten(parent: ParentNode): void {
  const stack: ChildNode[] = [...parent.childNodes].reverse()
  let text = ''
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if ('value' in node) text += node.value
    else if ('childNodes' in node && !('tagName' in node && (dropped.has(node.tagName) || isHidden(node)))) {
      text += ' '
      for (let at = node.childNodes.length - 1; at >= 0; at--) {
        const child = node.childNodes[at]
        if (child !== undefined) stack.push(child)
      }
    }
  }
  parent.childNodes = []
  defaultTreeAdapter.insertText(parent, text)
}

function createConverter(): TurndownService {
  const service = new Turndown({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' })
  service.use(gfm)
  service.escape = (text) => text // a reader needs no second meaning of `_` told apart, and secrets must stay themselves
  service.addRule('no-data', {
    filter: (node) => node.nodeName === 'IMG' && !node.getAttribute('src'),
    replacement: () => '',
  })
  return service
}

const converter = createConverter()
