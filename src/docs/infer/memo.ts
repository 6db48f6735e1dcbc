/** So many answers are kept; then it begins anew. */
const most = 20_000

/** A pure function of a text that remembers its answers: headings, labels and paths recur thousands of times. */
export function memo<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly value: T }>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found.value
    if (known.size >= most) known.clear()
    const value = compute(text)
    known.set(text, { value })
    return value
  }
}
