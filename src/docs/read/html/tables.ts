import { fieldTable, isFieldTable } from './definitions.ts'
import { boldParagraph, preformatted, type Building } from './building.ts'
import { codeBlock, codeOfTable } from './code.ts'
import { lineOf } from './facts.ts'
import { appendText, newRun } from './inline.ts'
import { MdElement, MdText, type MdNode } from './md-node.ts'
import { attribute, elementsOf, isElement, textOf, type Element, type Parent } from './parse.ts'
import { headingTags, wordsOf } from './tags.ts'

/** A page may claim more cells than it writes (`colspan="1000"`): so many are written in one table. */
const mostCells = 100_000
const mostColumns = 40

interface Cell {
  readonly element: Element
  readonly across: number
  readonly down: number
}

/** A table of data as one in Markdown; one that only lays out the page is read as what it holds. */
export function table(element: Element, into: MdElement, state: Building): void {
  const code = codeOfTable(element)
  if (code !== undefined) {
    const { text, language } = codeBlock(code, state)
    if (text.trim() !== '') into.append(preformatted(text, language, undefined))
    return
  }
  if (isFieldTable(element)) return fieldTable(element, into, state)
  const rows = rowsOf(element, state)
  if (isLayout(element, rows)) {
    for (const row of rows) for (const cell of row.cells) state.flow(cell.element, into, state)
    return
  }
  const inner: { table: Element; title: string }[] = []
  const caption = element.childNodes.find((it): it is Element => isElement(it) && it.tagName === 'caption')
  if (caption !== undefined && !state.dropped.has(caption)) state.block(caption, into, state)
  const target = gridTable(rows, state, inner)
  if (target.firstChild !== null) into.append(target)
  for (const it of inner) {
    if (it.title !== '') into.append(boldParagraph(it.title))
    table(it.table, into, state)
  }
}

interface Row {
  readonly cells: readonly Cell[]
  readonly isHead: boolean
}

function rowsOf(element: Element, state: Building): Row[] {
  const rows: Row[] = []
  const look = (parent: Parent, head: boolean): void => {
    for (const node of parent.childNodes) {
      if (!isElement(node) || state.dropped.has(node)) continue
      if (node.tagName === 'tr') {
        const cells = cellsOf(node, state)
        if (cells.length > 0) rows.push({ cells, isHead: head || cells.every((it) => it.element.tagName === 'th') })
      } else if (/^(?:thead|tbody|tfoot)$/.test(node.tagName)) look(node, node.tagName === 'thead')
    }
  }
  look(element, false)
  return rows
}

function cellsOf(row: Element, state: Building): Cell[] {
  const cells: Cell[] = []
  for (const node of row.childNodes) {
    if (!isElement(node) || !/^t[dh]$/.test(node.tagName) || state.dropped.has(node)) continue
    cells.push({ element: node, across: span(node, 'colspan', mostColumns), down: span(node, 'rowspan', 1_000) })
  }
  return cells
}

function span(cell: Element, name: string, most: number): number {
  const value = Number.parseInt(attribute(cell, name) ?? '1', 10)
  return value >= 1 ? Math.min(value, most) : 1
}

/** Tables without a header that hold headings, long code or one cell to a row are there for the eye. */
function isLayout(element: Element, rows: readonly Row[]): boolean {
  if (/^(?:presentation|none)$/.test(attribute(element, 'role') ?? '')) return true
  if (rows.some((row) => row.isHead && row.cells.length > 1)) return false
  if (rows.every((row) => row.cells.length === 1)) return true
  // an icon beside a remark (Asciidoctor)
  if (rows.length === 1 && wordsOf(attribute(rows[0]?.cells[0]?.element ?? element, 'class')).includes('icon'))
    return true
  if (rows.length === 1 && rows[0]?.cells.filter((it) => lineOf(it.element) !== '').length === 1) return true
  let seen = 0
  for (const it of elementsOf(element, (inner) => inner !== element && inner.tagName === 'table')) {
    if (++seen > 2_000) return false
    if (it.tagName === 'th') return false
    if (headingTags.has(it.tagName) || (it.tagName === 'pre' && textOf(it).includes('\n'))) return true
  }
  return false
}

function gridTable(rows: readonly Row[], state: Building, inner: { table: Element; title: string }[]): MdElement {
  const target = new MdElement('table')
  const grid = gridOf(rows, state, inner)
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0)
  const heads = leadingHeads(rows)
  const addRow = (cells: readonly MdElement[]): void => {
    const row = target.append(new MdElement('tr'))
    for (let i = 0; i < width; i++) row.append(cells[i] ?? new MdElement('td'))
  }
  if (heads === 0) addRow(hasTitles(grid[0]) ? (grid.shift() ?? []) : [])
  else addRow(merged(grid.splice(0, heads)))
  for (const row of grid) addRow(row)
  return target
}

function leadingHeads(rows: readonly Row[]): number {
  let heads = 0
  while (heads < rows.length && heads < 4 && rows[heads]?.isHead === true) heads++
  return heads
}

/** A first row of bold words is a header that nobody marked. */
function hasTitles(row: readonly MdElement[] | undefined): boolean {
  if (row === undefined || row.length < 2) return false
  return row.every((cell) => {
    const only = cell.firstChild === cell.lastChild ? cell.firstChild : null
    const held =
      only instanceof MdElement && only.nodeName === 'P' && only.firstChild === only.lastChild ? only.firstChild : null
    return held instanceof MdElement && held.nodeName === 'STRONG'
  })
}

/** Several rows of headers are one: the words of a column from top to bottom. */
function merged(rows: readonly (readonly MdElement[])[]): MdElement[] {
  const [first = [], ...rest] = rows
  if (rest.length === 0) return [...first]
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  return Array.from({ length: width }, (_, column) => {
    const texts = rows.map((row) => row[column]?.textContent.trim() ?? '')
    const words = texts.filter((it, index) => it !== '' && it !== texts[index - 1])
    return plainCell(words.join(' '))
  })
}

function plainCell(text: string): MdElement {
  const cell = new MdElement('td')
  const run = newRun(undefined)
  appendText(run, text)
  cell.append(run.element)
  return cell
}

/** What stands again in each row that a cell spans, unless it is long. */
const repeated = (cell: MdElement): string => (cell.textContent.length <= 120 ? cell.textContent.trim() : '')

/** Cells in their places: one that spans rows is repeated in each, one that spans columns leaves the others empty. */
function gridOf(rows: readonly Row[], state: Building, inner: { table: Element; title: string }[]): MdElement[][] {
  const grid: MdElement[][] = []
  const pending = new Map<number, { left: number; text: string }>()
  let written = 0
  for (const row of rows) {
    const line: MdElement[] = []
    const fromAbove = (): void => {
      for (let above = pending.get(line.length); above !== undefined; above = pending.get(line.length)) {
        if (--above.left <= 0) pending.delete(line.length)
        line.push(above.text === '' ? new MdElement('td') : plainCell(above.text))
      }
    }
    fromAbove()
    for (const cell of row.cells) {
      if (line.length >= mostColumns || written > mostCells) break
      const title = (): string => line[0]?.textContent.trim() ?? ''
      const content = cellOf(cell.element, state, inner, title)
      for (let i = 0; i < cell.across && line.length < mostColumns; i++) {
        if (cell.down > 1) pending.set(line.length, { left: cell.down - 1, text: i > 0 ? '' : repeated(content) })
        line.push(i === 0 ? content : new MdElement('td'))
      }
      fromAbove()
    }
    written += line.length
    if (written > mostCells) break
    grid.push(line)
  }
  return grid
}

/** What a cell says, in one line of Markdown: blocks become lines, code stays code, a table within goes below. */
function cellOf(
  element: Element,
  state: Building,
  inner: { table: Element; title: string }[],
  title: () => string = () => '',
): MdElement {
  const cell = new MdElement('td')
  const target = new MdElement('div')
  const tables = new Set<Parent>()
  for (const it of elementsOf(element, (below) => below.parentNode !== null && tables.has(below.parentNode)))
    if (it.tagName === 'table' && codeOfTable(it) === undefined) tables.add(it)
  const { dropped } = state
  state.dropped = { has: (it) => tables.has(it) || dropped.has(it) }
  state.flow(element, target, state)
  const name = title() || lineOf(element, (it) => tables.has(it) || dropped.has(it)).slice(0, 80)
  state.dropped = dropped
  for (const it of tables) if (isElement(it)) inner.push({ table: it, title: name })
  flatten(target, cell, 0)
  return cell
}

function flatten(from: MdElement, into: MdElement, depth: number): void {
  for (const node of from.childNodes) {
    if (!(node instanceof MdElement)) continue
    if (/^(?:P|H[1-6]|DT|DD)$/.test(node.nodeName)) appendLine(node.childNodes, into, depth)
    else if (node.nodeName === 'PRE') {
      const code = new MdElement('code')
      code.append(new MdText(node.textContent.replace(/\s*\n\s*/g, ' ')))
      appendLine([code], into, depth)
    } else flatten(node, into, node.nodeName === 'LI' ? depth + 1 : depth)
  }
}

function appendLine(nodes: readonly MdNode[], into: MdElement, depth: number): void {
  const line = into.append(new MdElement('p'))
  if (depth > 0) line.append(new MdText('• '))
  for (const node of nodes) line.append(node)
}
