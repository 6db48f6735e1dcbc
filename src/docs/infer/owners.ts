import type { Finding } from '../extractors/index.ts'
import type { Item, Outline, SectionNode } from './outline.ts'
import { isGeneral, isPartTitle } from './words.ts'

/** Which operations a list of parameters, a sample or a sentence belongs to. */
export interface Owners {
  /** The findings whose operation the item is about; empty when none is near enough. */
  of(item: Item, row?: number): readonly Finding[]
}

/** Declarations side by side share what follows: `GET /x` and `POST /x` in one block, `/liveness` and "Alternatively: /healthz". */
interface Group {
  readonly first: number
  readonly last: number
  readonly findings: readonly Finding[]
}

/**
 * What follows a declaration within its section belongs to it, and so do the sections below and the parts beside it
 * ("Parameters", "Response"); what stands before the only declaration of a section belongs to it as well.
 */
export function toOwners(outline: Outline, declared: readonly Finding[]): Owners {
  const groups = new Map<SectionNode, Group[]>()
  const subtrees = new Map<SectionNode, readonly Group[]>()
  const aboves = new Map<SectionNode, readonly Finding[]>()
  const lists = new Map<SectionNode, readonly number[]>()
  const beside = new Map<SectionNode, readonly Group[]>()
  const byItem = new Map<number, Finding[]>()
  const byRow = new Map<string, Finding[]>()
  for (const it of declared) {
    put(byItem, it.at, it)
    put(byRow, `${it.at} ${it.row}`, it)
  }
  for (const node of outline.roots) visit(node)

  return {
    of(item, row) {
      if (row !== undefined) {
        const own = byRow.get(`${item.at} ${row}`)
        if (own !== undefined) return own
      }
      const here = groups.get(item.node) ?? []
      const before = here.findLast(({ first }) => first <= item.at)
      if (before !== undefined) return before.findings
      const [after] = here
      if (after !== undefined && isPartTitle(item.node.section.title)) {
        const earlier = declaredBefore(item)
        if (earlier !== undefined) return earlier.findings
      }
      if (here.length === 0) {
        const nested = lastEntryBefore(item)
        if (nested.length > 0) return nested
      }
      if (after !== undefined) return here.length === 1 || isNear(item, after) ? after.findings : []
      // the one operation whose calls stand in the sections below
      const within = here.length > 0 || isPartTitle(item.node.section.title) ? [] : item.node.children.flatMap(below)
      if (within.length > 0 && item.node.section.level > 1 && isOneCall(within)) return within[0]?.findings ?? []
      const known = aboves.get(item.node)
      if (known !== undefined) return known
      const found = above(item.node)
      aboves.set(item.node, found)
      return found
    },
  }

  /** What is nested in a list's last entry comes right behind the list: it belongs to the operation of that entry. */
  function lastEntryBefore(item: Item): readonly Finding[] {
    for (let at = item.at - 1; at >= item.at - 4; at--) {
      const other = outline.items[at]
      if (other?.node !== item.node || other.block === undefined || other.block.kind === 'table') return []
      if (other.block.kind !== 'list') continue
      const found = (byItem.get(at) ?? []).filter(({ form }) => form === 'listed')
      const row = other.block.items.length - 1
      const interrupted = listedIn(item.node).some((it) => it !== at)
      return row === 0 || interrupted ? found.filter((it) => it.row === row) : []
    }
    return []
  }

  /** The first two items of a section that list operations. */
  function listedIn(node: SectionNode): readonly number[] {
    const known = lists.get(node)
    if (known !== undefined) return known
    const found = node.items.filter(({ at }) => byItem.get(at)?.some(({ form }) => form === 'listed') === true)
    const first = found.slice(0, 2).map(({ at }) => at)
    lists.set(node, first)
    return first
  }

  /** The last declaration before a part: in what it is a part of, or in the part beside it that ends with the next one. */
  function declaredBefore({ node, at }: Item): Group | undefined {
    const { parent } = node
    if (parent === undefined) return undefined
    const known = beside.get(parent) ?? groupsBeside(parent)
    beside.set(parent, known)
    let [start, end] = [0, known.length]
    while (start < end) {
      const middle = (start + end) >> 1
      if ((known[middle] as Group).last < at) start = middle + 1
      else end = middle
    }
    return known[start - 1] // those of the section itself come behind
  }

  function groupsBeside(parent: SectionNode): readonly Group[] {
    const parts = parent.children.filter((it) => isPartTitle(it.section.title))
    return [...(groups.get(parent) ?? []), ...parts.flatMap(below)].toSorted((a, b) => a.last - b.last)
  }

  function visit(node: SectionNode): void {
    const inside = node.items.flatMap(({ at }) => byItem.get(at) ?? [])
    // lists of a single call, one after the other, head what follows as headings would
    const entries = inside.filter((it) => it.form === 'listed' && (it.method !== undefined || isFirstOfMany(it)))
    const heads = entries.filter((it) => isLoneEntry(outline.items[it.at]) || isFirstOfMany(it))
    const leads = heads.length > 1 && heads.length * 2 > entries.length
    const own = inside.filter((it) => it.form === 'declared' || (leads && heads.includes(it)))
    const listed = inside.filter((it) => it.form === 'listed')
    const found: Group[] = []
    // a list of one is a declaration; a list of many describes only its rows
    const counted = own.length > 0 ? own : new Set(listed.map(({ target }) => target.path)).size === 1 ? listed : []
    for (const finding of counted.toSorted((a, b) => a.at - b.at || a.row - b.row)) {
      const last = found.at(-1)
      if (last !== undefined && joins(last, finding, outline))
        found[found.length - 1] = { first: last.first, last: finding.at, findings: [...last.findings, finding] }
      else found.push({ first: finding.at, last: finding.at, findings: [finding] })
    }
    groups.set(node, found)
    for (const child of node.children) visit(child)
  }

  /** The call that a list begins with, whose other entries are what there is to say of it. */
  function isFirstOfMany({ at, row }: Finding): boolean {
    const item = outline.items[at]
    return (
      row === 0 &&
      item?.block?.kind === 'list' &&
      item.block.items.length > 1 &&
      (byItem.get(at) ?? []).every((it) => it.row === 0)
    )
  }

  function above(node: SectionNode): readonly Finding[] {
    const parent = node.parent
    if (parent === undefined) return []
    const all = below(parent)
    const distinct = new Set(
      all.flatMap(({ findings }) => findings.map(({ method, target }) => `${method} ${target.path}`)),
    )
    const sameTarget = new Set(all.flatMap(({ findings }) => findings.map(({ target }) => target.path))).size === 1
    if (all.length === 1 || (distinct.size <= 1 && distinct.size > 0) || (sameTarget && all.length <= 2))
      return all[0]?.findings ?? []
    const part = isPartTitle(node.section.title)
    const own = groups.get(parent)?.at(-1)
    if (part || parent.section.level > 0) {
      const index = parent.children.indexOf(node)
      if (part)
        for (let i = index - 1; i >= 0; i--) {
          const sibling = parent.children[i]
          const all = sibling === undefined ? [] : below(sibling)
          const last = all.at(-1)
          // parts beside a chapter of many operations are of none of them
          if (last !== undefined)
            return all.length > 1 &&
              ((sibling?.section.level ?? 9) === 1 ||
                isGeneral(node.section.title) ||
                ofMany.test(node.section.title)) &&
              (groups.get(sibling as SectionNode) ?? []).length === 0
              ? []
              : last.findings
          if (sibling !== undefined && !isPartTitle(sibling.section.title)) break
        }
      // the page's title owns every section; only what it declares outright is what they are about
      const outright =
        parent.section.level > 1 ||
        part ||
        own?.findings.every(({ form, weight }) => form === 'declared' && weight >= 0.75)
      if (own !== undefined && (own.findings.length <= 3 || isOneResource(own)) && outright === true)
        return own.findings
    }
    if (all.length === 0) return above(parent)
    return []
  }

  function below(node: SectionNode): readonly Group[] {
    const known = subtrees.get(node)
    if (known !== undefined) return known
    const found = [...(groups.get(node) ?? []), ...node.children.flatMap(below)]
    subtrees.set(node, found)
    return found
  }
}

/** "Common parameters" are no part of the last call before them. */
const ofMany = /^(?:common|shared|global|general|standard|default|universal)\b/i

function put<K>(to: Map<K, Finding[]>, key: K, it: Finding): void {
  const known = to.get(key)
  if (known === undefined) to.set(key, [it])
  else known.push(it)
}

/** The methods of one path. */
const isOneResource = ({ findings }: Group): boolean => new Set(findings.map(({ target }) => target.path)).size === 1

const isOneCall = (groups: readonly Group[]): boolean =>
  new Set(groups.flatMap(({ findings }) => findings.map(({ method, target }) => `${method} ${target.path}`))).size === 1

const isLoneEntry = (item: Item | undefined): boolean => item?.block?.kind === 'list' && item.block.items.length === 1

const isNear = (item: Item, group: Group): boolean => group.first - item.at <= 12

/** More than that side by side is a list, whatever it is written in. */
const largestGroup = 8

/** Whether a declaration stands with the one before: same block, or only a few words between ("and:", "or"). */
function joins(group: Group, finding: Finding, outline: Outline): boolean {
  if (group.findings.length >= largestGroup) return false
  if (group.last === finding.at) return true
  if (finding.at - group.last > 2) return false
  // a path of the title, with a method that stands here
  if (finding.by === 'heading' && outline.items[finding.at]?.block !== undefined) return false
  if (finding.form === 'listed' && isLoneEntry(outline.items[finding.at])) return false // it begins something new
  if (outline.items[group.last]?.block === undefined) return group.findings.some(({ method }) => method === undefined)
  for (let at = group.last + 1; at < finding.at; at++) {
    const item = outline.items[at]
    if (item?.block?.kind !== 'text' || item.marked.length > 40 || /[.!?]$/.test(item.marked)) return false
  }
  return true
}

/** The findings that what stands around them belongs to: declarations, or samples where there is no declaration. */
export function owning(findings: readonly Finding[]): Finding[] {
  const declared = findings.filter(({ form }) => form === 'declared' || form === 'listed')
  // a table of contents names it, and a sample stands where it is described
  if (declared.length > 0 && declared.every(({ form }) => form === 'listed'))
    return [
      ...declared,
      ...findings
        .filter(({ form, by, weight }) => form === 'sample' && (by === 'curl' || by === 'http') && weight >= 0.7)
        .map((finding): Finding => ({ ...finding, form: 'declared' })),
    ]
  if (declared.length > 0) return declared
  // a link in someone's answer is not where the operation is described, when a call of it is shown
  const calls = findings.filter(({ by }) => by === 'curl' || by === 'http')
  return (calls.length > 0 ? calls : findings).map((finding) => ({ ...finding, form: 'declared' }))
}
