/**
 * CSV text (RFC 4180) as one object a record, by the names of its first row; the separator is the one of comma, semicolon
 * and tab that the first row has most of. Values are strings.
 */
export function recordsOf(text: string): Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = rowsOf(text, separatorOf(text))
  const names = uniqueNames(head)
  return rows.map((row) => {
    const entries = names.map((name, at) => [name, row[at] ?? ''] as const)
    const extra = row.slice(names.length).map((value, at) => [`column${names.length + at + 1}`, value] as const)
    return Object.fromEntries([...entries, ...extra])
  })
}

/**
 * The texts of the records, the first row among them, each without its line break: a line break in quotes is part of a
 * value. Joined by line feeds they are the text again, but for a last line break; empty lines are records of nothing.
 */
export function recordTextsOf(text: string): string[] {
  const separator = separatorOf(text)
  const records: string[] = []
  let quote = text.indexOf('"')
  for (let start = 0; start < text.length;) {
    let end = endOfLine(text, start)
    if (quote >= 0 && quote < start) quote = text.indexOf('"', start)
    if (quote >= 0 && quote < end) end = endOfRecord(text, start, separator)
    records.push(text.slice(start, end))
    start = end + 1
  }
  return records
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

/** The line feed after a record that has quotes; only a value that begins with one is quoted. */
function endOfRecord(text: string, start: number, separator: string): number {
  let at = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start
  while (at < text.length) {
    if (text[at] === '"') at = quoted(text, at, separator).end
    else at = plain(text, at, separator).end
    if (text[at] === '\r' && text[at + 1] !== '\n') at++ // not the end of a line here
    else if (text[at] !== separator) return text[at] === '\r' ? at + 1 : at
    else at++
  }
  return text.length
}

function uniqueNames(head: readonly string[]): string[] {
  const seen = new Set<string>()
  return head.map((given, at) => {
    const name = given.trim() === '' || seen.has(given.trim()) ? `column${at + 1}` : given.trim()
    seen.add(name)
    return name
  })
}

function separatorOf(text: string): string {
  const end = text.indexOf('\n')
  const first = end < 0 ? text : text.slice(0, end)
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: first.split(mark).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark
}

function rowsOf(text: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  while (at < text.length) {
    const { value, end } = text[at] === '"' ? quoted(text, at, separator) : plain(text, at, separator)
    row.push(value)
    at = end
    if (text[at] === separator) {
      at++
      if (at === text.length) row.push('')
      continue
    }
    at = text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows
}

function plain(text: string, start: number, separator: string): { value: string; end: number } {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++
  return { value: text.slice(start, end), end }
}

function quoted(text: string, start: number, separator: string): { value: string; end: number } {
  let value = ''
  for (let from = start + 1; ;) {
    const close = text.indexOf('"', from)
    if (close < 0) return { value: value + text.slice(from), end: text.length }
    value += text.slice(from, close)
    if (text[close + 1] !== '"') {
      const { value: stray, end } = plain(text, close + 1, separator) // what follows a closing quote belongs to it
      return { value: value + stray, end }
    }
    value += '"'
    from = close + 2
  }
}
