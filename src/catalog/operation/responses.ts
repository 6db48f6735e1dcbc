import type { Located } from '../documents.ts'
import type { ResponseSpec } from '../model.ts'
import { entries, filled, isNode, own } from '../node.ts'
import type { BuildContext } from './context.ts'
import { jsonFirst, readExample, tidyMediaType } from './media.ts'
import { mediaTypes } from './swagger2.ts'

type ResponseMedia = ResponseSpec['media'][number]

/** The answers that an operation declares, in outline; a faulty one costs itself. */
export function readResponses(context: BuildContext, operation: Located): ResponseSpec[] {
  const { documents } = context
  const found: ResponseSpec[] = []
  for (const [status, response] of documents.members(documents.child(operation, 'responses'))) {
    if (status.startsWith('x-')) continue
    if (!/^([1-5](\d\d|XX)|default)$/i.test(status) || !isNode(response.node)) {
      context.report(
        operation.doc,
        `${operation.at}/responses/${status}`,
        `the response "${status.slice(0, 40)}" is left out`,
      )
      continue
    }
    const media = context.dialect === '2.0' ? media2(context, operation, response) : media3(context, response)
    found.push({
      status: status.toLowerCase() === 'default' ? 'default' : status.toUpperCase(),
      description: filled(own(response.node, 'description')) ?? filled(own(response.node, 'summary')) ?? '',
      media: jsonFirst(media),
      headers: entries(own(response.node, 'headers')).map(([name]) => name),
    })
  }
  return found
}

function media3(context: BuildContext, response: Located): ResponseMedia[] {
  const { documents } = context
  return documents.members(documents.child(response, 'content')).map(([mediaType, media]) => {
    const whole = own(media.node, 'schema')
    const item = own(media.node, 'itemSchema') // OpenAPI 3.2: a stream of these
    const node = whole ?? (item === undefined ? undefined : { type: 'array', items: item })
    const located = { node, doc: media.doc, at: `${media.at}/schema` }
    const example = readExample(documents, media)
    return {
      mediaType: tidyMediaType(mediaType),
      ...(node !== undefined && { schema: context.schema(located, 'response') }),
      ...(example !== undefined && { example }),
      ...(node !== undefined && context.xml(tidyMediaType(mediaType), located)),
    }
  })
}

function media2(context: BuildContext, operation: Located, response: Located): ResponseMedia[] {
  const node = own(response.node, 'schema')
  if (node === undefined) return []
  const file = own(node, 'type') === 'file'
  const produces = mediaTypes(operation.node, context.root.node, 'produces').map(tidyMediaType)
  const types = produces.length > 0 ? produces : [file ? 'application/octet-stream' : 'application/json']
  const located = { node, doc: response.doc, at: `${response.at}/schema` }
  const schema = context.schema(located, 'response')
  return types.map((mediaType) => {
    const example = own(own(response.node, 'examples'), mediaType)
    return { mediaType, schema, ...(example !== undefined && { example }), ...context.xml(mediaType, located) }
  })
}
