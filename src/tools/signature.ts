import type { Operation } from '../catalog/index.ts'
import type { JsonSchema } from '../core/index.ts'
import {
  fileKind,
  flatten,
  isRequired,
  nothingFixed,
  schemaOf,
  type Binding,
  type Fixed,
  type Flat,
  type Form,
} from './flatten.ts'
import type { ToolDefinition } from './model.ts'
import { brief } from './prose.ts'
import type { Check } from './validator.ts'
import { dietOf, publishedDiet, type Diet } from './schema.ts'

export type InputSchema = ToolDefinition['inputSchema']

/** What surrounds an operation: which names of environments its tool offers. */
export interface Offer {
  /** Names to choose from; empty: no `environment` argument. */
  readonly environments: readonly string[]
  /** Whether one must be named. */
  readonly environmentRequired: boolean
  /** Whether `select` is listed; it is accepted everywhere. */
  readonly select?: boolean | undefined
}

export const noOffer: Offer = { environments: [], environmentRequired: false }

/** An operation with its flat arguments, worked out once; its checks are kept here as they are first needed. */
export interface Signature {
  readonly operation: Operation
  readonly flat: Flat
  /** Where the full signature can be read, for hints. */
  readonly hint: string
  readonly checks: Map<string, Check>
}

export function toSignature(operation: Operation, fixed: Fixed = nothingFixed, api?: string): Signature {
  const reference = { ...(api === undefined ? {} : { api }), operation: operation.operationId ?? operation.key }
  const hint = `describe_operation ${JSON.stringify(reference)} shows the arguments`
  return { operation, flat: flatten(operation, fixed), hint, checks: new Map() }
}

/** What the value of a file argument is: no content, but where it is. */
const fileWords = 'Path, data: URI or handle.'
const byteWords = 'Text, data: URI or handle://.'

/** How the `select` of a direct tool is described. */
export const selectSays = 'JMESPath over the answer'

/** The input schema that clients see: an object with properties at its root and nothing beside them but `required`. */
export function inputSchema({ flat }: Signature, offer: Offer, diet: Diet = publishedDiet): InputSchema {
  const entries: [string, JsonSchema][] = []
  const required: string[] = []
  const { forms } = flat
  const [usual] = forms
  for (const binding of flat.bindings.values()) {
    if (binding.kind === 'body' && usual?.flat === true) continue // only for another contentType, which says so
    entries.push([binding.name, shown(binding, diet, usual)])
    if (isRequired(binding, flat, usual)) required.push(binding.name)
  }
  if (forms.length > 1) entries.push(['contentType', contentTypes(flat)])
  if (offer.environments.length > 0) {
    entries.push(['environment', { type: 'string', enum: offer.environments }])
    if (offer.environmentRequired) required.push('environment')
  }
  if (offer.select === true) entries.push(['select', { type: 'string', description: selectSays }])
  const additional = forms.map((form) => form.additional).find((schema) => typeof schema === 'object')
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    ...(required.length > 0 ? { required } : {}),
    ...(additional === undefined ? {} : { additionalProperties: dietOf(additional, diet) }),
  }
}

/** The media types to choose from, and which of them take their whole body as one argument. */
function contentTypes({ forms, bindings }: Flat): JsonSchema {
  const whole = forms[0]?.flat === true ? [...bindings.values()].find((binding) => binding.kind === 'body') : undefined
  const types = whole?.forms.map((form) => form.media.mediaType).join(', ') ?? ''
  const description = whole === undefined ? '' : `${types}: give \`${whole.name}\` instead of the body's properties`
  return {
    type: 'string',
    ...(description === '' ? {} : { description }),
    enum: forms.map((form) => form.media.mediaType),
  }
}

function shown(binding: Binding, diet: Diet, usual: Form | undefined): JsonSchema {
  const schema = dietOf(schemaOf(binding), diet)
  if (diet.description === 0) return schema
  const words = wordsFor(binding, diet, usual, schema.description ?? '')
  if (words === undefined) return schema
  const description = words.filter((word) => word !== '').join(' ')
  const { type, description: _, ...rest } = schema
  return {
    ...(type === undefined ? {} : { type }),
    ...(description === '' ? {} : { description }),
    ...rest,
  }
}

/** What is said of an argument beside its schema; `undefined`: nothing more. */
function wordsFor(binding: Binding, diet: Diet, usual: Form | undefined, before: string): string[] | undefined {
  if (binding.kind === 'parameter') {
    const { deprecated, description } = binding.parameter
    return [deprecated ? 'Deprecated.' : '', brief(description, diet.description) || before]
  }
  const kind = fileKind(binding)
  const file = kind === undefined ? [] : [kind === 'only' ? fileWords : byteWords]
  if (binding.kind === 'body' || usual === undefined || binding.forms.includes(usual))
    return file.length === 0 ? undefined : [before === '' || /[.!?…]$/.test(before) ? before : `${before}.`, ...file]
  return [`Only with contentType ${binding.forms.map((form) => form.media.mediaType).join(' or ')}.`, before, ...file]
}
