/** The addresses that links have by name: `.. _name: address`. */
export function targetsOf(text: string): Map<string, string> {
  const targets = new Map<string, string>()
  for (const it of text.matchAll(/^\s{0,8}\.\. _`?([^:`\n]{1,200})`?: +(\S{1,2000})$/gm))
    targets.set((it[1] ?? '').toLowerCase(), it[2] ?? '')
  return targets
}

/** Roles, literals and links of reStructuredText in Markdown; `targets` gives the addresses of named links. */
export function inlineOf(text: string, targets: ReadonlyMap<string, string>): string {
  return text
    .replace(/``([^`]+(?:`[^`]+)*)``/g, '`$1`')
    .replace(/:[\w:+-]{1,40}:`([^`<]{1,300})<([^`>]{1,300})>`/g, (_whole, shown: string) => shown.trim())
    .replace(
      /:(?:http:)?(get|post|put|patch|delete|head):`([^`]{1,300})`/g,
      (_whole, method: string, path: string) => `\`${method.toUpperCase()} ${path}\``,
    )
    .replace(/:(?:code|literal|samp|file|command|mailheader|http:header|header):`([^`]{1,300})`/g, '`$1`')
    .replace(/:[\w:+-]{1,40}:`~?([^`]{1,300})`/g, '$1')
    .replace(/`([^`<]{1,300}?)\s*<([^`<>\s]{1,2000})>`__?/g, '[$1]($2)')
    .replace(
      /`([^`]{1,300})`_\b|\b([A-Za-z][\w-]{0,80})_(?=[\s.,;)]|$)/g,
      (whole: string, quoted?: string, word?: string) => {
        const target = targets.get((quoted ?? word ?? '').toLowerCase())
        return target === undefined ? (quoted ?? whole) : `[${quoted ?? word ?? ''}](${target})`
      },
    )
    .replace(/\\ /g, '')
}
