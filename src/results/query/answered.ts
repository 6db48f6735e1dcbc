import { fitWindow } from '../fit-window.ts'
import type { Fitted } from '../model.ts'
import { envelopeOf, tableOf } from '../table.ts'
import { plainPath, textAt } from './place.ts'
import { windowOf, type Form, type Question, type Window } from './window.ts'

/** What a question about a text gives: visible, within its budget, cuts counted from the beginning of the selected value. */
export interface Answered extends Fitted {
  readonly what: Window['what']
  readonly total: number
  readonly from: number
  readonly table: boolean
  /** Why a select found nothing. */
  readonly empty: string | undefined
}

/** The answer to a question without a select. */
export const answerOf = (text: string, form: Form, question: Omit<Question, 'select'>): Answered =>
  fitted(windowOf(text, form, question), question.budget)

/** The answer to any question. @throws CustomApiError `arguments.invalid` for what is wrong with the select */
export async function answerTo(
  text: string,
  form: Form,
  question: Question,
  known?: { value?: unknown },
): Promise<Answered> {
  const { select, budget } = question
  if (select === undefined) return answerOf(text, form, question)
  const path = form === 'json' ? plainPath(select) : undefined
  const found = path === undefined ? undefined : textAt(text, path)
  if (found !== undefined) return answerOf(found, form, question)
  const { selectedWindow } = await import('./select.ts') // most answers are never selected from
  return fitted(selectedWindow(text, form, select, question, known), budget)
}

function fitted(window: Window, budget: number): Answered {
  const { what, total, from, empty } = window
  const envelope = envelopeOf(window, budget)
  if (envelope !== undefined) return { ...envelope, what: 'items', from: 0, table: true, empty }
  const table = tableOf(window, budget)
  return { ...(table ?? fitWindow(window, budget)), what, total, from, table: table !== undefined, empty }
}

/** @throws CustomApiError `arguments.invalid` with the place in the expression */
export async function checkSelect(select: string): Promise<void> {
  const { parseSelect } = await import('./expression.ts')
  parseSelect(select)
}

/** What a select finds in a whole body, unshortened. @throws CustomApiError `arguments.invalid` */
export async function selectFrom(
  text: string,
  form: Form,
  select: string,
): Promise<{ readonly text: string; readonly json: boolean }> {
  const { selectText } = await import('./select.ts')
  return selectText(text, form, select)
}

/** Whether evaluating takes time and memory in proportion to its input. */
export async function isCheapSelect(select: string | undefined): Promise<boolean> {
  if (select === undefined) return true
  const { isCheap, parseSelect } = await import('./expression.ts')
  return isCheap(parseSelect(select))
}
