import { stripInvisible } from '../../core/index.ts'
import type { Page } from '../model.ts'
import { asciidocToMarkdown } from './asciidoc.ts'
import { blueprintToMarkdown } from './blueprint/blueprint.ts'
import { httpFileToMarkdown } from './http-file.ts'
import { readHtml } from './html/read-html.ts'
import { cleanMarkdown } from './markdown/clean.ts'
import { readFrontMatter } from './markdown/front-matter.ts'
import { operationPage } from './markdown/operation-page.ts'
import { orgToMarkdown } from './org.ts'
import { hintsOfAsciidoc, hintsOfMarkdown, hintsOfRst } from './raw-hints.ts'
import { rstToMarkdown } from './rst.ts'
import { toSections } from './sections.ts'
import { kindOf } from './text-kind.ts'

/**
 * A documentation page as clean Markdown in sections. What it is (HTML, Markdown, text) is found by looking; the media type
 * is a hint. Never throws for what a page holds; scripts are never run.
 */
export function readPage(source: { text: string; mediaType: string; url: string }): Page {
  const url = withoutFragment(source.url)
  const text = source.text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replaceAll('\0', '')
  switch (kindOf(text, source.mediaType, url)) {
    case 'html':
      return readHtml(text, url)
    case 'restructuredtext':
      return { ...readMarkdown(rstToMarkdown(text), url), hints: hintsOfRst(text, url) }
    case 'asciidoc':
      return { ...readMarkdown(asciidocToMarkdown(text), url), hints: hintsOfAsciidoc(text, url) }
    case 'requests':
      return readMarkdown(httpFileToMarkdown(text), url)
    case 'blueprint':
      return readMarkdown(blueprintToMarkdown(text), url)
    case 'org':
      return readMarkdown(orgToMarkdown(text), url)
    case 'markdown':
      return { ...readMarkdown(text, url), hints: hintsOfMarkdown(text, url) }
  }
}

function readMarkdown(text: string, url: string): Page {
  const { values, body: written } = readFrontMatter(text)
  const title = values.get('title') ?? values.get('sidebar_label') ?? ''
  const operation = operationPage(text.slice(0, text.length - written.length).replace(/^---\n|\n---\n$/g, ''), title)
  const body = operation ?? written
  const cleaned = cleanMarkdown(body, url)
  const { markdown, sections } = toSections(
    stripInvisible(operation === undefined ? withHead(cleaned, title, values) : cleaned.markdown),
  )
  const first = sections.find((it) => it.level === 1) ?? sections.find((it) => it.level > 0)
  return {
    url,
    title: title === '' ? (first?.title ?? '') : title,
    markdown,
    sections,
    links: cleaned.links,
    hints: { scripts: [], linkRels: [], elements: [] },
  }
}

/** What generators put above the text: the title, the description, the operation that the page is about. */
function withHead(
  { markdown, hasTitle }: { markdown: string; hasTitle: boolean },
  title: string,
  values: ReadonlyMap<string, string>,
): string {
  const lines: string[] = []
  if (title !== '' && !hasTitle) lines.push(`# ${title}`)
  const described = values.get('description')
  if (described !== undefined && lines.length > 0) lines.push(described)
  const operation = /^(?:\S+\.(?:json|ya?ml)\s+)?(get|post|put|patch|delete|head|options)\s+(\S+)$/i.exec(
    values.get('api') ?? values.get('openapi') ?? '',
  )
  if (operation !== null) lines.push(`\`${operation[1]?.toUpperCase() ?? ''} ${operation[2] ?? ''}\``)
  return [...lines, markdown].join('\n\n')
}

function withoutFragment(url: string): string {
  const at = url.indexOf('#')
  return at === -1 ? url : url.slice(0, at)
}
