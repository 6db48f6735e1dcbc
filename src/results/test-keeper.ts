import { silentLog, type Caller } from '../core/index.ts'
import { openStore, type Store } from '../store/index.ts'
import {
  createHandles,
  createKeeper,
  createResumes,
  type HandleLimits,
  type Keeper,
  type Keeping,
  type Runner,
} from './index.ts'

export const stdio: Caller = { via: 'stdio' }

/** A keeper over a store in memory, for tests. */
export async function testKeeper(
  limits?: HandleLimits,
  runner?: Runner,
  clock: () => number = Date.now,
): Promise<{ keeper: Keeper; keep: Keeping; store: Store }> {
  const store = await openStore({ url: 'memory:', log: silentLog, now: clock })
  const handles = createHandles({ store: () => Promise.resolve(store), log: silentLog, limits, now: clock })
  const keeper = createKeeper(
    handles,
    runner,
    createResumes(() => Promise.resolve(store), clock),
  )
  return { keeper, keep: { keeper, caller: stdio, log: silentLog }, store }
}
