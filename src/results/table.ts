import { estimateTokens, itemSpans, memberSpans, toVisible } from '../core/index.ts'
import { nameExpression } from './ask.ts'
import { nameOf } from './fit-json.ts'
import { fits, fitText, mostCharactersPerToken } from './fit-text.ts'
import type { Cut, Fitted } from './model.ts'
import type { Window } from './query/window.ts'
import { saying } from './fit-window.ts'
import { visibleJson } from './visible-json.ts'

const fewest = 3
/** A table must be this much smaller than the list, in characters. */
const clearly = 0.75

/**
 * A list of flat objects with the same keys as CSV (RFC 4180) under one header line; `undefined` where it is none or
 * would not be clearly smaller. Texts are written bare unless that could be misread, then in quotes: what is quoted is a
 * text (`1` is a number and `"1"` a text, nothing is null and `""` an empty text). Other values as in JSON.
 */
export function tableOf({ what, pieces, from, total }: Window, budget: number): Fitted | undefined {
  if (what !== 'items') return undefined
  const lines = linesOfTable(pieces)
  if (lines === undefined || lines.text.length > lines.size * clearly) return undefined
  const { text } = lines
  if (from + pieces.length >= total && estimateTokens(text) <= budget) return { text, missing: undefined, cuts: [] }
  const kept = rowsWithin(lines, budget)
  if (kept.shown === 0) return undefined
  const cut: Cut = { path: [], what: 'items', shown: kept.shown, total }
  return { text: kept.text, missing: saying(cut, from), cuts: [cut] }
}

/** A table of the one list in an object, and what the object says besides. */
export interface Envelope extends Fitted {
  readonly total: number
}

const mostMembers = 40

/**
 * An object around one list of flat objects, as answers of many APIs are: the other members as JSON on the first line,
 * the name of the list with a colon on the second, then its table. `undefined` where it is none, or not clearly smaller.
 */
export function envelopeOf({ what, pieces: [text = ''] }: Window, budget: number): Envelope | undefined {
  if (what !== 'value' || !text.startsWith('{')) return undefined
  const parts = partsOf(text)
  if (parts === undefined) return undefined
  const { others, name, start } = parts
  const { pieces, total } = firstItems(text, start, budget * mostCharactersPerToken)
  const lines = linesOfTable(pieces)
  if (lines === undefined || lines.text.length > lines.size * clearly) return undefined
  const besides = others.length === 0 ? '' : `${visibleJson(`{${others.join(',')}}`)}\n`
  const head = `${besides}${toVisible(nameExpression(name))}:\n`
  if (!fits(head, budget / 2)) return undefined
  const { shown, text: rows } = rowsWithin(lines, budget - estimateTokens(head) - 1)
  if (shown === 0) return undefined
  if (shown === total) return { text: head + rows, missing: undefined, cuts: [], total }
  const cut: Cut = { path: [name], what: 'items', shown, total }
  return { text: head + rows, missing: saying(cut, 0), cuts: [cut], total }
}

/** The one list with something in it, and the texts of the other members. */
function partsOf(text: string): { others: readonly string[]; name: string; start: number } | undefined {
  const others: string[] = []
  let list: { name: string; start: number } | undefined
  for (const member of memberSpans(text, 0)) {
    const { from, start, end } = member
    const isList = text[start] === '[' && !/^\[\s*\]/.test(text.slice(start, start + 40))
    if (isList && list !== undefined) return undefined
    if (isList) list = { name: nameOf(member), start }
    else others.push(text.slice(from, end))
    if (others.length > mostMembers) return undefined
  }
  return list === undefined ? undefined : { others, ...list }
}

/** Items of a list up to so many characters, and how many there are in all. */
function firstItems(text: string, start: number, most: number): { pieces: readonly string[]; total: number } {
  const pieces: string[] = []
  let size = 0
  let total = 0
  for (const item of itemSpans(text, start)) {
    if (size < most) pieces.push(text.slice(item.start, item.end))
    size += item.end - item.start
    total++
  }
  return { pieces, total }
}

interface Lines {
  readonly head: string
  readonly text: string
  /** Characters of the list as JSON. */
  readonly size: number
}

function linesOfTable(pieces: readonly string[]): Lines | undefined {
  if (pieces.length < fewest) return undefined
  const rows: string[] = []
  let header: readonly string[] | undefined
  let size = 0
  for (const piece of pieces) {
    const row = flatRow(visibleJson(piece))
    if (row === undefined) return undefined
    header ??= row.names
    if (row.names.length !== header.length || row.names.some((name, at) => name !== header?.[at])) return undefined
    rows.push(row.cells.join(','))
    size += piece.length + 1
  }
  if (header === undefined || header.length === 0) return undefined
  const head = header.map(cellOf).join(',')
  return { head, text: [head, ...rows].join('\n'), size }
}

/** The header and the first rows, whole; how many rows these are. Cells hold no line breaks. */
function rowsWithin({ head, text }: Lines, budget: number): { readonly text: string; readonly shown: number } {
  const kept = fitText(text, budget).text
  const end = kept.length === text.length ? kept.length : kept.lastIndexOf('\n')
  const shown = end <= head.length ? 0 : text.slice(0, end).split('\n').length - 1
  return { text: text.slice(0, Math.max(0, end)), shown }
}

/** The names and cells of a flat object; `undefined` for anything else. */
function flatRow(text: string): { readonly names: string[]; readonly cells: string[] } | undefined {
  const start = text.search(/\S/)
  if (text[start] !== '{') return undefined
  const names: string[] = []
  const cells: string[] = []
  for (const { name, start: from, end } of memberSpans(text, start)) {
    const value = text.slice(from, end)
    if (value.startsWith('{') || value.startsWith('[')) return undefined
    names.push(name)
    const cell = value.startsWith('"') ? textCell(value) : value === 'null' ? '' : value
    if (cell === undefined) return undefined
    cells.push(cell)
  }
  return { names, cells }
}

/** A text as a cell that cannot be taken for a number, a word of JSON, nothing, or two cells; no line breaks. */
function textCell(json: string): string | undefined {
  const inner = json.slice(1, -1)
  if (inner.includes('\\')) return undefined
  if (inner === '' || /^(?:true|false|null|-?\d[\d.eE+-]*)$/.test(inner)) return `"${inner}"`
  return cellOf(inner)
}

const cellOf = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
