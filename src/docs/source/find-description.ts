import type { Page, ScriptHint } from '../model.ts'
import { apidocFiles, readApidoc, readProject } from './apidoc.ts'
import { Clues, fromRelation, isLikely, nameOf, pathOf, speaks, type Clue } from './clues.ts'
import { createScope } from './script/scope.ts'
import { fromMentions, fromNames, fromScript } from './scripts.ts'
import { framed, fromElement } from './settings.ts'

export type { Clue } from './clues.ts'
export { framed } from './settings.ts'

/**
 * What a page says about its description, likeliest first: elements and settings of the usual viewers, what is embedded,
 * links that declare or look like it. Nothing is run and nothing fetched; whether a clue is a description is for whoever
 * follows it to see.
 */
export function findDescription(page: Pick<Page, 'url' | 'links' | 'hints' | 'markdown'>): readonly Clue[] {
  const found = new Clues(page.url)
  const { scripts } = page.hints
  const lookup = createScope(
    scripts.map(({ text }) => text),
    page.url,
  )
  fromAddress(page.url, found)
  for (const { tag, attributes } of page.hints.elements) fromElement(tag, attributes, found)
  for (const script of scripts) fromScript(script, lookup, found)
  for (const script of scripts) fromNames(script, lookup, found)
  for (const { rel, href, type } of page.hints.linkRels) {
    fromRelation(rel, href, found)
    if (/\b(?:openapi|swagger)\b/i.test(type ?? '')) found.link(href, `<link type="${type?.slice(0, 40) ?? ''}">`)
  }
  for (const { href, text, rel } of page.links) {
    if (rel !== undefined) fromRelation(rel, href, found)
    if (isLikely(href, page.url) && speaks.test(`${nameOf(href)} ${text}`)) found.link(href, 'linked by the page')
    else if (found.shows(href)) found.link(href, 'linked by the page')
  }
  for (const [url] of page.markdown.matchAll(writtenOut)) found.link(url, 'named by the page')
  for (const [url] of page.markdown.matchAll(shownInViewer)) if (found.shows(url)) found.link(url, 'named by the page')
  for (const [, path = ''] of page.markdown.matchAll(writtenPath)) found.link(path, 'named by the page')
  for (const [path] of page.markdown.matchAll(spokenPath)) found.link(path, 'named by the page')
  for (const script of scripts) fromMentions(script, lookup, found)
  for (const { href, text } of page.links)
    if (
      isLikely(href, page.url) &&
      (/\.ya?ml$/i.test(pathOf(href)) || /download|raw|spec|definition/i.test(`${nameOf(href)} ${text}`))
    )
      found.link(href, 'linked by the page')
  fromApidoc(scripts, found)
  if (found.list.length === 0 && page.markdown.length < 1_000) fromFrames(page, found)
  if (found.list.length === 0 && page.markdown.length < 1_000) fromProgram(scripts, page.url, found)
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

const mostFrames = 3

/** A page that is next to nothing but frames of its own site shows what is in them. */
function fromFrames({ url, hints }: Pick<Page, 'url' | 'hints'>, found: Clues): void {
  const frames = hints.elements.filter(({ tag }) => tag === 'iframe').map(({ attributes }) => attributes['src'] ?? '')
  const own = frames.filter((src) => URL.canParse(src, url) && new URL(src, url).host === new URL(url).host)
  for (const src of own.slice(0, mostFrames)) if (src !== '') found.link(src, framed, 'ask')
}

const mostPrograms = 3

/** A page that is empty until its own program has run: the program names what it shows. */
function fromProgram(scripts: readonly ScriptHint[], page: string, found: Clues): void {
  const own = scripts.flatMap(({ src }) => (src === undefined || libraries.test(pathOf(src)) ? [] : [src]))
  const here = own.filter((src) => URL.canParse(src, page) && new URL(src).host === new URL(page).host)
  for (const src of here.slice(-mostPrograms)) found.link(src, 'the program of the page', 'ask')
}

const libraries =
  /(?:swagger-ui(?:-bundle|-standalone-preset|-es-bundle)?|swagger|swagger-oauth|swagger-client|redoc(?:\.standalone)?|rapidoc(?:-min)?|web-components|standalone|polyfills?|analytics|gtm|gtag|(?:jquery|highlight|handlebars|underscore|lodash|backbone|marked|bootstrap|prism|json-?editor|es5-shim|shred)[\w.-]*|socket\.io)(?:\.min)?\.js$/i

/**
 * What a configuration that a viewer loads (Springdoc's `swagger-config`, an initializer script) says. Its addresses are
 * relative to the page that loads it.
 */
export function findInConfiguration(text: string, url: string, base?: string, page = url): readonly Clue[] {
  const project = readProject(text)
  if (project !== undefined)
    return apidocFiles.data.map((name) => ({ kind: 'ask', url: new URL(name, url).href, how: apidoc, base: project }))
  const found = /"linkset"\s*:/.test(text.slice(0, 2_000)) ? new Clues(url) : new Clues(page, url)
  const calls = readApidoc(text, base)
  if (calls !== undefined) return [{ kind: 'text', text: calls, how: apidoc }]
  const script = { text, type: /^\s*[[{]/.test(text) ? 'application/json' : 'text/javascript' }
  const lookup = createScope([text], page)
  fromScript(script, lookup, found)
  fromNames(script, lookup, found)
  fromMentions({ text, type: '' }, lookup, found)
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

const writtenOut =
  /https?:\/\/[^\s"'`<>()[\]{}]{1,300}?(?:(?:openapi|swagger)[^\s"'`<>()[\]{}/]{0,60}\.(?:json|ya?ml)|\/v\d\/api-docs)(?![\w/])/gi

/** `https://viewer.example/?url=https://api.example/a.yaml` */
const shownInViewer =
  /https?:\/\/[^\s"'`<>()[\]{}?]{1,200}\?[^\s"'`<>()[\]{}]{0,100}=[^\s"'`<>()[\]{}]{1,500}\.(?:json|ya?ml)/gi

/** `- OpenAPI 3.1: /files/openapi.yaml`: an address that is all that follows its label. */
const writtenPath =
  /^[ \t>*+-]*(?:\*\*)?(?:[\w .-]{0,30}\b(?:OpenAPI|Swagger)\b[\w .-]{0,30})(?:\*\*)?[ \t]*[:：](?:\*\*)?[ \t]*`?((?:\.{0,2}\/)[\w./-]{1,200}\.(?:json|ya?ml))`?[ \t]*$/gim

/** `… serves its OpenAPI document at `/v1/openapi.json``: an address on the page's own site, no file of a machine. */
const spokenPath =
  /(?<![\w./:~=-])\/(?!(?:path|tmp|usr|etc|home|var|app|opt|src|mnt|data|users|workspace)\/)(?:[\w./-]{0,120}(?:openapi|swagger|api-docs)[\w.-]{0,40}\.(?:json|ya?ml)|(?:[\w-]{1,40}\/){0,3}v\d\/api-docs)(?![\w/-]|\.\w)/gi
