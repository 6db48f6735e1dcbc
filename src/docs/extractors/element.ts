import { toMethod } from '../infer/methods.ts'
import { readTarget } from '../infer/target.ts'
import type { Extractor, Finding } from './extractor.ts'
import { isApiPath, toSummary } from './scan.ts'

/** The attributes of a tag: `path="/x"`, `method='get'`, `required`, `path={"/x"}`. */
export function readAttributes(tag: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', a, b, c, d] of tag.matchAll(
    /(?<=\s)([A-Za-z][\w:-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|\{["'`]?([^{}]*?)["'`]?\}|([^\s"'>%}]+)))?/g,
  ))
    found[name.toLowerCase()] = a ?? b ?? c ?? d ?? ''
  return found
}

/** Tags of MDX and of templates with their attributes, as whole lines: `<ApiEndpoint path="/x" method="get">`, `{% swagger … %}`. */
export function readTags(
  text: string,
): { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const found: { name: string; attributes: Record<string, string> }[] = []
  if (text.length > 50_000) return found
  for (const [tag, name = ''] of text.matchAll(
    /(?:<([A-Za-z][\w.-]*)(?=\s)(?:"[^"\n]{0,2000}"|'[^'\n]{0,2000}'|[^<>"'])*\/?>)/g,
  ))
    found.push({ name, attributes: readAttributes(tag) })
  for (const [tag, name = ''] of text.matchAll(/\{%\s*([A-Za-z][\w-]*)\s(?:"[^"\n]{0,2000}"|[^%"])*%\}/g))
    found.push({ name, attributes: readAttributes(tag) })
  return found
}

/** Elements that carry an operation in attributes: MDX components, GitBook's `{% swagger %}` and `{% api-method %}`. */
export const element: Extractor = {
  id: 'element',
  read(item) {
    if (item.block?.kind !== 'text') return []
    const raw = item.block.markdown
    const found: Finding[] = []
    for (const [row, { attributes }] of readTags(raw).entries()) {
      const method = toMethod(attributes['method'] ?? attributes['verb'] ?? attributes['type'] ?? '')
      const written =
        attributes['path'] ??
        attributes['url'] ??
        attributes['endpoint'] ??
        attributes['route'] ??
        attributes['uri'] ??
        ''
      const target = readTarget(`${attributes['baseurl'] ?? attributes['host'] ?? ''}${written}`) ?? readTarget(written)
      if (method === undefined || target === undefined || !isApiPath(target)) continue
      const summary = toSummary(attributes['summary'] ?? attributes['title'] ?? attributes['name'] ?? '')
      found.push({ at: item.at, row, method, target, form: 'declared', weight: 0.95, by: 'element', ...summary })
    }
    // front matter of Mintlify and the like: openapi: "GET /v1/items", api: "POST https://…"
    const [, verb = '', path = ''] =
      /^(?:openapi|api)\s*:\s*["']?(?:[\w./-]+\s+)?(GET|POST|PUT|PATCH|DELETE)\s+([^\s"']+)["']?\s*$/im.exec(raw) ?? []
    const method = toMethod(verb)
    const target = readTarget(path)
    if (method !== undefined && target !== undefined)
      found.push({ at: item.at, row: 0, method, target, form: 'declared', weight: 0.95, by: 'element' })
    return found
  },
}
