import type { Located } from '../documents.ts'
import type { Encoding, ParameterStyle } from '../model.ts'
import { filled, isNode, list, own, text, type Node } from '../node.ts'

const schemaKeys = (
  'type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength ' +
  'pattern maxItems minItems uniqueItems enum multipleOf x-nullable example'
).split(' ')

/** Places of Swagger 2.0 that are the body. */
export const isOfBody = (place: unknown): boolean => place === 'body' || place === 'formData'

/** A Swagger 2.0 parameter carries its schema's keywords itself. */
export function schemaOfParameter(parameter: Located): Located {
  const inner = own(parameter.node, 'schema')
  if (isNode(inner)) return { ...parameter, node: inner, at: `${parameter.at}/schema` }
  const schema: Record<string, unknown> = {}
  for (const key of schemaKeys) {
    const value = own(parameter.node, key)
    if (value !== undefined) schema[key] = value
  }
  if (isNode(schema['items'])) schema['items'] = withoutFormat(schema['items'])
  return { ...parameter, node: schema }
}

/** `collectionFormat` is no schema keyword, in items neither. */
function withoutFormat(items: Node): Node {
  const { collectionFormat: _, ...rest } = items
  return isNode(rest['items']) ? { ...rest, items: withoutFormat(rest['items']) } : rest
}

const styles: Readonly<Record<string, { style: ParameterStyle; explode: boolean }>> = {
  csv: { style: 'form', explode: false },
  ssv: { style: 'spaceDelimited', explode: false },
  tsv: { style: 'tabDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  multi: { style: 'form', explode: true },
}

/** `collectionFormat` as style and explode; the default is `csv`. In paths and headers only commas are simple. */
export function styleOf(parameter: unknown, place: string): { style: ParameterStyle; explode: boolean } {
  const format = text(own(parameter, 'collectionFormat'))?.toLowerCase() ?? 'csv'
  const found = Object.hasOwn(styles, format) ? styles[format] : undefined
  const chosen = found ?? { style: 'form', explode: false }
  return place !== 'query' && place !== 'formData' && chosen.style === 'form'
    ? { style: 'simple', explode: false }
    : chosen
}

/** `consumes` or `produces` of the operation, else of the document. */
export function mediaTypes(operation: unknown, root: unknown, key: 'consumes' | 'produces'): string[] {
  const written = own(operation, key) ?? own(root, key)
  const types = typeof written === 'string' ? [written] : list(written)
  return types.filter((type) => filled(type) !== undefined).map(String)
}

/** The form of `formData` parameters as one object schema, with how each field is written. */
export function formOf(fields: readonly Located[]): {
  schema: Node
  encoding: Record<string, Encoding>
  files: boolean
} {
  const properties: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  const required: string[] = []
  const encoding: Record<string, Encoding> = {}
  let files = false
  for (const field of fields) {
    const name = text(own(field.node, 'name'))
    if (name === undefined) continue
    const schema = schemaOfParameter(field).node
    const description = filled(own(field.node, 'description'))
    properties[name] = { ...(isNode(schema) ? schema : {}), ...(description !== undefined && { description }) }
    if (own(field.node, 'required') === true) required.push(name)
    if (own(field.node, 'type') === 'file') files = true
    if (own(field.node, 'type') === 'array') encoding[name] = styleOf(field.node, 'formData')
  }
  return { schema: { type: 'object', properties, ...(required.length > 0 && { required }) }, encoding, files }
}
