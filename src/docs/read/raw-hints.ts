import type { ElementHint, PageHints } from '../model.ts'
import { readHtml } from './html/read-html.ts'

const none: PageHints = { scripts: [], linkRels: [], elements: [] }
const most = 50

const tags = /<(?:redoc|[a-z]+(?:-[a-z]+)+)\s[^<>]{0,2000}>/gi
const shortcodes: readonly RegExp[] = [
  // Hugo, by name or by place
  /\{\{[<%]\s*(?:swagger-?ui|swagger|redoc(?:-embed)?|openapi|rapidoc|scalar)\b[^{}\n]{0,200}?\b(?:src|url|spec|spec-?url|path|file)\s*=\s*["']([^"'\n]{1,500})["']/gi,
  /\{\{[<%]\s*(?:swagger-?ui|swagger|redoc(?:-embed)?|openapi|rapidoc|scalar)\s+["']([^"'\n]{1,500})["']/gi,
  // plugins of MkDocs
  /<swagger-ui\s[^<>]{0,300}?\bsrc=["']([^"'\n]{1,500})["']/gi,
  /^!!swagger(?:-http)?\s+(\S{1,500}?)!!/gm,
  /^\[OAD\(['"]?([^()'"\n]{1,500})['"]?\)\]/gm,
]
const directives = /^\.\. (?:openapi|swaggerv2doc|redoc)::[ \t]+(\S{1,500})/gm

/** What Markdown names as a description: viewers as HTML in it, shortcodes and marks of site generators. Code is no part of it. */
export function hintsOfMarkdown(text: string, url: string): PageHints {
  const plain = text.replace(/^( {0,3})(`{3,}|~{3,})[^]*?(?:^ {0,3}\2[`~]*[ \t]*$|(?![^]))/gm, '')
  return hintsIn(plain, shortcodes, url)
}

/** The same of reStructuredText: directives, and what stands as raw HTML. */
export function hintsOfRst(text: string, url: string): PageHints {
  const raw = [...text.matchAll(/^\.\. raw:: html\n((?:[ \t]+\S.*\n|[ \t]*\n)+)/gm)].map(([, html = '']) => html)
  const named = [...text.matchAll(directives)].slice(0, most).map(([, address = '']) => viewer(address))
  const { scripts, linkRels, elements } = hintsIn(raw.join('\n'), [], url)
  return { scripts, linkRels, elements: [...named, ...elements] }
}

function hintsIn(text: string, patterns: readonly RegExp[], url: string): PageHints {
  const named = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, address = '']) => viewer(address)))
  const html = [...[...text.matchAll(tags)].slice(0, most).map(([tag]) => tag), ...scriptsIn(text)]
  const { hints } = html.length === 0 ? { hints: none } : readHtml(`<html><body>${html.join('\n')}</body></html>`, url)
  return { ...hints, elements: [...named.slice(0, most), ...hints.elements] }
}

/** Scripts as they stand, with their tags. */
function scriptsIn(text: string): string[] {
  const found: string[] = []
  for (const { index } of text.matchAll(/<script\b/gi)) {
    if (found.length >= most) break
    const end = text.indexOf('</script>', index)
    if (end < 0) break
    found.push(text.slice(index, Math.min(end, index + 200_000)) + '</script>')
  }
  return found
}

const viewer = (address: string): ElementHint => ({ tag: 'redoc', attributes: { 'spec-url': address } })
