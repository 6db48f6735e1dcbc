import { splitPath, type JsonSchema } from '../../core/index.ts'
import type { Located } from '../documents.ts'
import type {
  BodyMedia,
  DescriptionInfo,
  Encoding,
  OperationRow,
  Parameter,
  ResponseSpec,
  SecurityScheme,
} from '../model.ts'
import { put } from '../node.ts'
import { readBody } from '../operation/body.ts'
import { serversOf, type Place, type Setting } from '../operation/build.ts'
import { BuildContext } from '../operation/context.ts'
import { readParameters, writtenParameters } from '../operation/parameters.ts'
import { readResponses } from '../operation/responses.ts'
import { impliedSecurity, readSecurity } from '../operation/security.ts'
import { SchemaWriter } from './schema.ts'

/** Reads an operation as always, but writes its schemas with references instead of building them whole. */
class DocumentContext extends BuildContext {
  readonly writer: SchemaWriter

  constructor(setting: Setting) {
    super(setting.documents, setting.dialect)
    this.writer = new SchemaWriter(setting.documents, setting.dialect)
  }

  override schema(written: Located): JsonSchema {
    const schema = this.writer.write(written)
    // the writer turns an object into an object, whose keywords are those of JSON Schema
    return typeof schema === 'object' && schema !== null ? (schema as JsonSchema) : schema === false ? { not: {} } : {}
  }
}

const methods31 = new Set(['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'])

/**
 * A self-contained OpenAPI document of one operation, whatever version it was written in: 3.1, or 3.2 where only that can
 * say it (`QUERY`, other methods, `in: querystring`).
 */
export function writeDocument(
  row: OperationRow,
  place: Place,
  setting: Setting & { readonly info: DescriptionInfo },
): Readonly<Record<string, unknown>> {
  const context = new DocumentContext(setting)
  const written = writtenParameters(context, place.item, place.operation)
  const parameters = readParameters(context, written, row)
  const body = readBody(context, place.operation, written)
  const own = readSecurity(place.operation.node, context.root.node)
  const security = own ?? impliedSecurity(written, setting.securitySchemes)
  const { servers } = serversOf(context, place, setting)
  const responses = Object.fromEntries(
    readResponses(context, place.operation).map((one) => [one.status, toResponse(one)]),
  )
  const operation = {
    ...(row.operationId !== undefined && { operationId: row.operationId }),
    ...(row.summary !== undefined && { summary: row.summary }),
    ...(row.description !== undefined && { description: row.description }),
    ...(row.tags.length > 0 && { tags: row.tags }),
    ...(row.deprecated && { deprecated: true }),
    ...(parameters.length > 0 && { parameters: parameters.map(toParameter) }),
    ...(body && {
      requestBody: {
        ...(body.description !== undefined && { description: body.description }),
        required: body.required,
        content: Object.fromEntries(body.media.map((media) => [media.mediaType, toMedia(media)])),
      },
    }),
    responses: Object.keys(responses).length > 0 ? responses : { default: { description: '' } },
    ...(security && {
      security: security.map((members) => Object.fromEntries(members.map((one) => [one.scheme, one.scopes]))),
    }),
  }
  const plain = methods31.has(row.method)
  const needs32 =
    !plain || parameters.some((parameter) => parameter.style === 'querystring' || parameter.style === 'cookie')
  const item =
    plain || row.method === 'QUERY'
      ? { [row.method.toLowerCase()]: operation }
      : { additionalOperations: { [row.method]: operation } }
  return {
    openapi: needs32 ? '3.2.0' : '3.1.0',
    info: { title: setting.info.title, version: setting.info.version },
    ...(servers.length > 0 && { servers: servers.map(toServer) }),
    paths: { [templateOf(row, parameters)]: item },
    components: {
      schemas: context.writer.components,
      securitySchemes: schemesOf(security?.flat().map((one) => one.scheme) ?? [], setting.securitySchemes),
    },
  }
}

/** The path as OpenAPI writes it, whatever the framework of its author did: `/{proxy+}` → `/{proxy}`. */
function templateOf({ path }: OperationRow, parameters: readonly Parameter[]): string {
  const names = new Set(parameters.flatMap(({ in: place, name }) => (place === 'path' ? [name] : [])))
  const pieces = splitPath(path, names).map((piece) => {
    if (typeof piece === 'string') return piece
    return `{${names.has(piece.written) ? piece.written : piece.name}}`
  })
  return pieces.join('')
}

function toServer(server: Setting['servers'][number]): Record<string, unknown> {
  return { url: server.url, ...(server.description !== undefined && { description: server.description }) }
}

function toParameter(parameter: Parameter): Record<string, unknown> {
  const {
    name,
    required,
    description,
    deprecated,
    style,
    explode,
    allowReserved,
    allowEmptyValue,
    contentType,
    schema,
  } = parameter
  const querystring = style === 'querystring'
  return {
    name,
    in: querystring ? 'querystring' : parameter.in,
    ...(required && { required }),
    ...(description !== undefined && { description }),
    ...(deprecated && { deprecated }),
    ...(allowReserved && { allowReserved }),
    ...(allowEmptyValue && { allowEmptyValue }),
    ...(contentType !== undefined ? { content: { [contentType]: { schema } } } : { style, explode, schema }),
  }
}

function toMedia({ schema, encoding, prefixEncoding, itemEncoding, example }: BodyMedia): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(encoding)) put(written, name, toEncoding(one))
  return {
    schema,
    ...(Object.keys(written).length > 0 && { encoding: written }),
    ...(prefixEncoding !== undefined && { prefixEncoding: prefixEncoding.map(toEncoding) }),
    ...(itemEncoding !== undefined && { itemEncoding: toEncoding(itemEncoding) }),
    ...(example !== undefined && { example }),
  }
}

function toEncoding({ headers = [], ...rest }: Encoding): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const { name, value } of headers) put(written, name, { schema: value === undefined ? {} : { const: value } })
  return headers.length === 0 ? rest : { ...rest, headers: written }
}

function toResponse({ description, media, headers }: ResponseSpec): Record<string, unknown> {
  return {
    description,
    ...(headers.length > 0 && { headers: Object.fromEntries(headers.map((name) => [name, { schema: {} }])) }),
    ...(media.length > 0 && {
      content: Object.fromEntries(
        media.map((one) => [one.mediaType, one.schema === undefined ? {} : { schema: one.schema }]),
      ),
    }),
  }
}

function schemesOf(
  names: readonly string[],
  schemes: Readonly<Record<string, SecurityScheme>>,
): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const name of names) {
    const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined
    if (!scheme || scheme.type === 'unknown') continue
    put(
      written,
      name,
      scheme.type === 'openIdConnect' ? { type: scheme.type, openIdConnectUrl: scheme.url } : { ...scheme },
    )
  }
  return written
}
