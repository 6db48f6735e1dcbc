import { captionOf } from '../captions.ts'
import { readJsonSample } from '../json-sample.ts'
import { hasBody } from '../methods.ts'
import type { Item } from '../outline.ts'
import { toMarked } from '../inline.ts'
import { readEntry } from '../parameters/list.ts'
import { readParameterTable } from '../parameters/table.ts'
import { toCaption, type Caption } from '../words.ts'
import { addAll, takes, type Collecting } from './collecting.ts'
import { readStatuses } from './statuses.ts'

/** A table of parameters, of status codes, or the record of one operation. */
export function fromTable(to: Collecting, item: Item): void {
  if (item.block?.kind !== 'table') return
  if (to.listedRows.has(item.at)) return item.block.header.length === 2 ? fromRecord(to, item) : fromRows(to, item)
  const caption = captionOf(item, to.outline)
  const statuses = readStatuses([item.block.header, ...item.block.rows])
  if (statuses.size > 0)
    return to.each(item, undefined, (own) => statuses.forEach((text, status) => own.statuses.set(status, text)))
  const table = readParameterTable(item.block)
  if (table === undefined) return
  const header = (item.block.header[0] ?? '').toLowerCase()
  const says = strongest(caption.says, table.caption)
  to.each(item, undefined, (own, operation) => {
    if (
      !takes(
        says,
        operation,
        !table.says && /^(?:field|attribute|property|key|name|字段|поле|feld|champ|campo|项目|字段名)/.test(header),
        own,
        item,
      )
    )
      return
    addAll(own, table.parameters, says, caption.text, item, 1)
  })
}

/** A table that describes one operation, a property in each row: `Query parameters | • a – … • b – …`. */
function fromRecord(to: Collecting, item: Item): void {
  if (item.block?.kind !== 'table') return
  for (const [term = '', value = ''] of item.block.rows) {
    const says = toCaption(toMarked(term))
    if (says === undefined || says === 'other' || says === 'response' || says === 'errors' || says === 'status')
      continue
    const sample = readJsonSample(value.replace(/^`+|`+$/g, ''))
    const entries = value
      .split(/\n|<br\s*\/?>|•/)
      .map((line) => readEntry(line.trim()))
      .filter((entry) => entry !== undefined)
    to.each(item, undefined, (own, operation) => {
      if (sample === undefined) addAll(own, entries, says, toMarked(term), item, 0.9)
      else if (hasBody(operation.method)) own.bodies.push({ value: sample, at: item.at })
    })
  }
}

function strongest(a: Caption | undefined, b: Caption | undefined): Caption | undefined {
  const weak = (it: Caption | undefined): boolean =>
    it === undefined || it === 'other' || it === 'request' || it === 'parameters'
  if (!weak(a)) return a
  if (!weak(b)) return b
  return a === 'parameters' || b === 'parameters' ? 'parameters' : (a ?? b)
}

/** A table of operations with a column for what each is sent: `Request body`. */
function fromRows(to: Collecting, item: Item): void {
  if (item.block?.kind !== 'table') return
  const { header, rows } = item.block
  const bodyAt = header.findIndex((cell) => toCaption(toMarked(cell)) === 'body')
  if (bodyAt < 0) return
  for (const [index, cells] of rows.entries()) {
    const value = readJsonSample((cells[bodyAt] ?? '').replace(/^`+|`+$/g, ''))
    if (value === undefined) continue
    const row = header.every((cell) => cell === '') ? index : index + 1
    if (to.listedRows.get(item.at)?.has(row) !== true) continue
    to.each(item, row, (own, operation) => {
      if (hasBody(operation.method)) own.bodies.push({ value, at: item.at })
    })
  }
}
