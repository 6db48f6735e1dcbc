/** An entry of a list with what is indented below it. */
export interface Entry {
  /** What stands behind the bullet. */
  readonly text: string
  /** The lines below that are no entries, their common indent removed. */
  readonly lines: readonly string[]
  readonly entries: readonly Entry[]
}

const bullet = /^([ \t]*)[+*-][ \t]+(\S.*)$/
const deepest = 20

const widthOf = (line: string): number => /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0

/** The entries among some lines, and the lines before and between that belong to none. */
export function readEntries(lines: readonly string[], depth = 0): { entries: Entry[]; rest: string[] } {
  const entries: Entry[] = []
  const rest: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const found = depth < deepest ? bullet.exec(line) : null
    if (found === null) {
      rest.push(line)
      continue
    }
    const indent = widthOf(line)
    let end = at + 1
    while (end < lines.length && belongs(lines[end] ?? '', indent)) end++
    const inner = lines.slice(at + 1, end)
    // what is indented as code is code, also where it begins with a dash
    const isCode = inner.every((it) => it.trim() === '' || widthOf(it) >= indent + 8)
    const below = isCode ? { entries: [], rest: inner } : readEntries(inner, depth + 1)
    entries.push({ text: (found[2] ?? '').trim(), lines: unindented(below.rest), entries: below.entries })
    at = end - 1
  }
  return { entries, rest }
}

const belongs = (line: string, indent: number): boolean => line.trim() === '' || widthOf(line) > indent

/** Lines without their common indent, and without blank ones around. */
function unindented(lines: readonly string[]): string[] {
  const written = lines.filter((line) => line.trim() !== '')
  const indent = written.reduce(
    (least, line) => Math.min(least, /^[ \t]*/.exec(line)?.[0].length ?? 0),
    Number.POSITIVE_INFINITY,
  )
  const cut = lines.map((line) => line.slice(Math.min(indent, line.length)))
  const first = cut.findIndex((line) => line.trim() !== '')
  const last = cut.findLastIndex((line) => line.trim() !== '')
  return first < 0 ? [] : cut.slice(first, last + 1)
}

export const named = (entries: readonly Entry[], word: RegExp): readonly Entry[] =>
  entries.filter(({ text }) => word.test(text))

/** `Attributes (Boat)` */
export const typeOf = (text: string): string => /\(([^()]+)\)/.exec(text.slice(0, 1_000))?.[1] ?? ''
