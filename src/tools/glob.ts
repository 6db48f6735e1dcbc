/**
 * A matcher for a glob: `*` any run without `/`, `**` any run, `?` one character, all else literal; the whole text.
 * Linear in text × glob: no regular expression is made from what a config wrote.
 */
export function glob(pattern: string): (text: string) => boolean {
  const tokens = pattern.match(/\*\*|[\s\S]/gu) ?? []
  return (text) => matches(tokens, Array.from(text))
}

/** Set-of-states simulation: `states[i]` says whether the tokens before `i` match the text read so far. */
function matches(tokens: readonly string[], text: readonly string[]): boolean {
  let states = skipStars(tokens, new Set([0]))
  for (const character of text) {
    const next = new Set<number>()
    for (const state of states) {
      const token = tokens[state]
      if (token === '**' || (token === '*' && character !== '/')) next.add(state)
      else if (token === character || (token === '?' && character !== '/')) next.add(state + 1)
    }
    states = skipStars(tokens, next)
    if (states.size === 0) return false
  }
  return states.has(tokens.length)
}

function skipStars(tokens: readonly string[], states: Set<number>): Set<number> {
  for (const state of states) {
    const token = tokens[state]
    if (token === '*' || token === '**') states.add(state + 1) // a Set visits what is added while it is walked
  }
  return states
}
