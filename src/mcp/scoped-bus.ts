import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server'

/** Change events by principal: the SDK's own bus tells every listener, whoever asked. */
export interface ScopedBus extends ServerEventBus {
  /** Runs a request; what it subscribes belongs to the principal. */
  within<T>(principal: string, work: () => T): T
  /** Tells only listeners whose principal passes. */
  publishWhere(passes: (principal: string) => boolean, event: ServerEvent): void
}

/** The SDK subscribes synchronously inside the listening request, so the scope around that request is the owner. */
export function scopedBus(): ScopedBus {
  const scope = new AsyncLocalStorage<string>()
  const listeners = new Map<(event: ServerEvent) => void, string | undefined>()
  const publishWhere = (passes: (principal: string) => boolean, event: ServerEvent): void => {
    for (const [listener, principal] of listeners) if (principal !== undefined && passes(principal)) listener(event)
  }
  return {
    within: (principal, work) => scope.run(principal, work),
    publishWhere,
    publish: (event) => publishWhere(() => true, event),
    subscribe(listener) {
      listeners.set(listener, scope.getStore())
      return () => void listeners.delete(listener)
    },
  }
}
