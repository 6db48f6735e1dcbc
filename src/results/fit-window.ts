import { toVisible } from '../core/index.ts'
import { fitJson } from './fit-json.ts'
import { fits, fitText, mostCharactersPerToken, prefixWithin } from './fit-text.ts'
import type { Cut, Fitted } from './model.ts'
import type { Window } from './query/window.ts'
import { visibleJson } from './visible-json.ts'

/** Part of a kept value within a budget; cuts are counted from the beginning of the whole value. */
export function fitWindow(window: Window, budget: number): Fitted {
  const { what, open, join, close, pieces, from, total } = window
  const text = open + pieces.join(join) + close
  if (what === 'lines' || what === 'rows') return fitLines(window, text, budget)
  const shown = what === 'characters' ? toVisible(text) : visibleJson(text)
  const fitted = what === 'characters' ? fitText(shown, budget) : fitJson(shown, budget)
  const cuts = fitted.cuts.map((cut) => shifted(cut, window))
  const rooted = cuts.some((cut) => cut.path.length === 0)
  const given = what === 'characters' ? (pieces[0]?.length ?? 0) : pieces.length
  if (!rooted && from + given < total && what !== 'value') {
    const cut: Cut = { path: [], what, shown: given, total }
    return { text: fitted.text, missing: saying(cut, from), cuts: [cut, ...cuts] }
  }
  const [root] = cuts.filter((cut) => cut.path.length === 0)
  return { ...fitted, cuts, missing: root === undefined || what === 'value' ? fitted.missing : saying(root, from) }
}

/** The fitting counted from the first piece that it was given. */
function shifted(cut: Cut, { what, from, total }: Window): Cut {
  if (cut.path.length === 0) return what === 'value' ? cut : { ...cut, total }
  const [first, ...rest] = cut.path
  return typeof first === 'number' && what === 'items' ? { ...cut, path: [first + from, ...rest] } : cut
}

export function saying({ what, shown, total }: Cut, from: number): string {
  if (shown === 0) return `part of ${what} ${from + 1} of ${total}`
  return `${what} ${from + 1}–${from + shown} of ${total}`
}

/** Whole lines, or whole records, each of which may be several lines; of one that is longer than the budget a part. */
function fitLines({ what, open, join, pieces, from, total }: Window, text: string, budget: number): Fitted {
  // only the beginning can be shown, and what is long is long to go through
  const most = budget * mostCharactersPerToken + 1
  const isBeginning = text.length > most
  const shown = toVisible(text.slice(0, most))
  const whole = !isBeginning && from + pieces.length >= total
  if (whole && fits(shown, budget)) return { text: shown, missing: undefined, cuts: [] }
  const room = prefixWithin(shown, budget)
  let end = toVisible(open).length
  let count = 0
  for (const piece of pieces) {
    const next = end + (count === 0 ? 0 : join.length) + toVisible(piece.slice(0, most)).length
    if (next > room) break
    end = next
    count++
  }
  const cut: Cut = { path: [], what: what === 'rows' ? 'rows' : 'lines', shown: count, total }
  return { text: shown.slice(0, count === 0 ? room : end), missing: saying(cut, from), cuts: [cut] }
}
