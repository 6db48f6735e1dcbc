/**
 * Text as Markdown that says the same, with as few escapes as that takes: what a model reads is `user_id`, not `user\_id`.
 * No HTML is read of our Markdown, so `<id>` and `&` stay as they are.
 */
export function escapeInline(text: string): string {
  if (!/[\\`*_~\]]/.test(text)) return text
  return text.includes('`')
    ? text
        .split(written)
        .map((part, at) => (at % 2 === 1 ? part : escaped(part)))
        .join('')
    : escaped(text)
}

/** Code as Markdown has it, which a page shows as it was typed: `a` between blanks, brackets or punctuation. */
const written = /((?<![\p{L}\p{N}`\\])`[^`\s](?:[^`\n]{0,118}[^`\s])?`(?![\p{L}\p{N}`]))/u

const escaped = (text: string): string =>
  text
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/`/g, '\\`')
    .replace(/(?<!\s)\*|\*(?!\s|$)/g, '\\*')
    .replace(/(?<![\p{L}\p{N}_])_+(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])_+(?![\p{L}\p{N}_])/gu, (run) =>
      run.replace(/_/g, '\\_'),
    )
    .replace(/~~/g, '\\~\\~')
    .replace(/\](?=[([])/g, '\\]')

/** The same for what means something at the start of a line only: headings, lists, quotes, fences, definitions. */
export function escapeLineStarts(text: string): string {
  return text
    .replace(/^([ \t]*)(#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|={2,}\s*$|-{2,}\s*$|~{3,}|:(?=\s))/gm, '$1\\$2')
    .replace(/^([ \t]*\d{1,9})([.)])(?=\s|$)/gm, '$1\\$2')
}

/** A fence that the code itself does not hold. */
export function fenceFor(code: string): string {
  let longest = 2
  for (const run of code.matchAll(/^[ \t]*(`{3,})/gm)) longest = Math.max(longest, run[1]?.length ?? 0)
  return '`'.repeat(longest + 1)
}
