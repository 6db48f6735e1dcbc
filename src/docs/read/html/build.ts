import { admonitionTitle } from './admonitions.ts'
import { boldParagraph, methodBefore, preformatted, writeHeading, type Building } from './building.ts'
import { codeBlock, isCodeBox, isJsonTree, jsonOfTree } from './code.ts'
import { definitionList } from './definitions.ts'
import { lineOf, type Facts } from './facts.ts'
import { appendInline, appendText, newRun, type Run } from './inline.ts'
import { MdElement, MdText } from './md-node.ts'
import { attribute, elementsOf, beginningOf, isElement, isText, type Element, type Node, type Parent } from './parse.ts'
import { isRow } from './rows.ts'
import { table } from './tables.ts'
import { beginsLikePath, headingTags } from './tags.ts'
import { typedTable } from './typed-table.ts'

/** What a page says, as the tree that becomes Markdown. `title`: a heading that stands outside of the root. */
export function buildTree(root: Parent, facts: Facts, dropped: ReadonlySet<Element>, title?: Element): MdElement {
  const target = new MdElement('div')
  const state: Building = { facts, dropped, level: 0, anchor: undefined, nesting: 0, link: undefined, flow, block }
  if (title !== undefined) heading(title, target, state)
  flow(root, target, state)
  return target
}

/** Lists and quotes nested deeper are written at this depth. */
const deepest = 8

function flow(parent: Parent, into: MdElement, state: Building): void {
  let run: Run | undefined
  const close = (): void => {
    if (run !== undefined) closeRun(run, into, state)
    run = undefined
  }
  let before: Node | undefined
  for (const node of parent.childNodes) {
    if (isText(node)) {
      if (run !== undefined || node.value.trim() !== '') {
        run ??= newRun(state)
        appendText(run, node.value)
      }
    } else if (isElement(node) && !state.dropped.has(node)) {
      if (state.facts.isBlock(node)) {
        close()
        block(node, into, state)
      } else {
        run ??= newRun(state)
        appendInline(run, node, state, before)
      }
    }
    before = node
  }
  close()
}

/** A paragraph is written unless it is empty; one that is a method alone and one that begins with a path are one line. */
function closeRun(run: Run, into: MdElement, state: Building): void {
  if (!run.hasText && !run.holdsImage) return
  const text = beginningOfRun(run)
  if (run.code !== undefined && run.code.includes('\n')) {
    into.append(preformatted(run.code.trim(), '', undefined))
    return
  }
  const before = beginsLikePath(text) ? methodBefore(into) : undefined
  if (before !== undefined) {
    before.line.append(new MdText(' '))
    for (const node of run.element.childNodes) before.line.append(node)
    return
  }
  state.anchor = undefined
  into.append(run.element)
}

/** The first words of a paragraph. */
function beginningOfRun(run: Run): string {
  let text = ''
  for (let node = run.element.firstChild; node !== null && text.length < 200; node = node.nextSibling)
    text += node.textContent
  return text.trim()
}

function block(element: Element, into: MdElement, state: Building): void {
  noteAnchor(element, state)
  const label = state.facts.tabs.panels.get(element)
  if (label !== undefined) tabPanel(element, label, into, state)
  else plainBlock(element, into, state)
}

function plainBlock(element: Element, into: MdElement, state: Building): void {
  const { tagName } = element
  if (headingTags.has(tagName) || attribute(element, 'role') === 'heading') return heading(element, into, state)
  switch (tagName) {
    case 'ul':
    case 'ol':
    case 'menu':
    case 'dir':
      return list(element, into, state)
    case 'dl':
      return definitionList(element, into, state)
    case 'table':
      return table(element, into, state)
    case 'pre':
    case 'xmp':
    case 'listing':
    case 'plaintext':
      return code(element, into, state)
    case 'blockquote':
      return quote(element, undefined, into, state)
    case 'summary':
    case 'legend':
    case 'caption':
      return boldLine(element, into, state)
    case 'a':
      return linkAround(element, into, state)
    case 'hr':
      return undefined
    default:
  }
  if (typedTable(element, into, state)) return undefined
  if (isCodeBox(element, state)) return code(element, into, state)
  if (isJsonTree(element)) {
    const text = jsonOfTree(element)
    if (text !== '') into.append(preformatted(text, 'json', undefined))
    return undefined
  }
  const title = admonitionTitle(element)
  if (title !== undefined) return quote(element, title, into, state)
  if (isRow(element, state)) return row(element, into, state)
  return flow(element, into, state)
}

/** `<a name="x">` and `<span id="x">` before a heading are its anchor. */
function noteAnchor(element: Element, state: Building): void {
  const id = attribute(element, 'id')
  if (id !== undefined && id !== '' && /^(?:section|article|div|span|a)$/.test(element.tagName)) state.anchor = id
}

function heading(element: Element, into: MdElement, state: Building): void {
  const level = headingTags.has(element.tagName)
    ? Number(element.tagName.slice(1))
    : Number(attribute(element, 'aria-level') ?? 2)
  const run = newRun({ facts: state.facts, link: undefined })
  run.plain = true
  let before: Node | undefined
  for (const node of element.childNodes) {
    if (isText(node)) appendText(run, node.value)
    else if (isElement(node) && !state.dropped.has(node) && !isAnchorMark(node)) appendInline(run, node, state, before)
    before = node
  }
  if (!run.hasText) return
  writeHeading(Math.min(6, Math.max(1, level || 2)), run, anchorOf(element) ?? state.anchor, into, state)
}

/** The sign beside a heading that links to it. */
function isAnchorMark(element: Element): boolean {
  if (element.tagName !== 'a') return false
  const text = beginningOf(element, 40).trim()
  return text === '' || !/[\p{L}\p{N}]/u.test(text)
}

function anchorOf(element: Element): string | undefined {
  const own = attribute(element, 'id')
  if (own !== undefined && own !== '') return own
  for (const inner of elementsOf(element)) {
    const id = attribute(inner, 'id') ?? (inner.tagName === 'a' ? attribute(inner, 'name') : undefined)
    if (id !== undefined && id !== '') return id
  }
  const { parentNode } = element
  if (parentNode === null || !isElement(parentNode) || !/^(?:section|div|article|header)$/.test(parentNode.tagName))
    return undefined
  const first = parentNode.childNodes.find((it) => isElement(it) && !(it.tagName === 'span' || it.tagName === 'a'))
  return first === element ? attribute(parentNode, 'id') : undefined
}

function list(element: Element, into: MdElement, state: Building): void {
  if (state.nesting >= deepest) return flow(element, into, state)
  const ordered = element.tagName === 'ol'
  const target = new MdElement(ordered ? 'ol' : 'ul')
  let number = Number.parseInt(attribute(element, 'start') ?? '1', 10)
  if (!(number >= 0 && number < 1e8)) number = 1
  state.nesting++
  for (const node of element.childNodes) {
    if (!isElement(node) || state.dropped.has(node)) continue
    // A list right within a list belongs to the item before it.
    const before = target.lastChild
    const nested = /^(?:ul|ol)$/.test(node.tagName) && before instanceof MdElement
    const item = nested ? before : new MdElement('li', { number: ordered ? String(number) : undefined })
    if (node.tagName === 'li') flow(node, item, state)
    else if (state.facts.isBlock(node)) block(node, item, state)
    else flowOne(node, item, state)
    if (item.firstChild === null || nested) continue
    target.append(item)
    number++
  }
  state.nesting--
  if (target.firstChild !== null) into.append(target)
}

function flowOne(element: Element, into: MdElement, state: Building): void {
  const run = newRun(state)
  appendInline(run, element, state)
  closeRun(run, into, state)
}

function quote(element: Element, title: string | undefined, into: MdElement, state: Building): void {
  if (state.nesting >= deepest) return flow(element, into, state)
  const target = new MdElement('blockquote')
  if (title !== undefined) target.append(boldParagraph(title))
  state.nesting++
  flow(element, target, state)
  state.nesting--
  if (target.firstChild !== null) into.append(target)
}

function boldLine(element: Element, into: MdElement, state: Building): void {
  for (const it of elementsOf(element)) if (headingTags.has(it.tagName)) return flow(element, into, state)
  const text = lineOf(element, (it) => state.dropped.has(it))
  if (text !== '') into.append(boldParagraph(text))
}

function code(element: Element, into: MdElement, state: Building): void {
  const { text, language, label } = codeBlock(element, state)
  if (text.trim() === '') return
  const before = text.includes('\n') || !beginsLikePath(text) ? undefined : methodBefore(into)
  if (before !== undefined) {
    before.line.append(new MdText(' '))
    before.line.append(new MdElement('code')).append(new MdText(text.trim()))
    return
  }
  into.append(preformatted(text, language, label))
}

/** A panel's label goes on its code when that is all it holds, else it stands above. */
function tabPanel(element: Element, label: string, into: MdElement, state: Building): void {
  const inner = new MdElement('div')
  plainBlock(element, inner, state)
  const { firstChild } = inner
  const only =
    firstChild !== null && firstChild === inner.lastChild && firstChild instanceof MdElement ? firstChild : undefined
  if (only?.nodeName === 'PRE') {
    into.append(
      preformatted(only.textContent, only.getAttribute('language') ?? '', only.getAttribute('title') ?? label),
    )
    return
  }
  if (firstChild === null) return
  into.append(boldParagraph(label))
  for (const node of inner.childNodes) into.append(node)
}

function linkAround(element: Element, into: MdElement, state: Building): void {
  const { link } = state
  state.link = attribute(element, 'href')
  flow(element, into, state)
  state.link = link
}

function row(element: Element, into: MdElement, state: Building): void {
  const run = newRun(state)
  for (const node of element.childNodes) {
    appendText(run, ' ')
    if (isText(node)) appendText(run, node.value)
    else if (isElement(node) && !state.dropped.has(node)) appendInline(run, node, state)
  }
  closeRun(run, into, state)
}
