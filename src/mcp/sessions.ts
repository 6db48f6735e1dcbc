import { randomBytes } from 'node:crypto'
import {
  isJSONRPCErrorResponse,
  isJSONRPCResultResponse,
  WebStandardStreamableHTTPServerTransport,
  type RequestId,
  type Server,
} from '@modelcontextprotocol/server'
import { at, type Log, type Principal } from '../core/index.ts'
import { rpcError, sessionNotFound } from './answers.ts'

export interface SessionLimits {
  /** Sessions open at a time. */
  readonly max: number
  /** Of them, those of one principal: nobody can take the room of all others. */
  readonly perPrincipal: number
  /** Seconds without a request or an open stream after which a session is forgotten. */
  readonly idle: number
}

interface Session {
  /** Whose it is, by its id. */
  readonly owner: string
  readonly server: Server
  readonly transport: WebStandardStreamableHTTPServerTransport
  /** Ids of requests without an answer. */
  readonly running: Set<RequestId>
  /** Of the request whose event stream is open. */
  listening: AbortSignal | undefined
  usedAt: number
}

/**
 * The sessions of clients of the 2025 revisions. Each has a protocol server of its own, so ids of two clients cannot
 * meet; each belongs to the principal that opened it and does not exist for any other.
 */
export class Sessions {
  readonly #byId = new Map<string, Session>()
  readonly #limits: SessionLimits
  readonly #build: (principal: Principal) => Promise<Server>
  readonly #log: Log
  readonly #sweeper: NodeJS.Timeout

  constructor(limits: SessionLimits, build: (principal: Principal) => Promise<Server>, log: Log) {
    this.#limits = limits
    this.#build = build
    this.#log = log
    this.#sweeper = setInterval(() => this.#sweep(), Math.min(limits.idle * 250, 60_000)).unref()
  }

  get size(): number {
    return this.#byId.size
  }

  /** Answers an `initialize` with a new session, or 503 when there is no room. */
  async open(request: Request, parsedBody: unknown, principal: Principal): Promise<Response> {
    const { max, perPrincipal } = this.#limits
    const isFull = this.#byId.size >= max || this.#countOf(principal) >= perPrincipal
    if (isFull && !this.#makeRoom(principal)) {
      const full = rpcError(503, -32000, 'too many sessions are open; try again later')
      full.headers.set('retry-after', '30')
      return full
    }
    const running = new Set<RequestId>()
    const server = await this.#build(principal)
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomBytes(24).toString('base64url'),
      onsessioninitialized: (id) => {
        this.#byId.set(id, {
          owner: principal.id,
          server,
          transport,
          running,
          listening: undefined,
          usedAt: Date.now(),
        })
      },
    })
    await server.connect(transport)
    const closed = transport.onclose
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.#byId.delete(transport.sessionId)
      closed?.()
    }
    const send = transport.send.bind(transport)
    transport.send = (message, options) => {
      if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) running.delete(message.id ?? '')
      return send(message, options)
    }
    const response = await transport.handleRequest(request, { parsedBody })
    if (transport.sessionId === undefined) await server.close()
    return response
  }

  /** Serves a request that names a session. */
  async serve(id: string, request: Request, parsedBody: unknown, principal: Principal): Promise<Response> {
    const session = this.#byId.get(id)
    if (session === undefined || session.owner !== principal.id) return sessionNotFound()
    this.#use(id, session)
    const ids = requestIds(parsedBody)
    const taken = ids.find((requestId) => session.running.has(requestId))
    if (taken !== undefined)
      return rpcError(400, -32600, 'this request id belongs to a call that is still running', taken)
    for (const requestId of ids) session.running.add(requestId)
    if (request.method === 'GET') {
      // A connection that died unnoticed would hold the one stream of the session: the newest wins.
      session.transport.closeStandaloneSSEStream()
      this.#watchStream(session, request.signal)
    }
    const response = await session.transport.handleRequest(request, { parsedBody })
    if (!response.ok) for (const requestId of ids) session.running.delete(requestId)
    this.#endCancelled(session, parsedBody)
    return response
  }

  /** Marks a session as just used; the map keeps the longest unused first. */
  #use(id: string, session: Session): void {
    session.usedAt = Date.now()
    this.#byId.delete(id)
    this.#byId.set(id, session)
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    await Promise.all([...this.#byId.values()].map((session) => this.#end(session)))
  }

  /** A cancelled call is never answered, so its stream would stay open for as long as the client lets it. */
  #endCancelled(session: Session, body: unknown): void {
    for (const message of Array.isArray(body) ? body : [body]) {
      if (at(message, '/method') !== 'notifications/cancelled') continue
      const id = at(message, '/params/requestId')
      if (typeof id !== 'string' && typeof id !== 'number') continue
      if (session.running.delete(id)) session.transport.closeSSEStream(id)
    }
  }

  #countOf({ id }: Principal): number {
    let count = 0
    for (const { owner } of this.#byId.values()) if (owner === id) count++
    return count
  }

  #watchStream(session: Session, gone: AbortSignal): void {
    session.listening = gone
    const over = (): void => {
      session.usedAt = Date.now()
      if (session.listening === gone) session.listening = undefined
    }
    if (gone.aborted) over()
    else gone.addEventListener('abort', over, { once: true })
  }

  /** Forgets the principal's longest unused session; another principal's are not touched. */
  #makeRoom({ id }: Principal): boolean {
    for (const session of this.#byId.values()) {
      if (session.owner !== id || session.listening !== undefined || session.running.size > 0) continue
      void this.#end(session)
      return true
    }
    return false
  }

  #sweep(): void {
    const before = Date.now() - this.#limits.idle * 1000
    for (const session of this.#byId.values())
      if (session.usedAt < before && session.listening === undefined && session.running.size === 0)
        void this.#end(session)
  }

  async #end(session: Session): Promise<void> {
    if (session.transport.sessionId !== undefined) this.#byId.delete(session.transport.sessionId)
    await session.server
      .close()
      .catch((error: unknown) => this.#log.debug('mcp: a session did not close', { error: String(error) }))
  }
}

/** The ids that a body asks under: those of requests, not of answers. */
function requestIds(body: unknown): RequestId[] {
  return (Array.isArray(body) ? body : [body]).flatMap((message) => {
    const id = at(message, '/id')
    const asks = typeof at(message, '/method') === 'string' && (typeof id === 'string' || typeof id === 'number')
    return asks ? [id] : []
  })
}
