import { createAddresses, type Addresses } from '../addresses.ts'
import { attribute, isElement, nodesOf, textOf, type Element, type Node, type Parent } from './parse.ts'
import { blockTags, wordsOf } from './tags.ts'
import { unseenElements } from './styles/unseen.ts'
import { tabLabels } from './tabs.ts'

/** What the parts of the reader ask about a page, found out in one pass. */
export interface Facts {
  /** Relative to the page, or to what it names as its base. */
  readonly address: Addresses
  /** Every element in the order of the document. */
  readonly elements: readonly Element[]
  readonly ids: ReadonlyMap<string, Element>
  /** Whether an element begins a line of its own, or holds one that does. */
  readonly isBlock: (element: Element) => boolean
  /** What the first headings of level one say. */
  readonly titles: ReadonlySet<string>
  /** Ids of what opens when something is clicked: shown to readers, though hidden at first. */
  readonly disclosed: ReadonlySet<string>
  /** What the page's own style sheets hide for good. */
  readonly unseen: ReadonlySet<Element>
  /** Panels of tabs with the label of their tab; the rows of tabs themselves, whose text is those labels. */
  readonly tabs: { readonly panels: ReadonlyMap<Element, string>; readonly bars: ReadonlySet<Element> }
}

/** One pass over a page. */
export function readFacts(document: Parent, url: string): Facts {
  const elements: Element[] = []
  const ids = new Map<string, Element>()
  const disclosed = new Set<string>()
  let base: string | undefined
  for (const node of nodesOf(document)) {
    if (!isElement(node)) continue
    elements.push(node)
    for (const { name, value } of node.attrs) {
      if (name === 'id' && !ids.has(value)) ids.set(value, node)
      if (name === 'aria-controls' || name === 'data-target' || name === 'data-bs-target' || name === 'data-bs-parent')
        for (const id of wordsOf(value)) disclosed.add(id.replace(/^#/, ''))
    }
    if (node.tagName === 'base') base ??= attribute(node, 'href')
  }
  return {
    address: createAddresses(base !== undefined && URL.canParse(base, url) ? new URL(base, url).href : url),
    elements,
    ids,
    titles: titlesAmong(elements),
    isBlock: blocksAmong(elements),
    disclosed,
    unseen: unseenElements(elements),
    tabs: tabLabels(elements, ids),
  }
}

const mostTitles = 8

const titlesAmong = (elements: readonly Element[]): ReadonlySet<string> => {
  const titles = new Set<string>()
  for (const it of elements) if (titles.size < mostTitles && it.tagName === 'h1') titles.add(lineOf(it))
  return titles
}

function blocksAmong(elements: readonly Element[]): (element: Element) => boolean {
  const blocks = new Set<Parent>()
  for (let i = elements.length - 1; i >= 0; i--) {
    const element = elements[i] as Element
    const preformatted = element.tagName === 'pre'
    if (!preformatted && !blockTags.has(element.tagName) && !blocks.has(element)) continue
    blocks.add(element)
    if (element.parentNode !== null) blocks.add(element.parentNode)
  }
  return (element) => blocks.has(element)
}

/** Visible words of a subtree on one line. */
export function lineOf(node: Node | Parent, skip?: (element: Element) => boolean): string {
  return textOf(node, skip).replace(/\s+/g, ' ').trim()
}
