import type { Item } from '../outline.ts'
import { toDescription } from '../parameters/words.ts'
import { placeOf } from '../parameters/table.ts'
import { isPartTitle, toCaption, type Caption } from '../words.ts'
import { takes, type Collecting } from './collecting.ts'

const name = /^`?([a-z_$][\w.$[\]-]{0,60})`?(?:\s+\((required|optional)\))?$/

const listing: ReadonlySet<Caption | undefined> = new Set(['path', 'query', 'header', 'body', 'form', 'parameters'])

/** Headings that are names, all below one such as "Query parameters": `#### limit`. */
export function fromHeading(to: Collecting, item: Item): void {
  const parent = item.node.parent
  const [, written, need] = name.exec(item.marked.trim()) ?? []
  if (written === undefined || parent === undefined || item.node.items[0] !== item) return
  const { title } = parent.section
  const says = toCaption(title)
  if (!isPartTitle(title) || !listing.has(says)) return
  if (!parent.children.every(({ section }) => name.test(section.title.trim()))) return
  const first = item.node.items.find(({ block }) => block?.kind === 'text')?.marked ?? ''
  const required = need === undefined ? /^(required|optional)\b/i.exec(first)?.[1]?.toLowerCase() : need
  const place = placeOf(says)
  to.each(item, undefined, (own, operation) => {
    if (!takes(says, operation, false, own, item)) return
    own.parameters.push({
      name: written,
      schema: {},
      ...(place === undefined ? {} : { in: place }),
      ...(required === undefined ? {} : { required: required === 'required' }),
      ...(first === '' ? {} : { description: toDescription(first.replaceAll('`', '')) }),
      evidence: 'list',
      weight: 0.8,
      at: item.at,
    })
  })
}
