import { toVisible, type Redactor } from '../core/index.ts'
import { mainCut, queryCall, restOf } from './ask.ts'
import { fitText } from './fit-text.ts'
import type { ResultContent } from './model.ts'
import type { Answered } from './query/answered.ts'

export const textContent = (value: string): ResultContent => ({ type: 'text', text: value })

/** Lines of ours as a content item within what is left of the budget; the first ones matter most. */
export function noteOf(lines: readonly string[], budget: number, redactor: Redactor): readonly ResultContent[] {
  const said = lines.filter((line) => line !== '').join('\n')
  const fitted = fitText(toVisible(said), Math.max(0, budget)).text
  return fitted === '' ? [] : [textContent(redactor.text(fitted))]
}

/** What is missing of an answer whose value is kept, and the call that gives it. */
export function restLines(
  handle: string,
  { cuts, missing, what, total, from, table, empty }: Answered,
  select: string | undefined,
): string[] {
  const next = mainCut(cuts)
  const lines = [
    empty === undefined ? '' : `nothing found: ${empty}`,
    missing ??
      (what === 'items' || what === 'lines' || what === 'rows' || table
        ? `${what} ${Math.min(from + 1, total)}–${total} of ${total}`
        : ''),
    next === undefined ? '' : `next: ${nextCall(handle, next, select, from)}`,
  ]
  const named = table ? lines.map((line, at) => (at === 1 ? `a table; ${line}` : line)) : lines
  return named.filter((line) => line !== '')
}

function nextCall(
  handle: string,
  cut: NonNullable<ReturnType<typeof mainCut>>,
  select: string | undefined,
  from: number,
): string {
  const line =
    cut.shown === 0 && cut.path.length === 0 && (cut.what === 'lines' || cut.what === 'rows' || cut.what === 'items')
  if (!line) return queryCall(handle, restOf(cut, select, from))
  const one = queryCall(handle, { select: select === undefined ? `[${from}]` : `${select} | [${from}]` })
  return `${one}; after it: ${queryCall(handle, { select, offset: from + 1 })}`
}
