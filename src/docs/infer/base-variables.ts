import type { Finding } from '../extractors/index.ts'
import { split } from './base-model.ts'
import type { Outline } from './outline.ts'
import { readTarget } from './target.ts'

/** `export API=https://…`, `const baseUrl = "https://…"`, `$base: https://…`, `@host = https://…`. */
const assignment =
  /^[ \t>%]*(?:[$#] ?)?(?:(?:export|const|let|var|val|set|final|static|public|private|String|string) )*(?:\$env:|[$@])?([A-Za-z_][\w.-]{0,40})[ \t]*(?::?=|=>|:[ \t](?:str )?=)[ \t]*["'`]?(https?:\/\/[^\s"'`;,)]{3,200})/gm
/** The variable that a call begins with: `$API/boats`, `${API}/boats`, `{{api}}/boats`, `"$API/boats"`. */
const opening = /^["'`]?(?:\$\{|\{\{|\{|\$|<|%|@)?\s*([A-Za-z_][\w.-]{0,40})/

/** The URL of the variable that calls begin with, as the page sets it. */
export function assignedBase(
  outline: Outline,
  findings: readonly Finding[],
): { readonly origin: string; readonly path: string } | undefined {
  const used = new Map<string, number>()
  for (const { target } of findings.slice(0, 5_000)) {
    const name = target.origin === '{host}' ? opening.exec(target.raw)?.[1]?.toLowerCase() : undefined
    if (name !== undefined) used.set(name, (used.get(name) ?? 0) + 1)
  }
  if (used.size === 0) return undefined
  let best: { readonly count: number; readonly url: string } | undefined
  for (const { block, node } of outline.items) {
    if (block?.kind !== 'code' || node.history) continue
    for (const [, name = '', url = ''] of block.text.slice(0, 20_000).matchAll(assignment)) {
      const count = used.get(name.toLowerCase()) ?? 0
      if (count > (best?.count ?? 0)) best = { count, url }
    }
  }
  const target = best === undefined ? undefined : readTarget(best.url)
  if (target?.origin === undefined || target.origin === '{host}' || target.query.length > 0) return undefined
  const { path } = split(`${target.origin}${target.path}`)
  return { origin: target.origin, path }
}
