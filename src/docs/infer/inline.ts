import { emphasisedVariable, mapOutsideCode, ownUnderscores } from '../read/inline.ts'

/**
 * Inline Markdown as plain text that keeps code spans in backticks: links are their text, emphasis and escapes are undone. An
 * emphasised word within a path is a variable: `/calendars/*calendarId*` → `/calendars/{calendarId}`. Linear.
 */
export function toMarked(markdown: string): string {
  return mapOutsideCode(markdown, (text) =>
    text
      .replace(/\\([!-/:-@[-`{-~])/g, (_, char: string) => shield(char))
      .replace(/!\[[^\]\n]{0,200}\]\([^)\n]{0,2000}\)/g, '')
      .replace(/\[([^[\]\n]{0,300})\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)/g, '$1')
      .replace(ownUnderscores, (word) => word.replace(/_/g, shield))
      .replace(emphasisedVariable, (whole: string, mark: string, name: string, at: number, line: string) =>
        /\/\{[^{}\s]+\}[^\s{}]*$/.test(line.slice(Math.max(0, at - 300), at)) && whole.length > 0
          ? whole.replaceAll(mark, '')
          : `{${name}}`,
      )
      .replace(/(?<!\/)\*{1,3}|\*{2,3}(?![A-Za-z_])|\*(?![A-Za-z_\s]|$)/g, '') // `/boats/*` and `/*rest` are no emphasis
      .replace(underscored, '$2')
      .replace(/~~/g, '')
      .replace(/[\u{f0000}-\u{f00ff}]/gu, (char) => String.fromCharCode((char.codePointAt(0) ?? 0) - 0xf0000)),
  )
}

/** Emphasis in underscores opens and closes (CommonMark 6.2); the one that `/_search` begins with is a letter of the path. */
const underscored = /(?<![\p{L}\p{N}_])(_{1,3})(?=[^\s_])([^\n]{1,300}?)(?<=[^\s_])\1(?![\p{L}\p{N}_])/gu

/** The same without the backticks. */
export const toPlain = (markdown: string): string => toMarked(markdown).replaceAll('`', '')

/** Escaped characters are put out of reach while marks are removed. */
const shield = (char: string): string => String.fromCodePoint(0xf0000 + char.charCodeAt(0))

/** The code spans of inline Markdown. */
export const codeSpans = (markdown: string): string[] =>
  [...markdown.matchAll(/`+([^`]+)`+/g)].map((match) => (match[1] ?? '').trim())
