import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** One request as it arrived, byte for byte where it matters. */
export interface Seen {
  readonly method: string
  /** Path and query exactly as sent. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

export type Answer = (request: Seen, response: ServerResponse, incoming: IncomingMessage) => void | Promise<void>

/** A recording `node:http` upstream on a free loopback port. Closes itself when the test ends unless `keep` is set. */
export async function startUpstream(
  answer: Answer = (_, response) => void response.end(),
  options: { keep?: boolean } = {},
) {
  const seen: Seen[] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request: Seen = {
        method: incoming.method ?? '',
        target: incoming.url ?? '',
        headers: incoming.headers,
        rawHeaders: incoming.rawHeaders,
        body: Buffer.concat(chunks),
      }
      seen.push(request)
      void answer(request, response, incoming)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const port = (server.address() as AddressInfo).port // listen() on TCP always gives an AddressInfo
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((done) => server.close(() => done()))
  }
  if (!options.keep) onTestFinished(close)
  return { url: `http://127.0.0.1:${port}`, port, seen, close }
}
