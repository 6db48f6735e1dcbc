import { stripInvisible } from '../../../core/index.ts'
import type { Link, Page } from '../../model.ts'
import { toSections } from '../sections.ts'
import { droppedOf } from './boilerplate.ts'
import { buildTree } from './build.ts'
import { lineOf, readFacts, type Facts } from './facts.ts'
import { hintsOf } from './hints.ts'
import { mainContent } from './main-content.ts'
import { attribute, beginningOf, parseHtml, type Element, type Parent } from './parse.ts'
import { toMarkdown } from './to-markdown.ts'

/** An HTML page, read: what a reader of it sees, without what leads around it. */
export function readHtml(text: string, url: string): Page {
  // The page's own tree is let go before the Markdown is written: both at once is what a large page costs most.
  const { tree, named, ...rest } = outlineOf(text, url)
  const { markdown, sections } = toSections(stripInvisible(toMarkdown(tree)))
  const firsts = sections.filter((it) => it.level === 1)
  const title = (firsts.length === 1 ? firsts[0]?.title : named) || named
  return { url, title: title || (sections.find((it) => it.level > 0)?.title ?? ''), markdown, sections, ...rest }
}

function outlineOf(text: string, url: string) {
  const { document, cut } = parseHtml(text)
  const facts = readFacts(document, url)
  const dropped = droppedOf(facts)
  const main = mainContent(document, facts, dropped)
  const root = facts.elements.find((it) => it.tagName === 'html')
  const language = root === undefined ? '' : (attribute(root, 'lang') ?? '')
  return {
    tree: buildTree(main, facts, dropped, titleBeside(main, facts, dropped)),
    named: titleOf(facts),
    ...(language === '' ? {} : { language }),
    links: linksOf(facts, main, dropped),
    hints: hintsOf(facts),
    ...(cut ? { cut } : {}),
  }
}

/** Some generators put the heading of the page beside its article: it says what the title of the document begins with. */
function titleBeside(main: Parent, facts: Facts, dropped: ReadonlySet<Element>): Element | undefined {
  const whole = facts.elements.find((it) => it.tagName === 'title')
  const named = whole === undefined ? '' : lineOf(whole)
  const isIn = (element: Element, place: (it: Parent) => boolean): boolean => {
    for (let up: Parent | null = element; up !== null; up = 'parentNode' in up ? up.parentNode : null)
      if (place(up)) return true
    return false
  }
  const shown = facts.elements.filter((it) => it.tagName === 'h1').slice(0, 20)
  const left = shown.filter((it) => !isIn(it, (up) => 'tagName' in up && dropped.has(up)))
  if (left.some((it) => isIn(it, (up) => up === main))) return undefined
  return left.find((it) => {
    const text = lineOf(it, (inner) => dropped.has(inner))
    return text !== '' && named.startsWith(text)
  })
}

/** `<title>` without the site's name behind it. */
function titleOf(facts: Facts): string {
  const element = facts.elements.find((it) => it.tagName === 'title')
  const whole = element === undefined ? '' : stripInvisible(lineOf(element))
  const parts = whole.split(/ [|·•–—»] | [-:] (?=\S{1,40}$)/)
  return (parts[0] ?? '').length >= 3 ? (parts[0] ?? whole) : whole
}

const mostLinks = 20_000

function linksOf(facts: Facts, main: Parent, dropped: ReadonlySet<Element>): Link[] {
  const links: Link[] = []
  const aside = new Set<Parent>(dropped)
  const inside = new Set<Parent>([main])
  for (const element of facts.elements) {
    const { parentNode } = element
    if (parentNode !== null && aside.has(parentNode)) aside.add(element)
    if (parentNode !== null && inside.has(parentNode)) inside.add(element)
    if (links.length >= mostLinks || (element.tagName !== 'a' && element.tagName !== 'area')) continue
    const href = facts.address(attribute(element, 'href') ?? '')
    if (href === undefined) continue
    const rel = attribute(element, 'rel')
    links.push({
      href,
      text: stripInvisible(beginningOf(element, 300).replace(/\s+/g, ' ').trim()),
      place: inside.has(element) && !aside.has(element) ? 'content' : 'navigation',
      ...(rel === undefined ? {} : { rel }),
    })
  }
  return links
}

/** A piece of HTML as Markdown, all of it: for what stands among other text. */
export function fragmentToMarkdown(text: string, url: string): { markdown: string; links: Link[] } {
  const { document } = parseHtml(text)
  const facts = readFacts(document, url)
  const dropped = droppedOf(facts)
  return {
    markdown: stripInvisible(toMarkdown(buildTree(document, facts, dropped))),
    links: linksOf(facts, document, dropped),
  }
}
