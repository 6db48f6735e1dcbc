import yaml from 'js-yaml'
import { CustomApiError } from '../../core/index.ts'
import { unreadable, type Parsed } from './parsed.ts'

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
 * YAML as plain data; duplicate keys (the last one counts) and bad indentation that one of two parsers takes are tolerated.
 *
 * @throws CustomApiError `description.invalid` with the place when neither parser can read it
 */
export async function parseYaml(text: string): Promise<Parsed> {
  try {
    return parseWithJsYaml(text)
  } catch (cause) {
    return parseWithYaml(text, cause)
  }
}

/** @throws YAMLException or RangeError: what this parser refuses, the second may take */
export function parseWithJsYaml(text: string): Parsed {
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
async function parseWithYaml(text: string, cause: unknown): Promise<Parsed> {
  const first = yamlFault(cause) ?? (cause instanceof RangeError ? 'nested too deep' : 'a syntax error')
  if (text.length > 8_000_000) throw unreadable(`is not valid YAML: ${first}`, cause)
  try {
    const { parseDocument } = await import('./yaml.ts')
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
