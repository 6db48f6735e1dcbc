import type { Building } from './building.ts'
import { appendInline, appendText, newRun, type Run } from './inline.ts'
import { MdElement } from './md-node.ts'
import { isElement, isText, textOf, type Element, type Node } from './parse.ts'

/** `|---|:-:|` between two lines with bars. */
const ruler = /^[^\n|]*\|[^\n]*\n[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*(?:\n|(?![^]))/m
const rulerLine = /^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$/
const mostLines = 500
const mostCells = 50

/**
 * A paragraph with a table of Markdown that the page shows as it was typed, for want of an empty line in front of it: the
 * words before it, the table, the words behind. `false` when it is none.
 */
export function typedTable(element: Element, into: MdElement, state: Building): boolean {
  if (element.tagName !== 'p' || element.childNodes.length > 5_000) return false
  const text = textOf(element)
  if (!text.includes('|') || text.length > 50_000 || !ruler.test(text)) return false
  const lines = linesOf(element)
  const at = lines.findIndex((line, index) => index > 0 && rulerLine.test(wordsOf(line)))
  const end = lines.findIndex((line, index) => index > at && !wordsOf(line).includes('|'))
  if (at < 1 || lines.length > mostLines) return false
  const rows = [lines[at - 1] ?? [], ...lines.slice(at + 1, end < 0 ? undefined : end)].map(cellsOf)
  const width = rows[0]?.length ?? 0
  if (width > mostCells) return false
  paragraph(lines.slice(0, at - 1), into, state)
  const target = into.append(new MdElement('table'))
  for (const cells of rows) {
    const row = target.append(new MdElement('tr'))
    for (let i = 0; i < width; i++) {
      const cell = row.append(new MdElement('td'))
      const run = newRun(state)
      write(run, cells[i] ?? [], state)
      cell.append(run.element)
    }
  }
  if (end >= 0) paragraph(lines.slice(end), into, state)
  return true
}

/** A piece of a line: words, or an element with what it holds. */
type Piece = string | Element

const wordsOf = (line: readonly Piece[]): string =>
  line.map((piece) => (typeof piece === 'string' ? piece : textOf(piece))).join('')

function linesOf(element: Element): Piece[][] {
  const lines: Piece[][] = [[]]
  for (const node of element.childNodes) {
    if (isElement(node) && node.tagName === 'br') lines.push([])
    else if (isElement(node)) lines.at(-1)?.push(node)
    else if (isText(node))
      for (const [index, part] of node.value.split('\n').entries()) {
        if (index > 0) lines.push([])
        if (part !== '') lines.at(-1)?.push(part)
      }
  }
  return lines.filter((line) => wordsOf(line).trim() !== '')
}

/** Split at the bars that stand in no element. */
function cellsOf(line: readonly Piece[]): Piece[][] {
  const cells: Piece[][] = [[]]
  for (const piece of line) {
    if (typeof piece !== 'string') cells.at(-1)?.push(piece)
    else
      for (const [index, part] of piece.split('|').entries()) {
        if (index > 0) cells.push([])
        if (part !== '') cells.at(-1)?.push(part)
      }
  }
  if (wordsOf(cells[0] ?? []).trim() === '') cells.shift()
  if (wordsOf(cells.at(-1) ?? []).trim() === '') cells.pop()
  return cells
}

function write(run: Run, pieces: readonly Piece[], state: Building): void {
  let before: Node | undefined
  for (const piece of pieces) {
    if (typeof piece === 'string') appendText(run, piece)
    else {
      appendInline(run, piece, state, before)
      before = piece
    }
  }
}

function paragraph(lines: readonly (readonly Piece[])[], into: MdElement, state: Building): void {
  if (lines.length === 0) return
  const run = newRun(state)
  for (const line of lines) {
    write(run, line, state)
    appendText(run, ' ')
  }
  if (run.hasText) into.append(run.element)
}
