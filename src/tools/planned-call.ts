import { perform, type FileLookup, type Outcome, type Plan, type Target } from '../execute/index.ts'
import { checkSelect, present } from '../results/index.ts'
import { confirmed } from './confirm.ts'
import { withDeadline } from './deadline.ts'
import type { CallContext, ToolResult } from './model.ts'
import type { Offered } from './offered.ts'
import { openFile } from './open-file.ts'
import { withPageNote, type Pages } from './page-note.ts'
import { keeping, type View } from './view.ts'

/** A call that may be made, planned to the byte. */
export interface PlannedCall {
  readonly offered: Offered
  readonly target: Target
  readonly plan: Plan
  readonly environment: string | undefined
  readonly select: string | undefined
  /** Whether it waits for a confirmation: whoever sends it asks `confirmed` first. */
  readonly mustConfirm: boolean
  /** What the caller gave as `confirm`. */
  readonly word: string | undefined
  /** What would collect the pages of the same list, where it is one. */
  readonly pages?: Pages | undefined
}

/** The files that arguments of a call may name. */
export const lookupOf = (view: View, { caller }: CallContext): FileLookup => ({
  open: (text) => openFile(text, view, caller),
})

/** Sends what was planned and shows the answer. @throws CustomApiError */
export async function sendPlanned(call: PlannedCall, view: View, context: CallContext): Promise<ToolResult> {
  const { target, plan, select } = call
  if (select !== undefined) await checkSelect(select)
  confirmed(call, view, context)
  const streamed = view.keeper?.handles.most
  return withDeadline(target, context, async (signal, moved) => {
    const sent = (bytes: number, total: number): void => moved(bytes, total, 'sent')
    const outcome = await perform(target, plan, signal, { streamed, sent })
    return toResult(withPageNote(outcome, call, view), view, select, signal)
  })
}

async function toResult(
  outcome: Outcome,
  view: View,
  select: string | undefined,
  signal: AbortSignal,
): Promise<ToolResult> {
  const { redactor, resultsBudget } = view
  const keep = keeping(view)
  const { content, code } = await present(outcome, {
    budget: resultsBudget,
    redactor,
    clean: true,
    keep,
    select,
    signal,
  })
  return {
    content,
    isError: code !== undefined,
    meta: {
      'custom-api-mcp/status': outcome.status,
      ...(code === undefined ? {} : { 'custom-api-mcp/code': code }),
    },
  }
}
