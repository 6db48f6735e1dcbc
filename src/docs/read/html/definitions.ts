import { writeHeading, type Building } from './building.ts'
import { appendInline, appendText, newRun, type Run } from './inline.ts'
import { MdElement, MdText } from './md-node.ts'
import { attribute, elementsOf, isElement, isText, type Element, type Parent } from './parse.ts'
import { beginsLikePath, methodOf, wordsOf } from './tags.ts'

/**
 * A definition list: terms with what is said of them. Where that is long (code, tables, lists of its own) each term is a line
 * and what follows stands below it; a term that is the signature of something (Sphinx) is a heading.
 */
export function definitionList(list: Element, into: MdElement, state: Building): void {
  define(partsOf(list, state), into, state)
}

/** A field list of reStructuredText as older generators write it: a table with a name and a body to a row. */
export function fieldTable(element: Element, into: MdElement, state: Building): void {
  const parts: Element[] = []
  for (const cell of elementsOf(element, (inner) => state.dropped.has(inner) || inner.tagName === 'table')) {
    const [named] = wordsOf(attribute(cell, 'class')).filter((it) => it === 'field-name' || it === 'field-body')
    if (named !== undefined) parts.push(renamed(cell, named === 'field-name' ? 'dt' : 'dd'))
  }
  define(parts, into, state)
}

/** Whether a table is such a list. */
export const isFieldTable = (element: Element): boolean => wordsOf(attribute(element, 'class')).includes('field-list')

const renamed = (element: Element, tagName: string): Element => ({ ...element, tagName, nodeName: tagName })

function define(parts: readonly Element[], into: MdElement, state: Building): void {
  const simple =
    parts.every((it) => it.tagName === 'dt' || isShort(it, state)) && !parts.some((it) => isSignature(it, parts))
  if (!simple || parts.length === 0) return long(parts, into, state)
  const target = new MdElement('dl')
  let terms: Run | undefined
  const openTerm = (): void => {
    if (terms !== undefined) target.append(retagged(terms.element, 'dt'))
    terms = undefined
  }
  for (const part of parts) {
    if (part.tagName === 'dt') {
      if (terms !== undefined) appendText(terms, ', ')
      terms ??= newRun(state)
      appendAll(terms, part, state)
    } else {
      openTerm()
      for (const line of linesOf(part, state)) target.append(retagged(line.element, 'dd'))
    }
  }
  openTerm()
  if (target.firstChild !== null) into.append(target)
}

function partsOf(list: Element, state: Building): Element[] {
  const parts: Element[] = []
  const look = (parent: Parent, depth: number): void => {
    for (const node of parent.childNodes) {
      if (!isElement(node) || state.dropped.has(node)) continue
      if (node.tagName === 'dt' || node.tagName === 'dd') parts.push(node)
      else if (node.tagName === 'div' && depth < 3) look(node, depth + 1)
    }
  }
  look(list, 0)
  return parts
}

function isShort(part: Element, state: Building): boolean {
  for (const it of elementsOf(part, (inner) => state.dropped.has(inner))) {
    if (/^(?:pre|table|dl|h[1-6]|blockquote|details|ol)$/.test(it.tagName)) return false
  }
  return true
}

/** `dt.sig` of Sphinx, or a method with its path where something long follows. */
function isSignature(part: Element, parts: readonly Element[]): boolean {
  if (part.tagName !== 'dt') return false
  if (wordsOf(attribute(part, 'class')).some((it) => it === 'sig' || it === 'sig-object')) return true
  const text = firstWords(part)
  const [method = '', path = ''] = text.split(' ')
  return parts.length <= 40 && methodOf(method) !== undefined && beginsLikePath(path)
}

function firstWords(part: Element): string {
  const run = newRun(undefined)
  for (const it of elementsOf(part)) for (const node of it.childNodes) if (isText(node)) appendText(run, node.value)
  for (const node of part.childNodes) if (isText(node)) appendText(run, node.value)
  return run.element.textContent.trim()
}

function appendAll(run: Run, part: Element, state: Building): void {
  for (const node of part.childNodes) {
    if (isText(node)) appendText(run, node.value)
    else if (isElement(node)) {
      if (wordsOf(attribute(node, 'class')).includes('classifier')) appendText(run, ' : ')
      appendInline(run, node, state)
    }
  }
}

/** What is said of a term, a paragraph or an item of a list to a line. */
function linesOf(part: Element, state: Building): Run[] {
  const target = new MdElement('div')
  state.flow(part, target, state)
  const lines: Run[] = []
  const collect = (parent: MdElement): void => {
    for (const node of parent.childNodes) {
      if (!(node instanceof MdElement)) continue
      if (node.nodeName === 'P') {
        const run = newRun(undefined)
        for (const inner of node.childNodes) run.element.append(inner)
        lines.push(run)
      } else collect(node)
    }
  }
  collect(target)
  return lines
}

function retagged(element: MdElement, tag: string): MdElement {
  const target = new MdElement(tag)
  for (const node of element.childNodes) target.append(node)
  return target
}

/** `/users/(int: id)`, as Sphinx sets a path in pieces, is `/users/{id}` to everybody else. */
function writePath(run: Run): void {
  const text = run.element.textContent
  const tight = text.replace(/\(\s*([\w.-]{1,40}):\s+([\w.-]{1,80})\s*\)/g, '{$2}')
  if (tight === text || !text.includes('/')) return
  for (const node of run.element.childNodes) run.element.removeChild(node)
  run.element.append(new MdText(tight))
}

function long(parts: readonly Element[], into: MdElement, state: Building): void {
  const level = state.level
  for (const part of parts) {
    if (part.tagName === 'dd') {
      state.flow(part, into, state)
      continue
    }
    const run = newRun(state)
    const signature = isSignature(part, parts)
    run.plain = signature
    appendAll(run, part, state)
    if (run.element.textContent.trim() === '') continue
    if (signature) {
      writePath(run)
      writeHeading(Math.min(6, level + 1), run, attribute(part, 'id'), into, state)
      continue
    }
    const line = new MdElement('p')
    const bold = run.element.textContent.includes('*') ? line : line.append(new MdElement('strong'))
    const alreadyBold = run.element.firstChild instanceof MdElement && run.element.firstChild.nodeName === 'STRONG'
    for (const node of run.element.childNodes) (alreadyBold ? line : bold).append(node)
    if (line.textContent.trim() !== '') into.append(line)
  }
  state.level = level
}
