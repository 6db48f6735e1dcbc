import { setImmediate } from 'node:timers/promises'
import { createSearch, type SearchDocument, type SearchIndex } from '../search/index.ts'
import { createBreaks } from './breaks.ts'
import type { DocumentPage, Documents } from './documents.ts'
import { linkTargets, uriOf, withOwnLinks } from './links.ts'

/** A section, or the part of a long one, that answers what was asked. */
export interface SectionHit {
  readonly api: string
  readonly uri: string
  /** Titles from the page down to the section; words of the page. */
  readonly titles: readonly string[]
  readonly markdown: string
  readonly score: number
}

export interface SectionSearch {
  search(
    query: string,
    options: { readonly limit: number; readonly apis?: ReadonlySet<string> | undefined },
  ): readonly SectionHit[]
}

/** Characters of what is ranked as one: a long section is found by its part that fits. */
const passageLength = 2_400

const fields = {
  title: { weight: 2.2, dilution: 0.3 },
  above: { weight: 0.7, dilution: 0.4 },
  text: { weight: 0.9, dilution: 0.6 },
}

interface Passage {
  readonly documents: Documents
  readonly page: DocumentPage
  readonly part: DocumentPage['parts'][number]
  readonly markdown: string
  /** Passages of one section share it. */
  readonly section: number
}

/** One ranking over the sections of all documentation given. Built when first searched. */
export async function createSectionSearch(all: readonly Documents[]): Promise<SectionSearch> {
  const loaded = await Promise.all(all.map(async (documents) => ({ documents, pages: await documents.load() })))
  const breaks = createBreaks()
  const passages: Passage[] = []
  let section = -1
  for (const { documents, pages } of loaded)
    for (const page of pages)
      for (const [at, part] of page.parts.entries()) {
        const pieces = piecesOf(part, page.parts[at + 1])
        if (pieces.length > 0) section += 1
        for (const markdown of pieces) passages.push({ documents, page, part, markdown, section })
        await breaks()
      }
  const targets = new Map(all.map((documents) => [documents, linkTargets(documents)]))
  const index: SearchIndex = createSearch(passages.map(toDocument), { fields })
  await index.prepare(setImmediate)

  function toHit(passage: Passage, score: number): SectionHit {
    const { documents, page, part, markdown } = passage
    return {
      api: documents.slug,
      uri: uriOf(documents.slug, page.name, part.id),
      titles: titlesOf(page, part),
      markdown: withOwnLinks(markdown, documents.slug, targets.get(documents) ?? new Map()),
      score,
    }
  }

  return {
    search(query, { limit, apis }) {
      const seen = new Set<number>()
      const hits: SectionHit[] = []
      for (const { id, score } of index.search(query, { limit: 4 * limit + 10, groups: apis })) {
        const passage = passages[id]
        if (passage === undefined || seen.has(passage.section) || hits.length >= limit) continue
        seen.add(passage.section)
        hits.push(toHit(passage, score))
      }
      return hits
    },
  }
}

const titlesOf = (page: DocumentPage, part: Passage['part']): string[] => {
  const all = [page.title, ...part.breadcrumb, part.title].filter((title) => title !== '')
  return all.filter((title, at) => title !== all[at - 1])
}

function toDocument({ documents, page, part, markdown }: Passage, id: number): SearchDocument {
  return {
    id,
    group: documents.slug,
    fields: { title: part.title || page.title, above: [page.title, ...part.breadcrumb], text: markdown },
  }
}

/** What of a section is ranked; nothing of a mere heading: those below it carry its title. */
function piecesOf(part: DocumentPage['parts'][number], next: DocumentPage['parts'][number] | undefined): string[] {
  return part.markdown.trim() === '' && (next?.level ?? 0) > part.level ? [] : cut(part.markdown)
}

/** Pieces of at most about a screen, cut at blank lines outside of code. */
function cut(markdown: string): string[] {
  if (markdown.length <= passageLength) return [markdown]
  const pieces: string[] = []
  let piece = ''
  let inCode = false
  for (const line of markdown.split(/(?<=\n)/)) {
    if (/^ {0,3}(?:`{3,}|~{3,})/.test(line)) inCode = !inCode
    const isBreak = line.trim() === '' && !inCode
    const isLong = piece.length > passageLength * 4 // a code block or table without an end
    if ((isBreak && piece.length > passageLength / 2) || isLong) {
      pieces.push(piece)
      piece = ''
    } else piece += line
  }
  return piece.trim() === '' ? pieces : [...pieces, piece]
}
