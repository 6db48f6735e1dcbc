import { toMarked } from './inline.ts'
import type { Item, Outline } from './outline.ts'
import { bareLabel, toCaption } from './words.ts'

/** So many items back the entry is looked for that a table or sample within a list is a part of. */
const reach = 14

/** An entry that is nothing but a label: `- **Body**:`. */
function labelOf(markdown: string): string | undefined {
  const text = toMarked(markdown).trim()
  return text.length > 50 || text.includes('\n') || /[:：]\s*\S/.test(text) ? undefined : bareLabel(text)
}

/** The label of the entry right above a table or list within a list: `- **Request** - **Query Parameters**:`. */
export function entryLabel(item: Item, outline: Outline): string | undefined {
  const above = outline.items[item.at - 1]
  if (above?.node !== item.node || above.block?.kind !== 'list') return undefined
  const last = above.block.items.at(-1)
  return last === undefined ? undefined : labelOf(last.markdown)
}

/**
 * The entry for a part of a call ("Request", "Response", "Errors") that stands nearest above within lists: what follows it is of that
 * part, until the next.
 */
export function entryPart(item: Item, outline: Outline): string | undefined {
  if (entryLabel(item, outline) === undefined) return undefined
  for (let at = item.at - 1; at >= item.at - reach; at--) {
    const other = outline.items[at]
    if (other?.node !== item.node) return undefined
    if (other.block?.kind !== 'list') continue
    for (const { markdown } of other.block.items.toReversed()) {
      const label = labelOf(markdown) ?? ''
      const says = label === '' ? undefined : toCaption(label)
      if (says === 'response' || says === 'errors' || says === 'request') return label
    }
  }
  return undefined
}
