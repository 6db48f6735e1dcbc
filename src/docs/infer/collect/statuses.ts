import { toMarked } from '../inline.ts'

/** `404 – not found` as two cells. */
export function cutAtDash(markdown: string): string[] {
  const [first = '', ...rest] = toMarked(markdown)
    .replaceAll('`', '')
    .split(/(?<![\s–—:-])\s*[–—:-]+\s+|(?<=^\d{3})\s+/)
  return [first, rest.join(' – ')]
}

/** Rows whose first cell is a status code. */
export function readStatuses(rows: readonly (readonly string[])[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const [first = '', ...others] of rows) {
    const status = /^`?\W*([1-5]\d\d)\b(?!\d)([^\n]{0,60})$/.exec(toMarked(first).trim())
    if (status?.[1] === undefined) continue
    const words = [status[2] ?? '', ...others.map(toMarked)]
      .map((text) => text.replaceAll('`', '').trim())
      .filter((text) => text !== '')
    found.set(status[1], words.join(' – ').slice(0, 200))
  }
  return found.size * 2 >= rows.length - 1 ? found : new Map()
}
