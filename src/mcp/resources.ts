import { ProtocolError, ProtocolErrorCode, type CompleteResult, type Server } from '@modelcontextprotocol/server'
import { guarded } from './guarded.ts'
import type { Offer } from './offer.ts'

/** Lists, templates, texts and completions of resources. */
export function handleResources(server: Server, offer: Offer): void {
  const { toolbox, caller } = offer
  server.setRequestHandler('resources/list', () =>
    guarded(offer, 'resources/list', async () => ({
      resources: (await toolbox.resources(caller)).map(({ description, ...entry }) => ({
        ...entry,
        ...(description !== undefined && { description }),
      })),
    })),
  )
  server.setRequestHandler('resources/templates/list', () =>
    guarded(offer, 'resources/templates/list', async () => ({
      resourceTemplates: (await toolbox.resourceTemplates(caller)).map((template) => ({ ...template })),
    })),
  )
  server.setRequestHandler('resources/read', ({ params: { uri } }) =>
    guarded(
      offer,
      'resources/read',
      async () => ({ contents: [{ ...(await toolbox.readResource(uri, caller)) }] }),
      uri,
    ),
  )
  server.setRequestHandler('completion/complete', ({ params }) =>
    guarded(offer, 'completion/complete', async (): Promise<CompleteResult> => {
      if (params.ref.type !== 'ref/resource') throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'unknown prompt')
      const { name, value } = params.argument
      const values = await toolbox.complete(params.ref.uri, name, value, params.context?.arguments ?? {}, caller)
      return { completion: { values: values.slice(0, 100), hasMore: values.length > 100 } }
    }),
  )
}

/** What one client may follow at a time. */
const mostSubscriptions = 1_000

/** Remembers what a client of the 2025 revisions follows; later ones say so where they listen. */
export function handleSubscriptions(server: Server, offer: Offer): ReadonlySet<string> {
  const { toolbox, caller } = offer
  const subscribed = new Set<string>()
  const subscribe = async (uri: string): Promise<Record<string, never>> => {
    await toolbox.readResource(uri, caller) // what nobody may read, nobody follows
    if (subscribed.size >= mostSubscriptions)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `at most ${mostSubscriptions} resources can be followed`)
    subscribed.add(uri)
    return {}
  }
  server.setRequestHandler('resources/subscribe', ({ params: { uri } }) =>
    guarded(offer, 'resources/subscribe', () => subscribe(uri), uri),
  )
  server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    subscribed.delete(uri)
    return {}
  })
  return subscribed
}
