import { findCalls } from '../../extractors/index.ts'
import { withoutAnswers } from '../answer-fields.ts'
import type { Merged } from '../merge.ts'
import type { Item } from '../outline.ts'
import { shapeOf } from '../target.ts'
import type { Details } from './collecting.ts'

/** Words that point to the parameters of another operation. */
export const sameAs =
  /\b(?:same|identical) (?:request )?(?:body|parameters?|params|fields|options|arguments|payload|attributes)\b[^.]{0,30}\b(?:as|like|to)\b|\b(?:body|parameters?|fields|options|arguments)\b[^.`]{0,40} (?:is|are) the same as\b(?! (?:the |in the |for the )?(?:old|legacy|v\d|previous|[A-Z]\w+)[\w ]{0,20} apis?\b)|^(?:the )?same as `?[\w./-]+`?,? (?:plus|and|with|but|except)\b|\bsee (?:parameters|body) above\b|\bpara?met\p{L}+ (?:wie oben|as above|как выше)/iu

/** "Same parameters as above", "the same body as `POST /x`": what the operation before, or the one named, has. */
export function repeat(own: Details, { marked, at }: Item, details: ReadonlyMap<Merged, Details>): void {
  const [named] = findCalls(marked)
  const word = /\bsame\b[^.]{0,30}? (?:as|like|to)(?: (?:for|in|of))? `?\/?([\w-]+(?:\.[a-z]+)?)`?/i.exec(marked)?.[1]
  const called = [...details.keys()].filter(
    ({ path }) => word !== undefined && word.length > 2 && path.endsWith(`/${word}`),
  )
  const before = [...details.keys()]
    .filter((operation) => details.get(operation) !== own)
    .map((operation) => ({
      operation,
      last: operation.findings.reduce(
        (last, it) => (it.form !== 'mention' && it.form !== 'listed' && it.at < at ? Math.max(last, it.at) : last),
        -1,
      ),
    }))
    .filter(({ operation, last }) =>
      named === undefined
        ? called.length > 0
          ? called.includes(operation)
          : last >= 0
        : named.methods.includes(operation.method) && shapeOf(operation.path) === shapeOf(named.target.path),
    )
    .toSorted((a, b) => b.last - a.last)
  const [nearest] = before
  const other = nearest === undefined ? undefined : details.get(nearest.operation)
  if (other === undefined) return
  const known = new Set(own.parameters.map(({ name }) => name))
  own.parameters.push(
    ...withoutAnswers(other, nearest?.operation.method ?? 'GET').filter(
      (it) => it.in !== 'path' && !known.has(it.name),
    ),
  )
  if (own.bodies.length === 0) own.bodies.push(...other.bodies)
  own.form ||= other.form
  own.multipart ||= other.multipart
}
