import type { Merged } from '../merge.ts'
import { hasBody } from '../methods.ts'
import type { Item } from '../outline.ts'
import type { Outline } from '../outline.ts'
import type { RawParameter } from '../parameters/raw.ts'
import { placeOf } from '../parameters/table.ts'
import { toRequirement } from '../parameters/words.ts'
import { bareLabel, type Caption } from '../words.ts'

/** A parameter and where it was read. */
export interface Placed extends RawParameter {
  readonly at: number
  /** Named where nothing says that it is sent: "Field | Type | Description", "Player fields". */
  readonly vague?: boolean
}

/** What was found around an operation, not yet reconciled. */
export interface Details {
  readonly parameters: Placed[]
  /** JSON bodies of requests, as samples. */
  readonly bodies: { readonly value: unknown; readonly at: number }[]
  readonly raw: { mediaType: string; at: number }[]
  readonly answers: { readonly status: string | undefined; readonly value: unknown }[]
  readonly statuses: Map<string, string>
  readonly texts: { readonly text: string; readonly at: number }[]
  form: boolean
  multipart: boolean
}

/** What a reader of blocks may ask, and where it lays what it finds. */
export interface Collecting {
  readonly outline: Outline
  /** The rows of tables and lists that are operations themselves, by item. */
  readonly listedRows: ReadonlyMap<number, ReadonlySet<number>>
  /** The operations that an item, or one row of it, is about. */
  operationsOf(item: Item, row?: number): readonly Merged[]
  each(item: Item, row: number | undefined, act: (details: Details, operation: Merged) => void): void
  /** "Same parameters as above": read when all else is. */
  readonly repeats: { readonly own: Details; readonly item: Item }[]
}

/** Whether a table or list with this caption names parameters of this operation. */
export function takes(
  says: Caption | undefined,
  operation: Merged,
  ambiguous: boolean,
  own: Details,
  item: Item,
): boolean {
  if (says === 'response' || says === 'status' || says === 'errors') return false
  if (says === 'body' && (operation.method === 'GET' || operation.method === 'HEAD') && describesAnswer(item))
    return false
  // "Property", "Field" below a heading that says outright that it is asked with
  if (says === 'request' && /^requests?$/i.test(bareLabel(item.node.section.title))) return true
  if ((says === undefined || says === 'other' || says === 'request') && ambiguous)
    return (
      hasBody(operation.method) && !own.answers.some(({ value }) => value !== undefined) && startsNear(operation, item)
    )
  return true
}

/** "The state is a JSON object that contains:" in the section of a call that sends nothing. */
function describesAnswer(item: Item): boolean {
  const lead = itemBefore(item)?.marked.split('\n').at(-1) ?? ''
  return (
    /\b(?:is|as|an?)\b[^.]{0,30}\b(?:object|dictionary|map|document)\b[^.]{0,60}[:：]\s*$/i.test(lead) &&
    !/\b(?:body|payload|request|send|post|param\w*|accepts?|takes|expects?|provide|pass)\b/i.test(lead)
  )
}

/** The item right in front, in the same section; the items of a section stand side by side. */
export const itemBefore = ({ node, at }: Item): Item | undefined => node.items[at - 1 - (node.items[0]?.at ?? 0)]

/** `ENABLE_DOCS` in a table "Variable", or below "Environment variables": what a program is started with. */
function areSettings(parameters: readonly RawParameter[], item: Item, caption: string): boolean {
  const header = item.block?.kind === 'table' ? (item.block.header[0] ?? '') : ''
  const around = `${header} ${caption} ${item.node.section.title}`
  if (/\benv(?:ironment)?[ -]?var(?:iable)?s?\b|环境变量/i.test(around)) return true
  return (
    /\b(?:env|variables?|settings?|configuration|options?)\b/i.test(around) &&
    parameters.length > 0 &&
    parameters.every(({ name, in: place }) => place === undefined && /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(name))
  )
}

/** Whether the operation is declared or called within a dozen items, or spoken of there where it is nowhere else. */
export function startsNear({ findings }: Merged, item: Item): boolean {
  const spoken = findings.every(({ form }) => form === 'mention')
  return findings.some(({ at, form }) => (spoken || form !== 'mention') && Math.abs(item.at - at) <= 12)
}

/** Lays parameters to an operation, in the place and as needed as their caption says where they do not say it themselves. */
export function addAll(
  own: Details,
  parameters: readonly RawParameter[],
  says: Caption | undefined,
  text: string,
  item: Item,
  factor: number,
): void {
  if (placeOf(says) === undefined && areSettings(parameters, item, text)) return
  const place = placeOf(says)
  const required = toRequirement(text)
  const vague = place === undefined && (says !== 'parameters' || ofFields(text))
  for (const it of parameters)
    own.parameters.push({
      ...it,
      ...(vague ? { vague } : {}),
      ...(it.in === undefined && place !== undefined ? { in: place } : {}),
      ...(it.required === undefined && required !== undefined ? { required } : {}),
      weight: it.weight * factor,
      at: item.at,
    })
}

/** "Player fields", "Attributes of a boat": words that stand over answers as well. */
const ofFields = (text: string): boolean =>
  /\b(?:fields?|attributes?|propert(?:y|ies)|keys?|columns?)\b|поля|字段|felder|champs|campos/iu.test(text) &&
  !/\b(?:param|argument|quer|filter|option|request|input|optional|required|accept|body|payload|send|form|available|supported|allowed|editable|writable)|запрос|请求|параметр|参数/iu.test(
    text,
  )
