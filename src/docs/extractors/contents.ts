import { toMarked } from '../infer/inline.ts'
import type { Method } from '../infer/methods.ts'
import type { Item, Outline, SectionNode } from '../infer/outline.ts'
import type { Target } from '../infer/target.ts'
import type { Extractor, Finding } from './extractor.ts'
import { list } from './list.ts'
import { findCalls } from './scan.ts'
import { table } from './table.ts'

interface Named {
  readonly method: Method
  readonly target: Target
}

const namedIn = new WeakMap<Outline, ReadonlyMap<SectionNode, Named>>()

/**
 * Sections that a table or a list of calls leads to: `| [List boats](#list-boats) | GET /boats |`, and further down "List
 * boats" with its parameters and without its path.
 */
export const contents: Extractor = {
  id: 'contents',
  read(item, outline) {
    if (item.block !== undefined) return []
    const named = namedOf(outline).get(item.node)
    if (named === undefined || saysItself(item.node)) return []
    return [{ at: item.at, row: 0, ...named, form: 'declared', weight: 0.8, by: 'contents' } satisfies Finding]
  },
}

function namedOf(outline: Outline): ReadonlyMap<SectionNode, Named> {
  const known = namedIn.get(outline)
  if (known !== undefined) return known
  const found = new Map<SectionNode, Named | undefined>()
  let sections: ReadonlyMap<string, SectionNode> | undefined
  for (const item of outline.items) {
    const rows = rowsOf(item)
    if (!rows.some((row) => row.includes(']('))) continue
    const calls = item.block?.kind === 'table' ? table.read(item, outline) : list.read(item, outline)
    for (const [row, text] of rows.entries()) {
      const [first, ...others] = calls.filter((call) => call.row === row)
      if (first?.method === undefined || others.some(({ method, target }) => !isSame(first, method, target))) continue
      sections ??= sectionsOf(outline)
      const section = linkedIn(text, item, sections)
      const before = section === undefined ? undefined : found.get(section)
      if (section === undefined || section === item.node) continue
      // one that several lead to is about none of them
      const isOther = found.has(section) && !(before !== undefined && isSame(first, before.method, before.target))
      found.set(section, isOther ? undefined : { method: first.method, target: first.target })
    }
  }
  const named = new Map([...found].flatMap(([section, it]) => (it === undefined ? [] : [[section, it] as const])))
  namedIn.set(outline, named)
  return named
}

const isSame = (one: Finding, method: Method | undefined, target: Target): boolean =>
  one.method === method && one.target.path === target.path

/** The rows of a table or a list as extractors count them. */
function rowsOf({ block }: Item): readonly string[] {
  if (block?.kind === 'list') return block.items.map(({ markdown }) => markdown)
  if (block?.kind !== 'table') return []
  const all = block.header.every((cell) => cell === '') ? block.rows : [block.header, ...block.rows]
  return all.map((cells) => cells.join(' | '))
}

const link = /\[([^\]\n]{1,200})\]\(([^()\s]{0,2000})\)/g

function linkedIn(text: string, item: Item, sections: ReadonlyMap<string, SectionNode>): SectionNode | undefined {
  const { url } = item.node.page
  for (const [, words = '', href = ''] of text.slice(0, 5_000).matchAll(link)) {
    if (!href.includes('#') || !URL.canParse(href, url)) continue
    const place = new URL(href, url)
    const fragment = place.hash.slice(1)
    place.hash = ''
    // a page is seldom called what its own links call it: what it has a section of, it leads to
    const section =
      sections.get(keyOf(place.href, fragment)) ??
      sections.get(keyOf(place.href, words)) ??
      (isBeside(place.href, url) ? sections.get(keyOf(url, fragment)) : undefined)
    if (section !== undefined) return section
  }
  return undefined
}

/** `BoatsApi.md#createBoat`: a page in the same folder. */
const isBeside = (one: string, other: string): boolean => new URL('.', one).href === new URL('.', other).href

/** Sections by their anchors and by their titles; a title of several is the first one's. */
function sectionsOf(outline: Outline): ReadonlyMap<string, SectionNode> {
  const found = new Map<string, SectionNode>()
  for (const { block, node } of outline.items) {
    if (block !== undefined) continue
    const { page, section } = node
    for (const key of [keyOf(page.url, section.id), keyOf(page.url, section.title)])
      if (!found.has(key)) found.set(key, node)
  }
  return found
}

const keyOf = (url: string, name: string): string => `${url}#${name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')}`

/** Whether a section has a call of its own: in its title, on a line, in a list, at the head of a sample. */
const saysItself = ({ items }: SectionNode): boolean =>
  items.some(({ block, marked }) => {
    if (block === undefined || block.kind === 'text') return findCalls(marked).length > 0
    if (block.kind === 'list') return block.items.some(({ markdown }) => findCalls(toMarked(markdown)).length > 0)
    return block.kind === 'code' && findCalls(block.text.slice(0, 500).split('\n', 1)[0] ?? '').length > 0
  })
