/** Finds the known terms that a misspelt one may mean. */
export interface Speller {
  /** Terms one edit away (two for long words) with the same first letter; nearest first, at most three. */
  near(term: string): string[]
}

const shortest = 4
const most = 3

/** Terms are kept by first letter and length, so that a look-up touches few of them. Built when first asked. */
export function createSpeller(vocabulary: Iterable<string>): Speller {
  let shelves: Map<string, string[]> | undefined

  return {
    near(term) {
      shelves ??= shelve(vocabulary)
      const edits = term.length >= 8 ? 2 : 1
      const found: { known: string; distance: number }[] = []
      for (let length = Math.max(shortest, term.length - edits); length <= term.length + edits; length++)
        for (const known of shelves.get(`${term[0] ?? ''}${length}`) ?? []) {
          const distance = editDistance(term, known, edits)
          if (distance <= edits) found.push({ known, distance })
        }
      found.sort((a, b) => a.distance - b.distance)
      return found.slice(0, most).map(({ known }) => known)
    },
  }
}

function shelve(vocabulary: Iterable<string>): Map<string, string[]> {
  const shelves = new Map<string, string[]>()
  for (const term of vocabulary) {
    if (term.length < shortest) continue
    const key = `${term[0] ?? ''}${term.length}`
    const shelf = shelves.get(key)
    if (shelf === undefined) shelves.set(key, [term])
    else shelf.push(term)
  }
  return shelves
}

const widest = 64
let before = new Uint8Array(widest + 1)
let previous = new Uint8Array(widest + 1)
let row = new Uint8Array(widest + 1)

/** Optimal string alignment distance; anything above `limit` comes back as more than `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (b.length > widest) return limit + 1
  for (let j = 0; j <= b.length; j++) previous[j] = j
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    let least = i
    const char = a.charCodeAt(i - 1)
    for (let j = 1; j <= b.length; j++) {
      const cost = char === b.charCodeAt(j - 1) ? 0 : 1
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && char === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      row[j] = best
      if (best < least) least = best
    }
    if (least > limit) return limit + 1
    const spare = before
    before = previous
    previous = row
    row = spare
  }
  return previous[b.length] ?? 0
}
