import type { Readable } from 'node:stream'
import type { Agent } from 'undici'
import { CustomApiError, type Log } from '../core/index.ts'
import { defaultLimits } from './body.ts'
import { createConnector, systemResolve, type Resolve } from './connect.ts'
import { Exchange } from './exchange.ts'
import { toFailure } from './failures.ts'
import { createGate, sleep, type RateLimit } from './gate.ts'
import { createGuard } from './guard.ts'
import { createLifetime, type Lifetime } from './lifetime.ts'
import type { BodySource, Door, EgressPolicy, HttpRequest, HttpResponse, SendOptions, Timeouts } from './model.ts'
import { isSource, openSource } from './outgoing.ts'
import { isForGood, planRedirect } from './redirect.ts'
import { toResponse } from './response.ts'
import { isPassing, isSafeToRepeat, isWorthRepeating, planDelay, readRetryAfter } from './retry.ts'
import { shownRequest } from './target-url.ts'
import { loadUndici } from './undici.ts'
import { toWireRequest } from './wire.ts'

export interface DoorOptions {
  readonly policy: EgressPolicy
  readonly log: Log
  /** The API (or description) in messages. */
  readonly name: string
  readonly timeouts: Timeouts
  readonly rateLimit?: RateLimit | undefined
  /** The longest wait before a repetition, in seconds; 30 unless told. */
  readonly maxDelay?: number | undefined
  /** `host:port` of our own listeners, never to be called; `0.0.0.0:8321` stands for every address of this machine. */
  readonly ownListeners?: (() => ReadonlySet<string>) | undefined
  /** Another way to resolve names. */
  readonly resolve?: Resolve | undefined
}

const mostRedirects = 5
const defaultAttempts = 3
const defaultMaxDelay = 30
const largestHeaders = 64 * 1024
/** Long enough for an assistant's next call, short enough that few connections are cut on us unnoticed. */
const idleConnection = 20_000

const milliseconds = (seconds: number): number => Math.ceil(seconds * 1000)

/** One `send` on its way: its options with the door's own filled in. */
interface Journey {
  readonly life: Lifetime
  readonly timeouts: Timeouts
  readonly options: SendOptions
  /** Tries made so far, over all hops. */
  tries: number
}

/**
 * The way out for one API: one pool, one policy, one gate.
 *
 * Every hop is checked before it is made (SECURITY-PROMISES.md §2). Only GET, HEAD, OPTIONS and QUERY are ever repeated,
 * after failures of the connection and 429, 502, 503, 504; anything else is sent at most once. An answer holds its place
 * in the gate until its body is read or discarded.
 */
export function createDoor(settings: DoorOptions): Door {
  const { policy, log, name, maxDelay = defaultMaxDelay } = settings
  const guard = createGuard(name, policy, settings.ownListeners)
  const gate = createGate(name, settings.rateLimit)
  let agent: Agent | undefined
  let closed = false

  async function open(): Promise<Agent> {
    const { Agent, buildConnector } = await loadUndici()
    const connect = createConnector({
      guard,
      timeout: milliseconds(settings.timeouts.connect),
      resolve: settings.resolve ?? systemResolve,
      buildConnector,
    })
    return (agent ??= new Agent({
      connect,
      pipelining: 1,
      keepAliveTimeout: idleConnection,
      maxHeaderSize: largestHeaders,
    }))
  }

  /** One request, one answer; the lifetime ends with the answer's body only when `send` hands it out. */
  async function exchange(request: HttpRequest, journey: Journey): Promise<Answered> {
    const { life, timeouts, options } = journey
    const wire = toWireRequest(request)
    const patience = Math.min(maxDelay, life.timeLeft())
    const failed = (thrown: unknown): CustomApiError => life.cancellation() ?? toFailure(thrown, request, timeouts)
    try {
      const pool = agent ?? (await open())
      const sent = new Exchange(life.signal, await gate.enter(life.signal, patience))
      const started = performance.now()
      const head = await sent.start(pool, {
        ...wire,
        body: isSource(wire.body) ? opened(wire.body, sent, options.sent) : wire.body,
        headersTimeout: milliseconds(timeouts.response),
        bodyTimeout: milliseconds(timeouts.response),
        reset: closed,
      })
      const took = Math.round(performance.now() - started)
      log.debug('upstream answered', { api: name, request: shownRequest(request), status: head.status, ms: took })
      return { response: toResponse(request, head, sent, options.limits ?? defaultLimits, failed), sent }
    } catch (error) {
      throw failed(error)
    }
  }

  /** One hop: exchanges until one is good enough, or no repetition is due. */
  async function hop(request: HttpRequest, journey: Journey): Promise<Answered> {
    const { life, options } = journey
    const isSafe = isSafeToRepeat(request.method)
    const attempts = isSafe || options.reads === true ? (options.attempts ?? defaultAttempts) : 1
    for (;;) {
      const outcome = await exchange(request, journey).catch((error: unknown) => error as CustomApiError) // see `exchange`
      const failed = outcome instanceof CustomApiError
      journey.tries++
      if (failed ? !isPassing(outcome) : !isWorthRepeating(outcome.response.status)) return unwrap(outcome)
      if (!isSafe && (failed || outcome.response.status !== 429)) return unwrap(outcome)
      const delay = planDelay({
        tries: journey.tries,
        attempts,
        retryAfter: failed ? undefined : readRetryAfter(outcome.response.headers, Date.now()),
        maxDelay,
        timeLeft: life.timeLeft(),
        random: Math.random(),
      })
      if (delay === undefined) return unwrap(outcome)
      if (!failed) outcome.response.discard()
      log.info('trying again', { api: name, request: shownRequest(request), tries: journey.tries, seconds: delay })
      await sleep(delay * 1000, life.signal)
    }
  }

  async function travel(first: HttpRequest, journey: Journey): Promise<Answered> {
    let request = first
    let moved = true // as long as every redirect says so
    guard.place(request.origin)
    for (let redirects = 0; ; redirects++) {
      const outcome = await hop(request, journey)
      const next = planRedirectOrDiscard(request, outcome.response, journey.options)
      if (next === undefined)
        return redirects > 0 && moved ? { ...outcome, response: { ...outcome.response, moved } } : outcome
      moved &&= isForGood(outcome.response.status)
      outcome.response.discard()
      if (redirects === mostRedirects)
        throw new CustomApiError(
          'upstream.unreadable',
          `${shownRequest(first)} redirects more than ${mostRedirects} times`,
          {
            hint: 'this is a fault of the API; call the last address itself',
          },
        )
      guard.place(next.request.origin, next.upgraded)
      request = next.request
    }
  }

  function planRedirectOrDiscard(request: HttpRequest, response: HttpResponse, options: SendOptions) {
    try {
      const next = planRedirect(request, response, policy, name)
      if (next === undefined || options.redirects !== 'refuse') return next
      throw new CustomApiError('host.blocked', `${shownRequest(request)} answered with a redirect, refused here`, {
        hint: 'configure the address that it leads to',
      })
    } catch (error) {
      response.discard()
      throw error
    }
  }

  return {
    async send(request, options) {
      const timeouts = { ...settings.timeouts, ...options.timeouts, connect: settings.timeouts.connect }
      const life = createLifetime(options.signal, timeouts.total, request)
      try {
        const outcome = await travel(request, { life, timeouts, options, tries: 0 })
        outcome.sent.whenOver(life.end)
        return outcome.response
      } catch (error) {
        life.end()
        throw life.cancellation() ?? error
      }
    },
    async close() {
      closed = true
      const old = agent
      agent = undefined
      await old?.close()
    },
  }
}

/** A source for one exchange: whatever ends the exchange lets go of it. */
function opened(source: BodySource, exchange: Exchange, sent: SendOptions['sent']): Readable {
  const until = new AbortController()
  const bytes = openSource(source, until.signal, sent)
  exchange.whenOver(() => {
    until.abort()
    void bytes.return(undefined) // a connection that is lost takes no more and does not say so to its body
  })
  // undici sends any async iterable, with the connection's back-pressure; its type of `dispatch` only does not say so.
  return bytes as unknown as Readable
}

/** An answer and the exchange that still brings its body. */
interface Answered {
  readonly response: HttpResponse
  readonly sent: Exchange
}

function unwrap<T>(outcome: T | CustomApiError): T {
  if (outcome instanceof CustomApiError) throw outcome
  return outcome
}
