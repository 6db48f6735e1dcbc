import { CustomApiError } from '../core/index.ts'
import type { Outcome, Summary } from '../execute/index.ts'
import { failureOf, present, presentItems } from '../results/index.ts'
import type { Collecting } from './collect.ts'
import type { CallContext, ToolResult } from './model.ts'
import type { View } from './view.ts'

/** Up to so many characters are shown from memory; more goes to a handle as it comes. */
const inMemory = 256 * 1024

export interface ShowOptions {
  readonly select: string | undefined
  readonly view: View
  readonly signal: AbortSignal
}

/** The items of a collection as one result: what came of it first, then the items, the whole of a long list kept. */
export async function presentCollected(
  collecting: Collecting,
  { select, view, signal }: ShowOptions,
): Promise<ToolResult> {
  const { redactor, resultsBudget: budget, keeper, caller, log } = view
  const first = await upTo(collecting.pages, keeper === undefined ? Number.POSITIVE_INFINITY : inMemory)
  const head = async (): Promise<string[]> => {
    const summary = collecting.summary()
    return summaryLines(summary, collecting, await collecting.resumeToken())
  }
  const keep = keeper === undefined ? undefined : { keeper, caller, log }
  const body = first.whole
    ? textOf(first.texts)
    : ({ kind: 'stream', stream: streamOf(first.texts, collecting.pages) } as const)
  // what was collected is shown although the caller gave up or the time is over
  const ended = signal.aborted ? undefined : signal
  const content = await presentItems(collecting.api, body, head, {
    budget,
    redactor,
    clean: true,
    keep,
    select,
    signal: ended,
  })
  const code = codeOf(collecting.summary())
  return { content, isError: false, meta: code === undefined ? {} : { 'custom-api-mcp/code': code } }
}

/** A first page that the API refused, as any call shows it. */
export async function presentFailed(outcome: Outcome, view: View, { signal }: CallContext): Promise<ToolResult> {
  const { redactor, resultsBudget: budget, keeper, caller, log } = view
  const keep = keeper === undefined ? undefined : { keeper, caller, log }
  const { content, code } = await present(outcome, { budget, redactor, clean: true, keep, signal })
  return {
    content,
    isError: true,
    meta: { 'custom-api-mcp/status': outcome.status, ...(code === undefined ? {} : { 'custom-api-mcp/code': code }) },
  }
}

/** The pages read until so many characters have come, and whether those were all. */
async function upTo(
  pages: AsyncGenerator<string, void>,
  most: number,
): Promise<{ readonly texts: string[]; readonly whole: boolean }> {
  const texts: string[] = []
  let size = 0
  for (;;) {
    const next = await pages.next() // a loop would end the pages where it breaks off
    if (next.done === true) return { texts, whole: true }
    texts.push(next.value)
    size += next.value.length
    if (size > most) return { texts, whole: false }
  }
}

function textOf(texts: readonly string[]) {
  const text = `[${texts.join(',')}]`
  return { kind: 'json', text, complete: true, bytes: Buffer.byteLength(text) } as const
}

async function* streamOf(first: string[], rest: AsyncGenerator<string, void>): AsyncGenerator<Uint8Array> {
  const begun = first.splice(0).join(',')
  yield Buffer.from(`[${begun}`)
  for await (const text of rest) yield Buffer.from(`,${text}`)
  yield Buffer.from(']')
}

/** What came of a collection, in our words. */
export function summaryLines(
  summary: Summary,
  { api, earlier }: Pick<Collecting, 'api' | 'earlier'>,
  token: string | undefined,
): string[] {
  const { items, pages, total, ended } = summary
  const all = earlier + items
  const of = total === undefined || total < all ? '' : ` of ${total}`
  const before = earlier === 0 ? '' : ` (${all}${of} with those before)`
  const counted = `${items}${earlier === 0 ? of : ''} item${items === 1 && of === '' ? '' : 's'} from ${pages} page${pages === 1 ? '' : 's'}${before}`
  const lines = [`${counted}: ${saysOf(summary)}`]
  if (ended.how === 'failed' || ended.how === 'refused') lines.push(...failureLines(summary))
  if (token !== undefined) lines.push(`next: collect_pages ${JSON.stringify({ api, resume: token })}`)
  return lines
}

function saysOf({ ended, resume }: Summary): string {
  switch (ended.how) {
    case 'all':
      return ended.note === undefined ? 'that is all' : `that is all the API gives; ${ended.note}`
    case 'limit':
      return `there is more; ${ended.note}`
    case 'unknown':
      return `one page; ${ended.note}`
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

function failureLines(summary: Summary): string[] {
  const error = failureOfCollection(summary)
  if (error === undefined) return []
  if (error.fault === 'us') return ['internal: something went wrong here']
  return [`${error.code}: ${error.message}`, error.hint ?? ''].filter((line) => line !== '')
}

const codeOf = (summary: Summary): string | undefined => failureOfCollection(summary)?.code
