import type { Block, Page, Section } from '../model.ts'
import { toMarked } from './inline.ts'
import { isChronicle } from './page-history.ts'
import { spelled } from './spelling.ts'
import { isGeneral, isHistory, isPartTitle } from './words.ts'

/** A heading or a block, at its place in the order of all pages. */
export interface Item {
  readonly at: number
  readonly node: SectionNode
  /** Absent for the heading itself. */
  readonly block?: Block
  /** Inline Markdown without links and emphasis, code spans in backticks; `''` for tables, lists and code. */
  readonly marked: string
}

/** A section in the tree of its page. */
export interface SectionNode {
  readonly page: Page
  readonly section: Section
  readonly parent: SectionNode | undefined
  readonly children: SectionNode[]
  readonly items: Item[]
  /** It, or a section above it, tells of former versions. */
  readonly history: boolean
  /** Its whole page tells of versions. */
  readonly chronicle: boolean
  /** It, or a section above it, is about general matters (authentication, errors). */
  readonly general: boolean
}

export interface Outline {
  readonly items: readonly Item[]
  readonly roots: readonly SectionNode[]
  /** The page in which there was more than is looked at. */
  readonly cutIn: string | undefined
}

const mostItems = 60_000

/** The pages as one sequence of items, and as trees of sections. */
export function toOutline(pages: readonly Page[]): Outline {
  const items: Item[] = []
  const roots: SectionNode[] = []
  let cutIn: string | undefined
  for (const page of pages) {
    const root = toNode(
      page,
      { id: '', title: page.title, level: 0, breadcrumb: [], markdown: '', blocks: [] },
      undefined,
    )
    roots.push(root)
    const about = isAboutOne(page)
    let above: SectionNode = root
    for (const section of page.sections) {
      while (above.parent !== undefined && above.section.level >= section.level) above = above.parent
      const node = section.level === 0 ? root : toNode(page, section, above, about)
      if (node !== root) above.children.push(node)
      above = node
      if (section.level > 0) add({ node, marked: section.title })
      for (const block of section.blocks.map(spelled))
        add({ node, block, marked: block.kind === 'text' ? toMarked(block.markdown) : '' })
    }
  }
  return { items, roots, cutIn }

  function add(item: Omit<Item, 'at'>): void {
    if (items.length >= mostItems) return void (cutIn ??= item.node.page.url)
    const made = { ...item, at: items.length }
    items.push(made)
    item.node.items.push(made)
  }
}

/** Whether a page describes one operation: its title, and below it nothing but the parts of one. */
const isAboutOne = ({ sections }: Page): boolean => {
  const parts = sections.filter(({ level }) => level === 2)
  return (
    parts.length > 1 &&
    parts.every(({ title }) => isPartTitle(title) || /^verbs$/i.test(title)) &&
    sections.filter(({ level }) => level === 1).length === 1
  )
}

function toNode(page: Page, section: Section, parent: SectionNode | undefined, about = false): SectionNode {
  return {
    page,
    section,
    parent,
    children: [],
    items: [],
    chronicle: parent?.chronicle ?? isChronicle(page),
    history: isHistory(section.title) || parent?.history === true,
    general:
      (section.level > 1 && isGeneral(section.title) && !isOwnExample(section, parent, about)) ||
      parent?.general === true,
  }
}

/** Whether a section is another or a part of it. */
export function isBelow(node: SectionNode, above: SectionNode): boolean {
  for (let it: SectionNode | undefined = node; it !== undefined; it = it.parent) if (it === above) return true
  return false
}

/** The titles from the page down to this section. */
export const titlesOf = (node: SectionNode): string[] =>
  node.parent === undefined ? [] : [...titlesOf(node.parent), node.section.title]

/** "Example request" within a topic is that topic's, not a general matter. */
const isOwnExample = ({ title }: Section, parent: SectionNode | undefined, about: boolean): boolean =>
  /^(?:examples?|usage|formats?|errors?)\b/i.test(title) &&
  parent !== undefined &&
  (about || (parent.section.level > 1 && !isPartTitle(parent.section.title)))
