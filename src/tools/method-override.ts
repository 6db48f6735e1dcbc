import type { PublishedApi } from './model.ts'
import { refuse } from './policy.ts'

/** Names by which frameworks let a query replace the method. */
const overrides = new Set(['_method', '_httpmethod', 'x-http-method-override', 'x-http-method', 'x-method-override'])

/** The names of a query as it will be sent. */
export const namesIn = (query: string): Iterable<string> => new URLSearchParams(query).keys()

/** @throws CustomApiError `policy.denied` for a query that some frameworks read as another method */
export function refuseOverride(api: PublishedApi, what: string, names: Iterable<string>): void {
  const override = [...names].find((name) => overrides.has(name.toLowerCase()))
  if (override === undefined) return
  refuse({ key: 'tools', why: `"${override}" in the query could replace the method` }, api.slug, what)
}
