import type { Readable, Writable } from 'node:stream'
import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import { serveStdio as serveSdkStdio } from '@modelcontextprotocol/server/stdio'
import type { Caller, Log } from '../core/index.ts'
import type { Toolbox } from '../tools/index.ts'
import { buildServer } from './build-server.ts'
import type { Offer } from './offer.ts'
import { DirectCalls } from './direct-calls.ts'
import { StdioTransport } from './stdio-transport.ts'

export interface StdioOptions {
  readonly toolbox: Toolbox
  readonly caller: Caller
  readonly log: Log
  readonly version: string
  /** Called once when the client has its first answer, or asks for more than a greeting, or says nothing for a moment. */
  readonly afterGreeting?: (() => void) | undefined
  /** Default: those of the process. */
  readonly stdin?: Readable | undefined
  readonly stdout?: Writable | undefined
}

export interface StdioService {
  /** Resolves when the connection is over, whoever ended it; calls in flight have been aborted then. */
  readonly closed: Promise<void>
  /** Takes no further message, lets calls in flight finish for up to `graceMs` (9 s), then closes. */
  close(graceMs?: number): Promise<void>
}

/** Milliseconds that a client may take to greet before the work that follows begins without it. */
const patience = 300

const greetings = new Set(['initialize', 'server/discover'])
const isGreeting = (message: JSONRPCMessage): boolean => 'method' in message && greetings.has(message.method)

function once(action: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    action()
  }
}

/**
 * Serves MCP over stdio to clients of the 2025 revisions and of 2026-07-28; the first message decides.
 * Nothing but protocol messages goes to stdout.
 */
export function serveStdio(options: StdioOptions): StdioService {
  const { toolbox, caller, log, version } = options
  const transport = new StdioTransport(options.stdin ?? process.stdin, options.stdout ?? process.stdout, log)
  const offer: Offer = { toolbox, caller, log, version, push: true, subscribe: true }
  const calls = new DirectCalls(
    offer,
    (message) => transport.send(message),
    (message) => toServer?.(message),
  )
  const build = ({ era }: { readonly era: 'legacy' | 'modern' }) => {
    calls.era = era
    return buildServer(offer)
  }
  const handle = serveSdkStdio(build, {
    transport,
    onerror: (error) => log.debug('stdio: out-of-band error', { error: error.message }),
  })
  const greeted = once(() => options.afterGreeting?.())
  const silence = setTimeout(greeted, patience)
  transport.onsent = greeted
  const toServer = transport.onmessage
  transport.onmessage = (message) => {
    if (!isGreeting(message)) greeted()
    if (!calls.take(message)) toServer?.(message)
  }
  const closed = new Promise<void>((done) => {
    const serverClosed = transport.onclose
    transport.onclose = () => {
      clearTimeout(silence)
      calls.close()
      serverClosed?.()
      done()
    }
  })
  return {
    closed,
    async close(graceMs = 9000) {
      transport.stopReading()
      await transport.settled(graceMs)
      await handle.close()
      await closed
    },
  }
}
