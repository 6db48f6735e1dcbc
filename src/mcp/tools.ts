import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type CallToolResult,
  type InputRequiredResult,
  type Server,
  type ServerContext,
  type Tool,
} from '@modelcontextprotocol/server'
import { AskFirst } from '../access/index.ts'
import { at, nearest, type Log } from '../core/index.ts'
import { UnknownTool, type CallContext } from '../tools/index.ts'
import { guarded } from './guarded.ts'
import type { Offer } from './offer.ts'
import { toCallToolResult, toFailedResult } from './results.ts'

/** Lists tools and calls them. */
export function handleTools(server: Server, offer: Offer): void {
  const { toolbox, caller } = offer
  const track = offer.track ?? ((work) => work)
  // Our definitions are the wire shape already; the SDK's type only lacks the `readonly`s.
  server.setRequestHandler('tools/list', () =>
    guarded(offer, 'tools/list', async () => ({ tools: (await toolbox.list(caller)) as unknown as Tool[] })),
  )
  server.setRequestHandler('tools/call', (request, context) =>
    track(
      asking(
        callTool(request.params.name, request.params.arguments, fromContext(context, answerOf(server, context)), offer),
      ),
    ),
  )
}

/** Who asks for a call, as far as the protocol knows. */
export interface CallFrom {
  readonly signal: AbortSignal
  /** Ends the signal from our side; absent where somebody else owns it. */
  readonly end?: ((reason: unknown) => void) | undefined
  readonly progressToken: string | number | undefined
  /** As in `CallContext`: there when the client can ask a person. */
  readonly answer?: CallContext['answer']
  readonly notify: (notification: ProgressNotification) => Promise<void>
}

interface ProgressNotification {
  readonly method: 'notifications/progress'
  readonly params: {
    readonly progressToken: string | number
    readonly progress: number
    readonly message: string
    readonly total?: number
  }
}

const fromContext = (context: ServerContext, answer: CallContext['answer']): CallFrom => ({
  signal: signalOf(context),
  answer,
  progressToken: context.mcpReq._meta?.progressToken,
  notify: (notification) => context.mcpReq.notify(notification),
})

/**
 * One call, answered as the protocol writes it; what a tool throws is a failed result.
 *
 * @throws ProtocolError for a tool that is not there; AskFirst for a call that must ask a person, where `from` can
 */
export async function callTool(name: string, input: unknown, from: CallFrom, offer: Offer): Promise<CallToolResult> {
  const { toolbox, caller, log } = offer
  const progress = progressOf(from, log)
  try {
    const { signal, end, answer } = from
    const result = await toolbox.call(name, input ?? {}, { caller, signal, end, answer, progress: progress?.report })
    return toCallToolResult(result, log, name)
  } catch (thrown) {
    if (thrown instanceof AskFirst) throw thrown
    if (thrown instanceof UnknownTool) throw await unknownTool(thrown.tool, offer)
    return toFailedResult(thrown, log, name)
  } finally {
    progress?.end()
  }
}

/** The name of our question in the exchange. */
const confirmation = 'confirm'

/** What a person is asked has no form: to accept it is the answer. */
const noForm = { type: 'object' as const, properties: {} }

/** A call that must ask a person first becomes the question; the client calls again with the answer. */
async function asking(call: Promise<CallToolResult>): Promise<CallToolResult | InputRequiredResult> {
  try {
    return await call
  } catch (thrown) {
    if (!(thrown instanceof AskFirst)) throw thrown
    const { question, word } = thrown
    return inputRequired({
      inputRequests: { [confirmation]: inputRequired.elicit({ message: question, requestedSchema: noForm }) },
      requestState: word,
    })
  }
}

/** The person's answer to what this call asked before; `undefined` where the client can ask nobody. */
function answerOf(server: Server, { mcpReq }: ServerContext): CallContext['answer'] {
  if (!canAsk(capabilitiesOf(server, mcpReq.envelope))) return undefined
  return (isFor) => {
    const given = inputResponse(mcpReq.inputResponses, confirmation)
    const word = mcpReq.requestState<unknown>()
    if (given.kind !== 'elicit' || typeof word !== 'string' || !isFor(word)) return undefined
    return given.action === 'accept' ? 'accepted' : 'declined'
  }
}

/** A client declares itself with each request (2026-07-28) or when it says hello; single legacy requests say nothing. */
function capabilitiesOf(server: Server, envelope: ServerContext['mcpReq']['envelope']): unknown {
  return (
    at(envelope, `/${CLIENT_CAPABILITIES_META_KEY.replaceAll('~', '~0').replaceAll('/', '~1')}`) ??
    server.getClientCapabilities()
  )
}

/** `elicitation: {}` is the form of the first revision that had it (2025-06-18); `url` alone asks for no form. */
function canAsk(capabilities: unknown): boolean {
  const elicitation = at(capabilities, '/elicitation')
  if (typeof elicitation !== 'object' || elicitation === null) return false
  return at(elicitation, '/form') !== undefined || at(elicitation, '/url') === undefined
}

async function unknownTool(name: string, { toolbox, caller }: Offer): Promise<ProtocolError> {
  const known = (await toolbox.list(caller)).map((tool) => tool.name)
  const meant = nearest(name, known)
  const says = `unknown tool: ${name.slice(0, 128)}${meant === undefined ? '' : `; did you mean ${meant}?`}`
  return new ProtocolError(ProtocolErrorCode.InvalidParams, says)
}

/**
 * Aborts when the client cancels or its connection goes. A session's answer stream cannot be resumed here, so a
 * dropped one is a dropped call (SECURITY-PROMISES.md §6.6); the SDK alone would let it run on.
 */
function signalOf(context: ServerContext): AbortSignal {
  const cancelled = context.mcpReq.signal
  const disconnected = context.sessionId === undefined ? undefined : context.http?.req?.signal
  return disconnected === undefined ? cancelled : AbortSignal.any([cancelled, disconnected])
}

/** Progress must rise and must not follow the result (basic/utilities/progress). */
function progressOf({ signal, progressToken, notify }: CallFrom, log: Log) {
  if (progressToken === undefined) return undefined
  let last = Number.NEGATIVE_INFINITY
  const report: NonNullable<CallContext['progress']> = (done, total, message) => {
    if (!(done > last) || signal.aborted) return
    last = done
    const params = { progressToken, progress: done, message, ...(total !== undefined && { total }) }
    notify({ method: 'notifications/progress', params }).catch((error: unknown) =>
      log.debug('mcp: progress not delivered', { error: String(error) }),
    )
  }
  return { report, end: () => void (last = Number.POSITIVE_INFINITY) }
}
