import type { InferredAuth, InferredOperation, InferredParameter, Inference } from './model.ts'
import { topicOf } from './reconcile.ts'
import { segmentsOf, shapeOf, variablesOf } from './target.ts'

export interface OpenApiOptions {
  readonly title: string
  /** Whether drafts are written too; they carry `draft: true` in `x-custom-api-mcp`. */
  readonly drafts?: boolean
}

type Json = Record<string, unknown>

/**
 * An OpenAPI 3.1 document of what was inferred, fit to be read like any other and to be edited by a person. Each operation and
 * parameter says in `x-custom-api-mcp` how sure it is and where it was read.
 */
export function toOpenApi(inference: Inference, { title, drafts = false }: OpenApiOptions): Readonly<Json> {
  const operations = inference.operations.filter((operation) => drafts || !operation.draft)
  const paths: Record<string, Json> = {}
  const spelled = new Map<string, string>()
  const ids = new Set<string>()
  for (const operation of operations) {
    // OpenAPI knows one spelling of a template: /users/{id} and /users/{user_id} are the same path
    const shape = shapeOf(operation.path)
    const path = spelled.get(shape) ?? operation.path
    spelled.set(shape, path)
    const item = (paths[path] ??= {})
    const key = operation.method.toLowerCase()
    if (item[key] === undefined) item[key] = toOperationObject(operation, path, ids, inference.paging)
  }
  const tags = [...new Set(operations.flatMap(({ tag }) => tag ?? []))]
  const schemes = toSecuritySchemes(inference.auth)
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: '0',
      description: 'Read from documentation pages; each operation says where and how surely.',
    },
    ...(inference.baseUrl === undefined ? {} : { servers: [{ url: inference.baseUrl }] }),
    ...(tags.length === 0 ? {} : { tags: tags.map((name) => ({ name })) }),
    paths,
    ...(Object.keys(schemes).length === 0
      ? {}
      : { components: { securitySchemes: schemes }, security: Object.keys(schemes).map((name) => ({ [name]: [] })) }),
    'x-custom-api-mcp': {
      ...(inference.paging === undefined ? {} : { pagination: inference.paging }),
      ...(inference.rateLimit === undefined ? {} : { rateLimit: inference.rateLimit }),
    },
  }
}

function toOperationObject(
  operation: InferredOperation,
  path: string,
  ids: Set<string>,
  paging: Inference['paging'],
): Json {
  const names = variablesOf(path)
  const own = variablesOf(operation.path)
  const parameters = operation.parameters
    .filter((it) => it.in !== 'body' && it.in !== 'form')
    .map((it) => toParameterObject(it, it.in === 'path' ? (names[own.indexOf(it.name)] ?? it.name) : it.name))
  const responses = Object.fromEntries(
    operation.responses.map(({ status, description, mediaType, schema }) => [
      status,
      { description, ...(mediaType === undefined ? {} : { content: { [mediaType]: { schema: schema ?? {} } } }) },
    ]),
  )
  const fields = operation.parameters.filter((it) => it.in === 'body' || it.in === 'form')
  const tag = operation.tag ?? topicOf(operation.path)
  return {
    operationId: operationId(operation.method, path, ids),
    ...(operation.summary === undefined ? {} : { summary: operation.summary }),
    ...(operation.description === undefined ? {} : { description: operation.description }),
    ...(tag === undefined ? {} : { tags: [tag] }),
    ...(operation.deprecated === true ? { deprecated: true } : {}),
    ...(operation.server === undefined ? {} : { servers: [{ url: operation.server }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body === undefined
      ? {}
      : {
          requestBody: {
            required: operation.body.required,
            content: {
              [operation.body.mediaType]: {
                schema: operation.body.schema,
                ...(operation.body.example === undefined ? {} : { example: operation.body.example }),
              },
            },
          },
        }),
    responses: Object.keys(responses).length === 0 ? { default: { description: '' } } : responses,
    'x-custom-api-mcp': {
      confidence: operation.confidence,
      ...(operation.draft ? { draft: true } : {}),
      evidence: operation.evidence,
      sources: operation.sources,
      ...pagingOf(operation, path, paging),
      ...(fields.length === 0
        ? {}
        : {
            fields: Object.fromEntries(
              fields.map((it) => [it.name, { confidence: it.confidence, evidence: it.evidence }]),
            ),
          }),
    },
  }
}

/** What the pages say of all lists, at the operations that look like one. */
function pagingOf({ method }: InferredOperation, path: string, paging: Inference['paging']): Json {
  const last = segmentsOf(path).at(-1)
  if (method !== 'GET' || paging?.param === undefined || last === undefined || variablesOf(last).length > 0) return {}
  const { param, limit } = paging
  return { pagination: { param, ...(limit === undefined ? {} : { limit }) } }
}

function toParameterObject(parameter: InferredParameter, name: string): Json {
  return {
    name,
    in: parameter.in,
    ...(parameter.required === true || parameter.in === 'path' ? { required: true } : {}),
    ...(parameter.description === undefined ? {} : { description: parameter.description }),
    schema: parameter.schema,
    ...(parameter.example === undefined ? {} : { example: parameter.example }),
    'x-custom-api-mcp': { confidence: parameter.confidence, evidence: parameter.evidence, source: parameter.source },
  }
}

/** From method and path alone: what a page says never becomes a name. */
function operationId(method: string, path: string, ids: Set<string>): string {
  const words = segmentsOf(path).map((segment) => {
    const [variable] = variablesOf(segment)
    return (variable === undefined ? segment : `by_${variable}`)
      .normalize('NFKD')
      .replace(/[^\w]+/g, '_')
      .replace(/^_+|_+$/g, '')
  })
  const base = [method.toLowerCase(), ...words.filter((word) => word !== '')].join('_')
  let id = base
  for (let n = 2; ids.has(id); n++) id = `${base}_${n}`
  ids.add(id)
  return id
}

/** The schemes that the pages state, the surest first; weak ones only where there is nothing better. */
function toSecuritySchemes(auth: readonly InferredAuth[]): Record<string, Json> {
  const sure = auth.filter(({ confidence }) => confidence >= 0.4)
  const found: Record<string, Json> = {}
  for (const it of sure.length > 0 ? sure : auth.slice(0, 1)) {
    const said = { 'x-custom-api-mcp': { confidence: it.confidence } }
    if (it.type === 'bearer' || it.type === 'basic') found[it.type] = { type: 'http', scheme: it.type, ...said }
    else if (it.type === 'apiKey' && it.prefix !== undefined)
      found['token'] = {
        type: 'apiKey',
        in: it.in,
        name: it.name,
        'x-custom-api-mcp': { ...said['x-custom-api-mcp'], prefix: it.prefix },
      }
    else if (it.type === 'apiKey')
      found[`${it.in}_${it.name.replace(/\W+/g, '_')}`] = { type: 'apiKey', in: it.in, name: it.name, ...said }
  }
  return found
}
