import { pointer } from '../../core/index.ts'
import type { Located } from '../documents.ts'
import type { OperationRow, Parameter, ParameterPlace, ParameterStyle } from '../model.ts'
import { filled, isNode, list, own, text } from '../node.ts'
import type { BuildContext } from './context.ts'
import { readExample, tidyMediaType } from './media.ts'
import { fitPath, type Read } from './path-variables.ts'
import { isOfBody, schemaOfParameter, styleOf } from './swagger2.ts'

const places: readonly string[] = ['path', 'query', 'header', 'cookie', 'querystring']
const stylesByPlace: Readonly<Record<ParameterPlace, readonly ParameterStyle[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'tabDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
}

/** Headers that a description may not declare as parameters (OpenAPI 3.x, Parameter Object `name`). */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization'])

/**
 * All parameters of an operation, the path's first, an operation's own in place of a shared one with the same name and
 * place. `body` and `formData` of Swagger 2.0 are not among them.
 */
export function writtenParameters(context: BuildContext, item: Located, operation: Located): Located[] {
  const found = new Map<string, Located>()
  for (const holder of [item, operation]) {
    const parent = context.documents.child(holder, 'parameters')
    const raw = own(holder.node, 'parameters')
    if (raw !== undefined && raw !== null && !Array.isArray(parent.node))
      context.report(holder.doc, `${holder.at}/parameters`, '"parameters" is no list; it is left out', 'error')
    context.documents.items(parent).forEach((followed, index) => {
      const parameter = besideReference(followed, list(parent.node)[index])
      const name = text(own(parameter.node, 'name'))
      const place = text(own(parameter.node, 'in'))
      if (name !== undefined && place !== undefined) return void found.set(`${place} ${name}`, parameter)
      const at = `${holder.at}/parameters${pointer(index)}`
      const why = parameter.node === undefined ? 'its reference leads nowhere' : 'it has no "name" and "in"'
      context.report(holder.doc, at, `a parameter is left out: ${why}`, 'error')
    })
  }
  return [...found.values()]
}

const ownWords = ['description', 'required', 'deprecated', 'example'] as const

/** What stands beside a parameter's `$ref` comes before what it refers to: OpenAPI 3.1 says so of `description`. */
function besideReference(parameter: Located, written: unknown): Located {
  if (!isNode(parameter.node) || typeof own(written, '$ref') !== 'string') return parameter
  const said = ownWords.flatMap((key) => (own(written, key) === undefined ? [] : [[key, own(written, key)] as const]))
  return said.length === 0 ? parameter : { ...parameter, node: { ...parameter.node, ...Object.fromEntries(said) } }
}

/** The parameters in path, query, header and cookie as our own; what has no place leaves a problem. */
export function readParameters(
  context: BuildContext,
  written: readonly Located[],
  template: Pick<OperationRow, 'path' | 'suffix'>,
): Parameter[] {
  const read: Read[] = []
  for (const located of written) {
    const place = text(own(located.node, 'in')) ?? ''
    const name = text(own(located.node, 'name')) ?? ''
    if (isOfBody(place)) {
      if (context.dialect !== '2.0')
        context.report(
          located.doc,
          located.at,
          `"${name}" is a ${place} parameter; only taken where there is no requestBody`,
        )
    } else if (!places.includes(place.toLowerCase()))
      context.report(
        located.doc,
        located.at,
        `the parameter "${name}" is left out: no place "${place}" is known`,
        'error',
      )
    else if (!(place.toLowerCase() === 'header' && ignoredHeaders.has(name.toLowerCase())))
      read.push({ located, parameter: toParameter(context, located) })
  }
  return fitPath(context, read, template)
}

function plain(name: string, place: ParameterPlace): Omit<Parameter, 'schema'> {
  const style = place === 'query' || place === 'cookie' ? 'form' : 'simple'
  const explode = style === 'form'
  return {
    name,
    in: place,
    required: false,
    deprecated: false,
    style,
    explode,
    allowReserved: false,
    allowEmptyValue: false,
  }
}

function toParameter(context: BuildContext, located: Located): Parameter {
  const { node } = located
  const name = text(own(node, 'name')) ?? ''
  const written = (text(own(node, 'in')) ?? 'query').toLowerCase()
  const place = written === 'querystring' ? 'query' : (written as ParameterPlace) // one of `places`, the caller checked
  const content = contentOf(context, located)
  const schemaNode = content?.schema ?? schemaNodeOf(context, located)
  const description = filled(own(node, 'description'))
  const example = readExample(context.documents, located) ?? own(node, 'x-example')
  return {
    ...plain(name, place),
    ...(written === 'querystring'
      ? { style: 'querystring' as const, explode: false }
      : styling(context, located, place)),
    required: place === 'path' || own(node, 'required') === true || own(node, 'required') === 'true',
    deprecated: own(node, 'deprecated') === true,
    allowReserved: own(node, 'allowReserved') === true,
    allowEmptyValue: own(node, 'allowEmptyValue') === true,
    ...(description !== undefined && { description }),
    ...(content && { contentType: content.mediaType }),
    schema: context.schema(schemaNode, 'parameter'),
    ...(example !== undefined && { example }),
  }
}

function schemaNodeOf(context: BuildContext, parameter: Located): Located {
  const schema = own(parameter.node, 'schema')
  if (isNode(schema)) return { ...parameter, node: schema, at: `${parameter.at}/schema` }
  if (typeof schema === 'boolean') return { ...parameter, node: schema }
  // Swagger 2.0, and 3.x written by people who still think in it
  const own2 = schemaOfParameter(parameter)
  if (
    context.dialect !== '2.0' &&
    isNode(own2.node) &&
    Object.keys(own2.node).length > 0 &&
    own(parameter.node, 'type') !== undefined
  )
    context.report(parameter.doc, parameter.at, 'the parameter has no "schema"; its own keywords are taken')
  return own2
}

function styling(
  context: BuildContext,
  parameter: Located,
  place: ParameterPlace,
): { style: ParameterStyle; explode: boolean } {
  const { node } = parameter
  if (context.dialect === '2.0' || (own(node, 'collectionFormat') !== undefined && own(node, 'style') === undefined))
    return styleOf(node, place)
  const fallback = place === 'query' || place === 'cookie' ? 'form' : 'simple'
  const wanted = text(own(node, 'style'))
  const style = stylesByPlace[place].find((known) => known === wanted) ?? fallback
  if (wanted !== undefined && style !== wanted)
    context.report(
      parameter.doc,
      parameter.at,
      `the style "${wanted.slice(0, 40)}" does not fit a ${place} parameter; ${style} is used`,
    )
  const explode = own(node, 'explode')
  return { style, explode: typeof explode === 'boolean' ? explode : style === 'form' || style === 'cookie' }
}

function contentOf(context: BuildContext, parameter: Located): { mediaType: string; schema: Located } | undefined {
  const content = own(parameter.node, 'content')
  if (!isNode(content)) return undefined
  const [first] = context.documents.members({ node: content, doc: parameter.doc, at: `${parameter.at}/content` })
  if (!first) return undefined
  const [mediaType, media] = first
  const schema = { node: own(media.node, 'schema'), doc: media.doc, at: `${media.at}/schema` }
  return { mediaType: tidyMediaType(mediaType), schema }
}
