import { ProtocolError, type JSONRPCMessage, type JSONRPCRequest, type RequestId } from '@modelcontextprotocol/server'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { AskFirst } from '../access/index.ts'
import type { Offer } from './offer.ts'
import { callTool, type CallFrom } from './tools.ts'

/** Meta keys of this prefix are the protocol's own: what they ask for is the SDK's business. */
const reserved = 'io.modelcontextprotocol/'

type Send = (message: JSONRPCMessage) => Promise<void>

/** Hands a message on to the SDK. */
type Pass = (message: JSONRPCMessage) => void

/**
 * `tools/call` of a 2025-era stdio connection, answered without the SDK's dispatcher: the same handler, the same answer,
 * at half the cost of a call. Every other message, and every call that asks for more than a plain one, is left to the SDK.
 *
 * Whoever asks for a call that is taken here gets exactly one answer, or none after a cancellation.
 */
export class DirectCalls {
  readonly #offer: Offer
  readonly #send: Send
  readonly #pass: Pass
  readonly #running = new Map<RequestId, AbortController>()
  #isLegacy = false
  #isOpen = false

  constructor(offer: Offer, send: Send, pass: Pass) {
    this.#offer = offer
    this.#send = send
    this.#pass = pass
  }

  /** The era that the connection has been pinned to. */
  set era(era: 'legacy' | 'modern') {
    this.#isLegacy = era === 'legacy'
  }

  /** Whether the message has been taken; otherwise it is the SDK's. */
  take(message: JSONRPCMessage): boolean {
    if (!('method' in message)) return false
    if ('id' in message) return this.#isOpen && message.method === 'tools/call' && this.#takeCall(message)
    if (message.method === 'notifications/cancelled') return this.#cancel(message.params)
    if (message.method === 'notifications/initialized') this.#isOpen = this.#isLegacy
    return false
  }

  /** Aborts what runs; nothing is answered any more. */
  close(): void {
    this.#isOpen = false
    const running = [...this.#running.values()]
    this.#running.clear()
    for (const controller of running) controller.abort(new Error('the connection is closed'))
  }

  #takeCall(message: JSONRPCRequest): boolean {
    const { id, params } = message
    if (params === undefined || this.#running.has(id)) return false
    const { name, arguments: input, _meta: meta, ...more } = params
    if (typeof name !== 'string' || !isPlain(input) || Object.keys(more).length > 0) return false
    if (meta !== undefined && Object.keys(meta).some((key) => key.startsWith(reserved))) return false
    void this.#answer(message, name, input, meta?.progressToken)
    return true
  }

  async #answer(
    message: JSONRPCRequest,
    name: string,
    input: unknown,
    progressToken: CallFrom['progressToken'],
  ): Promise<void> {
    const { id } = message
    const controller = new AbortController()
    this.#running.set(id, controller)
    const from: CallFrom = {
      signal: controller.signal,
      end: (reason) => controller.abort(reason),
      progressToken,
      answer: () => undefined, // whoever must ask a person says so, and the SDK's way asks
      notify: (notification) => this.#send({ jsonrpc: '2.0', ...notification }),
    }
    const answer = await callTool(name, input, from, this.#offer).then(
      (result): JSONRPCMessage => ({ jsonrpc: '2.0', id, result: result satisfies CallToolResult }),
      (thrown: unknown): JSONRPCMessage | undefined =>
        thrown instanceof AskFirst ? undefined : { jsonrpc: '2.0', id, error: this.#toError(thrown) },
    )
    if (this.#running.get(id) !== controller) return // cancelled, or the connection is gone
    this.#running.delete(id)
    if (answer === undefined) return this.#pass(message) // nothing has been sent: it begins anew there
    await this.#send(answer).catch((error: unknown) =>
      this.#offer.log.debug('mcp: an answer was not delivered', { error: String(error) }),
    )
  }

  #toError(thrown: unknown): { code: number; message: string } {
    if (thrown instanceof ProtocolError) return { code: thrown.code, message: thrown.message }
    this.#offer.log.error('mcp: a call failed outside of its tool', { error: thrown })
    return { code: -32603, message: 'internal error' }
  }

  #cancel(params: Readonly<Record<string, unknown>> | undefined): boolean {
    const id = params?.['requestId']
    if (typeof id !== 'string' && typeof id !== 'number') return false
    const controller = this.#running.get(id)
    if (controller === undefined) return false
    this.#running.delete(id)
    controller.abort(params?.['reason'])
    return true
  }
}

const isPlain = (input: unknown): boolean =>
  input === undefined || (typeof input === 'object' && input !== null && !Array.isArray(input))
