import { confidenceOf } from './certainty.ts'
import type { Merged } from './merged.ts'
import type { Outline } from './outline.ts'
import { likelihoods } from './signs.ts'

/** From here on what the signs say outweighs a doubt about the page. */
const likely = 0.62

/** What speaks for itself, on pages that were doubted: published where all signs together make it likely. */
export function believeLikely(operations: readonly Merged[], outline: Outline): void {
  const sureOf = (it: Merged): number => confidenceOf(it.findings)
  if (operations.every((it) => sureOf(it) < 0.5)) return
  const chances = likelihoods(operations, outline, sureOf)
  for (const operation of operations) {
    const chance = chances.get(operation) ?? 0
    if (chance < likely || sureOf(operation) < 0.5 || isEntrance(operation)) continue
    operation.confidence = Math.round(chance * 100) / 100
  }
}

/** The root of a site, or the one address of GraphQL: nothing that can be called without knowing more. */
export const isEntrance = ({ path }: Merged): boolean => path === '/' || /^\/(?:[\w-]+\/)*graphql\/?$/.test(path)
