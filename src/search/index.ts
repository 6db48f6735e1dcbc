export { createSearch } from './search.ts'
export {
  type FieldWeight,
  type SearchDocument,
  type SearchHit,
  type SearchIndex,
  type SearchOptions,
  type SearchQuery,
} from './model.ts'
