import { captionOf } from '../captions.ts'
import { toMarked } from '../inline.ts'
import { hasBody } from '../methods.ts'
import type { Item, Outline, SectionNode } from '../outline.ts'
import { readParameterList } from '../parameters/list.ts'
import type { RawParameter } from '../parameters/raw.ts'
import { readParameterTable } from '../parameters/table.ts'
import { readParameterLine } from '../parameters/text.ts'
import { toDescription } from '../parameters/words.ts'
import type { Collecting } from './collecting.ts'

/** More fields no model of a body has. */
const mostFields = 200

const sectionsOf = new WeakMap<Outline, ReadonlyMap<string, SectionNode>>()

/** "Request body: [boat](#boat)": what is sent is what another section of the page lists. Whether it lists anything. */
export function fromModel(to: Collecting, item: Item, markdown: string): boolean {
  const links = [...markdown.matchAll(/\[`?([^\]`\n]{1,80})`?\]\(([^()\s#]{0,500})#([^()\s]{1,200})\)/g)]
  const [only, ...others] = links
  if (only === undefined || others.length > 0 || markdown.length > 400) return false
  // no mention in a sentence about something else
  if (
    !/^[*_`]*(?:(?:request )?(?:body|payload|data|schema|type|model|object)[*_`]*\s*[:：–—-]?\s*)?[*_`]*$/i.test(
      markdown.slice(0, only.index),
    )
  )
    return false
  const { says } = captionOf(item, to.outline)
  if (says !== 'body' || !to.operationsOf(item).some(({ method }) => hasBody(method))) return false
  const [, , url = '', anchor = ''] = only
  if (url !== '' && url !== item.node.page.url) return false
  const node = byAnchor(to.outline).get(anchor)
  // an array of them has no names of its own
  if (node === undefined || node === item.node || /\barray\b|\[\]/i.test(toMarked(markdown))) return false
  const fields = fieldsOf(node, to.outline)
  to.each(item, undefined, (own, operation) => {
    if (!hasBody(operation.method)) return
    for (const it of fields) own.parameters.push({ ...it, in: 'body', weight: 0.7, at: item.at })
  })
  return fields.length > 0
}

type Table = Extract<NonNullable<Item['block']>, { kind: 'table' }>

/** `Body | Boat Request | [BoatRequest](#boatrequest)`: rows that are the whole body, left out, and the fields of what they name. */
export function withoutBodies(
  table: Table,
  { node }: Item,
  outline: Outline,
): { readonly table: Table; readonly fields: readonly RawParameter[] } {
  const fields: RawParameter[] = []
  const read = new Set<SectionNode>()
  const rows = table.rows.filter((cells) => {
    const [place = '', ...others] = cells
    if (!/^[\s*`]*body[\s*`]*$/i.test(place)) return true
    const [, url = '', anchor = ''] = /\]\(([^()\s#]{0,500})#([^()\s]{1,200})\)/.exec(others.at(-1) ?? '') ?? []
    const here = url === '' || url === node.page.url
    const model = here
      ? byAnchor(outline).get(anchor === '' ? `: ${toMarked(others.at(-1) ?? '')}` : anchor)
      : undefined
    if (model === undefined || model === node) return true
    if (!read.has(model) && !/\barray\b|\[\]/i.test(toMarked(others.at(-1) ?? ''))) {
      read.add(model)
      fields.push(...fieldsOf(model, outline))
    }
    return false
  })
  return fields.length === 0 && rows.length === table.rows.length
    ? { table, fields }
    : { table: { ...table, rows }, fields }
}

/** The sections by their anchors, and by their titles behind a colon. */
function byAnchor(outline: Outline): ReadonlyMap<string, SectionNode> {
  const known = sectionsOf.get(outline)
  if (known !== undefined) return known
  const found = new Map<string, SectionNode>()
  for (const { block, node } of outline.items)
    if (block === undefined)
      for (const key of [node.section.id, `: ${node.section.title}`])
        if (key !== '' && !found.has(key)) found.set(key, node)
  sectionsOf.set(outline, found)
  return found
}

/** `name (optional)`, as generators note the fields of a model. */
const withNeed = /(?<![\p{L}\p{N}_-])`?([A-Za-z_][\w.$-]{0,60})`? \((optional|required)\)/gu

function fieldsOf(node: SectionNode, outline: Outline): RawParameter[] {
  const found = node.items.slice(0, mostFields * 2).flatMap((item): readonly RawParameter[] => {
    if (item.block?.kind === 'table') return readParameterTable(item.block)?.parameters ?? []
    if (item.block?.kind === 'list') return readParameterList(item.block).parameters
    if (item.block?.kind !== 'text') return []
    const noted = [...item.marked.matchAll(withNeed)]
    if (noted.length > 0)
      return noted.map(([, name = '', need]) => {
        return { name, schema: {}, required: need === 'required', evidence: 'list', weight: 0.7 }
      })
    const next = outline.items[item.at + 1]
    const behind = next?.node === node && next.block?.kind === 'text' ? next.marked : ''
    const read = readParameterLine(item.marked, behind)
    return read === undefined ? [] : [read]
  })
  // a heading for each: `name string [default: …]`
  for (const { section, items } of node.children.slice(0, mostFields)) {
    const [, name = '', type = ''] =
      /^`?([A-Za-z_][\w.-]{0,60})`? (string|integer|number|boolean|array|object)\b/.exec(section.title.trim()) ?? []
    const said = items[1]?.block?.kind === 'text' ? { description: toDescription(items[1].marked) } : {}
    if (name !== '') found.push({ name, schema: { type }, ...said, evidence: 'list', weight: 0.7 })
  }
  return [...new Map(found.map((it) => [it.name, it])).values()].slice(0, mostFields)
}
