import { unknownHandle, type Keeper } from '../results/index.ts'
import type { Caller } from '../core/index.ts'
import type { Offered } from './offered.ts'

/**
 * The kept results that a view may read: those of APIs that it has now. A result of an API that was taken away from an app
 * is gone for it at once.
 */
export function keeperFor(keeper: Keeper, apis: readonly Pick<Offered, 'api'>[]): Keeper {
  const { handles } = keeper
  const slugs = new Set(apis.map(({ api }) => api.slug))
  const head = async (id: string, caller: Caller) => {
    const kept = await handles.head(id, caller)
    if (slugs.has(kept.api)) return kept
    throw unknownHandle(id)
  }
  return {
    ...keeper,
    handles: {
      ...handles,
      head,
      async open(id, caller) {
        await head(id, caller)
        return handles.open(id, caller)
      },
      async data(id, caller) {
        await head(id, caller)
        return handles.data(id, caller)
      },
    },
  }
}
