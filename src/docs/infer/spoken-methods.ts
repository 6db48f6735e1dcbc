import { methodAround } from '../extractors/index.ts'
import { toMethod, type Method } from './methods.ts'
import type { Item, Outline, SectionNode } from './outline.ts'
import { isPartTitle } from './words.ts'

/** The methods that the text below a heading has in code or bold: "`GET` returns the folder, `PUT` replaces it". */
export function methodsSpokenOf(items: readonly Item[]): Method[] {
  const found = new Set<Method>()
  for (const { block } of items) {
    const texts =
      block?.kind === 'text'
        ? [block.markdown]
        : block?.kind === 'list'
          ? block.items.map(({ markdown }) => markdown)
          : block?.kind === 'table' && block.header.length === 2
            ? [block.header, ...block.rows].flat()
            : []
    for (const text of texts) {
      for (const method of allowedMethods(text.slice(0, 2000))) found.add(method)
      const listed =
        block?.kind === 'list' ? toMethod(/^([A-Z]{3,7})\s*(?:[-–—:：]|$)/.exec(text)?.[1] ?? '') : undefined
      if (listed !== undefined) found.add(listed)
      for (const [, word = ''] of text.matchAll(/(?:`|\*\*)(GET|POST|PUT|PATCH|DELETE|HEAD)(?:`|\*\*)/g)) {
        const method = toMethod(word)
        if (method !== undefined) found.add(method)
      }
    }
  }
  return [...found]
}

const oneOrMore = String.raw`((?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?:(?:,|\s*/|,? and|,? or)? (?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS))*)(?![\p{L}/])`
const allowed: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:allowed|supported|accepted|available|valid|permitted) (?:http )?(?:methods?|verbs?|requests?)(?: (?:is|are|include))?:? ${oneOrMore}`,
    'iu',
  ),
  new RegExp(
    String.raw`\b(?:endpoint|resource|url|path|it|this) (?:only )?(?:supports|accepts|allows|responds to)(?: only)? (?:the )?(?:http )?(?:methods? )?${oneOrMore}`,
    'iu',
  ),
]

/** "Allowed methods are HEAD, GET, PUT and DELETE." Where GET is, HEAD and OPTIONS are nobody's call. */
export function allowedMethods(text: string): Method[] {
  const bare = text.replaceAll('`', '').replace(/\s+/g, ' ')
  const listed = allowed.map((pattern) => pattern.exec(bare)?.[1]).find((it) => it !== undefined) ?? ''
  const found = [...new Set([...listed.matchAll(/[A-Z]{3,}/g)].flatMap(([word]) => toMethod(word) ?? []))]
  const called = found.filter((method) => method !== 'HEAD' && method !== 'OPTIONS')
  return called.length > 0 ? called : found
}

/** The methods that the text right behind a path says are allowed, before another path is shown. */
export function allowedBehind(item: Item, outline: Outline): Method[] {
  for (let step = 1; step <= 3; step++) {
    const other = outline.items[item.at + step]
    if (other?.node !== item.node || other.block?.kind === 'code') return []
    const methods = other.block?.kind === 'text' ? allowedMethods(other.marked) : []
    if (methods.length > 0) return methods
  }
  return []
}

/** The one method that a section has in code or bold. */
export function onlyMethodSpokenOf({ items, section }: SectionNode): Method | undefined {
  if (section.level <= 1) return undefined
  const spoken = spokenIn.get(items) ?? methodsSpokenOf(items)
  spokenIn.set(items, spoken)
  const [only, ...others] = spoken
  return others.length === 0 ? only : undefined
}

/** One section is asked for each path that it has. */
const spokenIn = new WeakMap<readonly Item[], readonly Method[]>()

/** What stands below a heading, and below the heading "Verbs" or "Methods" that is a part of it. */
export const spokenBelow = (node: SectionNode): readonly Item[] => [
  ...node.items,
  ...node.children
    .filter(({ section }) =>
      /^(?:(?:supported |available |allowed )?(?:http )?(?:verbs|methods))$/i.test(section.title),
    )
    .flatMap(({ items }) => items),
]

/** The method that a heading above begins with: `POST statuses/update` over the URL of the call. */
export function titleMethod(from: SectionNode): Method | undefined {
  for (let node: SectionNode | undefined = from; node !== undefined && node.section.level > 0; node = node.parent) {
    const title = node.section.title.replaceAll('`', '').trim()
    const [, behind] = /[([](GET|POST|PUT|PATCH|DELETE)[)\]]$/.exec(title) ?? []
    if (behind !== undefined) return toMethod(behind)
    const [, word] =
      /^(?:HTTP )?(GET|POST|PUT|PATCH|DELETE)(?:s|'s)?\b(?! (?:and|or|param|data|body)|[,/])/.exec(title) ?? []
    if (word !== undefined) return toMethod(word)
    if (!isPartTitle(title)) return undefined
    const before = titleBefore(node)
    if (before !== undefined) return before
  }
  return undefined
}

/** A part ("Endpoint") beside the operation it is of, at the same level: the nearest title in front that is no part. */
function titleBefore(node: SectionNode): Method | undefined {
  const { parent } = node
  if (parent === undefined) return undefined
  const known = titlesBefore.get(parent) ?? toTitlesBefore(parent)
  titlesBefore.set(parent, known)
  const title = known.get(node)?.replaceAll('`', '')
  return toMethod(/^(?:HTTP )?(GET|POST|PUT|PATCH|DELETE)\b(?! (?:and|or)|[,/])/.exec(title ?? '')?.[1] ?? '')
}

/** For each section below another the nearest title in front that is no part. */
const titlesBefore = new WeakMap<SectionNode, ReadonlyMap<SectionNode, string>>()

function toTitlesBefore({ children }: SectionNode): ReadonlyMap<SectionNode, string> {
  const titles = new Map<SectionNode, string>()
  let title: string | undefined
  for (const child of children) {
    if (title !== undefined) titles.set(child, title)
    if (!isPartTitle(child.section.title)) ({ title } = child.section)
  }
  return titles
}

/** The method that the text at or around an item speaks of. */
export function textMethod(item: Item, by: string, outline: Outline): Method | undefined {
  const texts = item.block === undefined || by === 'lone-code' ? around(item, outline) : [item.marked]
  for (const text of [...texts, ...aboveTitle(item, outline)]) {
    const method = methodAround(text, 0, text.length)
    if (method !== undefined) return method
  }
  return undefined
}

/** "Send a `POST` to the following URL", right above the heading "URL" that what is sent to stands under. */
function aboveTitle({ at, node, block }: Item, outline: Outline): string[] {
  const [title, first] = node.items
  const above = outline.items[(title?.at ?? 0) - 1]
  return (block === undefined ? title?.at === at : first?.at === at) &&
    isPartTitle(node.section.title) &&
    above?.node === node.parent &&
    above?.block?.kind === 'text' &&
    /\bfollowing\b|[:：]$/.test(above.marked)
    ? [above.marked]
    : []
}

/** The texts next to an item in its section: two before, two behind. */
const around = (item: Item, outline: Outline): string[] =>
  [1, -1, 2].flatMap((step) => {
    const other = outline.items[item.at + step]
    return other?.node === item.node && other.block?.kind === 'text' ? [other.marked] : []
  })

/** "`DELETE` is also supported", "this endpoint also accepts PUT and PATCH": further methods of the same path. */
export function spokenAlso({ block, marked: text }: Item): Method[] {
  if (block?.kind !== 'text' || text.length > 2000 || !/\b(?:also|too|as well)\b/.test(text)) return []
  const words = String.raw`((?:GET|POST|PUT|PATCH|DELETE)(?:(?:,| and| or|, and)? (?:GET|POST|PUT|PATCH|DELETE))*)`
  const bare = text.replaceAll('`', '')
  const [, listed = ''] =
    new RegExp(
      String.raw`\b${words}(?: requests?| methods?)? (?:is|are|can) also (?:be )?(?:supported|accepted|allowed|used|possible)`,
    ).exec(bare) ??
    new RegExp(
      String.raw`\balso (?:supports?|accepts?|allows?|takes?|responds? to|answers?) (?:the )?(?:HTTP )?${words}\b`,
    ).exec(bare) ??
    new RegExp(
      String.raw`\b(?:supports?|accepts?|allows?|as|with|via|using) (?:the |a )?(?:HTTP )?${words}(?: requests?| methods?)?,? (?:too|as well)\b`,
    ).exec(bare) ??
    []
  return [...listed.matchAll(/[A-Z]{3,}/g)].flatMap(([word]) => toMethod(word) ?? [])
}

/** A section and, right behind it, the sections that are parts of what it describes ("Example request"). */
export function partsOf(node: SectionNode): readonly SectionNode[] {
  const known = parts.get(node)
  if (known !== undefined) return known
  const other = node.children.findIndex(({ section }) => !isPartTitle(section.title))
  const found = [node, ...node.children.slice(0, other < 0 ? undefined : other)]
  parts.set(node, found)
  return found
}

const parts = new WeakMap<SectionNode, readonly SectionNode[]>()
