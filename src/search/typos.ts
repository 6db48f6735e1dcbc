/** Terms of the vocabulary one edit away (two for long words), sharing the first letter; at most three. */
export function typosOf(term: string, vocabulary: ReadonlyMap<string, number>): string[] {
  const most = term.length >= 8 ? 2 : 1
  const found: { known: string; distance: number }[] = []
  for (const known of vocabulary.keys()) {
    if (known.charCodeAt(0) !== term.charCodeAt(0) || Math.abs(known.length - term.length) > most) continue
    if (known.length < 4) continue
    const distance = editDistance(term, known, most)
    if (distance <= most) found.push({ known, distance })
  }
  found.sort((a, b) => a.distance - b.distance)
  return found.slice(0, 3).map(({ known }) => known)
}

/** Optimal string alignment distance; anything above `most` may come back as `most + 1`. */
function editDistance(a: string, b: string, most: number): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      row.push(best)
      least = Math.min(least, best)
    }
    if (least > most) return most + 1
    before = previous
    previous = row
  }
  return previous[b.length] ?? 0
}
