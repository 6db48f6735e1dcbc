import { toMethod } from '../infer/methods.ts'
import { readTarget, targetEnd } from '../infer/target.ts'
import type { Extractor, Finding } from './extractor.ts'
import { findCalls, findPaths, isApiPath, isLikelyPath, toSummary } from './scan.ts'

const anyCase = /(?<![\p{L}\p{N}_])(get|post|put|patch|delete|head|options)\s*[:\s]\s*(?=\/|https?:)/giu

/** Headings: `## GET /v1/items/{id}`, `## List items [GET /items]`, `### /v1/items`, `## Item [/items/{id}]`. */
export const heading: Extractor = {
  id: 'heading',
  read(item) {
    if (item.block !== undefined) return []
    const title = item.marked
    const calls = findCalls(title)
    if (calls.length > 0)
      return calls.flatMap((call) =>
        call.methods.map((method): Finding => {
          const around = toSummary(`${title.slice(0, call.from)} ${title.slice(call.to)}`)
          return {
            at: item.at,
            row: 0,
            method,
            target: call.target,
            form: 'declared',
            weight: 0.95,
            by: 'heading',
            ...around,
          }
        }),
      )
    for (const match of title.matchAll(anyCase)) {
      const start = match.index + match[0].length
      const target = readTarget(title.slice(start, targetEnd(title, start)))
      const method = toMethod(match[1] ?? '')
      if (target !== undefined && method !== undefined && isApiPath(target))
        return [{ at: item.at, row: 0, method, target, form: 'declared', weight: 0.9, by: 'heading' }]
    }
    // API Blueprint: a method alone in brackets takes the path of the heading above
    const blueprint = /\[(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\]\s*$/.exec(title)
    if (blueprint !== null) {
      const above = /\[([^\]\s]+)\]\s*$/.exec(item.node.parent?.section.title ?? '')?.[1]
      const target = readTarget(above ?? '')
      const method = toMethod(blueprint[1] ?? '')
      if (target === undefined || method === undefined) return []
      const summary = toSummary(title.slice(0, blueprint.index))
      return [{ at: item.at, row: 0, method, target, form: 'declared', weight: 0.95, by: 'heading', ...summary }]
    }
    return findPaths(title)
      .filter(({ target }) => isLikelyPath(target))
      .filter(
        (path, index, all) =>
          index === 0 ||
          /^`?\s*(?:,|and|or|&|\/|und|и|和|、)\s*`?$/i.test(title.slice(all[index - 1]?.to ?? 0, path.from)),
      )
      .filter(({ to }) => title[to] !== ']' || title.includes('`'))
      .map(({ target, from, to }): Finding => {
        const summary = toSummary(
          `${title.slice(0, from)} ${title.slice(to)}`.replace(/\S*\/\S*|\b(?:and|or|und)\b/g, ' '),
        )
        const alone = summary.summary === undefined
        return { at: item.at, row: 0, target, form: 'declared', weight: alone ? 0.75 : 0.6, by: 'heading', ...summary }
      })
  },
}
