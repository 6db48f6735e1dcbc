import { findPaths, type Finding } from '../extractors/index.ts'
import type { Outline, SectionNode } from './outline.ts'

/**
 * `### Crew (/api/crew)` over a list of `POST /`, `GET /:id`: what is listed goes on from the path of the title, which is no call. Only
 * where one of the entries is nothing but the slash, and none is written with the title's path.
 */
export function underTitles(findings: readonly Finding[], outline: Outline): readonly Finding[] {
  const bases = new Map<SectionNode, string>()
  const nodeOf = ({ at }: Finding): SectionNode | undefined => outline.items[at]?.node
  const begin = (opens: (path: string) => boolean): void => {
    for (const it of findings) {
      const node = nodeOf(it)
      const base = node === undefined || bases.has(node) || !isEntry(it) || !opens(it.target.path) ? '' : baseOf(node)
      if (node !== undefined && base !== '') bases.set(node, base)
    }
  }
  begin((path) => path === '/')
  // beside such sections those whose entries begin with a variable
  if (bases.size > 0) begin((path) => path.startsWith('/{'))
  for (const it of findings) {
    const node = nodeOf(it)
    const base = node === undefined ? undefined : bases.get(node)
    if (node !== undefined && base !== undefined && isEntry(it) && it.target.path.startsWith(base)) bases.delete(node)
  }
  if (bases.size === 0) return findings
  return findings.flatMap((it) => {
    const node = nodeOf(it)
    const base = node === undefined ? undefined : bases.get(node)
    if (base === undefined) return [it]
    if (it.by === 'heading' && it.method === undefined) return []
    if (!isEntry(it)) return [it]
    const path = it.target.path === '/' ? base : `${base}${it.target.path}`
    return [{ ...it, target: { ...it.target, path } }]
  })
}

/** The one path of a section's title, or `''`. */
function baseOf({ items }: SectionNode): string {
  const [title] = items
  const paths = title?.block === undefined ? findPaths(title?.marked ?? '') : []
  const [only] = paths
  return only === undefined || paths.length > 1 || only.target.query.length > 0
    ? ''
    : only.target.path.replace(/\/$/, '')
}

const isEntry = ({ form, method, target }: Finding): boolean =>
  form === 'listed' && method !== undefined && target.origin === undefined
