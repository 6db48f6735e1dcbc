import { estimateTokens, memberSpans } from '../core/index.ts'
import { fitText } from './fit-text.ts'
import type { Cut, Fitted } from './model.ts'
import type { Window } from './query/window.ts'
import { saying } from './fit-window.ts'
import { visibleJson } from './visible-json.ts'

const fewest = 3
/** A table must be this much smaller than the list, in characters. */
const clearly = 0.75

/**
 * A list of flat objects with the same keys as CSV (RFC 4180) under one header line; `undefined` where it is none or
 * would not be clearly smaller. Texts are written bare unless that could be misread (then as JSON), null as nothing,
 * other values as in JSON.
 */
export function tableOf({ what, pieces, from, total }: Window, budget: number): Fitted | undefined {
  if (what !== 'items' || pieces.length < fewest) return undefined
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
  const text = [head, ...rows].join('\n')
  if (text.length > size * clearly) return undefined
  if (from + rows.length >= total && estimateTokens(text) <= budget) return { text, missing: undefined, cuts: [] }
  const kept = fitText(text, budget).text
  const end = kept.length === text.length ? kept.length : kept.lastIndexOf('\n')
  const shown = end <= head.length ? 0 : text.slice(0, end).split('\n').length - 1
  if (shown === 0) return undefined
  const cut: Cut = { path: [], what: 'items', shown, total }
  return { text: text.slice(0, end), missing: saying(cut, from), cuts: [cut] }
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
  if (inner === '' || /^(?:true|false|null|-?\d[\d.eE+-]*)$/.test(inner)) return `"""${inner}"""`
  return cellOf(inner)
}

const cellOf = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
