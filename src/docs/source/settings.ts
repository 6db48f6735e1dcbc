import { stringifyJson } from '../../core/index.ts'
import { isFile, speaks, type Clues } from './clues.ts'
import { addressesIn, holds, isDescription, isObject, parsed } from './embedded.ts'

/** How a viewer in a frame is told. */
export const framed = 'a viewer within the page'
const viewerName = /swagger|openapi|redoc|rapidoc|api-?(?:docs|reference|explorer)|stoplight|scalar/i

/** `spec-url`, `data-openapi-url`, `apiDescriptionUrl`, `swagger-path`: the address of a description. */
const addressName =
  /^(?:(?:spec|openapi|swagger|oas|schema|definition|api-?(?:description|spec|docs?|definition))-?(?:ur[li]|path|src|href|file))$/
const documentName = /^(?:api-?description-?document|spec|openapi|swagger|document)$/

/** Viewers as elements: Redoc, RapiDoc, Stoplight Elements, Scalar and their like. Attribute names in any case. */
export function fromElement(element: string, attributes: Readonly<Record<string, string>>, found: Clues): void {
  const tag = element.replace(/[^\w-]/g, '').slice(0, 30) // it is told where the description was found
  if (tag === 'iframe') {
    const { src = '', class: names = '', id = '' } = attributes
    if (viewerName.test(`${src} ${names} ${id}`)) found.link(src, framed, 'ask')
    return
  }
  if (/^(?:option|input)$/.test(tag) && isFile(attributes['value'] ?? ''))
    found.link(attributes['value'], `<${tag} value>`) // one to choose from
  for (const [name, value] of Object.entries(attributes)) {
    const key = name.toLowerCase().replace(/^:?(?:data-)?/, '')
    if (addressName.test(key)) found.link(value, `<${tag} ${name}>`)
    else if (documentName.test(key)) fromDocument(value, `<${tag} ${name}>`, found)
    else if (/^(?:config(?:uration)?|initial-props|json)$/.test(key)) fromText(value, `<${tag} ${name}>`, found)
    else if (
      /^(?:api-)?url$/.test(key) &&
      (speaks.test(value) || isFile(value) || (key === 'url' && tag.includes('api')))
    )
      found.link(value, `<${tag} ${name}>`)
  }
}

/** The first argument of these is the description, whatever it looks like. */
const takesAddress = /^(?:loadSpec|Redoc)/

export function fromArgument(value: unknown, place: number, how: string, found: Clues): void {
  if (typeof value === 'string' && (isFile(value) || speaks.test(value))) found.link(value, how)
  else if (typeof value === 'string' && place === 0 && takesAddress.test(how)) fromDocument(value, how, found)
  else fromSettings(value, how, found)
}

const addressKeys = ['url', 'discoveryUrl', 'specUrl', 'spec-url', 'apiDescriptionUrl', 'openapiUrl', 'definitionUrl']
const documentKeys = ['spec', 'swaggerDoc', 'content', 'apiDescriptionDocument', 'definition', 'document', 'data']
const nestedKeys = [...documentKeys, 'customOptions', 'swaggerOptions', 'configuration']

/** The settings of any viewer: an address, a list of them, or the description itself. */
export function fromSettings(value: unknown, how: string, found: Clues, depth = 0): void {
  if (!isObject(value) || depth > 3) return
  if (isDescription(value)) return isWritable(value) ? found.text(stringifyJson(value), how) : undefined
  const primary = value['urls.primaryName']
  const urls = Array.isArray(value['urls']) ? value['urls'].filter(isObject) : []
  for (const row of [...urls.filter((it) => it['name'] === primary), ...urls]) found.link(row['url'], how)
  for (const key of addressKeys) if (urls.length === 0) found.link(value[key], how)
  for (const key of ['configUrl', 'swaggerUIConfigUrl']) found.link(value[key], how, 'ask')
  for (const key of documentKeys) if (typeof value[key] === 'string') fromText(value[key], how, found)
  for (const key of nestedKeys) fromSettings(value[key], how, found, depth + 1)
  if (Array.isArray(value['sources']))
    for (const source of value['sources']) fromSettings(source, how, found, depth + 1)
  // A list of documents by RFC 9727: { linkset: [{ anchor, "service-desc": [{ href }] }] }
  for (const row of Array.isArray(value['linkset']) ? value['linkset'].filter(isObject) : []) {
    for (const link of linksOf(row, 'service-desc')) found.link(link['href'], 'api-catalog')
    for (const relation of ['api-catalog', 'item'])
      for (const link of linksOf(row, relation)) found.link(link['href'], 'api-catalog', 'ask')
  }
}

const mostNodes = 2_000_000
const mostText = 64_000_000

/** Whether a value is no larger than a description may be: names of a script may stand in it again and again. */
function isWritable(root: unknown): boolean {
  const open: unknown[] = [root]
  let nodes = 0
  let text = 0
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node === 'string') text += node.length
    else if (typeof node === 'object' && node !== null)
      for (const child of Object.values(node)) {
        if (++nodes > mostNodes) return false
        open.push(child)
      }
    if (text > mostText) return false
  }
  return true
}

const linksOf = (
  row: Readonly<Record<string, unknown>>,
  relation: string,
): readonly Readonly<Record<string, unknown>>[] => {
  const links = row[relation]
  return Array.isArray(links) ? links.filter(isObject) : []
}

/** A description, or the address of one. */
function fromDocument(text: string, how: string, found: Clues): void {
  if (/^\s*[^\s{[<]{1,500}\s*$/.test(text)) found.link(text, how)
  else fromText(text, how, found)
}

/** A whole text that is, or somewhere holds, a description: JSON, or YAML that says so in its first lines. */
export function fromText(text: string, how: string, found: Clues): void {
  if (/^\s*(?:["']?(?:openapi|swagger)["']?\s*:)/m.test(text.slice(0, 4000)) && !/^\s*[{[]/.test(text))
    return found.text(text, how)
  const value = parsed(text)
  if (value === undefined) return
  if (isDescription(value)) return found.text(text, how)
  fromSettings(value, how, found)
  for (const address of addressesIn(value)) found.link(address, how)
  const inside = holds(value)
  if (inside !== undefined) found.text(stringifyJson(inside), how)
}
