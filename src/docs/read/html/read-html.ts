import { serialize } from 'parse5'
import TurndownService from 'turndown'
import { gfm } from '@joplin/turndown-plugin-gfm'
import type { ElementHint, Link, LinkRel, Page, ScriptHint } from '../../model.ts'
import { toSections } from '../sections.ts'
import { attribute, elementsOf, parseHtml, textOf, type Element } from './parse.ts'

const service = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-', hr: '---' })
service.use(gfm)
service.remove(['script', 'style', 'nav', 'footer', 'noscript', 'template', 'svg'] as never)

/** An HTML page, read. */
export function readHtml(text: string, url: string): Page {
  const { document, cut } = parseHtml(text)
  const all = [...elementsOf(document)]
  const main =
    all.find((it) => it.tagName === 'main' || attribute(it, 'role') === 'main') ??
    all.find((it) => it.tagName === 'article') ??
    all.find((it) => it.tagName === 'body')
  const { markdown, sections } = toSections(main === undefined ? '' : service.turndown(serialize(main)))
  const head = all.find((it) => it.tagName === 'title')
  const language = attribute(all.find((it) => it.tagName === 'html') ?? (all[0] as Element), 'lang')
  return {
    url,
    title: head === undefined ? '' : textOf(head).trim(),
    ...(language === undefined ? {} : { language }),
    markdown,
    sections,
    links: all.filter((it) => it.tagName === 'a').flatMap((it) => link(it, url)),
    hints: {
      scripts: all.flatMap((it) => script(it, url)),
      linkRels: all.flatMap((it) => rel(it, url)),
      elements: all.flatMap(hint),
    },
    ...(cut ? { cut } : {}),
  }
}

function absolute(href: string | undefined, base: string): string | undefined {
  return href !== undefined && URL.canParse(href, base) ? new URL(href, base).href : undefined
}

function link(element: Element, base: string): Link[] {
  const href = absolute(attribute(element, 'href'), base)
  return href === undefined ? [] : [{ href, text: textOf(element).trim(), place: 'content' }]
}

function script(element: Element, base: string): ScriptHint[] {
  if (element.tagName !== 'script') return []
  const src = absolute(attribute(element, 'src'), base)
  const id = attribute(element, 'id')
  return [
    {
      text: textOf(element),
      type: attribute(element, 'type') ?? '',
      ...(src === undefined ? {} : { src }),
      ...(id === undefined ? {} : { id }),
    },
  ]
}

function rel(element: Element, base: string): LinkRel[] {
  const href = absolute(attribute(element, 'href'), base)
  const name = attribute(element, 'rel')
  const type = attribute(element, 'type')
  if (element.tagName !== 'link' || href === undefined || name === undefined) return []
  return [{ rel: name, href, ...(type === undefined ? {} : { type }) }]
}

function hint(element: Element): ElementHint[] {
  const attributes = Object.fromEntries(element.attrs.map((it) => [it.name, it.value]))
  const custom = element.tagName.includes('-') || element.tagName === 'redoc'
  return custom || 'data-url' in attributes ? [{ tag: element.tagName, attributes }] : []
}
