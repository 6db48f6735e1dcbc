import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** Bytes of a size that are the same each time and hardly ever repeat. */
export function bytesOf(size: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(size)
  let state = seed
  for (let at = 0; at + 4 <= size; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes.writeUInt32LE(state, at)
  }
  bytes.fill(7, size - (size % 4))
  return bytes
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** One request as it came, its body as size and hash. */
export interface SeenFile {
  readonly method: string
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly bytes: number
  readonly sha256: string
  /** The beginning of the body, for what stands around a file. */
  readonly head: string
}

export type FileAnswer = (request: SeenFile, response: ServerResponse) => void | Promise<void>

/** An upstream that takes bodies of any size without keeping them. */
export async function startFileUpstream(answer: FileAnswer = (_, response) => void response.end('{}')) {
  const seen: SeenFile[] = []
  const server = createServer((incoming, response) => {
    const hash = createHash('sha256')
    let bytes = 0
    let head = Buffer.alloc(0)
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      hash.update(chunk)
      if (head.length < 4096) head = Buffer.concat([head, chunk]).subarray(0, 4096)
    })
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming
      const request = { method, target: url, headers, bytes, sha256: hash.digest('hex'), head: head.toString('latin1') }
      seen.push(request)
      void answer(request, response)
    })
    incoming.on('error', () => undefined)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise<void>((done) => server.close(() => done()))
  })
  const { port } = server.address() as AddressInfo // TCP
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, seen }
}

/** Answers with bytes, parts of them too (RFC 9110 §14), and cuts the connection after so many bytes the first times. */
export function serveFile(
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
  cuts: readonly number[] = [],
): FileAnswer {
  let times = 0
  return (request, response) => {
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
    const validator = headers['etag'] ?? headers['last-modified']
    const partial = asked !== null && request.headers['if-range'] === validator
    const from = partial ? Number(asked[1]) : 0
    const part = bytes.subarray(from)
    response.writeHead(partial ? 206 : 200, {
      'content-type': 'application/octet-stream',
      ...headers,
      'content-length': part.length,
      ...(partial ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
    })
    const cut = cuts[times++]
    if (cut === undefined) return void response.end(part)
    response.write(part.subarray(0, cut), () => setTimeout(() => response.destroy(), 20))
  }
}
