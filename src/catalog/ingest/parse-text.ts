import { unreadable, type Parsed } from './parsed.ts'

/**
 * JSON or YAML text as plain data, as forgiving as its author needs: a byte order mark, comments and trailing commas in
 * JSON, YAML under a `.json` name. Parsers are loaded when they are needed: most descriptions take one or none of them.
 *
 * @throws CustomApiError `description.invalid` with the place when no parser can read it
 */
export async function parseText(source: string, exact = () => source): Promise<Parsed> {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source
  if (!/^\s*[[{]/.test(text.slice(0, 1000))) return (await import('./parse-yaml.ts')).parseYaml(text)
  try {
    return { value: JSON.parse(text), warnings: [] }
  } catch (cause) {
    return parseBrokenJson(exact(), cause)
  }
}

async function parseBrokenJson(text: string, cause: unknown): Promise<Parsed> {
  const { parse } = await import('jsonc-parser')
  const errors: Parameters<typeof parse>[1] = []
  let value: unknown
  let tooDeep = false
  try {
    value = parse(text, errors, { allowTrailingComma: true })
  } catch {
    tooDeep = true // for this parser: YAML decides below
  }
  if (errors.length === 0 && !tooDeep) return { value, warnings: ['comments or trailing commas in JSON; tolerated'] }
  const why = jsonFault(text, errors[0]?.offset)
  try {
    const { parseWithJsYaml } = await import('./parse-yaml.ts')
    const parsed = parseWithJsYaml(text)
    return { value: parsed.value, warnings: [`not valid JSON (${why}); read as YAML`, ...parsed.warnings] }
  } catch {
    throw unreadable(`is not valid JSON: ${why}`, cause)
  }
}

function jsonFault(text: string, offset: number | undefined): string {
  if (offset === undefined) return 'a syntax error'
  if (offset >= text.trimEnd().length) return 'it ends in the middle, as if it were cut off'
  const before = text.slice(0, offset).split('\n')
  return `a syntax error at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
}
