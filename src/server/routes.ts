import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Log, Principal, Secret } from '../core/index.ts'
import type { McpHttp } from '../mcp/index.ts'
import { readPost } from './read-message.ts'

export interface RouteOptions {
  readonly token: Secret | undefined
  /** Who has shown the token of this installation; without tokens, everybody on this machine. */
  readonly local: Principal
  readonly mcp: McpHttp
  readonly log: Log
  readonly ready: () => boolean
}

const maxBodyBytes = 4 * 1024 * 1024

/** The routes of DESIGN.md §7 that exist; Host and Origin have been judged before. */
export function createRoutes({ token, local, mcp, log, ready }: RouteOptions): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>()
  routes.get('/healthz', () => json(200, { status: 'ok' }))
  routes.get('/readyz', () => (ready() ? json(200, { status: 'ready' }) : json(503, { status: 'starting' })))

  routes.all('/mcp', async (context) => {
    const { incoming } = context.env
    const refused = unauthorized(incoming.headers.authorization, token)
    if (refused !== undefined) return refused
    const request = context.req.raw
    if (request.method !== 'POST') return mcp.fetch(request, { principal: local })
    const read = await readPost(incoming, maxBodyBytes)
    if ('body' in read) return mcp.fetch(request, { parsedBody: read.body, principal: local })
    const { status, code, message } = read.refusal
    return json(status, { jsonrpc: '2.0', error: { code, message }, id: null })
  })

  routes.notFound(() => json(404, { error: 'there is nothing here', hint: 'MCP is served at /mcp' }))
  routes.onError((error) => {
    log.error('http: a route failed', { error })
    return json(500, { error: 'something went wrong here' })
  })
  return routes
}

function unauthorized(header: string | undefined, token: Secret | undefined): Response | undefined {
  if (token === undefined) return undefined
  const given = /^Bearer +([\w.~+/=-]+) *$/i.exec(header ?? '')?.[1]
  if (given !== undefined && token.equals(given)) return undefined
  const says = header === undefined ? 'this server needs its access token' : 'this access token is not valid here'
  const challenge = `Bearer realm="custom-api-mcp"${header === undefined ? '' : ', error="invalid_token"'}`
  return json(
    401,
    { error: says, hint: 'send "Authorization: Bearer <token>"; the server printed the token when it started' },
    { 'www-authenticate': challenge },
  )
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(value, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
