import { estimateTokens } from '../core/index.ts'
import type { Fitted } from './model.ts'

/** No text has fewer tokens than this many characters each: longer ones need not be counted to be too long. */
export const mostCharactersPerToken = 16

export const fits = (text: string, budget: number): boolean =>
  text.length <= budget * mostCharactersPerToken && estimateTokens(text) <= budget

/** The length of the longest prefix within a budget, by bisection; never inside a surrogate pair. */
export function prefixWithin(text: string, budget: number): number {
  let low = 0
  let high = Math.min(text.length, Math.max(0, budget) * mostCharactersPerToken)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (estimateTokens(text.slice(0, middle)) <= budget) low = middle
    else high = middle - 1
  }
  const last = text.charCodeAt(low - 1)
  return low < text.length && last >= 0xd800 && last <= 0xdbff ? low - 1 : low
}

/** A text within a budget, cut at a line where one ends near, and how much of it (of `total` characters) is shown. */
export function fitText(text: string, budget: number, total = text.length): Fitted {
  if (fits(text, budget)) return { text, missing: undefined, cuts: [] }
  const longest = prefixWithin(text, budget)
  const line = text.lastIndexOf('\n', longest)
  const end = line > longest * 0.8 ? line : longest
  const all = Math.max(total, text.length)
  const cut = { path: [], what: 'characters', shown: end, total: all } as const
  return { text: text.slice(0, end), missing: `the first ${end} of ${all} characters`, cuts: [cut] }
}
