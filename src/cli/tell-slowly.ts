/** Milliseconds between two lines, and before the first. */
const every = 3_000

/**
 * Passes on what a long reading says, a line every few seconds, so that nobody thinks that it hangs; what is done before that
 * says nothing.
 */
export function tellSlowly(tell: (says: string) => void, now: () => number = () => performance.now()) {
  let last = now()
  return (says: string): void => {
    const at = now()
    if (at - last < every) return
    last = at
    tell(says)
  }
}
