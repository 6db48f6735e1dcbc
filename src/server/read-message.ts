import type { IncomingMessage } from 'node:http'
import { readMessage } from '../mcp/index.ts'
import { faultOf, lookalikeIn } from './strict-json.ts'

/** Why a body is not taken: the status and the JSON-RPC error of the answer. */
export interface Refusal {
  readonly status: number
  readonly code: number
  readonly message: string
}

export type ReadMessage = { readonly body: unknown } | { readonly refusal: Refusal }

const refuse = (status: number, code: number, message: string): { refusal: Refusal } => ({
  refusal: { status, code, message },
})

/** The body of a POST to `/mcp`: JSON in UTF-8, bounded, that every reader reads alike (SECURITY-PROMISES.md §6.2). */
export async function readPost(incoming: IncomingMessage, maxBytes: number): Promise<ReadMessage> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = incoming.headers
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type))
    return refuse(415, -32000, 'Unsupported Media Type: Content-Type must be application/json')
  if (encoding.toLowerCase() !== 'identity')
    return refuse(415, -32000, 'Unsupported Media Type: a compressed body is not accepted')
  const bytes = await readBytes(incoming, maxBytes)
  if (bytes === undefined) return refuse(413, -32000, `Payload Too Large: the body must not exceed ${maxBytes} bytes`)
  return parseBody(bytes)
}

async function readBytes(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) return undefined
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) return undefined
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size)
}

function parseBody(bytes: Buffer): ReadMessage {
  let text: string
  let body: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const fault = faultOf(text)
    if (fault !== undefined) return refuse(400, -32700, `Parse error: ${fault}`)
    body = readMessage(text)
  } catch {
    return refuse(400, -32700, 'Parse error: the request body is not valid JSON')
  }
  const lookalike = lookalikeIn(body)
  if (lookalike === undefined) return { body }
  return refuse(400, -32600, `Invalid Request: unknown member ${JSON.stringify(lookalike.slice(0, 40))}`)
}
