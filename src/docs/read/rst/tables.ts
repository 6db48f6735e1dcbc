/** A table that was drawn, and the line after it. */
export interface TextTable {
  readonly rows: readonly string[][]
  readonly next: number
}

/** The rows of a `list-table`: items of items. */
export function listTableRows(body: readonly string[]): string[][] {
  const rows: string[][] = []
  for (const line of body) {
    const found = /^(\* - | {2}- |\* -$| {2}-$)(.*)$/.exec(line)
    if (found?.[1]?.startsWith('*') === true) rows.push([found[2] ?? ''])
    else if (found !== null) rows.at(-1)?.push(found[2] ?? '')
    else if (line.trim() !== '') {
      const row = rows.at(-1)
      if (row !== undefined) row[row.length - 1] = `${row.at(-1) ?? ''} ${line.trim()}`
    }
  }
  return rows
}

/** The rows of a `csv-table`, whose first may stand in an option. */
export function csvTableRows(body: readonly string[], header: string): string[][] {
  const cells = (line: string): string[] =>
    [...line.matchAll(/\s*(?:"([^"]*)"|([^,]*))(?:,|$)/g)].map((it) => it[1] ?? it[2]?.trim() ?? '')
  const lines = [header, ...body].filter((it) => it.trim() !== '')
  return lines.map((it) => cells(it).slice(0, -1))
}

/** A table whose columns are drawn by `=` alone. */
export function simpleTable(lines: readonly string[], at: number): TextTable {
  const columns = [...(lines[at] as string).matchAll(/=+/g)].map((it) => it.index)
  const rows: string[][] = []
  let next = at + 1
  let borders = 1
  for (; next < lines.length && borders < 3; next++) {
    const line = lines[next] as string
    if (/^(?:=+ +)*=+\s*$/.test(line)) {
      borders++
      if ((lines[next + 1] ?? '').trim() === '') break
      continue
    }
    if (line.trim() === '' || /^-[- ]*$/.test(line)) continue
    const cells = columns.map((from, index) => line.slice(from, columns[index + 1]).trim())
    const row = rows.at(-1)
    if (cells[0] === '' && row !== undefined)
      cells.forEach((it, index) => (row[index] = `${row[index] ?? ''} ${it}`.trim()))
    else rows.push(cells)
  }
  return { rows, next: next + 1 }
}

/** A table with lines around its cells. */
export function gridTable(lines: readonly string[], at: number): TextTable {
  const rows: string[][] = []
  let next = at
  let fresh = true
  for (; next < lines.length && /^[+|]/.test((lines[next] as string).trim()); next++) {
    const line = (lines[next] as string).trim()
    if (line.startsWith('+')) {
      fresh = true
      continue
    }
    const cells = line
      .slice(1, line.endsWith('|') ? -1 : undefined)
      .split('|')
      .map((it) => it.trim())
    const row = rows.at(-1)
    // a name in code on each line: rows whose author left out the lines between them
    if (fresh || row === undefined || (isName(cells[0]) && isName(row[0]) && cells[1] !== '')) rows.push(cells)
    else cells.forEach((it, index) => (row[index] = `${row[index] ?? ''} ${it}`.trim()))
    fresh = false
  }
  return { rows, next }
}

const isName = (cell: string | undefined): boolean => /^``[^`\s]{1,80}``$/.test(cell ?? '')
