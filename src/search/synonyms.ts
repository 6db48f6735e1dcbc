import { stemOf } from './words.ts'
import { abbreviations, meanings } from './thesaurus.ts'

export interface Synonym {
  readonly term: string
  /** How much of the original's weight a hit of this term is worth. */
  readonly weight: number
}

const everyday = 0.5
const abbreviated = 0.9

let table: Map<string, Synonym[]> | undefined

/** What else a stem may be called. */
export function synonymsOf(term: string): readonly Synonym[] {
  return (table ??= build()).get(term) ?? []
}

function build(): Map<string, Synonym[]> {
  const found = new Map<string, Map<string, number>>()
  const relate = (from: string, to: string, weight: number): void => {
    if (from === to) return
    const row = found.get(from) ?? new Map<string, number>()
    row.set(to, Math.max(row.get(to) ?? 0, weight))
    found.set(from, row)
  }
  for (const line of meanings.trim().split('\n')) {
    const terms = [...new Set(line.split(' ').map(stemOf))]
    for (const [i, from] of terms.entries())
      for (const [j, to] of terms.entries())
        // The first word of a row is its meaning: two others of the row are only cousins.
        relate(from, to, i === 0 || j === 0 ? everyday : everyday * 0.7)
  }
  for (const line of abbreviations.trim().split('\n')) {
    const [short = '', long = ''] = line.split(' ')
    for (const part of long.split('-')) {
      relate(stemOf(short), stemOf(part), long.includes('-') ? everyday : abbreviated)
      if (!long.includes('-')) relate(stemOf(part), stemOf(short), abbreviated)
    }
  }
  return new Map([...found].map(([from, row]) => [from, [...row].map(([term, weight]) => ({ term, weight }))]))
}
