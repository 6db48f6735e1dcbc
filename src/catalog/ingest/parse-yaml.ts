import yaml from 'js-yaml'
import { CustomApiError } from '../../core/index.ts'
import { unreadable, type Parsed } from './parsed.ts'
import { Repeats } from './repeats.ts'

/** The parser's own types, which its type declarations do not mention. */
const { types } = yaml as unknown as { types: Readonly<Record<'null' | 'bool' | 'int' | 'float', yaml.Type>> }
const plainTypes = [types.null, types.bool, types.int, types.float]

/** What YAML's null, booleans and numbers begin with: most plain texts are told from them by their first character. */
const plainStarts = new Set(Buffer.from('nN~tTfF+-.0123456789'))

const isPlain = (data: string): yaml.Type | undefined =>
  plainStarts.has(data.charCodeAt(0)) ? plainTypes.find((type) => type.resolve(data)) : undefined

/**
 * The core schema in one step for each plain text. It has no timestamps: `2024-01-01` stays the text that was written.
 * Unknown tags keep their plain value.
 */
const yamlSchema = yaml.FAILSAFE_SCHEMA.extend({
  implicit: [
    new yaml.Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (data) => data === '<<' || data === null }),
    new yaml.Type('tag:yaml.org,2002:plain', {
      kind: 'scalar',
      resolve: (data: string | null) => data !== null && isPlain(data) !== undefined,
      construct: (data: string) => isPlain(data)?.construct(data),
    }),
  ],
  explicit: [
    ...plainTypes,
    ...(['scalar', 'sequence', 'mapping'] as const).map(
      (kind) => new yaml.Type('!', { kind, multi: true, construct: (data: unknown) => data }),
    ),
  ],
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
  const documents: unknown[] = []
  const repeats = new Repeats(text)
  const listener = (event: yaml.EventType, state: yaml.State): void => repeats.hear(event, state)
  yaml.loadAll(text, (document) => documents.push(document), { schema: yamlSchema, json: true, listener })
  const value = documents.find((document) => document !== null && document !== undefined)
  const place = repeats.place()
  if (place === undefined) return { value, warnings: [] }
  return { value, warnings: [`duplicated mapping key (${place}); of duplicate keys the last one counts`] }
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
