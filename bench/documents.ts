import type { OperationRow } from '../src/catalog/index.ts'
import type { SearchDocument } from '../src/search/index.ts'

/** An operation as search sees it. */
export function toDocument(row: OperationRow, id: number, group: string, api: string): SearchDocument {
  const { operationId, summary, description, tags, names, words, method, path, deprecated } = row
  const fields = { operationId, summary, description, tags, names, words, api }
  return { id, group, method, path, outdated: deprecated, fields }
}
