import type { PageHints } from '../model.ts'
import { componentTags, frontMatterTags, generatorTags } from './generator-tags.ts'
import { readHtml } from './html/read-html.ts'
import { readFrontMatter } from './markdown/front-matter.ts'

const none: PageHints = { scripts: [], linkRels: [], elements: [] }
const most = 50

const tags = /<(?:redoc|[a-z]+(?:-[a-z]+)+)\s[^<>]{0,2000}>/gi

/** What Markdown names as a description: its front matter, tags of site generators and of viewers. Code is no part of it. */
export function hintsOfMarkdown(text: string, url: string): PageHints {
  if (/^\s*\{/.test(text) && /\}\s*$/.test(text)) return { ...none, scripts: [{ text, type: 'application/json' }] } // the settings of a site
  const { values, body } = readFrontMatter(text)
  const directives =
    /^( {0,3})(`{3,}|~{3,})[ \t]*\{(?:eval-rst|[\w-]{0,40}(?:api|swagger|redoc)[\w-]{0,40})\}[^]*?(?:^ {0,3}\2[`~]*[ \t]*$|(?![^]))/gm
  const kept = [...body.matchAll(directives)].slice(0, most).map(([directive]) => directive)
  const plain = body.replace(/^( {0,3})(`{3,}|~{3,})[^]*?(?:^ {0,3}\2[`~]*[ \t]*$|(?![^]))/gm, '')
  const listed = [...body.matchAll(/^[ \t]*-{1,2}8<-{1,2}[ \t].*$/gm)].slice(0, most).map(([line]) => line)
  const named = [
    ...frontMatterTags(values),
    ...generatorTags([plain, ...kept, ...listed].join('\n')),
    ...componentTags(plain),
  ]
  return hintsIn(plain, url, named)
}

/** The same of reStructuredText: directives, and what stands as raw HTML. */
export function hintsOfRst(text: string, url: string): PageHints {
  const raw = [...text.matchAll(/^\.\. raw:: html\n((?:[ \t]+\S.*\n|[ \t]*\n)+)/gm)].map(([, html = '']) => html)
  return hintsIn(raw.join('\n'), url, generatorTags(text))
}

/** The same of AsciiDoc: macros, and what is passed through as HTML. */
export function hintsOfAsciidoc(text: string, url: string): PageHints {
  const plain = text.replace(/^(-{4,}|\.{4,})[ \t]*\n[^]*?(?:^\1[ \t]*$|(?![^]))/gm, '')
  const passed = [...plain.matchAll(/^\+{4}[ \t]*\n([^]*?)^\+{4}[ \t]*$/gm)].slice(0, most).map(([, html = '']) => html)
  return hintsIn(passed.join('\n'), url, generatorTags(plain))
}

function hintsIn(text: string, url: string, named: PageHints['elements']): PageHints {
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
