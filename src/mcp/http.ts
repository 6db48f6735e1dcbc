import { createMcpHandler, isLegacyRequest, legacyStatelessFallback, type AuthInfo } from '@modelcontextprotocol/server'
import { at, type Log, type Principal } from '../core/index.ts'
import type { Toolbox } from '../tools/index.ts'
import { readAccept, toPlainAnswer } from './accept.ts'
import { rpcError } from './answers.ts'
import { buildServer } from './build-server.ts'
import { mendKnownMismatch, withHeaders } from './headers.ts'
import { InFlight } from './in-flight.ts'
import { scopedBus } from './scoped-bus.ts'
import { Sessions, type SessionLimits } from './sessions.ts'

export interface McpHttpOptions {
  readonly toolbox: Toolbox
  readonly log: Log
  readonly version: string
  readonly sessions?: Partial<SessionLimits> | undefined
  /** Comment frames on quiet streams, in milliseconds; default 15,000. */
  readonly keepAliveMs?: number | undefined
}

export interface McpHttp {
  /**
   * Serves one request to `/mcp`. Whoever calls this has checked Host, Origin, token, media type and size, and hands
   * over who asks and the parsed body of a POST. Never rejects.
   */
  fetch(request: Request, extra: { readonly parsedBody?: unknown; readonly principal: Principal }): Promise<Response>
  /** Lets running calls finish for up to `graceMs` (9 s), then ends sessions and streams. */
  close(graceMs?: number): Promise<void>
}

/** Many clients do not recover from a forgotten session, so one lasts over a night; the cap bounds what that costs. */
const defaultLimits: SessionLimits = { max: 2048, perPrincipal: 512, idle: 86_400 }

/**
 * Streamable HTTP for clients of both eras: stateless for 2026-07-28, sessions for the 2025 revisions, and single
 * requests without a session for scripts and gateways.
 */
export function createMcpHttp(options: McpHttpOptions): McpHttp {
  const { toolbox, log, version } = options
  const inFlight = new InFlight()
  const bus = scopedBus()
  const onerror = (error: Error): void => log.debug('mcp: out-of-band error', { error: error.message })
  const build = ({ caller }: Principal, push: boolean, subscribe: boolean) =>
    buildServer({ toolbox, caller, log, version, push, subscribe, track: inFlight.track })

  const modern = createMcpHandler(() => build(bus.owner(), false, true), {
    legacy: 'reject',
    bus,
    onerror,
    ...(options.keepAliveMs !== undefined && { keepAliveMs: options.keepAliveMs }),
  })
  const stateless = legacyStatelessFallback(() => build(bus.owner(), false, false), onerror)
  const sessions = new Sessions({ ...defaultLimits, ...options.sessions }, (who) => build(who, true, true), log)
  const stopAnnouncing = toolbox.onChange((concerns, updated) => {
    bus.publishWhere(({ caller }) => concerns(caller, 'tools'), { kind: 'tools_list_changed' })
    bus.publishWhere(({ caller }) => concerns(caller, 'resources'), { kind: 'resources_list_changed' })
    bus.publishEach(({ caller }) => updated(caller).map((uri) => ({ kind: 'resource_updated', uri })))
  })

  const serveLegacy = (request: Request, parsedBody: unknown, principal: Principal): Promise<Response> => {
    const session = request.headers.get('mcp-session-id')
    if (session !== null) return sessions.serve(session, request, parsedBody, principal)
    if (at(parsedBody, '/method') === 'initialize') return sessions.open(request, parsedBody, principal)
    return stateless(request, { parsedBody, authInfo: authInfoOf(principal) })
  }

  const route = async (asked: Request, parsedBody: unknown, principal: Principal): Promise<Response> => {
    const request = mendKnownMismatch(asked, parsedBody)
    if (!(await isLegacyRequest(request, parsedBody)))
      return modern.fetch(request, { parsedBody, authInfo: authInfoOf(principal) })
    const kinder = request.method === 'POST' ? readAccept(request) : undefined
    if (kinder === undefined) return serveLegacy(request, parsedBody, principal)
    const response = await serveLegacy(withHeaders(request, { accept: kinder.accept }), parsedBody, principal)
    return toPlainAnswer(response, Array.isArray(parsedBody))
  }

  let closed = false
  return {
    async fetch(request, { parsedBody, principal }) {
      if (closed) return rpcError(503, -32000, 'the server is stopping')
      try {
        return await bus.within(principal, () => route(request, parsedBody, principal))
      } catch (error) {
        log.error('mcp: a request failed', { error })
        return rpcError(500, -32603, 'Internal server error')
      }
    },
    async close(graceMs = 9000) {
      if (closed) return
      closed = true
      stopAnnouncing()
      await inFlight.idle(graceMs)
      await Promise.all([modern.close(), sessions.close()])
    },
  }
}

/** The SDK learns who asks by name; the caller's token it never sees. */
const authInfoOf = ({ id }: Principal): AuthInfo => ({ token: '', clientId: id, scopes: [] })
