export type * from './model.ts'
export {
  createCatalog,
  type Catalog,
  type CatalogOptions,
  type DescriptionSource,
  type LoadOptions,
} from './catalog.ts'
export { type FetchedAnswer, type FetchedCopy, type FetchedStore, type FetchText } from './fetched.ts'
