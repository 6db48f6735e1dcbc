/** Placeholder contract: see the implementation's docstring. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 3)
}
