import type { Finding } from '../extractors/index.ts'
import { isPlaceholderHost, likeAnApi } from './base-model.ts'
import { prefixBefore } from './match.ts'
import type { Outline } from './outline.ts'
import { PathIndex } from './path-index.ts'
import { readTarget, segmentsOf } from './target.ts'

const mostLinks = 2_000

/**
 * The host of the links that answers hold, where those are of the page's own calls and look like an API:
 * `"self": "https://api.example.com/v1/boats/42"` where the page writes `/boats/{id}`.
 */
export function answeredBase(
  outline: Outline,
  findings: readonly Finding[],
): { readonly origin: string; readonly path: string } | undefined {
  const calls = findings.flatMap(({ target, form, method }) =>
    target.origin === undefined && method !== undefined && form !== 'mention' ? [{ path: target.path }] : [],
  )
  if (calls.length === 0) return undefined
  const index = new PathIndex(calls)
  const counts = new Map<string, number>()
  let looked = 0
  for (const { block, node } of outline.items) {
    if (block?.kind !== 'code' || node.history || looked >= mostLinks) continue
    for (const [, url = ''] of block.text.slice(0, 50_000).matchAll(/:\s*"(https?:\/\/[^\s"\\]{4,300})"/g)) {
      if (looked++ >= mostLinks) break
      const target = readTarget(url)
      if (
        target?.origin === undefined ||
        !/\w$|\]$/.test(target.origin) ||
        isPlaceholderHost(target.origin) ||
        segmentsOf(target.path).length < 2
      )
        continue
      if (!likeAnApi(`${target.origin}${target.path}`)) continue
      const prefix = prefixOf(target.path, index)
      if (prefix !== undefined)
        counts.set(`${target.origin}${prefix}`, (counts.get(`${target.origin}${prefix}`) ?? 0) + 1)
    }
  }
  const [best] = [...counts].toSorted((a, b) => b[1] - a[1])
  if (best === undefined) return undefined
  const [, origin = '', path = ''] = /^(https?:\/\/[^/]+)(.*)$/i.exec(best[0]) ?? []
  return { origin, path }
}

function prefixOf(path: string, index: PathIndex<{ readonly path: string }>): string | undefined {
  if (index.same(path).length > 0 || index.fitting(path).length > 0) return ''
  const [tail] = index.tails(path)
  return tail === undefined ? undefined : prefixBefore(tail.path, path)
}
