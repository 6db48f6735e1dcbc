import { fitWindow } from '../fit-window.ts'
import type { Fitted } from '../model.ts'
import { tableOf } from '../table.ts'
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

/** @throws CustomApiError `arguments.invalid` for what is wrong with the select */
export function answerOf(text: string, form: Form, question: Question, known?: { value?: unknown }): Answered {
  const window = windowOf(text, form, question, known)
  const { what, total, from, empty } = window
  const table = tableOf(window, question.budget)
  return { ...(table ?? fitWindow(window, question.budget)), what, total, from, table: table !== undefined, empty }
}
