import type { Readable, Writable } from 'node:stream'
import {
  parseJSONRPCMessage,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server'
import type { Log } from '../core/index.ts'
import { readMessage } from './message.ts'

/** One message may have this many bytes; the same that clients allow. */
const maxMessageBytes = 10 * 1024 * 1024
/** What we send stays clear of the clients' limit. */
const maxSentBytes = maxMessageBytes - 64 * 1024
/** Above this much unread output we stop reading, so that a client that never reads cannot fill our memory. */
const maxUnreadBytes = 64 * 1024 * 1024
/** Lines that wait for others of the same turn of the loop have this many characters together at most. */
const mostTogether = 64 * 1024
/** A client that closes its end still gets what is answered at once; the rest is aborted. */
const endGraceMs = 400

const newline = 10

/**
 * Newline-delimited JSON-RPC over two streams, with every digit of an argument kept.
 *
 * Nothing but messages is written. A line that is no message costs one line in the log; a message over 10 MB, a broken
 * output and the end of input close the transport. Requests that the end of input overtakes have a moment to finish.
 */
export class StdioTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void
  /** After a message has been written. */
  onsent?: () => void

  readonly #in: Readable
  readonly #out: Writable
  readonly #log: Log
  #partial: Buffer[] = []
  #partialBytes = 0
  #closed = false
  #ended = false
  #drained: Promise<void> | undefined
  /** Lines of this turn of the loop that go out together at its end. */
  #together = ''
  readonly #unanswered = new Set<RequestId>()
  #settled: (() => void) | undefined

  constructor(input: Readable, output: Writable, log: Log) {
    this.#in = input
    this.#out = output
    this.#log = log
  }

  async start(): Promise<void> {
    this.#in.on('data', this.#read)
    this.#in.on('end', this.#end)
    this.#in.on('close', this.#end)
    this.#in.on('error', this.#end)
    this.#out.on('error', this.#broken)
    this.#out.on('close', this.#broken)
    if (this.#in.readableEnded || this.#in.destroyed) setImmediate(this.#end)
  }

  /** Resolves when every request has its answer, or when the time is over. */
  async settled(withinMs: number): Promise<void> {
    if (this.#unanswered.size === 0 || this.#closed) return
    await new Promise<void>((done) => {
      const timer = setTimeout(done, withinMs)
      this.#settled = () => {
        clearTimeout(timer)
        done()
      }
    })
  }

  /** Takes no further message; answers still go out. */
  stopReading(): void {
    this.#in.off('data', this.#read)
    this.#in.pause()
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#closed) throw new Error('the connection is closed')
    const line = this.#written(message)
    const isAnswer = !('method' in message)
    if (isAnswer) this.#answered(message.id)
    this.#pass(line, isAnswer)
    if (this.#drained !== undefined) await this.#drained
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#flush()
    this.#closed = true
    this.stopReading()
    this.#in.off('end', this.#end)
    this.#in.off('close', this.#end)
    this.#partial = []
    this.#settled?.()
    this.onclose?.()
  }

  /**
   * While other requests wait, answers of one turn of the loop share one write: it costs more than making an answer.
   * What is no answer goes out by itself: clients lose a progress notice that arrives together with its answer.
   */
  #pass(line: string, isAnswer: boolean): void {
    if (!isAnswer) this.#flush()
    const alone = this.#together === ''
    this.#together += line
    if (!isAnswer || this.#unanswered.size === 0 || this.#together.length > mostTogether) this.#flush()
    else if (alone) setImmediate(this.#flush)
  }

  readonly #flush = (): void => {
    if (this.#together === '' || this.#closed) return
    const flowing = this.#out.write(this.#together)
    this.#together = ''
    this.onsent?.()
    if (flowing) return
    if (this.#out.writableLength > maxUnreadBytes) this.#in.pause()
    this.#drained ??= this.#drain()
  }

  readonly #read = (chunk: Buffer): void => {
    let from = 0
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      const line = this.#line(chunk.subarray(from, at))
      from = at + 1
      if (line === undefined) return
      this.#take(line)
      if (this.#closed) return
    }
    const rest = chunk.subarray(from)
    if (rest.length === 0) return
    this.#partial.push(rest)
    this.#partialBytes += rest.length
    if (this.#partialBytes > maxMessageBytes) this.#tooLong()
  }

  #line(tail: Buffer): string | undefined {
    const bytes = this.#partialBytes + tail.length
    if (bytes > maxMessageBytes) return this.#tooLong()
    const line = this.#partial.length === 0 ? tail : Buffer.concat([...this.#partial, tail], bytes)
    this.#partial = []
    this.#partialBytes = 0
    return line.toString('utf8')
  }

  #take(line: string): void {
    if (line === '' || line === '\r') return
    let message: JSONRPCMessage
    try {
      const read = readMessage(line)
      message = isPlainRequest(read) ? read : parseJSONRPCMessage(read)
    } catch (error) {
      const why = error instanceof SyntaxError ? 'no JSON' : 'no JSON-RPC message'
      this.#log.warn(`stdin: ignored a line of ${line.length} characters that is ${why}`)
      return
    }
    if ('method' in message && 'id' in message) this.#unanswered.add(message.id)
    else if ('method' in message && message.method === 'notifications/cancelled') {
      const id = message.params?.['requestId']
      if (typeof id === 'string' || typeof id === 'number') this.#answered(id)
    }
    this.onmessage?.(message)
  }

  #tooLong(): undefined {
    this.#log.error(`stdin: a message is over ${maxMessageBytes / 1024 / 1024} MB; closing`)
    void this.close()
  }

  readonly #end = (): void => {
    if (this.#ended) return
    this.#ended = true
    void this.settled(endGraceMs).then(() => this.close())
  }

  readonly #broken = (error?: Error): void => {
    if (this.#closed) return
    this.#log.debug('stdout: the client is gone', { error: error?.message })
    void this.close()
  }

  /** The line of a message; an answer that no client would take becomes an error of the same id. */
  #written(message: JSONRPCMessage): string {
    const line = `${JSON.stringify(message)}\n`
    if (line.length * 3 <= maxSentBytes || Buffer.byteLength(line) <= maxSentBytes) return line
    this.#log.error(`stdout: a message of ${line.length} characters is too large for any client`)
    if (!('result' in message)) throw new Error('the message is too large')
    const error = { code: -32603, message: 'result.too_large: the answer is too large for any client' }
    return `${JSON.stringify({ jsonrpc: '2.0', id: message.id, error })}\n`
  }

  #answered(id: RequestId | undefined): void {
    if (id !== undefined && this.#unanswered.delete(id) && this.#unanswered.size === 0) this.#settled?.()
  }

  /** One listener however many senders wait. */
  #drain(): Promise<void> {
    return new Promise((done) => {
      const over = (): void => {
        this.#out.off('drain', over)
        this.#out.off('close', over)
        this.#drained = undefined
        if (!this.#closed && !this.#ended) this.#in.resume()
        done()
      }
      this.#out.on('drain', over)
      this.#out.on('close', over)
    })
  }
}

/**
 * A request of the common shape, told by looking at it: four members at most, and nothing in `_meta`. Everything else is
 * for the SDK's own, slower parser.
 */
function isPlainRequest(read: unknown): read is JSONRPCRequest {
  if (!isHolder(read)) return false
  const { jsonrpc, id, method, params, ...more } = read
  if (jsonrpc !== '2.0' || typeof method !== 'string' || Object.keys(more).length > 0) return false
  if (typeof id !== 'string' && !Number.isInteger(id)) return false
  return params === undefined || (isHolder(params) && !Array.isArray(params) && params['_meta'] === undefined)
}

const isHolder = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
