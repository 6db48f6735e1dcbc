import type { Facts } from './facts.ts'
import { attribute, isElement, isText, type Element, type Node, type Parent } from './parse.ts'
import { wordsOf } from './tags.ts'

/** A place is the content if it holds so much of the text that is left once menus are gone: less is asked of a surer one. */
interface Place {
  readonly enough: number
  readonly is: (element: Element) => boolean
}

const classNames =
  /^(?:markdown-body|theme-doc-markdown|md-content|rst-content|vp-doc|gitbook-markdown|wiki-content|entry-content|post-content|page-content|main-content|docs?-content|documentation|api-content|body|content|contents|container-main)$/i
const idNames = /^(?:main|content|main-content|page-content|article|wiki-content|docs?-content)$/i

/** Where generators put the article, surest first. */
const places: readonly Place[] = [
  { enough: 0.3, is: (it) => it.tagName === 'main' || attribute(it, 'role') === 'main' },
  { enough: 0.5, is: (it) => it.tagName === 'article' || attribute(it, 'itemprop') === 'articleBody' },
  { enough: 0.55, is: (it) => wordsOf(attribute(it, 'class')).some((name) => classNames.test(name)) },
  { enough: 0.55, is: (it) => idNames.test(attribute(it, 'id') ?? '') },
]

/** The element that holds the article; the whole body when no place holds most of it. */
export function mainContent(document: Parent, facts: Facts, dropped: ReadonlySet<Element>): Parent {
  const body = facts.elements.find((it) => it.tagName === 'body')
  if (body === undefined) return document
  const weights = weigh(facts, dropped)
  const all = weights.get(body) ?? 0
  for (const { is, enough } of places) {
    const found = facts.elements.filter((it) => is(it) && !dropped.has(it))
    let best: Element | undefined
    for (const it of found) if ((weights.get(it) ?? 0) > (weights.get(best ?? it) ?? 0) || best === undefined) best = it
    // several of a kind side by side: each is a part of the content
    const share = found.filter((it) => (weights.get(it) ?? 0) > 0).length > 1 ? Math.max(enough, 0.9) : enough
    if (best !== undefined && (weights.get(best) ?? 0) >= all * share && (weights.get(best) ?? 0) > 0) return best
  }
  return body
}

/**
 * How much text stands below each element, menus and hidden parts aside: code counts double, words in links a quarter, because
 * what leads elsewhere is seldom what a page says.
 */
function weigh(facts: Facts, dropped: ReadonlySet<Element>): ReadonlyMap<Parent, number> {
  const weights = new Map<Parent, number>()
  for (let i = facts.elements.length - 1; i >= 0; i--) {
    const element = facts.elements[i] as Element
    if (dropped.has(element)) {
      weights.delete(element)
      continue
    }
    const factor = element.tagName === 'a' ? 0.25 : element.tagName === 'pre' ? 2 : 1
    const own = ownText(element.childNodes) + (weights.get(element) ?? 0)
    weights.set(element, own * factor)
    const { parentNode } = element
    if (parentNode !== null && isElement(parentNode))
      weights.set(parentNode, (weights.get(parentNode) ?? 0) + own * factor)
  }
  return weights
}

function ownText(nodes: readonly Node[]): number {
  let length = 0
  for (const node of nodes) if (isText(node)) length += node.value.trim().length
  return length
}
