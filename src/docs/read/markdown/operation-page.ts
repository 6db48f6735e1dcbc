import { inflateSync } from 'node:zlib'
import { parseJson } from '../../../core/index.ts'

const largest = 4_000_000
const mostRows = 500

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])

/**
 * A page that a generator made of one operation (`*.api.mdx` of Docusaurus): the operation stands in its front matter, as JSON or
 * packed (zlib, base64), its body draws it with components. As Markdown of what the operation says; `undefined` for other pages.
 */
export function operationPage(head: string, title: string): string | undefined {
  const [, written = ''] = /^api:[ \t]*([^]*?)(?=^[a-z_]+:|(?![^]))/m.exec(head) ?? []
  const api = unpacked(written.trim())
  if (!isFields(api) || !/^(?:get|post|put|patch|delete|head|options)$/i.test(textOf(api['method']))) return undefined
  if (!textOf(api['path']).startsWith('/')) return undefined
  const [server] = listOf(api['servers'])
  const url = textOf(server?.['url'])
  return [
    `# ${title === '' ? textOf(api['operationId']) : title}`,
    `\`${textOf(api['method']).toUpperCase()} ${textOf(api['path'])}\``,
    ...(/^https?:/.test(url) ? [`Base URL: \`${url}\``] : []),
    ...waysIn(api),
    textOf(api['description']).replace(/^#+ /gm, ''),
    ...table('Parameters', ['Name', 'In'], parametersOf(api)),
    ...table(`Request body (${mediaOf(api)})`, ['Name'], fieldsOf(api)),
  ].join('\n\n')
}

function unpacked(text: string): unknown {
  try {
    if (/^eJ[\w+/=]+$/.test(text))
      return parseJson(inflateSync(Buffer.from(text, 'base64'), { maxOutputLength: largest }).toString('utf8'))
    if (text.startsWith('{') && text.length < largest) return parseJson(text.replace(/,(?=\s{0,200}[}\]])/g, ''))
  } catch {
    return undefined // no operation: the page is read as it stands
  }
  return undefined
}

/** How one authenticates, in a sentence each. */
function waysIn({ securitySchemes }: Fields): readonly string[] {
  const schemes = isFields(securitySchemes) ? Object.values(securitySchemes).filter(isFields) : []
  return schemes.slice(0, 3).flatMap(({ type, scheme, in: place, name }) => {
    if (type === 'apiKey') return [`Authentication: the API key in the ${textOf(place)} \`${textOf(name)}\`.`]
    if (type === 'http' && /^bearer$/i.test(textOf(scheme))) return ['Authentication: `Authorization: Bearer <token>`.']
    return type === 'http' ? ['Authentication: HTTP Basic authentication.'] : []
  })
}

const mediaOf = ({ requestBody }: Fields): string =>
  isFields(requestBody) && isFields(requestBody['content']) ? (Object.keys(requestBody['content'])[0] ?? '') : ''

interface Row {
  readonly cells: readonly string[]
  readonly schema: Fields
  readonly required: boolean
  readonly description: string
}

const parametersOf = (api: Fields): readonly Row[] =>
  listOf(api['parameters']).map((it) => ({
    cells: [textOf(it['name']), textOf(it['in'])],
    schema: isFields(it['schema']) ? it['schema'] : {},
    required: it['required'] === true,
    description: textOf(it['description']),
  }))

/** The fields of a body: of an object, or of the parts that make it up. */
function fieldsOf(api: Fields): readonly Row[] {
  const { requestBody } = api
  const content = isFields(requestBody) && isFields(requestBody['content']) ? Object.values(requestBody['content']) : []
  const [first] = content.filter(isFields)
  return isFields(first?.['schema']) ? rowsOf(first['schema'], 0) : []
}

function rowsOf(schema: Fields, depth: number): readonly Row[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const properties = isFields(schema['properties']) ? Object.entries(schema['properties']) : []
  const rows = properties.map(([name, it]) => ({
    cells: [name],
    schema: isFields(it) ? it : {},
    required: required.includes(name),
    description: isFields(it) ? textOf(it['description']) : '',
  }))
  const parts = depth > 5 ? [] : ['allOf', 'oneOf', 'anyOf'].flatMap((key) => listOf(schema[key]))
  const names = new Set(rows.map(({ cells }) => cells[0]))
  const inner = parts
    .flatMap((part) => rowsOf(part, depth + 1))
    .filter(({ cells: [name] }) => !names.has(name) && names.add(name))
  return [...rows, ...inner]
}

function table(title: string, columns: readonly string[], rows: readonly Row[]): string[] {
  const named = rows.filter(({ cells }) => cells[0] !== '').slice(0, mostRows)
  if (named.length === 0) return []
  const header = [...columns, 'Type', 'Required', 'Description']
  const lines = named.map(({ cells: [name = '', ...others], schema, required, description }) => [
    `\`${name}\``,
    ...others,
    typeOf(schema),
    required ? 'yes' : 'no',
    description,
  ])
  return [
    `## ${title}`,
    [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.map(toCell).join(' | ')} |`).join('\n'),
  ]
}

const typeOf = ({ type }: Fields): string => (Array.isArray(type) ? textOf(type[0]) : textOf(type))
const toCell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()
