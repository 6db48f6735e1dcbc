import type { Readable, Writable } from 'node:stream'
import { serveStdio as serveSdkStdio } from '@modelcontextprotocol/server/stdio'
import type { Caller, Log } from '../core/index.ts'
import type { Toolbox } from '../tools/index.ts'
import { buildServer, type Offer } from './build-server.ts'
import { DirectCalls } from './direct-calls.ts'
import { StdioTransport } from './stdio-transport.ts'

export interface StdioOptions {
  readonly toolbox: Toolbox
  readonly caller: Caller
  readonly log: Log
  readonly version: string
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

/**
 * Serves MCP over stdio to clients of the 2025 revisions and of 2026-07-28; the first message decides.
 * Nothing but protocol messages goes to stdout.
 */
export function serveStdio(options: StdioOptions): StdioService {
  const { toolbox, caller, log, version } = options
  const transport = new StdioTransport(options.stdin ?? process.stdin, options.stdout ?? process.stdout, log)
  const offer: Offer = { toolbox, caller, log, version, push: true }
  const calls = new DirectCalls(offer, (message) => transport.send(message))
  const build = ({ era }: { readonly era: 'legacy' | 'modern' }) => {
    calls.era = era
    return buildServer(offer)
  }
  const handle = serveSdkStdio(build, {
    transport,
    onerror: (error) => log.debug('stdio: out-of-band error', { error: error.message }),
  })
  const toServer = transport.onmessage
  transport.onmessage = (message) => {
    if (!calls.take(message)) toServer?.(message)
  }
  const closed = new Promise<void>((done) => {
    const serverClosed = transport.onclose
    transport.onclose = () => {
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
