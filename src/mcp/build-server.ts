import { Server } from '@modelcontextprotocol/server'
import { announceChanges } from './announce.ts'
import type { Offer } from './offer.ts'
import { handleResources, handleSubscriptions } from './resources.ts'
import { DefaultJsonSchemaValidator } from './sdk-shims.ts'
import { handleTools } from './tools.ts'

/** Lists depend on the credential: cacheable for a minute, by that client only. */
const privately = { ttlMs: 60_000, cacheScope: 'private' } as const

const cacheHints = {
  'tools/list': privately,
  'resources/list': privately,
  'resources/templates/list': privately,
  'resources/read': privately,
  'server/discover': privately,
}

const listChanged = ['notifications/tools/list_changed', 'notifications/resources/list_changed']

/** One for all: the SDK would otherwise make one per server, of a kind that generates code from schemas. */
const noValidator = new DefaultJsonSchemaValidator()

/**
 * A protocol server for one connection, session or request: the only place that knows how the SDK wants handlers.
 * Building one has no side effects but, with `push`, a listener on the toolbox that ends with the connection.
 */
export async function buildServer(offer: Offer): Promise<Server> {
  const { toolbox, caller, version } = offer
  const server = new Server(
    { name: 'custom-api-mcp', title: 'Custom APIs', version },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true, ...(offer.subscribe && { subscribe: true }) },
        completions: {},
      },
      instructions: await toolbox.instructions(caller),
      cacheHints,
      jsonSchemaValidator: noValidator,
      debouncedNotificationMethods: listChanged,
    },
  )
  server.onerror = (error) => offer.log.debug('mcp: out-of-band error', { error: error.message })
  handleTools(server, offer)
  handleResources(server, offer)
  const subscribed = offer.subscribe ? handleSubscriptions(server, offer) : new Set<string>()
  if (offer.push) announceChanges(server, offer, subscribed)
  return server
}
