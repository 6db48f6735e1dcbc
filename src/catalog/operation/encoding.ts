import type { Documents, Located } from '../documents.ts'
import type { BodyMedia, Encoding, ParameterStyle, PartHeader } from '../model.ts'
import { filled, isNode, list, own, put, text } from '../node.ts'
import { readExample } from './media.ts'

const styles: readonly ParameterStyle[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject']

type Encodings = Pick<BodyMedia, 'encoding' | 'prefixEncoding' | 'itemEncoding'>

/** How the parts of a form or multipart body are written: by name, and (OpenAPI 3.2) by place. */
export function readEncodings(documents: Documents, media: Located): Encodings {
  const encoding: Record<string, Encoding> = {}
  for (const [name, one] of documents.members(at(media, 'encoding'))) put(encoding, name, encodingOf(documents, one))
  const prefix = documents.items(at(media, 'prefixEncoding')).map((one) => encodingOf(documents, one))
  const item = own(media.node, 'itemEncoding')
  return {
    encoding,
    ...(prefix.length > 0 && { prefixEncoding: prefix }),
    ...(isNode(item) && { itemEncoding: encodingOf(documents, at(media, 'itemEncoding')) }),
  }
}

const at = (media: Located, key: string): Located => ({
  ...media,
  node: own(media.node, key),
  at: `${media.at}/${key}`,
})

function encodingOf(documents: Documents, located: Located): Encoding {
  const { node } = located
  const contentType = filled(own(node, 'contentType'))
  const style = styles.find((known) => known === text(own(node, 'style')))
  const explode = own(node, 'explode')
  const headers = documents
    .members(at(located, 'headers'))
    .filter(([name]) => name.toLowerCase() !== 'content-type') // the Encoding Object says it in a field of its own
    .map(([name, header]) => headerOf(documents, name, header))
  return {
    ...(contentType !== undefined && { contentType }),
    ...(style !== undefined && { style }),
    ...(typeof explode === 'boolean' && { explode }),
    ...(own(node, 'allowReserved') === true && { allowReserved: true }),
    ...(headers.length > 0 && { headers }),
  }
}

/** A header with the value that the description gives: fixed, the default, or for one that must be there its example. */
function headerOf(documents: Documents, name: string, header: Located): PartHeader {
  const schema = documents.child(header, 'schema')
  const choices = list(own(schema.node, 'enum'))
  const example = own(header.node, 'required') === true ? exampleOf(documents, header, schema) : undefined
  const said = [
    own(schema.node, 'const'),
    choices.length === 1 ? choices[0] : undefined,
    own(schema.node, 'default'),
    example,
  ]
  const value = said.find((one) => one !== undefined && one !== null)
  return { name, explode: own(header.node, 'explode') === true, ...(value !== undefined && { value }) }
}

const exampleOf = (documents: Documents, header: Located, { node }: Located): unknown =>
  readExample(documents, header) ?? own(node, 'example') ?? list(own(node, 'examples'))[0]
