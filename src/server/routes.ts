import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Gate, Refusal } from '../access/index.ts'
import type { Log } from '../core/index.ts'
import type { McpHttp } from '../mcp/index.ts'
import { challengeOf, metadataOf, metadataPath, outsideUrl } from './challenge.ts'
import type { OpenExchanges } from './open-exchanges.ts'
import { readPost } from './read-message.ts'

export interface RouteOptions {
  readonly gate: Gate
  readonly publicUrl: string | undefined
  readonly mcp: McpHttp
  readonly log: Log
  readonly ready: () => boolean
}

/** Sessions of the 2025 revisions are listened to with GET and ended with DELETE. */
const mcpMethods = ['GET', 'POST', 'DELETE']

const maxBodyBytes = 4 * 1024 * 1024

/** The routes of DESIGN.md §7 that exist; Host and Origin have been judged before. */
export function createRoutes(options: RouteOptions, exchanges: OpenExchanges): Hono<{ Bindings: HttpBindings }> {
  const { gate, publicUrl, mcp, log, ready } = options
  const routes = new Hono<{ Bindings: HttpBindings }>()
  routes.get('/healthz', () => json(200, { status: 'ok' }))
  routes.get('/readyz', () => (ready() ? json(200, { status: 'ready' }) : json(503, { status: 'starting' })))

  routes.all('/mcp', async (context) => {
    const { incoming, outgoing } = context.env
    const entry = await gate.enter(incoming.headers.authorization)
    if ('status' in entry) return refused(entry, gate, outsideUrl(publicUrl, incoming.headers.host))
    const { principal, stays } = entry
    if (stays !== undefined && 'writableEnded' in outgoing) exchanges.watch(outgoing, principal.id, stays)
    const request = context.req.raw
    if (!mcpMethods.includes(request.method))
      return json(405, { error: 'MCP is asked with POST here' }, { allow: mcpMethods.join(', ') })
    if (request.method !== 'POST') return mcp.fetch(request, { principal })
    const read = await readPost(incoming, maxBodyBytes)
    if ('body' in read) return mcp.fetch(request, { parsedBody: read.body, principal })
    const { status, code, message } = read.refusal
    return json(status, { jsonrpc: '2.0', error: { code, message }, id: null })
  })

  const nothing = (): Response => json(404, { error: 'there is nothing here', hint: 'MCP is served at /mcp' })
  for (const path of [metadataPath, `${metadataPath}/mcp`])
    routes.get(path, (context) => {
      const { issuer } = gate // of the config as it is now
      if (issuer === undefined) return nothing()
      return json(200, metadataOf(issuer, outsideUrl(publicUrl, context.env.incoming.headers.host)))
    })

  routes.notFound(nothing)
  routes.onError((error) => {
    log.error('http: a route failed', { error })
    return json(500, { error: 'something went wrong here' })
  })
  return routes
}

function refused(refusal: Refusal, gate: Gate, outside: string): Response {
  const { status, says: error, hint } = refusal
  const headers = status === 503 ? { 'retry-after': '10' } : { 'www-authenticate': challengeOf(refusal, gate, outside) }
  return json(status, { error, hint }, headers)
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(value, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
