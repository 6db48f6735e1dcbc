import type { Server } from '@modelcontextprotocol/server'
import type { Offer } from './offer.ts'

/** Tells a client that has looked at our lists, and no other, that they changed, and whoever follows a resource of that one. */
export function announceChanges(
  server: Server,
  { toolbox, caller, log }: Offer,
  subscribed: ReadonlySet<string>,
): void {
  let initialized = false
  const failed = (error: unknown): void => log.debug('mcp: change not announced', { error: String(error) })
  const stop = toolbox.onChange((concerns, updated) => {
    if (server.transport === undefined || !(initialized || modern(server))) return
    if (concerns(caller, 'tools')) server.sendToolListChanged().catch(failed)
    if (concerns(caller, 'resources')) server.sendResourceListChanged().catch(failed)
    const changed = updated(caller)
    const followed = modern(server) ? changed : followedOf(subscribed, new Set(changed))
    for (const uri of followed) server.sendResourceUpdated({ uri }).catch(failed)
  })
  server.oninitialized = () => void (initialized = true)
  server.onclose = stop
}

/** Who follows a section is told when its page changed. */
const followedOf = (subscribed: ReadonlySet<string>, changed: ReadonlySet<string>): readonly string[] =>
  [...subscribed].filter((uri) => changed.has(uri) || changed.has(uri.replace(/#.*$/s, '')))

/** The 2026 revision has no `initialized`; there the SDK delivers changes to those who listen and to nobody else. */
function modern(server: Server): boolean {
  return (server.getNegotiatedProtocolVersion() ?? '') >= '2026-07-28'
}
