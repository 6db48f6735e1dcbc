import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Gate } from '../access/index.ts'
import { CustomApiError, type Log } from '../core/index.ts'
import type { McpHttp } from '../mcp/index.ts'
import { answeredPreflight } from './cross-origin.ts'
import { createGuards, isLoopback, type Guards } from './guards.ts'
import { watchExchanges } from './open-exchanges.ts'
import { createRoutes } from './routes.ts'

export interface HttpOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly publicUrl: string | undefined
  readonly allowedHosts: readonly string[]
  readonly allowedOrigins: readonly string[]
  /** What stands before `/mcp`; open only with `insecureNoToken`. */
  readonly gate: Gate
  /** Serve without a token, on loopback only. */
  readonly insecureNoToken: boolean
  readonly mcp: McpHttp
  readonly log: Log
  /** Whether the configuration is loaded and calls can be served. */
  readonly ready: () => boolean
  /** Milliseconds; for tests. */
  readonly slowest?: { readonly headers: number; readonly request: number } | undefined
}

export interface HttpService {
  readonly url: string
  readonly port: number
  /** Stops accepting, lets running calls finish within 10 s, then closes every connection. */
  readonly close: () => Promise<void>
}

/** A sender has this long for its headers and for the whole request (milliseconds). */
const slowestSender = { headers: 10_000, request: 30_000 }

/**
 * Listens and serves the HTTP routes of DESIGN.md §7.
 *
 * @throws CustomApiError `config.invalid` for a bind that would be open to others, or an address that cannot be had
 */
export async function startHttp(options: HttpOptions): Promise<HttpService> {
  refuseOpenBind(options)
  const guards = createGuards(options)
  const exchanges = watchExchanges((error) => options.log.error('a token could not be judged', { cause: error }))
  const routes = createRoutes(options, exchanges)
  const serve = getRequestListener(routes.fetch, { overrideGlobalObjects: false })
  const slowest = options.slowest ?? slowestSender
  const server = createServer(
    {
      headersTimeout: slowest.headers,
      requestTimeout: slowest.request,
      connectionsCheckingInterval: Math.min(slowest.headers, 2000),
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16 * 1024,
    },
    (incoming, outgoing) => {
      outgoing.setHeader('x-content-type-options', 'nosniff')
      const refused = refusal(incoming, guards)
      if (refused !== undefined) return refuse(outgoing, ...refused)
      if (guards.listed(incoming.headers.origin) && answeredPreflight(incoming, outgoing)) return
      void serve(incoming, outgoing)
    },
  )
  await listen(server, options)
  const { port } = server.address() as AddressInfo // listen() on TCP always gives an AddressInfo
  const close = async (): Promise<void> => {
    await shutDown(server, options)
    exchanges.close()
  }
  return { url: `http://${shownHost(options.host)}:${port}`, port, close }
}

function refuseOpenBind({ host, gate, insecureNoToken }: HttpOptions): void {
  if (!gate.isOpen) return
  if (!insecureNoToken)
    throw new CustomApiError('config.invalid', 'the HTTP server has no access token', {
      hint: 'set CUSTOM_API_MCP_TOKEN, or let the first start make a local one',
    })
  if (!isLoopback(host))
    throw new CustomApiError('config.invalid', `serving ${host} without a token would be open to others`, {
      hint: '--insecure-no-token works on 127.0.0.1 only; set a token to bind wider',
    })
}

/** Judged before any route, so that no route can forget it. */
function refusal(incoming: IncomingMessage, guards: Guards): [status: number, says: string] | undefined {
  if (!incoming.url?.startsWith('/')) return [400, 'the request target must be a path']
  if (!guards.host(incoming.headers.host))
    return [403, 'this Host is not served here; add it to server.allowedHosts or set server.publicUrl']
  if (!guards.origin(incoming.headers.origin))
    return [403, 'this Origin may not call here; add it to server.allowedOrigins']
  return undefined
}

function refuse(outgoing: ServerResponse, status: number, says: string): void {
  const body = JSON.stringify({ error: says })
  outgoing.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
  })
  outgoing.end(body)
}

const otherHost =
  'choose another with --host (or server.host): 127.0.0.1 for this machine, 0.0.0.0 for all its addresses'
const otherPort = 'choose another with --port, or 0 for a free one'

/** Why a listener cannot begin, and what to do. */
const refusals: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  EADDRINUSE: ['the port is taken', otherPort],
  EACCES: ['this user may not use the port', otherPort],
  EADDRNOTAVAIL: ['this machine has no such address', otherHost],
  ENOTFOUND: ['there is no such host', otherHost],
}

function listen(server: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const [why, hint] = refusals[error.code ?? ''] ?? [
        error.code ?? error.message,
        'choose others with --host and --port',
      ]
      failed(new CustomApiError('config.invalid', `cannot listen on ${host}:${port}: ${why}`, { hint, cause: error }))
    })
    server.listen(port, host.replace(/^\[|\]$/g, ''), done)
  })
}

const shownHost = (host: string): string => {
  if (host === '0.0.0.0' || host === '::' || host === '') return 'localhost'
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

/** 9 s for calls under way, then half a second for their last bytes (SECURITY-PROMISES.md §10.4). */
async function shutDown(server: Server, { mcp }: HttpOptions): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  await mcp.close(9000)
  const idle = setInterval(() => server.closeIdleConnections(), 20)
  const late = setTimeout(() => server.closeAllConnections(), 500)
  await closed
  clearInterval(idle)
  clearTimeout(late)
}
