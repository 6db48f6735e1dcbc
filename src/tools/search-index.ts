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
