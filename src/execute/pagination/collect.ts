import type { Outcome } from '../model.ts'
import type { CollectRequest, Summary } from './collect-model.ts'
import { Run } from './run.ts'

export interface Collection {
  /** Each page's items as one text, `{…},{…}`, never empty. Never throws: what goes wrong is in the summary. */
  readonly pages: AsyncGenerator<string, void>
  readonly summary: () => Summary
}

/**
 * Follows the pages of a list to its end or to a limit. The first page is asked for at once; the others as `pages` is read.
 *
 * Guards (SECURITY-PROMISES.md §5.4): never off the origin, never where the policy forbids it, no address or cursor twice, a
 * page that repeats ends it. Items come in order, each exactly once.
 *
 * @throws CustomApiError what goes wrong with the first page; an answer of failure comes back as it is
 */
export async function collect(request: CollectRequest): Promise<Collection | { readonly failed: Outcome }> {
  const run = new Run(request)
  const failed = await run.begin()
  if (failed !== undefined) return { failed }
  return { pages: run.pages(), summary: () => run.summary() }
}
