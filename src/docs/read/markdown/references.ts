import { Fences } from './fences.ts'

/** `[name]: address` lines, wherever they stand outside of code. */
export function referencesOf(lines: readonly string[]): Map<string, string> {
  const references = new Map<string, string>()
  const fences = new Fences()
  for (const line of lines) {
    if (fences.take(line)) continue
    const found = referenceLine.exec(line)
    if (found === null) continue
    const name = (found[1] ?? '').trim().toLowerCase()
    if (!references.has(name)) references.set(name, found[2] ?? '')
  }
  return references
}

/** A line that gives a name its address. */
export const referenceLine =
  /^ {0,3}\[([^[\]^]{1,200})\]:\s+<?([^\s<>]{1,2000})>?(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*$/
