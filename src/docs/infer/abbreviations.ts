import type { Finding } from '../extractors/index.ts'
import type { Outline, SectionNode } from './outline.ts'
import { itemOf, type Placed } from './place.ts'
import { isVariable, segmentsOf } from './target.ts'
import { isPartTitle } from './words.ts'

/** So many titles that their sections spell out are a way of writing; fewer may be paths that go on from one another. */
const established = 3

/**
 * Titles that name a call in short, with the paths that their own sections write out: `### GET /entity` over "HTTP Request:
 * `{token}/entity/{type}/{id}`". Only where a page does so again and again.
 */
export function abbreviationsOf(
  definitions: readonly Placed[],
  outline: Outline,
): ReadonlyMap<Finding, readonly Placed[]> {
  const titles = new Map<SectionNode, Placed[]>()
  for (const it of definitions)
    if (it.finding.by === 'heading' && it.method !== undefined) {
      const { node } = itemOf(it, outline)
      append(titles, node, it)
    }
  if (titles.size < established) return new Map()
  const spelled = new Map<SectionNode, Placed[]>()
  for (const it of definitions) {
    if (it.method !== undefined || it.finding.form !== 'declared' || it.finding.by === 'heading') continue
    let { node } = itemOf(it, outline)
    if (!titles.has(node) && node.parent !== undefined && isPartTitle(node.section.title)) node = node.parent
    if (titles.has(node)) append(spelled, node, it)
  }
  const found = new Map<Finding, readonly Placed[]>()
  for (const [node, named] of titles)
    for (const it of named) {
      const full = (spelled.get(node) ?? []).filter(({ path }) => spellsOut(path, it.path))
      if (full.length > 0) found.set(it.finding, full)
    }
  return found.size < established ? new Map() : found
}

function append(to: Map<SectionNode, Placed[]>, node: SectionNode, it: Placed): void {
  const known = to.get(node)
  if (known === undefined) to.set(node, [it])
  else known.push(it)
}

/** Whether a path holds all of another behind a variable that the other leaves out. */
function spellsOut(path: string, short: string): boolean {
  const [first = '', ...rest] = segmentsOf(path)
  const words = segmentsOf(short)
  return isVariable(first) && words.length > 0 && words.every((word, index) => isSame(word, rest[index]))
}

const isSame = (word: string, other: string | undefined): boolean =>
  other !== undefined && (word.toLowerCase() === other.toLowerCase() || (isVariable(word) && isVariable(other)))
