import { actions } from './actions.ts'
import type { Shape } from './build.ts'
import type { Intent } from './intent.ts'
import { weights } from './weights.ts'

/** How much of what was asked a document names, and how much of what it names was asked; shares of 0 to 1. */
export interface Match {
  readonly covered: number
  readonly path: number
  readonly name: number
  /** 0: the leaf of the path was not named, 1: in the singular, 2: in the plural. */
  readonly leaf: number
}

/** An intent with what every document asks of it worked out once. */
export interface Wish extends Intent {
  /** The strongest of `wants`. */
  readonly strength: number
}

export function wishOf(intent: Intent): Wish {
  return { ...intent, strength: Math.max(...actions.map((action) => intent.wants[action])) }
}

/** The factor by which structure raises or lowers what the text alone is worth. */
export function fit(wish: Wish, shape: Shape, match: Match): number {
  const covered = 1 - weights.covered + weights.covered * match.covered
  const words = covered * (1 + weights.path * match.path) * (1 + weights.name * match.name)
  return words * (shape.outdated ? 1 - weights.outdated : 1) * actionFit(wish, shape) * shapeFit(wish, shape, match)
}

function actionFit({ wants, strength, verb, asks }: Wish, { action, verbs }: Shape): number {
  // an operation that is called by the very verb of the request does what it says, whatever its method
  if (verb !== undefined && verbs.includes(verb)) return 1 + weights.named
  return strength === 0 || action === undefined
    ? 1
    : 1 - (asks ? weights.asked : weights.action) * (strength - wants[action])
}

/** One or many: `list the releases` is the collection, `the release` an item of it. */
function shapeFit({ wants, many, chosen, one }: Wish, shape: Shape, match: Match): number {
  if (wants.read > 0 && shape.action === 'read') {
    const plural = (many ? 1 : 0) + (chosen || match.leaf === 2 ? 1 : 0)
    if (plural > 0 && shape.onItem) return 1 - (plural === 2 ? weights.surelyMany : weights.many)
    if (plural === 0 && match.leaf === 1 && shape.leafIsPlural && !shape.onItem)
      return 1 - (one ? weights.surelyOne : weights.many)
  }
  if (!(wants.read > 0) && (shape.action === 'delete' || shape.action === 'update')) {
    const { leafIsPlural, onItem } = shape
    if (!many && match.leaf === 1 && leafIsPlural && !onItem) return 1 - weights.changeOne
    if (many && match.leaf === 2 && onItem) return 1 - weights.changeMany
  }
  if (one && wants.create < 0.5 && !shape.onItem && shape.action !== 'create') return 1 - weights.one
  if (wants.create > 0.5 && shape.action === 'create' && shape.onItem) return 1 - weights.many
  return 1
}
