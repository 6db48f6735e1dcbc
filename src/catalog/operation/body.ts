import type { Located } from '../documents.ts'
import type { BodyMedia, RequestBody } from '../model.ts'
import { filled, isNode, list, own, text } from '../node.ts'
import type { BuildContext } from './context.ts'
import { readEncodings } from './encoding.ts'
import { isJson, isXml, jsonFirst, readExample, tidyMediaType } from './media.ts'
import { formOf, isOfBody, mediaTypes } from './swagger2.ts'

/** The body of an operation of any version, with every media type that it may have; `undefined`: none. */
export function readBody(
  context: BuildContext,
  operation: Located,
  parameters: readonly Located[],
): RequestBody | undefined {
  const old = parameters.some(({ node }) => isOfBody(own(node, 'in')))
  const body = own(operation.node, 'requestBody')
  const preferOld = context.dialect === '2.0' ? old || !isNode(body) : old && !isNode(body) // some mix the versions
  return preferOld ? readBody2(context, operation, parameters) : readBody3(context, operation)
}

function readBody3(context: BuildContext, operation: Located): RequestBody | undefined {
  const raw = own(operation.node, 'requestBody')
  if (raw === undefined || raw === null) return undefined
  const body = context.documents.child(operation, 'requestBody')
  if (!isNode(body.node)) {
    context.report(
      operation.doc,
      `${operation.at}/requestBody`,
      'the request body is left out: it cannot be read',
      'error',
    )
    return undefined
  }
  const content = context.documents.child(body, 'content')
  const media = context.documents.members(content).map(([mediaType, located]) => toMedia(context, mediaType, located))
  if (media.length === 0) {
    context.report(body.doc, `${body.at}/content`, 'the request body names no media type; any JSON is accepted')
    media.push({ mediaType: 'application/json', schema: {}, encoding: {} })
  }
  return withMedia(own(body.node, 'required') === true, filled(own(body.node, 'description')), media)
}

function withMedia(required: boolean, description: string | undefined, media: readonly BodyMedia[]): RequestBody {
  return { required, ...(description !== undefined && { description }), media: jsonFirst(media) }
}

function toMedia(context: BuildContext, written: string, media: Located): BodyMedia {
  const node = own(media.node, 'schema') ?? own(media.node, 'itemSchema')
  const sequential = own(media.node, 'schema') === undefined && node !== undefined // OpenAPI 3.2 streams of items
  const located = { node: sequential ? { type: 'array', items: node } : node, doc: media.doc, at: `${media.at}/schema` }
  const example = readExample(context.documents, media)
  const encodings = readEncodings(context.documents, media)
  const xmlPart = Object.values(encodings.encoding).find(({ contentType }) => isXml(contentType ?? ''))?.contentType
  return {
    mediaType: tidyMediaType(written),
    schema: node === undefined ? {} : context.schema(located, 'request'),
    ...encodings,
    ...(example !== undefined && { example }),
    ...(node !== undefined && context.xml(xmlPart ?? tidyMediaType(written), located)),
  }
}

function readBody2(context: BuildContext, operation: Located, parameters: readonly Located[]): RequestBody | undefined {
  const consumes = mediaTypes(operation.node, context.root.node, 'consumes').map(tidyMediaType)
  const body = parameters.find(({ node }) => own(node, 'in') === 'body')
  const fields = parameters.filter(({ node }) => own(node, 'in') === 'formData')
  if (body && fields.length > 0)
    context.report(
      operation.doc,
      operation.at,
      'has both a body and form fields; the form fields are left out',
      'error',
    )
  if (body) return bodyOfParameter(context, body, saidByHeader(parameters, consumes))
  return fields.length === 0 ? undefined : bodyOfForm(context, operation, fields, consumes)
}

/** A `Content-Type` parameter beside `application/octet-stream` says what the bytes are: the API takes no other. */
function saidByHeader(parameters: readonly Located[], consumes: readonly string[]): readonly string[] {
  if (consumes.some((type) => !type.startsWith('application/octet-stream'))) return consumes
  const header = parameters.find(
    ({ node }) => own(node, 'in') === 'header' && text(own(node, 'name'))?.toLowerCase() === 'content-type',
  )
  const written = list(own(header?.node, 'enum')).map(text)
  const types = written.filter((type) => type !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(type)).map(String)
  return types.length > 0 ? types.map(tidyMediaType) : consumes
}

function bodyOfParameter(context: BuildContext, body: Located, consumes: readonly string[]): RequestBody {
  const schemaNode = own(body.node, 'schema') ?? {}
  const located = { ...body, node: schemaNode, at: `${body.at}/schema` }
  const schema = context.schema(located, 'request')
  const types = consumes.filter((type) => !/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/.test(type))
  const binary = own(schemaNode, 'format') === 'binary' || own(schemaNode, 'type') === 'file'
  const fallback = binary ? 'application/octet-stream' : 'application/json'
  const media = (types.length > 0 ? types : [fallback]).map((mediaType) => {
    const example =
      own(own(body.node, 'x-examples'), mediaType) ?? (isJson(mediaType) ? own(body.node, 'x-example') : undefined)
    const xml = context.xml(mediaType, located)
    return { mediaType, schema, encoding: {}, ...(example !== undefined && { example }), ...xml }
  })
  return withMedia(own(body.node, 'required') === true, filled(own(body.node, 'description')), media)
}

function bodyOfForm(
  context: BuildContext,
  operation: Located,
  fields: readonly Located[],
  consumes: readonly string[],
): RequestBody {
  const { schema, encoding, files } = formOf(fields)
  const forms = consumes.filter((type) => /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/.test(type))
  const usable = files ? forms.filter((type) => type.startsWith('multipart/')) : forms
  const fallback = files ? 'multipart/form-data' : 'application/x-www-form-urlencoded'
  const first = fields[0] ?? operation
  const built = context.schema({ node: schema, doc: first.doc, at: operation.at }, 'request')
  const required = fields.some(({ node }) => own(node, 'required') === true)
  const media = (usable.length > 0 ? usable : [fallback]).map((mediaType) => ({ mediaType, schema: built, encoding }))
  return { required, media }
}
