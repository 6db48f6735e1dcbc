import type { Documents, Located } from '../documents.ts'
import { entries, isNode, list, own } from '../node.ts'

/** `Application/JSON; charset=x` → `application/json; charset=x`. */
export function tidyMediaType(written: string): string {
  const [type = '', ...rest] = written.split(';')
  return [type.trim().toLowerCase(), ...rest.map((parameter) => parameter.trim())]
    .filter((part) => part !== '')
    .join('; ')
}

export function isJson(mediaType: string): boolean {
  return /^[^;]*(?:\/(?:x-amz-)?|\+)json\b/.test(mediaType)
}

export function isXml(mediaType: string): boolean {
  return /^[^;]*[/+]xml\b/.test(mediaType)
}

/** JSON first (plain `application/json` before others), the rest in the author's order. */
export function jsonFirst<T extends { readonly mediaType: string }>(media: readonly T[]): T[] {
  const rank = ({ mediaType }: T): number => (/^application\/json\b/.test(mediaType) ? 0 : isJson(mediaType) ? 1 : 2)
  return media.toSorted((a, b) => rank(a) - rank(b))
}

/** The example of a parameter or media type: `example`, else the value of the first of `examples`. */
export function readExample(documents: Documents, holder: Located): unknown {
  const single = own(holder.node, 'example')
  if (single !== undefined) return single
  const examples = own(holder.node, 'examples')
  if (Array.isArray(examples)) return list(examples)[0]
  const [first] = entries(examples)
  if (!first) return undefined
  const example = documents.follow({ node: first[1], doc: holder.doc, at: holder.at }).node
  if (!isNode(example)) return undefined
  return own(example, 'dataValue') ?? own(example, 'value') ?? own(example, 'serializedValue')
}
