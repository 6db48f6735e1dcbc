import type { ResponseSpec } from '../catalog/index.ts'
import type { JsonSchema, Security } from '../core/index.ts'
import { unsupportedReason } from '../execute/index.ts'
import { descriptionOf } from './definition.ts'
import { exampleArguments } from './example.ts'
import { referenceOf } from './lookup.ts'
import type { Offered } from './offered.ts'
import { isPlainObject } from './plain-object.ts'
import { brief } from './prose.ts'
import { publishedDiet } from './schema.ts'
import { inputSchema, type Offer, type Signature } from './signature.ts'

/** How much is told: the usual, or everything. */
const amounts = {
  usual: { description: 1_500, property: publishedDiet.description, outline: 3, responses: 6 },
  full: { description: 8_000, property: 2_000, outline: 6, responses: 50 },
} as const

/** The full signature of an operation in text: arguments, body, answers in outline, one call that validates. */
export function describeText(offered: Offered, signature: Signature, offer: Offer, detail?: 'full'): string {
  const { operation } = signature
  const amount = amounts[detail ?? 'usual']
  const row = offered.rows.find((one) => one.key === operation.key) ?? operation
  const reference = referenceOf(offered, row)
  const arguments_ = exampleArguments(signature)
  const environment = offer.environmentRequired ? { environment: offer.environments[0] } : {}
  const example = { api: offered.api.slug, operation: reference, arguments: arguments_, ...environment }
  const schema = inputSchema(signature, offer, { ...publishedDiet, description: amount.property })
  const servers = operation.ownServers ? operation.servers.map((server) => server.url).join(', ') : ''
  const lines = [
    `${operation.key}`,
    `api: ${offered.api.slug}; operation: ${reference}; tool name: ${offered.nameOf(row).tool}`,
    descriptionOf(operation, amount.description, unsupportedReason(operation)),
    operation.tags.length === 0 ? '' : `tags: ${brief(operation.tags.join(', '), 200)}`,
    servers === '' ? '' : `servers of its own: ${brief(servers, 400)}`,
    `arguments: ${JSON.stringify(schema)}`,
    ...bodyLines(signature),
    `credential: ${securityText(operation.security)}`,
    'answers:',
    ...operation.responses.slice(0, amount.responses).map((response) => answerLine(response, amount.outline)),
    arguments_ === undefined ? '' : `example: call_operation ${JSON.stringify(example)}`,
  ]
  return lines.filter((line) => line !== '').join('\n')
}

function bodyLines({ flat }: Signature): string[] {
  const { forms } = flat
  const [first] = forms
  if (first === undefined) return []
  const types = forms.map((form) => form.media.mediaType).join(', ')
  const names = [...flat.bindings.values()].filter((one) => one.kind !== 'parameter').map((one) => one.name)
  return [
    `body: ${types}${flat.bodyRequired ? ', required' : ''}; from ${names.slice(0, 40).join(', ')}${names.length > 40 ? ', …' : ''}`,
  ]
}

function securityText(security: Security): string {
  if (security === undefined) return 'as the API says'
  if (security.length === 0) return 'none'
  return security
    .map((all) =>
      all
        .map(({ scheme, scopes }) => (scopes.length === 0 ? scheme : `${scheme} (${scopes.slice(0, 5).join(' ')})`))
        .join(' and '),
    )
    .map((text) => text || 'none')
    .join(' or ')
}

function answerLine({ status, description, media, headers }: ResponseSpec, depth: number): string {
  const shapes = media.slice(0, 3).map(({ mediaType, schema }) => {
    return schema === undefined ? mediaType : `${mediaType} ${outline(schema, depth)}`
  })
  const more = headers.length === 0 ? '' : `; headers ${headers.slice(0, 10).join(', ')}`
  return `  ${status} ${brief(description, 120)}${shapes.length === 0 ? '' : `: ${shapes.join(' | ')}`}${more}`
}

/** The shape of a schema in a few characters: `{id: integer, tags?: [string]}`. */
export function outline(schema: unknown, depth: number): string {
  if (!isPlainObject(schema)) return 'any'
  const node = schema as JsonSchema // plain data; only named keywords are read
  if (node.enum !== undefined && node.enum.length <= 8) return node.enum.map((value) => JSON.stringify(value)).join('|')
  const branches = node.anyOf ?? node.oneOf
  if (branches !== undefined && node.properties === undefined)
    return [...new Set(branches.slice(0, 6).map((branch) => outline(branch, depth - 1)))].join(' | ')
  if (node.properties !== undefined) return objectOutline(node, depth)
  const type = typeof node.type === 'string' ? node.type : (node.type ?? ['any']).join('|')
  if (type === 'array') return depth <= 0 ? '[…]' : `[${outline(node.items, depth - 1)}]`
  return node.format === undefined ? type : `${type}(${brief(node.format, 20)})`
}

function objectOutline({ properties = {}, required = [] }: JsonSchema, depth: number): string {
  if (depth <= 0) return '{…}'
  const rows = Object.entries(properties)
  const shown = rows
    .slice(0, 40)
    .map(([name, value]) => `${name}${required.includes(name) ? '' : '?'}: ${outline(value, depth - 1)}`)
  return `{${shown.join(', ')}${rows.length > 40 ? `, … ${rows.length - 40} more` : ''}}`
}
