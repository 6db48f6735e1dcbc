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

/** The term of a definition list in code, in bold, or with its classifier behind a colon: its name and its classifier. */
export const termOf = (text: string): RegExpExecArray | null =>
  /^``([^`\n]{1,80})``(?:\s+(?::\s+|\((?=[^()\n]{1,60}\)$))([^`\n]{1,60}?)\)?)?$/.exec(text) ??
  /^\*{1,2}([A-Za-z_][\w.[\]-]{0,60})\*{1,2}(?:\s+(?::\s+|\((?=[^()\n]{1,60}\)$))([^*\n]{1,60}?)\)?)?$/.exec(text) ??
  /^([A-Za-z_][\w.[\]-]{0,60})\s+:\s+((?:[\w|-]+(?: [\w|-]+){0,5})(?:\s+:\s+\w+)?)$/.exec(text)
