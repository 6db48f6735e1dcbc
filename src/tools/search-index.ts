import type { OperationRow } from '../catalog/index.ts'
import { createSearch, type SearchIndex } from '../search/index.ts'
import type { Offered } from './offered.ts'

/** The rows of a snapshot in one ranking, built when first asked for. */
export interface OperationIndex {
  readonly index: SearchIndex
  readonly at: readonly { readonly offered: Offered; readonly row: OperationRow }[]
}

export function indexOperations(all: readonly Offered[]): OperationIndex {
  const at = all.flatMap((offered) => offered.offeredRows.map((row) => ({ offered, row })))
  const documents = at.map(({ offered: { api }, row }, id) => ({
    id,
    group: api.slug,
    method: row.method,
    path: row.path,
    outdated: row.deprecated,
    fields: {
      operationId: row.operationId ?? '',
      summary: row.summary ?? '',
      description: row.description ?? '',
      tags: row.tags,
      names: row.names,
      words: row.words,
      api: [api.name, api.slug],
    },
  }))
  return { index: createSearch(documents), at }
}

/** Operations that the rankings of parts hold at most, one of them and all together: beyond that the whole one serves. */
const most = { one: 10_000, all: 20_000 }

/**
 * The rankings over what is offered. Who sees a part of the APIs searches in one of that part alone: which words are rare,
 * and which are typos, is then said by nothing that does not exist for them. A part that is very large is searched in the
 * ranking of the whole, where other APIs weigh on the order of its own and show in nothing else.
 */
export function createIndexes(all: readonly Offered[]): (some?: readonly Offered[]) => OperationIndex {
  const parts = new Map<string, OperationIndex>()
  let whole: OperationIndex | undefined
  return (some = all) => {
    const count = some.reduce((sum, { offeredRows }) => sum + offeredRows.length, 0)
    if (some.length === all.length || count > most.one) return (whole ??= indexOperations(all))
    const key = some.map(({ api }) => api.slug).join(' ')
    const index = parts.get(key) ?? indexOperations(some)
    parts.delete(key)
    parts.set(key, index) // the last used one is the last
    let held = [...parts.values()].reduce((sum, { at }) => sum + at.length, 0)
    for (const [oldest, { at }] of parts) {
      if (held <= most.all || oldest === key) break
      parts.delete(oldest)
      held -= at.length
    }
    return index
  }
}
