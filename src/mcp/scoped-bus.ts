import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server'
import type { Principal } from '../core/index.ts'

/** Change events by principal: the SDK's own bus tells every listener, whoever asked. */
export interface ScopedBus extends ServerEventBus {
  /** Runs a request; what it subscribes belongs to the principal. */
  within<T>(principal: Principal, work: () => T): T
  /** Whose request runs here. @throws Error outside of one */
  owner(): Principal
  /** Tells only listeners whose principal passes. */
  publishWhere(passes: (principal: Principal) => boolean, event: ServerEvent): void
  /** Tells each listener what concerns its principal. */
  publishEach(eventsFor: (principal: Principal) => readonly ServerEvent[]): void
}

/** The SDK subscribes synchronously inside the listening request, so the scope around that request is the owner. */
export function scopedBus(): ScopedBus {
  const scope = new AsyncLocalStorage<Principal>()
  const listeners = new Map<(event: ServerEvent) => void, Principal | undefined>()
  const publishWhere = (passes: (principal: Principal) => boolean, event: ServerEvent): void => {
    for (const [listener, principal] of listeners) if (principal !== undefined && passes(principal)) listener(event)
  }
  return {
    within: (principal, work) => scope.run(principal, work),
    owner() {
      const principal = scope.getStore()
      if (principal === undefined) throw new Error('a request without a principal')
      return principal
    },
    publishWhere,
    publishEach(eventsFor) {
      for (const [listener, principal] of listeners)
        if (principal !== undefined) for (const event of eventsFor(principal)) listener(event)
    },
    publish: (event) => publishWhere(() => true, event),
    subscribe(listener) {
      listeners.set(listener, scope.getStore())
      return () => void listeners.delete(listener)
    },
  }
}
