import { createSectionSearch, type Documents, type SectionSearch } from '../docs/index.ts'
import type { PublishedApi } from './model.ts'
import type { Offered } from './offered.ts'

interface Documented {
  readonly api: PublishedApi
  readonly documents: Documents
}

/** The APIs that have pages, with them. */
export const documented = (apis: readonly Pick<Offered, 'api'>[]): readonly Documented[] =>
  apis.flatMap(({ api }) =>
    api.documents === undefined || api.documents.pages.length === 0 ? [] : [{ api, documents: api.documents }],
  )

/** The last few rankings: callers who see the same share one. */
const rankings: { readonly of: readonly Documents[]; readonly search: Promise<SectionSearch> }[] = []
const mostRankings = 4

/** One ranking over everything that a caller may see: others' pages do not weigh in it. Built when first asked for. */
export function sectionsOf(apis: readonly Pick<Offered, 'api'>[]): Promise<SectionSearch> {
  const all = documented(apis).map(({ documents }) => documents)
  const known = rankings.find(({ of }) => of.length === all.length && of.every((one, at) => one === all[at]))
  if (known !== undefined) return known.search
  const search = createSectionSearch(all)
  rankings.unshift({ of: all, search })
  rankings.length = Math.min(rankings.length, mostRankings)
  return search
}
