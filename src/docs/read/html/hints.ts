import type { ElementHint, LinkRel, PageHints, ScriptHint } from '../../model.ts'
import type { Addresses } from '../addresses.ts'
import type { Facts } from './facts.ts'
import { attribute, textOf, type Element } from './parse.ts'

/** A page may hold thousands of small scripts; what names a description stands among the first. */
const mostScripts = 400
const mostElements = 2_000

/** Attributes that may carry the address of a description, on whatever element. */
const telling =
  /^(?:data-(?:url|api|config\w*|src|initial-props|json)|:?(?:data-)?(?:spec|openapi|swagger|oas|schema|definition|document|doc|api-?(?:description|spec|docs?|definition)?)(?:-?(?:ur[li]|path|src|href|file|document))?)$/

/** What of a page may name a machine-readable description of its API. */
export function hintsOf(facts: Facts): PageHints {
  const scripts: ScriptHint[] = []
  const linkRels: LinkRel[] = []
  const elements: ElementHint[] = []
  for (const element of facts.elements) {
    if (element.tagName === 'script') {
      if (scripts.length < mostScripts) scripts.push(script(element, facts.address))
    } else if (element.tagName === 'link') {
      if (linkRels.length < mostElements) linkRels.push(...relation(element, facts.address))
    } else if (elements.length < mostElements && isTelling(element))
      elements.push({ tag: element.tagName, attributes: attributesOf(element) })
  }
  return { scripts, linkRels, elements }
}

const attributesOf = (element: Element): Record<string, string> =>
  Object.fromEntries(element.attrs.map((it) => [it.name, it.value]))

function script(element: Element, address: Addresses): ScriptHint {
  const src = address(attribute(element, 'src') ?? '')
  const id = attribute(element, 'id')
  const data = element.attrs.filter((it) => it.name.startsWith('data-'))
  return {
    text: textOf(element),
    type: attribute(element, 'type') ?? '',
    ...(src === undefined ? {} : { src }),
    ...(id === undefined ? {} : { id }),
    ...(data.length === 0 ? {} : { data: Object.fromEntries(data.map((it) => [it.name, it.value])) }),
  }
}

function relation(element: Element, address: Addresses): LinkRel[] {
  const href = address(attribute(element, 'href') ?? '')
  const rel = attribute(element, 'rel')
  const type = attribute(element, 'type')
  if (href === undefined || rel === undefined) return []
  return [{ rel, href, ...(type === undefined ? {} : { type }) }]
}

function isTelling(element: Element): boolean {
  if (element.attrs.length === 0) return false
  if (element.tagName.includes('-') || /^(?:redoc|iframe)$/.test(element.tagName)) return true
  const { tagName, attrs } = element
  if (/^(?:option|input)$/.test(tagName))
    return attrs.some((it) => it.name === 'value' && /\.(?:json|ya?ml)$/i.test(it.value))
  return attrs.some((it) => telling.test(it.name))
}
