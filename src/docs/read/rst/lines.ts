export const indentOf = (line: string): number => line.length - line.trimStart().length

/** `Data:` on a line of its own, and a list set in right below it: the list is its definition. */
export function leadsList(lines: readonly string[], at: number): boolean {
  const [line = '', below = ''] = [lines[at], lines[at + 1]]
  return (
    (lines[at - 1] ?? '').trim() === '' &&
    /[^:：][:：]\s*$/.test(line) &&
    !/^\s*[-*+]\s/.test(line) &&
    /^\s*[-*+]\s/.test(below) &&
    indentOf(below) > indentOf(line)
  )
}
