import type { Facts } from './facts.ts'
import type { Run } from './inline.ts'
import { MdElement, MdText } from './md-node.ts'
import type { Element, Parent } from './parse.ts'
import { beginsLikePath, methodOf } from './tags.ts'

/** What is built from: the page, what of it is not content, and where the builder stands. */
export interface Building {
  readonly facts: Facts
  /** What is left out: what is not content, and what is written elsewhere. */
  dropped: { has(element: Element): boolean }
  /** Level of the heading last written: a term that becomes a heading stands one below. */
  level: number
  /** An anchor that stands before the next heading. */
  anchor: string | undefined
  /** How deep lists and quotes are nested in what is built. */
  nesting: number
  /** Where a link stands around blocks: their text carries it. */
  link: string | undefined
  /** The children of an element as blocks of the clean tree: text and inline elements become paragraphs. */
  readonly flow: (parent: Parent, into: MdElement, state: Building) => void
  readonly block: (element: Element, into: MdElement, state: Building) => void
}

export const isLineOrHeading = (element: MdElement): boolean =>
  element.nodeName === 'P' || /^H[1-6]$/.test(element.nodeName)

/** The line before that is an HTTP method and nothing else: what follows may be its path. */
export function methodBefore(into: MdElement): { line: MdElement; method: string } | undefined {
  const { lastChild: line } = into
  if (!(line instanceof MdElement) || !isLineOrHeading(line) || line.firstChild?.nextSibling?.nextSibling)
    return undefined
  const method = methodOf(line.textContent)
  return method === undefined ? undefined : { line, method }
}

/** A heading of the clean tree. A path whose method stands in the line above takes it in. */
export function writeHeading(level: number, run: Run, id: string | undefined, into: MdElement, state: Building): void {
  const anchor = id === undefined || /[\s{}]/.test(id) || id.length > 200 ? undefined : id
  const target = new MdElement(`h${level}`, { id: anchor })
  const before = methodBefore(into)
  if (before?.line.nodeName === 'P' && beginsLikePath(run.element.textContent.trim())) {
    into.removeChild(before.line)
    target.append(new MdText(`${before.method} `))
  }
  for (const node of run.element.childNodes) target.append(node)
  into.append(target)
  state.level = level
  state.anchor = undefined
}

export function preformatted(text: string, language: string, label: string | undefined): MdElement {
  const target = new MdElement('pre', { language, title: label })
  target.append(new MdText(text))
  return target
}

export function boldParagraph(text: string): MdElement {
  const paragraph = new MdElement('p')
  if (text !== '') paragraph.append(new MdElement('strong')).append(new MdText(text))
  return paragraph
}
