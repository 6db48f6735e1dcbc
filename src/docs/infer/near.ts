import { fits, prefixBefore } from './match.ts'
import type { Merged } from './merge.ts'
import { isGenericPath } from './open-ended.ts'
import type { Item, Outline, SectionNode } from './outline.ts'
import { itemOf, type Placed } from './place.ts'
import { partsOf } from './spoken-methods.ts'
import { segmentsOf, shapeOf } from './target.ts'
import type { Whereabouts } from './whereabouts.ts'
import { isPartTitle } from './words.ts'

/** So many items below a title a URL written out is looked for. */
const reach = 6

/** The operations whose whole URL stands right below a title that has its end: `#### /qr-code` over `GET https://…/instances/{id}/qr-code`. */
function writtenOut(it: Placed, item: Item, byItem: ReadonlyMap<number, readonly Merged[]>): Merged[] {
  if (item.block !== undefined || it.finding.target.origin !== undefined) return []
  const { length } = segmentsOf(it.path)
  const goesOn = ({ path, findings }: Merged): boolean => {
    const segments = segmentsOf(path)
    return (
      segments.length > length &&
      findings.some(({ target }) => target.origin !== undefined) &&
      fits(`/${segments.slice(-length).join('/')}`, it.path)
    )
  }
  // in its section, or in the part of it that opens it ("Method")
  const [part] = item.node.children
  const opening = part !== undefined && isPartTitle(part.section.title) ? part.items.slice(0, reach) : []
  return [...item.node.items.slice(0, reach), ...opening]
    .filter(({ at }) => at > item.at)
    .flatMap(({ at }) => byItem.get(at) ?? [])
    .filter(goesOn)
}

/** The operations that a path without a method is the end of: `Endpoint: /boats` over calls that write `/v1/boats`. */
export function fullerOf(
  it: Placed,
  item: Item,
  ending: readonly Merged[],
  byItem: ReadonlyMap<number, readonly Merged[]>,
  places: Whereabouts,
): readonly Merged[] {
  const versioned = ending.filter(
    (operation) =>
      it.finding.target.origin === undefined &&
      isGenericPath(prefixBefore(it.path, operation.path) ?? it.path) &&
      places.hasBelow(operation, item.node),
  )
  return versioned.length > 0 ? versioned : writtenOut(it, item, byItem)
}

/** Where the calls of a path may be shown: its section, or the one that its section ("Resource URL") is a part of with no other path. */
export function scopeOf({ node }: Item, definitions: readonly Placed[]): SectionNode {
  const { parent, section } = node
  if (parent === undefined || parent.section.level === 0 || !isPartTitle(section.title)) return node
  const known = lone.get(definitions) ?? new Map<SectionNode, boolean>()
  lone.set(definitions, known)
  const isLone = known.get(parent) ?? hasOnePath(parent, definitions)
  known.set(parent, isLone)
  return isLone ? parent : node
}

/** Whether a section and its parts declare one path and no other, by the definitions of a page. */
const lone = new WeakMap<readonly Placed[], Map<SectionNode, boolean>>()

function hasOnePath(node: SectionNode, definitions: readonly Placed[]): boolean {
  const first = node.items[0]?.at ?? 0
  const last = partsOf(node).at(-1)?.items.at(-1)?.at ?? 0
  const shapes = new Set<string>()
  for (const { finding, path } of definitions) {
    if (finding.at >= first && finding.at <= last) shapes.add(shapeOf(path))
    if (shapes.size > 1) return false
  }
  return shapes.size === 1
}

/** `/boats?deep=1` within what is said of one of several: that one; else all of them. */
export function meantHere(
  it: Placed,
  same: readonly Merged[],
  outline: Outline,
  places: Whereabouts,
): readonly Merged[] {
  if (it.finding.target.query.length === 0) return same
  const { node } = itemOf(it, outline)
  const here = same.filter((operation) => places.has(operation, node))
  return here.length > 0 ? here : same
}
