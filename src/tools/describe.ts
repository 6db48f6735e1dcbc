import type { Operation, ResponseSpec } from '../catalog/index.ts'
import { estimateTokens, type Security } from '../core/index.ts'
import { descriptionOf } from './definition.ts'
import { exampleArguments } from './example.ts'
import { referenceOf } from './lookup.ts'
import type { Offered } from './offered.ts'
import { outlineWithin } from './outline.ts'
import { brief } from './prose.ts'
import { manyValues, publishedDiet, type Diet } from './schema.ts'
import { shareRepeated } from './share.ts'
import { inputSchema, type Offer, type Signature } from './signature.ts'

/** How much is told: the usual, or everything. */
const amounts = {
  usual: { description: 800, outline: 3, responses: 4, answer: 600, failure: 240 },
  full: { description: 8_000, outline: 6, responses: 50, answer: 20_000, failure: 20_000 },
} as const

/** What the arguments are cut down to, richest first, until they cost at most this many tokens. */
const usualArguments = 1_000
const usualDiets: readonly Diet[] = [
  { description: 140, depth: 24 },
  { description: 80, depth: 24 },
  { description: 80, depth: 5 },
  { description: 60, depth: 4 },
  { description: 50, depth: 3 },
  { description: 0, depth: 3 },
  { description: 0, depth: 2 },
  { description: 0, depth: 1 },
]
const fullDiet: Diet = { description: 2_000, depth: publishedDiet.depth, values: 40_000 }
/** The last diets leave out levels. */
const firstCut = 2

/** The full signature of an operation in text: arguments, body, answers in outline, one call that validates. */
export function describeText(offered: Offered, signature: Signature, offer: Offer, detail?: 'full'): string {
  const { operation } = signature
  const amount = amounts[detail ?? 'usual']
  const row = offered.rows.find((one) => one.key === operation.key) ?? operation
  const reference = referenceOf(offered, row)
  const arguments_ = exampleArguments(signature)
  const environment = offer.environmentRequired ? { environment: offer.environments[0] } : {}
  const example = { api: offered.api.slug, operation: reference, arguments: arguments_, ...environment }
  const { text: schema, cut } = argumentsText(signature, offer, detail)
  const servers = operation.ownServers ? operation.servers.map((server) => server.url).join(', ') : ''
  const lines = [
    `${operation.key}`,
    `api: ${offered.api.slug}; operation: ${reference}; tool name: ${offered.nameOf(row).tool}`,
    descriptionOf(operation, amount.description),
    operation.tags.length === 0 ? '' : `tags: ${brief(operation.tags.join(', '), 200)}`,
    servers === '' ? '' : `servers of its own: ${brief(servers, 400)}`,
    `arguments: ${schema}`,
    cut || manyValues.test(schema) ? 'the arguments are cut: "detail": "full" shows all of them' : '',
    ...bodyLines(signature),
    `credential: ${securityText(operation.security)}`,
    'answers:',
    ...operation.responses.slice(0, amount.responses).map((response) => answerLine(response, amount)),
    readLine(operation),
    arguments_ === undefined ? '' : `example: call_operation ${JSON.stringify(example)}`,
  ]
  return lines.filter((line) => line !== '').join('\n')
}

/** Of what was read out of pages: how surely, and where. */
function readLine({ readFrom }: Operation): string {
  if (readFrom === undefined) return ''
  const place = readFrom.sources[0]?.replace(/^file:.*\//s, '') // where a file lies is not the client's to know
  return `read out of prose, ${Math.round(readFrom.confidence * 100)} % sure${place === undefined ? '' : `: ${place}`}`
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

function answerLine(
  { status, description, media, headers }: ResponseSpec,
  { outline: depth, answer, failure }: { readonly outline: number; readonly answer: number; readonly failure: number },
): string {
  const characters = status.startsWith('2') ? answer : failure
  const shapes = media.slice(0, 3).map(({ mediaType, schema }) => {
    return schema === undefined ? mediaType : `${mediaType} ${outlineWithin(schema, depth, characters)}`
  })
  const more = headers.length === 0 ? '' : `; headers ${headers.slice(0, 10).join(', ')}`
  return `  ${status} ${brief(description, 120)}${shapes.length === 0 ? '' : `: ${shapes.join(' | ')}`}${more}`
}

/** The arguments as rich as their budget allows; what stands in them repeatedly is written once. */
function argumentsText(signature: Signature, offer: Offer, detail?: 'full'): { text: string; cut: boolean } {
  const written = (diet: Diet): string => JSON.stringify(shareRepeated(inputSchema(signature, offer, diet)))
  if (detail === 'full') return { text: written(fullDiet), cut: false }
  for (const [at, diet] of usualDiets.entries()) {
    const text = written(diet)
    const fits = text.length <= usualArguments * 8 && estimateTokens(text) <= usualArguments
    if (fits) return { text, cut: at >= firstCut }
  }
  return { text: namesOnly(inputSchema(signature, offer, { description: 0, depth: 1 })), cut: true }
}

const mostNames = 150

/** Too many arguments for their types: the required ones with theirs, the names of the others. */
function namesOnly({ properties, required = [] }: ReturnType<typeof inputSchema>): string {
  const needed = Object.entries(properties).filter(([name]) => required.includes(name))
  const others = Object.keys(properties).filter((name) => !required.includes(name))
  const more = others.length > mostNames ? `, … ${others.length - mostNames} more` : ''
  const schema = { type: 'object', properties: Object.fromEntries(needed), required }
  return `${JSON.stringify(schema)}; optional: ${others.slice(0, mostNames).join(', ')}${more}`
}
