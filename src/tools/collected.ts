import type { Outcome } from '../execute/index.ts'
import { present, presentItems, type ItemsHead } from '../results/index.ts'
import type { Collecting } from './collect.ts'
import type { CallContext, ToolResult } from './model.ts'
import { failureOfCollection, refusalOf, summaryLines } from './summary-lines.ts'
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
  const head = async (): Promise<ItemsHead> => {
    const summary = collecting.summary()
    const token = await collecting.resumeToken()
    const next =
      token === undefined ? undefined : `collect_pages ${JSON.stringify({ api: collecting.api, resume: token })}`
    return { lines: summaryLines(summary, collecting.earlier, next), quote: refusalOf(summary) }
  }
  const keep = keeper === undefined ? undefined : { keeper, caller, log }
  const body = first.whole
    ? textOf(first.texts)
    : ({ kind: 'stream', stream: streamOf(first.texts, collecting.pages) } as const)
  // what was collected is shown although the caller gave up or the time is over
  const ended = signal.aborted ? undefined : signal
  const content = await presentItems({ api: collecting.api, environment: collecting.environment }, body, head, {
    budget,
    redactor,
    clean: true,
    keep,
    select,
    signal: ended,
  })
  const code = failureOfCollection(collecting.summary())?.code
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
