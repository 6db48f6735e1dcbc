import { setTimeout as delay } from 'node:timers/promises'
import { CustomApiError } from '../core/index.ts'
import { withHeader, type HttpRequest, type HttpResponse, type Pair } from '../http/index.ts'
import type { Outcome, Plan, Target } from './model.ts'
import { toOutcome } from './perform.ts'

/** Where the bytes of a download go. What it throws ends the download. */
export interface Sink {
  write(chunk: Uint8Array): Promise<void>
  /** The bytes come from the start again, with this answer: what was written is of another version. */
  restart(answer: Outcome): Promise<void>
}

export interface DownloadOptions {
  /** Bytes; the sink may want fewer. */
  readonly maxBytes: number
  /** Called once when the answer is there and is a file. The sink gets its bytes afterwards. */
  readonly begin: (answer: Outcome) => Promise<Sink>
  /** Told how many bytes have come, and how many there will be where the API says so. */
  readonly received?: ((bytes: number, total: number | undefined) => void) | undefined
}

/** What came of a download: the answer without its body, or, where that was no file, with it. */
export interface Downloaded {
  readonly outcome: Outcome
  /** Whether the bytes went into the sink, all of them. */
  readonly saved: boolean
  /** How often it was cut and went on. */
  readonly resumed: number
}

const mostResumes = 5
const pause = 200 // milliseconds; doubled each time

/**
 * Streams the answer of a `GET` into a sink. Cut in the middle, it goes on where it was (`Range` with `If-Range`, RFC 9110
 * §13.1.5, §14.2) where the API named a strong validator; where the file changed meanwhile it begins again.
 *
 * An answer that is no success is no file: it comes back as any other answer.
 *
 * @throws CustomApiError as `perform`; `upstream.*` also for a download that was cut and cannot go on
 */
export async function download(
  target: Target,
  plan: Plan,
  signal: AbortSignal,
  options: DownloadOptions,
): Promise<Downloaded> {
  const whole = { ...plan, request: plain(plan.request) }
  const first = await sendFor(target, whole, options.maxBytes, signal)
  if (!isFile(first.status))
    return { outcome: await toOutcome(target, plan, first, undefined), saved: false, resumed: 0 }
  const announced = lengthOf(first)
  if (announced !== undefined && announced > options.maxBytes) {
    first.discard()
    throw tooLong(announced, options.maxBytes)
  }
  const outcome = await toOutcome(target, plan, { ...first, body: nothing }, undefined)
  const sink = await options.begin(outcome).catch((thrown: unknown) => {
    first.discard()
    throw thrown
  })
  const resumed = await gather({ target, plan: whole, signal, options, sink }, first)
  return { outcome, saved: true, resumed }
}

const nothing: AsyncIterable<Uint8Array> = { async *[Symbol.asyncIterator]() {} }

/** Content as it is stored: a packed one has other offsets. */
const plain = (request: HttpRequest): HttpRequest => withHeader(request, 'Accept-Encoding', 'identity')

const isFile = (status: number): boolean => status === 200 || status === 203

interface Journey {
  readonly target: Target
  readonly plan: Plan
  readonly signal: AbortSignal
  readonly options: DownloadOptions
  readonly sink: Sink
}

async function sendFor(target: Target, plan: Plan, maxBytes: number, signal: AbortSignal): Promise<HttpResponse> {
  const request = await target.authorizer.authorize(plan.request, plan.security, signal)
  const bytes = maxBytes + 1 // one more shows that there are more
  return target.door.send(request, {
    signal,
    timeouts: target.timeouts,
    limits: { decoded: bytes, wire: bytes },
    attempts: target.attempts,
  })
}

/** Reads to the end, over cuts. Returns how many there were. */
async function gather(journey: Journey, first: HttpResponse): Promise<number> {
  const { sink, options, signal } = journey
  let response = first
  let known = versionOf(first)
  let bytes = 0
  for (let resumed = 0; ; resumed++) {
    const before = bytes
    const cut = await read(response, async (chunk) => {
      await sink.write(chunk)
      bytes += chunk.byteLength
      options.received?.(bytes, known.total)
    })
    if (cut === undefined) return resumed
    const goesOn = known.validator !== undefined && resumed < mostResumes && (bytes > before || resumed === 0)
    if (!goesOn || signal.aborted) throw told(cut, known)
    await delay(pause * 2 ** resumed, undefined, { signal }).catch(() => undefined) // the sending says that it is over
    response = await again(journey, known, bytes, cut)
    if (response.status === 206) continue
    await sink.restart(await toOutcome(journey.target, journey.plan, { ...response, body: nothing }, undefined))
    bytes = 0
    known = versionOf(response)
  }
}

/** The rest of a file from an offset, or all of it in a new version. */
async function again({ target, plan, options, signal }: Journey, known: Version, bytes: number, cut: CustomApiError) {
  const { validator = '' } = known
  const ranged = withHeader(withHeader(plan.request, 'Range', `bytes=${bytes}-`), 'If-Range', validator)
  const response = await sendFor(target, { ...plan, request: ranged }, options.maxBytes, signal)
  if (response.status === 206 && continues(response, known, bytes)) return response
  if (isFile(response.status)) return response
  response.discard()
  throw told(cut, known, `it could not go on: HTTP ${response.status} for the rest`)
}

/** One version of a file: how it is named in `If-Range`, and its length. */
interface Version {
  readonly validator: string | undefined
  readonly total: number | undefined
}

function versionOf(response: HttpResponse): Version {
  const total = lengthOf(response)
  const refuses = header(response, 'accept-ranges')?.toLowerCase() === 'none'
  return { total, validator: refuses || total === undefined ? undefined : validatorOf(response) }
}

/** A strong validator (RFC 9110 §8.8.1): an `ETag` that is not weak, or a date that is surely older than the answer. */
function validatorOf(response: HttpResponse): string | undefined {
  const tag = header(response, 'etag')
  if (tag !== undefined) return /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag) ? tag : undefined
  const modified = header(response, 'last-modified')
  const age = Date.parse(header(response, 'date') ?? '') - Date.parse(modified ?? '')
  return modified !== undefined && age >= 60_000 ? modified : undefined
}

function continues(response: HttpResponse, known: Version, from: number): boolean {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header(response, 'content-range') ?? '') ?? []
  if (Number(start) !== from || (total !== '*' && Number(total) !== known.total)) return false
  const tag = header(response, 'etag')
  return tag === undefined || known.validator?.startsWith('"') !== true || tag === known.validator
}

const header = ({ headers }: { readonly headers: readonly Pair[] }, name: string): string | undefined =>
  headers.find(([one]) => one === name)?.[1]

/** The announced length; a body that came packed in spite of us has lost it. */
function lengthOf(response: HttpResponse): number | undefined {
  const text = header(response, 'content-length')
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** Reads a body to its end; what the connection failed with, where that is all that failed. */
async function read(
  response: HttpResponse,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<CustomApiError | undefined> {
  const chunks = response.body[Symbol.asyncIterator]()
  try {
    for (;;) {
      let next: IteratorResult<Uint8Array, unknown>
      try {
        next = await chunks.next()
      } catch (thrown) {
        const error = CustomApiError.from(thrown)
        if (error.code.startsWith('upstream.')) return error
        throw error
      }
      if (next.done === true) return undefined
      await take(next.value)
    }
  } finally {
    response.discard()
  }
}

function told(cut: CustomApiError, { validator }: Version, more?: string): CustomApiError {
  const why = more ?? (validator === undefined ? 'the API offers no way to go on where it was' : 'it was cut too often')
  return new CustomApiError(cut.code, `the download was cut: ${cut.message}`, {
    hint: `${why}; nothing was kept, so try again`,
    cause: cut,
  })
}

const tooLong = (bytes: number, most: number): CustomApiError =>
  new CustomApiError('result.too_large', `the file is ${bytes} bytes, more than the ${most} that a file may have`, {
    hint: 'raise "files.maxBytes" in the config if it shall be saved',
  })
