import type { Outline } from './outline.ts'
import type { InferredOperation, Inference } from './model.ts'

const mostNamed = 5

/** Says where looking for operations ended, when the pages hold more than is looked at. */
export const cutOf = ({ cutIn }: Outline): Inference['problems'] =>
  cutIn === undefined
    ? []
    : [{ at: cutIn, says: 'is where looking for operations ended: there is more text than is looked at' }]

/** What a person may want to mend: operations that are drafts and why, and what calls need and no page states. */
export function problemsOf({
  operations,
  baseUrl,
  auth,
}: Pick<Inference, 'operations' | 'baseUrl' | 'auth'>): Inference['problems'] {
  if (operations.length === 0) return []
  const problems: { at: string; says: string }[] = []
  const drafts = operations.filter(({ draft }) => draft)
  for (const it of drafts.slice(0, mostNamed)) problems.push({ at: placeOf(it), says: why(it) })
  const rest = drafts.slice(mostNamed)
  if (rest.length > 0 && rest[0] !== undefined)
    problems.push({ at: placeOf(rest[0]), says: `is the first of ${rest.length} more drafts` })
  const at = placeOf(operations[0])
  if (baseUrl === undefined && operations.every(({ server }) => server === undefined))
    problems.push({ at, says: 'states no base URL of a host: "baseUrl" has to say it' })
  if (auth.length === 0) problems.push({ at, says: 'states no way to authenticate: if calls need one, set "auth"' })
  return problems
}

function why({ method, path, confidence, evidence }: InferredOperation): string {
  const seen = evidence.length === 0 ? '' : `, by ${evidence.join(' and ')} alone`
  return `names ${method} ${path}, which is a draft (${Math.round(confidence * 100)} %${seen}): published if "tools.include" matches it`
}

const placeOf = (operation: InferredOperation | undefined): string => {
  const { url = '', section = '' } = operation?.sources[0] ?? {}
  return section === '' ? url : `${url}#${section}`
}
