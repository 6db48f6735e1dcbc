import { unknownHandle, type Keeper } from '../results/index.ts'
import type { Offered } from './offered.ts'

/**
 * The kept results that a view may read: those of APIs that it has now. A result of an API that was taken away from an app
 * is gone for it at once.
 */
export function keeperFor(keeper: Keeper, apis: readonly Offered[]): Keeper {
  const { handles } = keeper
  const slugs = new Set(apis.map(({ api }) => api.slug))
  return {
    ...keeper,
    handles: {
      ...handles,
      async head(id, caller) {
        const kept = await handles.head(id, caller)
        if (slugs.has(kept.api)) return kept
        throw unknownHandle(id)
      },
      async open(id, caller) {
        if (slugs.has((await handles.head(id, caller)).api)) return handles.open(id, caller)
        throw unknownHandle(id)
      },
    },
  }
}
