import { captionOf } from '../captions.ts'
import { readJsonSample } from '../json-sample.ts'
import { hasBody } from '../methods.ts'
import type { Item } from '../outline.ts'
import { toMarked } from '../inline.ts'
import { readEntry } from '../parameters/list.ts'
import type { RawParameter } from '../parameters/raw.ts'
import { readCompactLine } from '../parameters/text.ts'
import { placeOf, readParameterTable } from '../parameters/table.ts'
import { toCaption, type Caption } from '../words.ts'
import { addAll, takes, type Collecting } from './collecting.ts'
import { withoutBodies } from './models.ts'
import { asFieldsOf } from './nested.ts'
import { readStatuses } from './statuses.ts'
import { chosenOf, withValues } from './values.ts'
import { variablesOf } from '../target.ts'

/** More than so many parameters no query has. */
const mostQuery = 40

/** A table of parameters, of status codes, or the record of one operation. */
export function fromTable(to: Collecting, item: Item): void {
  if (item.block?.kind !== 'table') return
  if (to.listedRows.has(item.at)) return item.block.header.length === 2 ? fromRecord(to, item) : fromRows(to, item)
  const caption = captionOf(item, to.outline)
  const statuses = readStatuses([item.block.header, ...item.block.rows])
  if (statuses.size > 0)
    return to.each(item, undefined, (own) => statuses.forEach((text, status) => own.statuses.set(status, text)))
  const { table: written, fields } = withoutBodies(item.block, item, to.outline)
  to.each(item, undefined, (own, operation) => {
    if (hasBody(operation.method) || operation.method === 'DELETE')
      for (const it of fields) own.parameters.push({ ...it, in: 'body', weight: 0.7, at: item.at })
  })
  const table = readParameterTable(written)
  if (table === undefined) return
  // so many names of which none says whether it is needed are the fields of an answer
  const isAnswer = table.parameters.length > mostQuery && !table.says && caption.says !== 'query'
  const header = (item.block.header[0] ?? '').toLowerCase()
  const says = strongest(caption.says, table.caption)
  const { block } = item
  to.each(item, undefined, (own, operation) => {
    const chosen = chosenOf(block, caption, own, variablesOf(operation.path))
    if (chosen !== undefined) return void own.parameters.push(withValues(chosen, table.parameters, item.at))
    if (isAnswer && !hasBody(operation.method)) return
    const nested = asFieldsOf(own, operation, item, to.outline, caption, table.parameters)
    if (nested !== undefined) {
      own.parameters.push(nested)
      return
    }
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
    const [, header] = /^`?([A-Za-z][\w-]*)`? header$/i.exec(toMarked(term)) ?? []
    if (header !== undefined && header.includes('-')) {
      to.each(item, undefined, (own) => {
        addAll(own, [{ name: header, in: 'header', schema: {}, evidence: 'table', weight: 0.8 }], 'header', '', item, 1)
      })
      continue
    }
    const sample = readJsonSample(value.replace(/^`+|(?<!`)`+$/g, ''))
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

/** A table of operations: what the cells of a row say that it is sent: a body as a sample or as its names, a query, headers. */
function fromRows(to: Collecting, item: Item): void {
  if (item.block?.kind !== 'table') return
  const { header, rows } = item.block
  // "Variables" of what is measured and told
  const captions = header.map((cell) => (/^variables$/i.test(toMarked(cell)) ? 'response' : toCaption(toMarked(cell))))
  for (const [index, cells] of rows.entries()) {
    const row = header.every((cell) => cell === '') ? index : index + 1
    if (to.listedRows.get(item.at)?.has(row) !== true) continue
    for (const [column, cell] of cells.entries()) {
      const caption = captions[column]
      if (caption === 'response' || caption === 'errors' || caption === 'status') continue
      const text = toMarked(cell)
      const bare = text.replace(/^`+|(?<!`)`+$/g, '').trim()
      const value = caption === 'body' || /^\{\s*"/.test(bare) ? readJsonSample(bare) : undefined
      const named = isFilled(value) ? [] : [...namesIn(bare), ...namesOfRow(bare, caption)]
      const headers = [...text.matchAll(/`(If-(?:None-)?Match|Idempotency-Key|X-[\w-]{2,40})`/g)].map(
        ([, name = '']) => name,
      )
      to.each(item, row, (own, operation) => {
        if (isFilled(value) && hasBody(operation.method)) own.bodies.push({ value, at: item.at })
        for (const it of named)
          if (it.in === 'query' || it.in === undefined || hasBody(operation.method))
            own.parameters.push({ ...it, at: item.at })
        for (const name of headers)
          own.parameters.push({ name, in: 'header', schema: {}, evidence: 'table', weight: 0.6, at: item.at })
      })
    }
  }
}

/** `username, password` in a column for what is sent: nothing but names. */
function namesOfRow(text: string, caption: Caption | undefined): RawParameter[] {
  if (caption !== 'body' && caption !== 'form' && caption !== 'query' && caption !== 'parameters') return []
  const pieces = text.replaceAll('`', '').split(/\s*[,，、]\s*/)
  if (!pieces.every((piece) => /^[A-Za-z_][\w.[\]-]{1,40}\??$/.test(piece))) return []
  // a class of the server, a type, a tick
  if (/^(?:[A-Z]\w*|none|no|null|json|form|yes|true|false|string|object|array|integer|number|boolean)$/.test(text))
    return []
  const place = placeOf(caption)
  return pieces.map((piece): RawParameter => {
    const optional = piece.endsWith('?') ? { required: false } : {}
    const where = place === undefined ? {} : { in: place }
    return { name: piece.replace(/\?$/, ''), schema: {}, evidence: 'table', weight: 0.7, ...where, ...optional }
  })
}

/** `{name, tags, note?}` as names of a body, `?from&limit=` as names of a query. */
function namesIn(text: string): RawParameter[] {
  if (text.length > 1000) return []
  if (/^\{.*\}$/s.test(text))
    return (readCompactLine(`body: ${text}`)?.parameters ?? []).map((it) => ({ ...it, in: 'body' as const }))
  if (!/^\?[\w.[\]-]+(?:=[^&\s]*)?(?:&[\w.[\]-]+(?:=[^&\s]*)?)*$/.test(text)) return []
  return text
    .slice(1)
    .split('&')
    .map((pair): RawParameter => ({
      name: pair.split('=')[0] ?? '',
      in: 'query',
      schema: {},
      evidence: 'table',
      weight: 0.8,
    }))
}

/** The reader of samples is lenient: `{name, note}` is an empty object to it. */
const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
