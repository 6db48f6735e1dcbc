/** How many columns `[cols="h,5a"]`, `[cols=3*]` or `[cols="1,2*"]` names; 0 when it names none. */
export function columnsOf(attributes: string): number {
  const said = /\bcols\s*=\s*(?:"([^"]{1,200})"|([\w.*<>^]{1,40}))/.exec(attributes)
  if (said === null) return 0
  return (said[1] ?? said[2] ?? '')
    .split(/[,;]/)
    .reduce((sum, column) => sum + Math.min(60, Number(/^\s*(\d{1,2})\*/.exec(column)?.[1] ?? 1)), 0)
}

const cellStart = /(?:^|(?<=\s))(?:\d{0,2}(?:\.\d{1,2})?[+*])?[.<^>]{0,4}[adehlmsv]?$/

/**
 * The rows of a table between `|===`: cells may go on over lines and hold blocks, of which code becomes a code span and a nested
 * table (`!===`) a line for each of its rows. `columns` is 0 where the first line alone says how many there are.
 */
export function readTable(body: readonly string[], columns: number): string[][] {
  let width = columns
  const cells: string[][] = []
  for (let at = 0; at < body.length; at++) {
    const line = body[at] as string
    const fence = /^(-{4,}|\.{4,}|`{3,}|!={3,})\s*$/.exec(line)?.[1]
    if (fence !== undefined) {
      const end = body.findIndex((it, index) => index > at && it.trimEnd() === fence)
      const inner = body.slice(at + 1, end === -1 ? undefined : end)
      cells.at(-1)?.push(...(fence.startsWith('!') ? nested(inner) : spans(inner)))
      if (end === -1) break
      at = end
      continue
    }
    const pieces = line.split(/(?<!\\)\|/)
    if (pieces.length === 1) {
      if (line.trim() !== '' && !isBlockLine(line)) cells.at(-1)?.push(line.trim())
      continue
    }
    // what stands before the first bar goes on with the cell above, unless it is that cell's style: `2+a|`
    const before = (pieces[0] ?? '').replace(cellStart, '').trim()
    if (before !== '') cells.at(-1)?.push(before)
    const started = pieces.slice(1).map((piece, index, all) => {
      const text = index < all.length - 1 ? piece.replace(cellStart, '') : piece
      return [text.replaceAll('\\|', '|').trim()].filter((it) => it !== '' && !isBlockLine(it))
    })
    if (width === 0) width = started.length
    for (const cell of started) cells.push(cell)
  }
  const rows: string[][] = []
  for (let at = 0; width > 0 && at < cells.length; at += width)
    rows.push(cells.slice(at, at + width).map((lines) => lines.join('<br>')))
  return rows
}

/** `[cols="h,2"]`, `[source,json]`, `.Title` within a cell: words about the block below. */
const isBlockLine = (line: string): boolean => /^\[[^\]]*\]$|^\+$/.test(line.trim())

const spans = (lines: readonly string[]): string[] => {
  const code = lines
    .map((it) => it.trim().replaceAll('`', "'"))
    .filter((it) => it !== '')
    .map((it) => it.replace(/\s+(?:\/\/ )?<\d+>$/, ''))
  // JSON is one sample, anything else a line each
  return /^[{["]/.test(code[0] ?? '') ? [`\`${code.join(' ')}\``] : code.map((it) => `\`${it}\``)
}

function nested(lines: readonly string[]): string[] {
  const cells = lines.flatMap((line) =>
    line
      .split('!')
      .slice(1)
      .map((it) => it.trim()),
  )
  return cells.flatMap((cell, index) => (index % 2 === 0 ? [`${cell} – ${cells[index + 1] ?? ''}`] : []))
}
