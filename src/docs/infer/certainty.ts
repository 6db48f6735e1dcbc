import type { Finding } from '../extractors/index.ts'

/** Independent kinds of evidence add up; the same kind over and over adds little. */
export function confidenceOf(findings: readonly Finding[]): number {
  const byKind = new Map<string, number[]>()
  for (const { by, weight } of findings) {
    const weights = byKind.get(by)
    if (weights === undefined) byKind.set(by, [weight])
    else weights.push(weight)
  }
  let doubt = 1
  for (const weights of byKind.values()) {
    const [best = 0, second = 0] = weights.toSorted((a, b) => b - a)
    doubt *= (1 - best) * (1 - second * 0.15)
  }
  return Math.min(0.99, Math.round((1 - doubt) * 100) / 100)
}
