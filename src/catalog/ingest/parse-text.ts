import { parse as parseJsonc, type ParseError } from 'jsonc-parser'
import yaml from 'js-yaml'
import { parseDocument } from 'yaml'
import { CustomApiError } from '../../core/index.ts'

export interface Parsed {
  readonly value: unknown
  /** What had to be tolerated, in the file's own terms. */
  readonly warnings: readonly string[]
}

/** CORE has no timestamps: `2024-01-01` stays the text that was written. Unknown tags keep their plain value. */
const yamlSchema = yaml.CORE_SCHEMA.extend({
  implicit: [
    new yaml.Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (data) => data === '<<' || data === null }),
  ],
  explicit: (['scalar', 'sequence', 'mapping'] as const).map(
    (kind) => new yaml.Type('!', { kind, multi: true, construct: (data: unknown) => data }),
  ),
})

/**
 * JSON or YAML text as plain data, as forgiving as its author needs: a byte order mark, comments and trailing commas in
 * JSON, YAML under a `.json` name, duplicate keys (the last one counts), bad indentation that one of two parsers takes.
 *
 * @throws CustomApiError `description.invalid` with the place when no parser can read it
 */
export function parseText(source: string): Parsed {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source
  const looksJson = /^\s*[[{]/.test(text.slice(0, 1000))
  if (!looksJson) return parseYaml(text)
  try {
    return { value: JSON.parse(text), warnings: [] }
  } catch (cause) {
    return parseBrokenJson(text, cause)
  }
}

function parseBrokenJson(text: string, cause: unknown): Parsed {
  const errors: ParseError[] = []
  let value: unknown
  let tooDeep = false
  try {
    value = parseJsonc(text, errors, { allowTrailingComma: true })
  } catch {
    tooDeep = true // for this parser: YAML decides below
  }
  if (errors.length === 0 && !tooDeep) return { value, warnings: ['comments or trailing commas in JSON; tolerated'] }
  const why = jsonFault(text, errors[0]?.offset)
  try {
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

function parseYaml(text: string): Parsed {
  try {
    return parseWithJsYaml(text)
  } catch (cause) {
    return parseWithYaml(text, cause)
  }
}

function parseWithJsYaml(text: string): Parsed {
  try {
    return { value: loadYaml(text, false), warnings: [] }
  } catch (fault) {
    const says = yamlFault(fault)
    if (says === undefined || !/duplicated mapping key/.test(says)) throw fault
    return { value: loadYaml(text, true), warnings: [`${says}; of duplicate keys the last one counts`] }
  }
}

function loadYaml(text: string, json: boolean): unknown {
  const documents: unknown[] = []
  yaml.loadAll(text, (document) => documents.push(document), { schema: yamlSchema, json })
  return documents.find((document) => document !== null && document !== undefined)
}

function yamlFault(fault: unknown): string | undefined {
  if (!(fault instanceof yaml.YAMLException)) return undefined
  const mark: yaml.Mark | undefined = fault.mark
  return mark ? `${fault.reason} (line ${mark.line + 1}, column ${mark.column + 1})` : fault.reason
}

/** The second opinion: slower, and takes what js-yaml refuses. */
function parseWithYaml(text: string, cause: unknown): Parsed {
  const first = yamlFault(cause) ?? (cause instanceof RangeError ? 'nested too deep' : 'a syntax error')
  if (text.length > 8_000_000) throw unreadable(`is not valid YAML: ${first}`, cause)
  try {
    const document = parseDocument(text, { uniqueKeys: false, strict: false, merge: true, logLevel: 'silent' })
    const value: unknown = document.toJS({ maxAliasCount: 10_000 })
    if (document.errors.length > 0 && !looksWhole(value)) throw unreadable(`is not valid YAML: ${first}`, cause)
    return { value, warnings: [`${first}; tolerated`] }
  } catch (second) {
    if (second instanceof CustomApiError) throw second
    throw unreadable(`is not valid YAML: ${first}`, cause)
  }
}

/** A partial tree is only worth keeping when it still is a description. */
function looksWhole(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'paths' in value && ('openapi' in value || 'swagger' in value)
}

function unreadable(says: string, cause: unknown): CustomApiError {
  return new CustomApiError('description.invalid', `the description ${says}`, {
    hint: 'mend the file at that place, or fetch it again',
    cause,
  })
}
