import { CustomApiError } from '../core/index.ts'
import type { HttpResponse, Timeouts } from '../http/index.ts'
import { eventCounter } from './codecs/events.ts'
import { isEventStream, isJsonLines, isJsonSequence } from './media.ts'
import type { OutcomeBody } from './model.ts'

/** Events are read for so long after the first came, in seconds. */
const longestStream = 30
/** Lines that stop coming for so long are a stream that waits for news. */
const longestQuiet = 15
/** A call's whole time where nothing else is said, and how much of what is left of it a stream may take. */
const usualTotal = 55
const share = 0.75

/** Bodies that an API may keep open for as long as it likes. */
export const isLive = (essence: string): boolean =>
  isEventStream(essence) || isJsonLines(essence) || isJsonSequence(essence)

/** A body that ends when enough of it is there, and says so. */
export interface LiveBody extends Pick<HttpResponse, 'body' | 'discard'> {
  /** The decoded body, with what ended it. */
  noted(body: OutcomeBody): OutcomeBody
}

/**
 * A stream up to its end mark, a count or a time (events), or until nothing more comes (lines). What came before it broke
 * off is kept, too. `spent`: seconds of the call that are over.
 */
export function untilEnough(response: HttpResponse, essence: string, timeouts: Timeouts, spent: number): LiveBody {
  let ended: string | undefined
  const asEvents = isEventStream(essence)
  const ends: Ends = {
    seconds: Math.max(0, (timeouts.total ?? usualTotal) - spent) * share,
    afterFirst: asEvents ? longestStream : Number.POSITIVE_INFINITY,
    quiet: asEvents ? Number.POSITIVE_INFINITY : longestQuiet,
    enough: asEvents ? eventCounter() : () => undefined,
  }
  return {
    body: cut(response, ends, (why) => (ended = why)),
    discard: () => response.discard(),
    noted: (body) => (ended === undefined || ended === '' ? body : withNote(body, ended)),
  }
}

/** The body with one more note; what is empty or a stream has no room for one. */
export function withNote(body: OutcomeBody, says: string): OutcomeBody {
  if (body.kind === 'empty') return { kind: 'json', text: '[]', complete: true, bytes: 0, notes: [{ says }] }
  return body.kind === 'stream' ? body : { ...body, notes: [...(body.notes ?? []), { says }] }
}

interface Ends {
  /** In all. */
  readonly seconds: number
  readonly afterFirst: number
  /** Between one piece and the next. */
  readonly quiet: number
  readonly enough: (chunk: Uint8Array) => string | undefined
}

const over = Symbol('over')

async function* cut(
  response: Pick<HttpResponse, 'body' | 'discard'>,
  { seconds, afterFirst, quiet, enough }: Ends,
  tell: (why: string) => void,
): AsyncGenerator<Uint8Array> {
  const source = response.body[Symbol.asyncIterator]()
  const began = performance.now()
  let until = began + seconds * 1000
  let some = false
  let finished = false
  try {
    for (;;) {
      const left = until - performance.now()
      const isQuiet = some && quiet * 1000 < left
      const next = await within(source.next(), isQuiet ? quiet * 1000 : left)
      if (next === over) return tell(saying(isQuiet, performance.now() - began, quiet))
      if (next.done === true) return void (finished = true)
      if (!some) until = Math.min(until, performance.now() + afterFirst * 1000)
      some = true
      yield next.value
      const why = enough(next.value)
      if (why !== undefined) return tell(why)
    }
  } catch (thrown) {
    if (!some || !(thrown instanceof CustomApiError) || !thrown.code.startsWith('upstream.')) throw thrown
    finished = true
    tell(`it broke off: ${thrown.message}`)
  } finally {
    if (!finished) response.discard()
  }
}

const saying = (isQuiet: boolean, milliseconds: number, quiet: number): string =>
  isQuiet
    ? `nothing more came for ${quiet} s: it is what came until then`
    : `it was still going on after ${Math.round(milliseconds / 1000)} s: it is what came until then`

async function within<T>(next: Promise<T>, milliseconds: number): Promise<T | typeof over> {
  if (milliseconds === Number.POSITIVE_INFINITY) return next
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof over>((resolve) => {
    timer = setTimeout(() => resolve(over), Math.max(0, milliseconds))
  })
  try {
    return await Promise.race([next, late])
  } finally {
    clearTimeout(timer)
    next.catch(() => {}) // after `over`, the connection's end is nobody's
  }
}
