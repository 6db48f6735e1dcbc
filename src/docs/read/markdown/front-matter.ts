/** What stands above a page's text, for its generator: the plain values alone. */
export interface FrontMatter {
  readonly values: ReadonlyMap<string, string>
  readonly body: string
}

const mostLines = 5_000

/** YAML between `---` lines or TOML between `+++`; a page without it is all body. */
export function readFrontMatter(text: string): FrontMatter {
  const opening = /^(---|\+\+\+)[ \t]*\n/.exec(text)
  if (opening === null) return { values: new Map(), body: text }
  const lines = text.split('\n', mostLines)
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === opening[1])
  if (end === -1) return { values: new Map(), body: text }
  const head = lines.slice(1, end)
  // A rule above a paragraph looks the same until one sees that no line of it is `key: value`.
  if (head.length > 0 && !head.some((line) => /^[\w-]+\s*[:=]/.test(line))) return { values: new Map(), body: text }
  const values = new Map<string, string>()
  for (const line of head) {
    const [, key, value] = /^([\w-]+)\s*[:=]\s*(\S.*)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) values.set(key.toLowerCase(), unquoted(value.trim()))
  }
  const length = lines.slice(0, end + 1).reduce((sum, line) => sum + line.length + 1, 0)
  return { values, body: text.slice(length) }
}

function unquoted(value: string): string {
  const quote = value[0]
  const quoted = (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote)
  return quoted ? value.slice(1, -1) : value
}
