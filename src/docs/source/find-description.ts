import { stringifyJson } from '../../core/index.ts'
import type { Page, ScriptHint } from '../model.ts'
import { apidocFiles, readApidoc, readProject } from './apidoc.ts'
import { holds, isDescription, isObject, parsed } from './embedded.ts'
import { readArguments, readLiteral } from './literal.ts'

/** Where a page's machine-readable description may be: the text itself, or an address that has to be asked. */
export type Clue =
  | { readonly kind: 'text'; readonly text: string; readonly how: string }
  | { readonly kind: 'url'; readonly url: string; readonly how: string }
  /** A script or a configuration that names the description in turn. */
  | { readonly kind: 'ask'; readonly url: string; readonly how: string; readonly base?: string }

const mostClues = 40

/**
 * What a page says about its description, likeliest first: elements and settings of the usual viewers, what is embedded,
 * links that declare or look like it. Nothing is run and nothing fetched; whether a clue is a description is for whoever
 * follows it to see.
 */
export function findDescription(page: Pick<Page, 'url' | 'links' | 'hints' | 'markdown'>): readonly Clue[] {
  const found = new Clues(page.url)
  fromAddress(page.url, found)
  for (const { tag, attributes } of page.hints.elements) fromElement(tag, attributes, found)
  for (const script of page.hints.scripts) fromScript(script, found)
  for (const { rel, href, type } of page.hints.linkRels) {
    fromRelation(rel, href, found)
    if (/\b(?:openapi|swagger)\b/i.test(type ?? '')) found.link(href, `<link type="${type?.slice(0, 40) ?? ''}">`)
  }
  for (const { href, text, rel } of page.links) {
    if (rel !== undefined) fromRelation(rel, href, found)
    if (isFile(href) && speaks.test(`${nameOf(href)} ${text}`)) found.link(href, 'linked by the page')
  }
  for (const [url] of page.markdown.matchAll(writtenOut)) found.link(url, 'named by the page')
  for (const [, path = ''] of page.markdown.matchAll(writtenPath)) found.link(path, 'named by the page')
  for (const script of page.hints.scripts) fromMentions(script, found)
  for (const { href, text } of page.links)
    if (
      /\.ya?ml$/i.test(pathOf(href)) ||
      (isFile(href) && /download|raw|spec|definition/i.test(`${nameOf(href)} ${text}`))
    )
      found.link(href, 'linked by the page')
  fromApidoc(page.hints.scripts, found)
  if (found.list.length === 0 && page.markdown.length < 1_000) fromProgram(page.hints.scripts, found)
  return found.list
}

/** `…/swagger-ui/?url=/v3/api-docs`: what a viewer is asked to show. */
function fromAddress(url: string, found: Clues): void {
  if (!URL.canParse(url)) return
  for (const [name, value] of new URL(url).searchParams) {
    if (/^(?:spec-?)?url$/i.test(name)) found.link(value, 'the address of the page')
    if (/^configUrl$/i.test(name)) found.link(value, 'the address of the page', 'ask')
  }
}

const apidoc = 'the data of apidoc'

/** Pages of apidoc are empty: what they show is in files beside them. */
function fromApidoc(scripts: readonly ScriptHint[], found: Clues): void {
  if (!scripts.some(({ id }) => /^template-(?:project|article|sections)$/.test(id ?? ''))) return
  for (const name of [...apidocFiles.project, ...apidocFiles.data]) found.link(name, apidoc, 'ask')
}

const mostPrograms = 3

/** A page that is empty until its own program has run: the program names what it shows. */
function fromProgram(scripts: readonly ScriptHint[], found: Clues): void {
  const own = scripts.flatMap(({ src }) => (src === undefined || libraries.test(pathOf(src)) ? [] : [src]))
  for (const src of own.slice(-mostPrograms)) found.link(src, 'the program of the page', 'ask')
}

const libraries =
  /(?:swagger-ui(?:-bundle|-standalone-preset)?|redoc(?:\.standalone)?|rapidoc(?:-min)?|web-components|standalone|polyfills?|analytics|gtm|gtag|jquery[\w.-]*)(?:\.min)?\.js$/i

/** What a configuration that a viewer loads (Springdoc's `swagger-config`, an initializer script) says. */
export function findInConfiguration(text: string, url: string, base?: string): readonly Clue[] {
  const found = new Clues(url)
  const project = readProject(text)
  if (project !== undefined)
    return apidocFiles.data.map((name) => ({ kind: 'ask', url: new URL(name, url).href, how: apidoc, base: project }))
  const calls = readApidoc(text, base)
  if (calls !== undefined) return [{ kind: 'text', text: calls, how: apidoc }]
  fromScript({ text, type: /^\s*[[{]/.test(text) ? 'application/json' : 'text/javascript' }, found)
  fromMentions({ text, type: '' }, found)
  return found.list
}

/** What `Link` headers name (RFC 8631: `</openapi.json>; rel="service-desc"`), or a list of links as text (RFC 9264 §4.1). */
export function findInLinks(headers: readonly string[], base: string): readonly Clue[] {
  const found = new Clues(base)
  const named = { link: (href: string, how: string, kind?: 'ask') => found.link(href, `Link: ${how}`, kind) }
  for (const header of headers)
    for (const [, href = '', parameters = ''] of header.slice(0, 8_000).matchAll(/<([^<>]{1,2000})>([^<]{0,1000})/g))
      fromRelation(/;\s*rel\s*=\s*"?([^";,]{1,200})/i.exec(parameters)?.[1]?.trim() ?? '', href, named)
  return found.list
}

const speaks = /open-?api|swagger|api-?docs?\b|\boas\d?\b|\bapi[-_. ]?(?:spec|definition|description)/i
const writtenOut =
  /https?:\/\/[^\s"'`<>()[\]{}]{1,300}?(?:openapi|swagger)[^\s"'`<>()[\]{}/]{0,60}\.(?:json|ya?ml)(?![\w/])/gi

/** `- OpenAPI 3.1: /files/openapi.yaml`: an address that is all that follows its label. */
const writtenPath =
  /^[ \t>*+-]*(?:\*\*)?(?:[\w .-]{0,30}\b(?:OpenAPI|Swagger)\b[\w .-]{0,30})(?:\*\*)?[ \t]*[:：](?:\*\*)?[ \t]*`?((?:\.{0,2}\/)[\w./-]{1,200}\.(?:json|ya?ml))`?[ \t]*$/gim

const pathOf = (href: string): string => href.replace(/[?#].*$/s, '')
const nameOf = (href: string): string => pathOf(href).split('/').slice(-2).join(' ')
const isFile = (href: string): boolean => /\.(?:json|ya?ml)$|\/(?:api-docs|openapi|swagger)$/i.test(pathOf(href))

/** A list without repetitions, of a bounded length. */
class Clues {
  readonly list: Clue[] = []
  readonly #base: string
  readonly #seen = new Set<string>()

  constructor(base: string) {
    this.#base = base
  }

  link(address: unknown, how: string, kind: 'url' | 'ask' = 'url'): void {
    if (typeof address !== 'string' || address.trim() === '' || address.length > 2000) return
    if (!URL.canParse(address.trim(), this.#base)) return
    const url = new URL(address.trim(), this.#base)
    url.hash = ''
    if (url.protocol !== 'http:' && url.protocol !== 'https:' && url.protocol !== 'file:') return
    this.#add({ kind, url: url.href, how }, url.href)
  }

  text(text: string, how: string): void {
    this.#add({ kind: 'text', text, how }, text)
  }

  #add(clue: Clue, key: string): void {
    if (this.#seen.has(key) || this.list.length >= mostClues) return
    this.#seen.add(key)
    this.list.push(clue)
  }
}

/** How a viewer in a frame is told. */
export const framed = 'a viewer within the page'
const viewerName = /swagger|openapi|redoc|rapidoc|api-?(?:docs|reference|explorer)|stoplight|scalar/i

/** Viewers as elements: Redoc, RapiDoc, Stoplight Elements, Scalar and their like. Attribute names in any case. */
function fromElement(element: string, attributes: Readonly<Record<string, string>>, found: Clues): void {
  const tag = element.replace(/[^\w-]/g, '').slice(0, 30) // it is told where the description was found
  if (tag === 'iframe') {
    const { src = '', class: names = '', id = '' } = attributes
    if (viewerName.test(`${src} ${names} ${id}`)) found.link(src, framed, 'ask')
    return
  }
  for (const [name, value] of Object.entries(attributes)) {
    const key = name.toLowerCase().replace(/^data-/, '')
    if (/^(?:spec-?url|api-?description-?url|openapi-?url|swagger-?url)$/.test(key))
      found.link(value, `<${tag} ${name}>`)
    else if (/^(?:api-?description-?document|spec|openapi|document)$/.test(key))
      fromText(value, `<${tag} ${name}>`, found)
    else if (/^(?:config(?:uration)?|initial-props|json)$/.test(key)) fromText(value, `<${tag} ${name}>`, found)
    else if (key === 'url' && (speaks.test(value) || isFile(value) || tag.includes('api')))
      found.link(value, `<${tag} ${name}>`)
  }
}

/** RFC 8631 and its neighbours. */
export function fromRelation(
  relations: string,
  href: string,
  found: { link(href: string, how: string, kind?: 'ask'): void },
): void {
  const all = relations.toLowerCase().split(/\s+/)
  if (all.includes('service-desc') || all.includes('openapi')) found.link(href, 'rel="service-desc"')
  if (all.includes('api-catalog')) found.link(href, 'rel="api-catalog"', 'ask')
}

/** Calls and variables that a viewer is set up with; the value or the arguments follow. */
const marks =
  /\b(SwaggerUIBundle|SwaggerUi|SwaggerUI|Redoc\s*\.\s*init|createApiReference|__redoc_state|__NEXT_DATA__|swaggerOptions|configObject|configuration|options|spec|swaggerDoc|openapi|initialState|apiDescriptionDocument|loadSpec|urls|Object\s*\.\s*assign)\s*(\(|=(?!=))/g
const mostMarks = 60
/** Scripts of their own that hold nothing but the settings of a viewer; Swashbuckle's is beside its page. */
const setUp = /swagger-initializer|swagger-ui-init|swagger-config|redoc-?init|\/swagger\/index\.js$/i

/** Viewers whose scripts ask the page's own address for the description, in a form of its own. */
const conventions: readonly { readonly script: RegExp; readonly address: string }[] = [
  { script: /drf-yasg\/(?:swagger-ui|redoc)-init/i, address: '?format=openapi' },
]

/** `element.setAttribute('spec-url', '/openapi.json')` */
const attributeSet = /\bsetAttribute\(\s*["'](?:spec-?url|apiDescriptionUrl)["']\s*,\s*(["'`])([^"'`\s<>]{1,500})\1/gi

/** A variable that is called like the address of a description, for settings that only name it. */
const addressed =
  /\b(?:schema|spec|swagger|open-?api|api-?docs?|definition|description)_?ur[li]\s*[=:]\s*(["'`])([^"'`\s<>]{1,500})\1/gi

function fromScript({ text, type, src, data, id }: ScriptHint, found: Clues): void {
  if (data !== undefined)
    fromElement(
      id === 'api-reference' ? id : 'script', // Scalar
      Object.fromEntries(Object.entries(data).map(([key, value]) => [`data-${key.replace(/^data-/, '')}`, value])),
      found,
    )
  for (const { script, address } of conventions)
    if (src !== undefined && script.test(src)) found.link(address, 'where its viewer asks')
  if (src !== undefined && (setUp.test(pathOf(src)) || /\?script=?$/.test(src)))
    found.link(src, 'the script of the viewer', 'ask')
  if (/json|yaml/i.test(type)) return fromText(text, 'embedded in the page', found)
  if (text.length === 0 || type.includes('ld+json')) return
  if (src === undefined && viewer.test(text))
    for (const [, , address] of text.slice(0, 2_000_000).matchAll(addressed))
      found.link(address, 'named in a script of the page')
  for (const [, , address] of text.slice(0, 2_000_000).matchAll(attributeSet)) found.link(address, 'spec-url')
  let count = 0
  let after = 0
  for (const mark of text.matchAll(marks)) {
    if (mark.index < after || ++count > mostMarks) continue
    const at = mark.index + mark[0].length
    if (mark[2] === '(')
      for (const [place, argument] of readArguments(text, at - 1).entries())
        fromArgument(argument, place, `${mark[1]}(…)`, found)
    else {
      const start = at + (/^\s*/.exec(text.slice(at, at + 200))?.[0].length ?? 0)
      const read = readLiteral(text, start)
      if (read !== undefined) after = read.end
      fromSettings(mark[1] === 'urls' ? { urls: read?.value } : read?.value, mark[1] ?? '', found)
    }
  }
}

/** The first argument of these is the description, whatever it looks like. */
const takesAddress = /^(?:loadSpec|Redoc)/

function fromArgument(value: unknown, place: number, how: string, found: Clues): void {
  if (typeof value === 'string' && (isFile(value) || speaks.test(value))) found.link(value, how)
  else if (typeof value === 'string' && place === 0 && takesAddress.test(how)) found.link(value, how)
  else fromSettings(value, how, found)
}

/** The settings of any viewer: an address, a list of them, or the description itself. */
function fromSettings(value: unknown, how: string, found: Clues, depth = 0): void {
  if (!isObject(value) || depth > 3) return
  if (isDescription(value)) return found.text(stringifyJson(value), how)
  const primary = value['urls.primaryName']
  const urls = Array.isArray(value['urls']) ? value['urls'].filter(isObject) : []
  for (const row of [...urls.filter((it) => it['name'] === primary), ...urls]) found.link(row['url'], how)
  for (const key of ['url', 'specUrl', 'spec-url', 'apiDescriptionUrl', 'openapiUrl', 'definitionUrl'])
    if (urls.length === 0) found.link(value[key], how)
  for (const key of ['configUrl', 'swaggerUIConfigUrl']) found.link(value[key], how, 'ask')
  for (const key of ['spec', 'swaggerDoc', 'content', 'apiDescriptionDocument', 'definition', 'document', 'data'])
    if (typeof value[key] === 'string') fromText(value[key], how, found)
  for (const key of [
    'spec',
    'swaggerDoc',
    'content',
    'data',
    'customOptions',
    'swaggerOptions',
    'configuration',
    'definition',
    'document',
    'apiDescriptionDocument',
  ])
    fromSettings(value[key], how, found, depth + 1)
  if (Array.isArray(value['sources']))
    for (const source of value['sources']) fromSettings(source, how, found, depth + 1)
  // A list of documents by RFC 9727: { linkset: [{ anchor, "service-desc": [{ href }] }] }
  for (const row of Array.isArray(value['linkset']) ? value['linkset'].filter(isObject) : []) {
    for (const link of linksOf(row, 'service-desc')) found.link(link['href'], 'api-catalog')
    for (const relation of ['api-catalog', 'item'])
      for (const link of linksOf(row, relation)) found.link(link['href'], 'api-catalog', 'ask')
  }
}

const linksOf = (
  row: Readonly<Record<string, unknown>>,
  relation: string,
): readonly Readonly<Record<string, unknown>>[] => {
  const links = row[relation]
  return Array.isArray(links) ? links.filter(isObject) : []
}

/** A whole text that is, or somewhere holds, a description: JSON, or YAML that says so in its first lines. */
function fromText(text: string, how: string, found: Clues): void {
  if (/^\s*(?:["']?(?:openapi|swagger)["']?\s*:)/m.test(text.slice(0, 4000)) && !/^\s*[{[]/.test(text))
    return found.text(text, how)
  const value = parsed(text)
  if (value === undefined) return
  if (isDescription(value)) return found.text(text, how)
  fromSettings(value, how, found)
  const inside = holds(value)
  if (inside !== undefined) found.text(stringifyJson(inside), how)
}

/** Addresses that a script of a viewer puts together: text that is written out and looks like one. */
const quoted =
  /(["'`])((?:\.{0,2}\/|https?:\/\/)?[\w./:@%~-]{0,200}?(?:openapi|swagger|api-docs|api_docs)[\w./?=&%-]{0,120}|[\w./:@%~-]{1,200}\.ya?ml)\1/gi
const viewer = /apiDescription|swagger|redoc|rapidoc|rapi-doc|scalar|elements|spec-?url|openapi/i

function fromMentions({ text }: ScriptHint, found: Clues): void {
  if (text.length > 2_000_000 || !viewer.test(text)) return
  for (const [, , address = ''] of text.matchAll(quoted))
    if (isFile(address) || /api-docs/.test(address)) found.link(address, 'named in a script of the page')
}
