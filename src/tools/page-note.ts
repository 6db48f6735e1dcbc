import type { Operation } from '../catalog/index.ts'
import { stringifyJson } from '../core/index.ts'
import { onePageOf, type Outcome } from '../execute/index.ts'
import type { PlannedCall } from './planned-call.ts'
import { nounOf } from './noun.ts'
import { isPlainObject } from './plain-object.ts'
import type { View } from './view.ts'

/** How `collect_pages` is asked for the list of a call. */
export interface Pages {
  readonly operation: Operation | undefined
  readonly ask: () => Readonly<Record<string, unknown>>
}

/** Longer calls are not repeated to who made them. */
const longest = 600

/** The answer, with a line that says so when it is one page of a longer list, and the call that gets all of it. */
export function withPageNote(outcome: Outcome, { offered, target, plan, pages }: PlannedCall, view: View): Outcome {
  const { body } = outcome
  if (pages === undefined || body.kind !== 'json' || !view.lists('collect_pages')) return outcome
  const { operation } = pages
  const noun = (): string | undefined => nounOf(operation?.path ?? plan.request.path)
  const found = onePageOf(outcome, { target, plan, operation, pinned: offered.api.pagination, noun })
  if (found === undefined) return outcome
  const asked = found.items === undefined ? pages.ask() : { ...pages.ask(), items: found.items }
  const given = Object.entries(asked).filter(
    ([, value]) => value !== undefined && !(isPlainObject(value) && Object.keys(value).length === 0),
  )
  const call = stringifyJson({ api: offered.api.slug, ...Object.fromEntries(given) })
  const counted = found.total === undefined ? `${found.count} items` : `${found.count} of ${found.total} items`
  const place = found.items === undefined ? '' : ` at ${found.items}`
  const one = found.perhaps ? `perhaps one page: ${counted}, as many as one has` : `one page, ${counted}${place}`
  const how = call.length > longest ? 'collect_pages with the same arguments' : `collect_pages ${call}`
  const notes = [...(body.notes ?? []), { says: `${one}; all of them: ${how}` }]
  return { ...outcome, body: { ...body, notes } }
}
