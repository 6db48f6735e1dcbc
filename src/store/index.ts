export { openStore, type StoreOptions } from './store.ts'
export { createFetched, type Fetched, type FetchedCopy } from './fetched.ts'
export type {
  Collection,
  CollectionShape,
  Condition,
  Draft,
  FullRow,
  Query,
  Quota,
  Row,
  Store,
  Transaction,
} from './model.ts'
