import { compactJson } from '../../core/index.ts'

/** So many are read. */
export const mostValues = 10_000

const quote = 0x22
const backslash = 0x5c

/** Objects and lists that stand one after the other in a text, compact, and what comes after the last of them. */
export function valuesOf(text: string): { readonly values: readonly string[]; readonly rest: string } {
  const values: string[] = []
  let at = 0
  while (values.length < mostValues) {
    const start = at + (/^[\s,]*/.exec(text.slice(at, at + 1000))?.[0].length ?? 0)
    const end = endOf(text, start)
    if (end === undefined) break
    try {
      values.push(compactJson(text.slice(start, end)))
    } catch {
      break // brackets that match, and still no JSON
    }
    at = end
  }
  return { values, rest: values.length === 0 ? text : text.slice(at).trim() }
}

/** The index after the object or list that begins at `start`; `undefined` where none does or it does not end. */
function endOf(text: string, start: number): number | undefined {
  if (text[start] !== '{' && text[start] !== '[') return undefined
  let depth = 0
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) {
      for (i++; i < text.length && text.charCodeAt(i) !== quote; i++) if (text.charCodeAt(i) === backslash) i++
    } else if (code === 0x7b || code === 0x5b) depth++
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return i + 1
  }
  return undefined
}
