export type * from './model.ts'
export {
  createCatalog,
  type Catalog,
  type CatalogOptions,
  type DescriptionSource,
  type LoadOptions,
  type TextSource,
} from './catalog.ts'
export { recogniseText, type Recognised } from './ingest/recognise-text.ts'
export { type FetchedAnswer, type FetchedCopy, type FetchedStore, type FetchText } from './fetched.ts'
