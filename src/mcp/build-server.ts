import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  Server,
  type CallToolResult,
  type CompleteResult,
  type InputRequiredResult,
  type ServerContext,
  type Tool,
} from '@modelcontextprotocol/server'
import { AskFirst } from '../access/index.ts'
import { at, CustomApiError, nearest, type Caller, type Log } from '../core/index.ts'
import { UnknownTool, type CallContext, type Toolbox } from '../tools/index.ts'
import { DefaultJsonSchemaValidator } from './sdk-shims.ts'
import { internalLine, toCallToolResult, toFailedResult } from './results.ts'

/** What a protocol server shows and to whom. */
export interface Offer {
  readonly toolbox: Toolbox
  readonly caller: Caller
  readonly log: Log
  readonly version: string
  /** Whether this instance lives as long as its client and so announces changed lists itself. */
  readonly push: boolean
  /** Whether a client can be told that a resource changed. */
  readonly subscribe: boolean
  /** Keeps count of running calls, for whoever wants to close without cutting them. */
  readonly track?: <T>(work: Promise<T>) => Promise<T>
}

/** Lists depend on the credential: cacheable for a minute, by that client only. */
const privately = { ttlMs: 60_000, cacheScope: 'private' } as const

const cacheHints = {
  'tools/list': privately,
  'resources/list': privately,
  'resources/templates/list': privately,
  'resources/read': privately,
  'server/discover': privately,
}

const listChanged = ['notifications/tools/list_changed', 'notifications/resources/list_changed']

/** One for all: the SDK would otherwise make one per server, of a kind that generates code from schemas. */
const noValidator = new DefaultJsonSchemaValidator()

/**
 * A protocol server for one connection, session or request: the only place that knows how the SDK wants handlers.
 * Building one has no side effects but, with `push`, a listener on the toolbox that ends with the connection.
 */
export async function buildServer(offer: Offer): Promise<Server> {
  const { toolbox, caller, version } = offer
  const server = new Server(
    { name: 'custom-api-mcp', title: 'Custom APIs', version },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true, ...(offer.subscribe && { subscribe: true }) },
        completions: {},
      },
      instructions: await toolbox.instructions(caller),
      cacheHints,
      jsonSchemaValidator: noValidator,
      debouncedNotificationMethods: listChanged,
    },
  )
  server.onerror = (error) => offer.log.debug('mcp: out-of-band error', { error: error.message })
  handleTools(server, offer)
  handleResources(server, offer)
  const subscribed = offer.subscribe ? handleSubscriptions(server, offer) : new Set<string>()
  if (offer.push) announceChanges(server, offer, subscribed)
  return server
}

function handleTools(server: Server, offer: Offer): void {
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

function handleResources(server: Server, offer: Offer): void {
  const { toolbox, caller } = offer
  server.setRequestHandler('resources/list', () =>
    guarded(offer, 'resources/list', async () => ({
      resources: (await toolbox.resources(caller)).map(({ description, ...entry }) => ({
        ...entry,
        ...(description !== undefined && { description }),
      })),
    })),
  )
  server.setRequestHandler('resources/templates/list', () =>
    guarded(offer, 'resources/templates/list', async () => ({
      resourceTemplates: (await toolbox.resourceTemplates(caller)).map((template) => ({ ...template })),
    })),
  )
  server.setRequestHandler('resources/read', ({ params: { uri } }) =>
    guarded(
      offer,
      'resources/read',
      async () => ({ contents: [{ ...(await toolbox.readResource(uri, caller)) }] }),
      uri,
    ),
  )
  server.setRequestHandler('completion/complete', ({ params }) =>
    guarded(offer, 'completion/complete', async (): Promise<CompleteResult> => {
      if (params.ref.type !== 'ref/resource') throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'unknown prompt')
      const { name, value } = params.argument
      const values = await toolbox.complete(params.ref.uri, name, value, params.context?.arguments ?? {}, caller)
      return { completion: { values: values.slice(0, 100), hasMore: values.length > 100 } }
    }),
  )
}

/** What one client may follow at a time. */
const mostSubscriptions = 1_000

/** Remembers what a client of the 2025 revisions follows; later ones say so where they listen. */
function handleSubscriptions(server: Server, offer: Offer): ReadonlySet<string> {
  const { toolbox, caller } = offer
  const subscribed = new Set<string>()
  const subscribe = async (uri: string): Promise<Record<string, never>> => {
    await toolbox.readResource(uri, caller) // what nobody may read, nobody follows
    if (subscribed.size >= mostSubscriptions)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `at most ${mostSubscriptions} resources can be followed`)
    subscribed.add(uri)
    return {}
  }
  server.setRequestHandler('resources/subscribe', ({ params: { uri } }) =>
    guarded(offer, 'resources/subscribe', () => subscribe(uri), uri),
  )
  server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    subscribed.delete(uri)
    return {}
  })
  return subscribed
}

/** Runs what answers a request that is not a tool call. An error of ours never shows its message. */
async function guarded<T>({ log }: Offer, doing: string, work: () => Promise<T>, uri?: string): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof ProtocolError) throw thrown
    const error = CustomApiError.from(thrown)
    if (error.fault === 'us') throw new ProtocolError(ProtocolErrorCode.InternalError, internalLine(error, log, doing))
    const says = [`${error.code}: ${error.message}`, error.hint ?? ''].filter((line) => line !== '').join('\n')
    if (uri !== undefined && error.code.endsWith('.unknown')) throw new ResourceNotFoundError(uri, says)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, says)
  }
}

/** Tells a client that has looked at our lists, and no other, that they changed, and whoever follows a resource of that one. */
function announceChanges(server: Server, { toolbox, caller, log }: Offer, subscribed: ReadonlySet<string>): void {
  let initialized = false
  const failed = (error: unknown): void => log.debug('mcp: change not announced', { error: String(error) })
  const stop = toolbox.onChange((concerns, updated) => {
    if (server.transport === undefined || !(initialized || modern(server))) return
    if (concerns(caller, 'tools')) server.sendToolListChanged().catch(failed)
    if (concerns(caller, 'resources')) server.sendResourceListChanged().catch(failed)
    const changed = updated(caller)
    const followed = modern(server) ? changed : followedOf(subscribed, new Set(changed))
    for (const uri of followed) server.sendResourceUpdated({ uri }).catch(failed)
  })
  server.oninitialized = () => void (initialized = true)
  server.onclose = stop
}

/** Who follows a section is told when its page changed. */
const followedOf = (subscribed: ReadonlySet<string>, changed: ReadonlySet<string>): readonly string[] =>
  [...subscribed].filter((uri) => changed.has(uri) || changed.has(uri.replace(/#.*$/s, '')))

/** The 2026 revision has no `initialized`; there the SDK delivers changes to those who listen and to nobody else. */
function modern(server: Server): boolean {
  return (server.getNegotiatedProtocolVersion() ?? '') >= '2026-07-28'
}
