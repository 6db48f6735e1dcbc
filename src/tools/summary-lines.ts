import { CustomApiError } from '../core/index.ts'
import type { Summary } from '../execute/index.ts'
import { failureOf } from '../results/index.ts'

/** What came of a collection, in our words: counts, whether there is more, what failed, and the call that goes on. */
export function summaryLines(summary: Summary, earlier: number, next: string | undefined): string[] {
  const { items, pages, total, ended } = summary
  const all = earlier + items
  const of = total === undefined || total < all ? '' : ` of ${total}`
  const before = earlier === 0 ? '' : ` (${all}${of} with those before)`
  const counted = `${items}${earlier === 0 ? of : ''} item${items === 1 && of === '' ? '' : 's'} from ${pages} page${pages === 1 ? '' : 's'}${before}`
  const lines = [`${counted}: ${saysOf(summary)}`]
  if (ended.how === 'failed' || ended.how === 'refused') lines.push(...failureLines(summary))
  if (next !== undefined) lines.push(`next: ${next}`)
  return lines
}

function saysOf({ ended, resume }: Summary): string {
  switch (ended.how) {
    case 'all':
      return ended.note === undefined ? 'that is all' : `that is all the API gives; ${ended.note}`
    case 'limit':
      return `there is more; ${ended.note}`
    case 'unknown':
      return ended.note
    case 'stopped':
      return `there may be more; ${ended.note}`
    case 'failed':
    case 'refused':
      return resume === undefined ? 'it could not go on' : 'there is more, but the next page failed'
  }
}

/** Why the next page did not come. */
export function failureOfCollection({ ended }: Summary): CustomApiError | undefined {
  if (ended.how === 'failed') return ended.error
  if (ended.how !== 'refused') return undefined
  const { status, reason } = ended.outcome
  const { code, hint } = failureOf(ended.outcome)
  return new CustomApiError(code, `HTTP ${status}${reason === '' ? '' : ` ${reason}`}`, { hint })
}

/** What the API said with the refusal of a page, as it came. */
export function refusalOf({ ended }: Summary): string | undefined {
  if (ended.how !== 'refused') return undefined
  const { body } = ended.outcome
  return body.kind === 'json' || body.kind === 'text' ? body.text : undefined
}

function failureLines(summary: Summary): string[] {
  const error = failureOfCollection(summary)
  if (error === undefined) return []
  if (error.fault === 'us') return ['internal: something went wrong here']
  return [`${error.code}: ${error.message}`, error.hint ?? ''].filter((line) => line !== '')
}
