import { isHttpFile } from './http-file.ts'
import { isBlueprint } from './blueprint/blueprint.ts'

/** What a page is written in. */
export type TextKind = 'html' | 'blueprint' | 'requests' | 'markdown' | 'restructuredtext' | 'asciidoc' | 'org'

const lookAt = 20_000

/**
 * What a text is, found by looking at it; its media type decides where the text leaves it open. Plain text is read as
 * Markdown, which it mostly is.
 */
export function kindOf(text: string, mediaType: string, url: string): TextKind {
  const head = text.slice(0, lookAt)
  if (/^(?:\s|<!--[^]{0,2000}?-->|<\?xml[^>]{0,300}\?>)*<(?:!doctype\s+html|html|head|body)[\s>]/i.test(head))
    return 'html'
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? ''
  const name = /\.([a-z]{2,8})$/i.exec(pathOf(url))?.[1]?.toLowerCase() ?? ''
  if (isBlueprint(head)) return 'blueprint'
  if (!/markdown|html/.test(type) && isHttpFile(head, name)) return 'requests'
  if (/markdown/.test(type)) return 'markdown'
  if (/^(?:text\/html|application\/xhtml\+xml)$/.test(type)) return looksLikeMarkdown(head) ? 'markdown' : 'html'
  if (/rst|restructuredtext/.test(type) || name === 'rst' || looksLikeRst(head)) return 'restructuredtext'
  if (/asciidoc/.test(type) || /^(?:adoc|asciidoc|asc)$/.test(name) || looksLikeAsciidoc(head)) return 'asciidoc'
  if (/\borg\b/.test(type) || name === 'org' || looksLikeOrg(head)) return 'org'
  const tags = head.match(/<(?:p|div|h[1-6]|ul|table|section|span|br)\b[^<>]{0,300}>/gi)?.length ?? 0
  return /^\s*<[a-z]/i.test(head) && tags > 3 && !/^#{1,6} /m.test(head) ? 'html' : 'markdown'
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}

/** Some servers call every file `text/html`. */
function looksLikeMarkdown(head: string): boolean {
  return !/<(?:p|div|body|html|head|span|table|br|h[1-6]|ul)\b/i.test(head) && /^(?:#{1,6} |---$)/m.test(head)
}

/** Directives, roles and underlined titles, and no title of Markdown. */
function looksLikeRst(head: string): boolean {
  if (/^#{1,6} \S/m.test(head) || /^```/m.test(head)) return false
  const directives = head.match(/^ {0,8}\.\. (?:[\w:-]+::|_[\w -]+:)/gm)?.length ?? 0
  const underlined = /^\S[^\n]*\n(?:={3,}|-{3,}|~{3,}|\^{3,}|"{3,})$/m.test(head)
  return directives > 1 || (directives === 1 && underlined)
}

/** Titles with `=`, and blocks between `----` under `[source]`. */
function looksLikeAsciidoc(head: string): boolean {
  if (/^#{1,6} \S/m.test(head) || /^```/m.test(head)) return false
  const titles = head.match(/^={1,5} \S/gm)?.length ?? 0
  return titles > 0 && (titles > 1 || /^\[(?:source|cols|NOTE|options)|^:[\w-]+:/m.test(head))
}

/** Headlines with `*`, and keywords with `#+`. */
const looksLikeOrg = (head: string): boolean =>
  /^#\+(?:title|begin_src|begin_example|options|author):?(?:\s|$)/im.test(head) &&
  /^\*{1,4} \S/m.test(head) &&
  !/^#{1,6} \S/m.test(head)
