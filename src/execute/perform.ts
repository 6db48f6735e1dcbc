import { CustomApiError, parseJson, redactLong, type Redactor } from '../core/index.ts'
import { isSource, readAll, readOrStream, requestUrl, type HttpResponse, type Pair } from '../http/index.ts'
import { decodeBody, type ReadBody } from './decode.ts'
import { isLive, untilEnough, withNote } from './live.ts'
import { isEventStream, parseMediaType } from './media.ts'
import type { Outcome, OutcomeBody, Plan, Target } from './model.ts'
import { reasonOf } from './reasons.ts'
import { saidIfPage } from './unexpected.ts'
import { unreadable } from './unreadable.ts'
import { xmlShapeFor } from './xml-shape.ts'

export interface PerformOptions {
  /**
   * Bytes up to which a body that is longer than the target's limit comes as a stream, not yet redacted; without it such a
   * body is cut off at the limit.
   */
  readonly streamed?: number | undefined
  /** Told how many bytes of a body that is streamed have gone out, and of how many. */
  readonly sent?: ((bytes: number, total: number) => void) | undefined
  /** Whether it only reads, whatever its method: then a 429 is waited for as with GET. */
  readonly reads?: boolean | undefined
}

/** RFC 9110 §6.4.1: no content, whatever the headers announce. */
const bodiless = new Set([204, 205, 304])

/**
 * Places the credential, sends the request (a failed one again only where repeating is safe) and decodes the answer.
 *
 * Every status is an `Outcome`; whoever asked decides what a 404 means. What comes back has passed the redactor: an
 * upstream that echoes a credential, raw or encoded, does not get it out.
 *
 * @throws CustomApiError `auth.required`, `host.blocked`, `upstream.unreachable`, `upstream.timeout`,
 * `upstream.unreadable`, `cancelled`; with `streamed`, `result.too_large` for an answer that announces more
 */
export async function perform(
  target: Target,
  plan: Plan,
  signal: AbortSignal,
  { streamed, sent, reads }: PerformOptions = {},
): Promise<Outcome> {
  const { body: given } = plan.request
  const began = performance.now()
  const request = await target.authorizer.authorize(plan.request, plan.security, signal)
  const response = await target.door.send(request, {
    signal,
    timeouts: target.timeouts,
    limits: streamed === undefined ? target.limits : { decoded: streamed, wire: streamed },
    redirects: 'same-origin',
    attempts: target.attempts,
    reads,
    sent: isSource(given) ? (bytes) => sent?.(bytes, given.size) : undefined,
  })
  return toOutcome(target, plan, response, streamed, began)
}

/** An answer as the rooms above know it: decoded by its media type, redacted. As `perform`; `began`: when it was sent. */
export async function toOutcome(
  target: Target,
  plan: Plan,
  response: HttpResponse,
  streamed: number | undefined,
  began = performance.now(),
): Promise<Outcome> {
  const { method } = plan.request
  const { status } = response
  const contentType = response.headers.find(([name]) => name === 'content-type')?.[1] ?? ''
  const empty = method === 'HEAD' || bodiless.has(status)
  if (empty) response.discard()
  const body: OutcomeBody = empty
    ? { kind: 'empty' }
    : await bodyOf(response, { target, plan, contentType, streamed, began })
  const { redactor } = target
  const clean = redactBody(body, redactor)
  return {
    api: target.api,
    ...(target.environment === undefined ? {} : { environment: target.environment }),
    // the planned URL: no credential has been placed in it
    request: { method, url: redactor.text(requestUrl(plan.request)) },
    status,
    reason: reasonOf(status),
    headers: response.headers.map(([name, value]): Pair => [redactor.text(name), redactor.text(value)]),
    mediaType: parseMediaType(redactor.text(contentType)).essence, // redacted first: taking it apart may cut a secret
    body: clean instanceof Promise ? await clean : clean,
  }
}

interface Reading {
  readonly target: Target
  readonly plan: Plan
  readonly contentType: string
  readonly streamed: number | undefined
  /** When the request was sent; milliseconds. */
  readonly began: number
}

async function bodyOf(response: HttpResponse, reading: Reading): Promise<OutcomeBody> {
  const { target, contentType, streamed } = reading
  const limit = target.limits.decoded
  const { essence } = parseMediaType(contentType)
  if (isLive(essence)) return liveBody(response, essence, reading)
  if (streamed === undefined) return decoded(await readAll(response, limit), response, reading)
  const announced = Number(response.headers.find(([name]) => name === 'content-length')?.[1] ?? 0)
  if (announced > streamed) {
    response.discard()
    throw new CustomApiError(
      'result.too_large',
      `the answer is ${announced} bytes, more than the ${streamed} that are kept`,
      {
        hint: 'ask for less: a filter, a range or a smaller page; download_file saves it whole',
      },
    )
  }
  const read = await readOrStream(response, limit)
  return 'data' in read
    ? decoded({ data: read.data, complete: true }, response, reading)
    : { kind: 'stream', stream: read.stream }
}

/** What may never end is read until enough of it is there. */
async function liveBody(response: HttpResponse, essence: string, reading: Reading): Promise<OutcomeBody> {
  const { target, streamed } = reading
  const live = untilEnough(response, essence, target.timeouts, (performance.now() - reading.began) / 1000)
  const limit = target.limits.decoded
  if (!isEventStream(essence) && streamed !== undefined) {
    const read = await readOrStream(live, limit)
    if ('stream' in read) return { kind: 'stream', stream: read.stream }
    return live.noted(await decoded({ data: read.data, complete: true }, response, reading))
  }
  const { data, complete } = await readAll(live, limit)
  const whole = isEventStream(essence) // its events are each whole, wherever it is cut
  const body = live.noted(await decoded({ data, complete: complete || whole }, response, reading))
  return complete || !whole ? body : withNote(body, `it is cut after ${limit} bytes`)
}

/** Decodes by what the operation says of such an answer. What cannot be read says what came, and that it came. */
function decoded(read: ReadBody, { status }: HttpResponse, reading: Reading): OutcomeBody | Promise<OutcomeBody> {
  const { target, plan, contentType } = reading
  const clean = (text: string): Promise<string> => redactLong(text, target.redactor)
  const fail = (thrown: unknown): never => {
    if (!(thrown instanceof CustomApiError) || thrown.code !== 'upstream.unreadable') throw thrown
    throw unreadable(target, status, read.data, thrown)
  }
  try {
    const body = decodeBody(read, contentType, { clean, xml: xmlShapeFor(plan.responses, status, contentType) })
    const said = (it: OutcomeBody): OutcomeBody => saidIfPage(it, read.data, { status, contentType }, plan.responses)
    return body instanceof Promise ? body.then(said).catch(fail) : said(body)
  } catch (thrown) {
    return fail(thrown)
  }
}

/** Characters that are looked through in one go, whatever else waits. */
const short = 64 * 1024

/** What nearly every answer is, short JSON that holds nothing to mask, is done without waiting. */
function redactBody(body: OutcomeBody, redactor: Redactor): OutcomeBody | Promise<OutcomeBody> {
  if (body.kind === 'empty' || body.kind === 'stream') return body
  const plain = body.kind === 'json' && body.complete && body.notes === undefined && body.text.length <= short
  return plain && redactor.text(body.text) === body.text ? body : redactWithNotes(body, redactor)
}

async function redactWithNotes(body: Content, redactor: Redactor): Promise<OutcomeBody> {
  const notes = body.notes?.map(({ says, quote }) => ({
    says: redactor.text(says), // a media type stands in it
    ...(quote === undefined ? {} : { quote: redactor.text(quote) }),
  }))
  const clean = await redactContent(body, redactor)
  return notes === undefined ? clean : { ...clean, notes }
}

type Content = Exclude<OutcomeBody, { kind: 'empty' | 'stream' }>

async function redactContent(body: Content, redactor: Redactor): Promise<Content> {
  if (body.kind === 'bytes') {
    const seen = Buffer.from(body.data).toString('latin1')
    if (body.complete && !redactor.holds(seen)) return body
    return { ...body, data: Buffer.from(await redactLong(seen, redactor, body.complete), 'latin1') }
  }
  const text = await redactLong(body.text, redactor, body.complete)
  if (text === body.text || body.kind === 'text' || !body.complete) return { ...body, text }
  return parses(text) ? { ...body, text } : { ...body, kind: 'text', text } // a masked number leaves no JSON
}

function parses(text: string): boolean {
  try {
    parseJson(text)
    return true
  } catch {
    return false // the mask stands where a number stood
  }
}
