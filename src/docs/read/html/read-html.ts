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
  const { document, cut } = parseHtml(text)
  const facts = readFacts(document, url)
  const dropped = droppedOf(facts)
  const main = mainContent(document, facts, dropped)
  const links = linksOf(facts, main, dropped)
  const { markdown, sections } = toSections(markdownOf(main, facts, dropped))
  const language = facts.elements.find((it) => it.tagName === 'html')
  const lang = language === undefined ? undefined : attribute(language, 'lang')
  const firsts = sections.filter((it) => it.level === 1)
  const named = titleOf(facts)
  return {
    url,
    title:
      (firsts.length === 1 ? firsts[0]?.title : named) || named || (sections.find((it) => it.level > 0)?.title ?? ''),
    ...(lang === undefined || lang === '' ? {} : { language: lang }),
    markdown,
    sections,
    links,
    hints: hintsOf(facts),
    ...(cut ? { cut } : {}),
  }
}

/** The content below an element as Markdown; anchors of headings stand in them as `{#id}`. */
function markdownOf(main: Parent, facts: Facts, dropped: ReadonlySet<Element>): string {
  return stripInvisible(toMarkdown(buildTree(main, facts, dropped)))
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
  return { markdown: markdownOf(document, facts, dropped), links: linksOf(facts, document, dropped) }
}
