import type { JsonSchema } from '../../core/index.ts'
import { isOwnHeader, type Details, type Placed } from './collect/index.ts'
import { findSelector, selected } from './selector.ts'
import { toSchema } from './sample-schema.ts'
import type { Merged } from './merge.ts'
import { foldNested, isWritten, mergeFields } from './nested-names.ts'
import { hasBody } from './methods.ts'
import { toBody, toResponses } from './exchange.ts'
import type { InferredBody, InferredParameter, InferredPlace, InferredResponse, Source } from './model.ts'
import type { RawParameter } from './parameters/raw.ts'
import { segmentsOf, variablesOf } from './target.ts'
import { placeFor } from './parameter-place.ts'
import { isOwnId, toVariable, withNames } from './variable-names.ts'
import { withoutAnswers } from './answer-fields.ts'

/** A parameter below this is not worth a property of a tool. */
const weakest = 0.4

export interface Reconciled {
  readonly path: string
  readonly parameters: readonly InferredParameter[]
  readonly body?: InferredBody
  readonly responses: readonly InferredResponse[]
}

/** Everything that was said of an operation's parameters, one of each, in its place; body and answers as schemas. */
export function reconcile(operation: Merged, all: Details, sourceAt: (at: number) => Source): Reconciled {
  const details = {
    ...all,
    parameters: withoutAnswers(all, operation.method),
    bodies: all.bodies.filter(({ value }) => !isEnvelope(value) || /rpc/i.test(operation.path)),
  }
  const idIsSent =
    hasBody(operation.method) &&
    (details.bodies.length === 0 || details.bodies.some(({ value }) => isRecord(value) && Object.hasOwn(value, 'id')))
  const path = withNames(operation.path, details.parameters, idIsSent)
  const variables = variablesOf(path)
  // named by the page, not made of an example's value
  const written = new Set(
    variables.filter((name) =>
      operation.findings.some(
        ({ target }) => target.raw.includes(name.replaceAll('_', ' ')) || target.raw.includes(name),
      ),
    ),
  )
  const form = details.multipart || (details.form && details.bodies.length === 0)
  const found = new Map<string, Placed[]>()
  const renamed = toVariable(variables)
  // its URL is shown with a query and nothing with a body: what is only named goes the same way
  const asked =
    !form &&
    details.bodies.length === 0 &&
    details.parameters.some((it) => it.in === 'query' && it.evidence === 'url') &&
    !details.parameters.some((it) => it.in === 'body' || it.in === 'form')
  const selector = findSelector(operation)
  for (const it of details.parameters) {
    const raw = selector === undefined ? it : selected(it, selector)
    const stated = placeFor(raw, operation, variables, form, written)
    const place = asked && raw.in === undefined && raw.evidence === 'text' && stated === 'body' ? 'query' : stated
    if (place === undefined) continue
    // `id` below "Query parameters" of `/boats/{boat_id}`, which no URL asks for
    if (place === 'query' && isOwnId(raw, details.parameters, path)) {
      push('path', variables.at(-1) ?? 'id', raw)
      continue
    }
    const name = place === 'path' ? renamed(raw.name) : raw.name
    if (place === 'path' && name === undefined) {
      push('query', raw.name, raw)
      continue
    }
    if (place === 'header' && !isOwnHeader(raw.name)) continue
    push(place, name ?? raw.name, raw)
  }
  const parameters: InferredParameter[] = []
  for (const name of variables)
    parameters.push(toPathParameter(name, found.get(`path ${name}`) ?? [], operation, sourceAt))
  const samples = details.bodies
    .map(({ value }) => value)
    .filter(
      (value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value),
    )
  if (!form || found.size === 0)
    for (const { value, at } of details.bodies)
      if (typeof value === 'object' && value !== null && !Array.isArray(value) && operation.method !== 'GET')
        for (const key of Object.keys(value).slice(0, 100).filter(isWritten))
          push('body', key, { name: key, in: 'body', schema: {}, evidence: 'sample', weight: 0.65, at })
  foldNested(found, samples)
  for (const [key, raws] of found) {
    const place = key.slice(0, key.indexOf(' ')) as InferredPlace // written so above
    const name = key.slice(key.indexOf(' ') + 1)
    if (place === 'path' || (written.has(name) && place === 'query')) continue
    if (
      place === 'query' &&
      (found.has(`body ${name}`) || found.has(`form ${name}`)) &&
      !raws.some(({ evidence }) => evidence === 'url' || evidence === 'table')
    )
      continue
    const made = unite(
      name,
      place,
      raws,
      sourceAt,
      place === 'body' ? samples.filter((it) => Object.hasOwn(it, name)).map((it) => it[name]) : [],
    )
    if (made.confidence >= weakest) parameters.push(place === 'form' ? withFieldType(made, details.multipart) : made)
  }
  const body = toBody(operation, details, parameters)
  return { path, parameters, responses: toResponses(details), ...(body === undefined ? {} : { body }) }

  function push(place: InferredPlace, name: string, raw: Placed): void {
    const key = `${place} ${name}`
    const known = found.get(key)
    if (known === undefined) found.set(key, [raw])
    else if (known.length < 50) known.push(raw)
  }
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The same call over JSON-RPC, shown beside that of the path. */
const isEnvelope = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'jsonrpc') && Object.hasOwn(value, 'method')

/** A field of a form is text unless the page says otherwise; in multipart one that is called like a file is one. */
function withFieldType(field: InferredParameter, multipart: boolean): InferredParameter {
  if (field.schema.type !== undefined) return field
  const file =
    multipart &&
    /^(?:files?|documents?|images?|photos?|pictures?|attachments?|avatar|upload|media|video|audio)$/i.test(field.name)
  return { ...field, schema: { ...field.schema, type: 'string', ...(file ? { format: 'binary' } : {}) } }
}

function toPathParameter(
  name: string,
  raws: readonly Placed[],
  operation: Merged,
  sourceAt: (at: number) => Source,
): InferredParameter {
  const at = operation.findings[0]?.at ?? 0
  const made = unite(
    name,
    'path',
    raws.length === 0 ? [{ name, schema: {}, evidence: 'url', weight: operation.confidence, at }] : raws,
    sourceAt,
    [],
  )
  return {
    ...made,
    required: true,
    schema: made.schema.type === undefined ? { ...made.schema, type: 'string' } : made.schema,
    confidence: Math.max(made.confidence, 0.8),
  }
}

function unite(
  name: string,
  place: InferredPlace,
  raws: readonly Placed[],
  sourceAt: (at: number) => Source,
  values: readonly unknown[],
): InferredParameter {
  const best = raws.toSorted((a, b) => b.weight - a.weight)
  const [first] = best
  const typed = best.find(({ schema }) => schema.type !== undefined)?.schema
  const rest = Object.assign({}, ...best.toReversed().map(({ schema }) => schema)) as JsonSchema // schemas, the best last
  const sampled = values.length === 0 ? {} : toSchema(values)
  const children = best.flatMap((it) => it.children ?? [])
  const example = best.find((it) => it.example !== undefined)?.example
  const required = best.find((it) => it.required !== undefined)?.required
  const description = best.find((it) => it.description !== undefined)?.description
  const kinds = new Map<string, number>()
  for (const { evidence, weight } of raws) kinds.set(evidence, Math.max(kinds.get(evidence) ?? 0, weight))
  const confidence = 1 - [...kinds.values()].reduce((doubt, weight) => doubt * (1 - weight), 1)
  const schema = withChildren({ ...sampled, ...rest, ...typed, ...keepItems(typed, sampled) }, children)
  const exampleType =
    schema.type === undefined && typeof example === 'string' && values.length === 0 ? typeOfText(example) : undefined
  return {
    name,
    in: place,
    ...(required === undefined ? {} : { required }),
    schema: exampleType === undefined ? schema : { ...schema, type: exampleType },
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
    evidence: [...kinds].toSorted((a, b) => b[1] - a[1]).map(([kind]) => kind),
    source: sourceAt(first?.at ?? 0),
    confidence: Math.min(0.99, Math.round(confidence * 100) / 100),
  }
}

/** An array's items and an object's fields come from the sample when the page only says "array". */
function keepItems(typed: JsonSchema | undefined, sampled: JsonSchema): JsonSchema {
  if (typed?.type === 'array' && typed.items === undefined && sampled.items !== undefined)
    return { items: sampled.items }
  return {}
}

const typeOfText = (text: string): string =>
  /^-?\d{1,15}$/.test(text) ? 'integer' : /^(?:true|false)$/.test(text) ? 'boolean' : 'string'

function withChildren(schema: JsonSchema, fields: readonly RawParameter[]): JsonSchema {
  if (fields.length === 0) return schema
  const children = mergeFields(fields)
  const properties = Object.fromEntries(
    children.map((it) => [
      it.name,
      {
        ...withChildren(it.schema, it.children ?? []),
        ...(it.description === undefined ? {} : { description: it.description }),
      },
    ]),
  )
  const required = children.filter((it) => it.required === true).map(({ name }) => name)
  const object: JsonSchema = { type: 'object', properties, ...(required.length === 0 ? {} : { required }) }
  return schema.type === 'array' ? { ...schema, items: object } : { ...schema, ...object }
}

/** The word that a path is about, for tags: its first segment that is no version, prefix or variable. */
export const topicOf = (path: string): string | undefined =>
  segmentsOf(path).find((segment) => !/^\{|^(?:api|rest|v?\d+(?:\.\d+)*|v\d+\w*|public|json)$/i.test(segment))
