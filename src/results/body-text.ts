import { CustomApiError, estimateTokens, toVisible, type Redactor } from '../core/index.ts'
import { queryCall } from './ask.ts'
import { fits, fitText, mostCharactersPerToken } from './fit-text.ts'
import type { Keeper } from './keeper.ts'
import type { Answer, AnswerBody, ResultContent } from './model.ts'
import { noteOf, restLines, textContent } from './note.ts'
import type { Keeping, PresentOptions } from './present-options.ts'
import { answerOf, answerTo, type Answered } from './query/answered.ts'
import type { Form, Question } from './query/window.ts'
import { visibleJson } from './visible-json.ts'

type TextBody = Extract<AnswerBody, { kind: 'json' | 'text' }>

/** Room for the words that say what was cut, and where the rest is. */
const lostNote = 150
const keptNote = 500
const advice = 'ask for less to see the rest: filters, fields, a smaller page'

/** A text body: whole, as a table, selected from, or as much as fits with the whole of it kept. */
export async function textBody(
  answer: Answer,
  body: TextBody,
  budget: number,
  options: PresentOptions,
): Promise<readonly ResultContent[]> {
  const { redactor, keep, select, signal } = options
  const clean = options.clean === true ? body.text : redactor.text(body.text)
  const form = formOf(answer.mediaType, body)
  if (body.complete && select === undefined) {
    const whole = wholeOf(clean, form, budget)
    if (whole !== undefined)
      return whole.text === '' ? [] : [textContent(redactor.text(whole.text)), ...noteOf(whole.note, 20, redactor)]
  }
  if (keep === undefined || !body.complete) return lostBody(clean, form, body, budget, options)
  const { keeper } = keep
  const fitted = await fittedBody((question) => keeper.answerText(clean, form, question, signal), budget, select)
  if (isWhole(fitted))
    return [textContent(redactor.text(fitted.text)), ...(fitted.table ? noteOf(['a table'], 20, redactor) : [])]
  const id = await kept(clean, form, answer, keep)
  const shape = await shapeOrNone(keeper.shapeOf(clean, form, signal))
  return keptBody({ fitted, id, size: sizeOf(clean), shape, select }, budget, redactor)
}

/** What fits as it is; lists of flat objects as a table where that is clearly smaller. */
function wholeOf(clean: string, form: Form, budget: number): { text: string; note: readonly string[] } | undefined {
  if (clean.length > budget * 32) return undefined
  if (form === 'json' && /\[\s*\{/.test(clean)) {
    const answered = answerOf(clean, form, { budget: Math.max(1, budget - 5) })
    if (answered.table && answered.cuts.length === 0) return { text: answered.text, note: ['a table'] }
  }
  const shown = form === 'json' ? visibleJson(clean) : toVisible(clean)
  return fits(shown, budget) ? { text: shown, note: [] } : undefined
}

/** What fits of an answer, or why the select does not work. */
export type Tried = Answered | { readonly says: string }

export const isWhole = (tried: Tried): tried is Answered =>
  'text' in tried && tried.cuts.length === 0 && tried.empty === undefined

/** What fits, or why the select does not work: the answer is there all the same. */
export async function fittedBody(
  ask: (question: Question) => Promise<Answered>,
  budget: number,
  select: string | undefined,
): Promise<Tried> {
  try {
    if (select !== undefined) {
      const all = await ask({ select, budget: Math.max(1, budget - 5) })
      if (isWhole(all)) return all
    }
    return await ask({ select, budget: Math.max(1, budget - Math.min(keptNote, Math.ceil(budget / 2))) })
  } catch (thrown) {
    const error = CustomApiError.from(thrown)
    if (error.fault === 'us' || error.code === 'cancelled') throw thrown
    return { says: error.message }
  }
}

/** A shape that takes too much to find is left out. */
export async function shapeOrNone(shape: Promise<string>): Promise<string> {
  try {
    return await shape
  } catch (thrown) {
    if (CustomApiError.from(thrown).code !== 'result.too_large') throw thrown
    return ''
  }
}

export interface KeptBody {
  readonly fitted: Tried
  /** Absent when it could not be kept. */
  readonly id: string | undefined
  readonly size: string
  readonly shape: string
  readonly select: string | undefined
}

/** What fits of a kept answer, what is missing, the call for the rest, and the shape of the whole. */
export function keptBody(
  { fitted, id, size, shape, select }: KeptBody,
  budget: number,
  redactor: Redactor,
): readonly ResultContent[] {
  const shown = 'text' in fitted ? redactor.text(fitted.text) : ''
  const lines = [
    ...('text' in fitted ? [] : [`${fitted.says}; the request itself succeeded: do not repeat it`]),
    id === undefined ? 'it could not be kept: ask for less' : `the whole answer (${size}) is kept: handle ${id}`,
    ...(id === undefined ? [] : 'text' in fitted ? restLines(id, fitted, select) : [`next: ${queryCall(id, {})}`]),
  ]
  const left = budget - estimateTokens(shown)
  const note = noteOf(lines, left, redactor)
  const spent = note.reduce((sum, piece) => sum + (piece.type === 'text' ? estimateTokens(piece.text) : 0), 0)
  // the names in a shape are the API's words: an item of their own
  const shapes = shape === '' ? [] : noteOf([`shape: ${shape}`], left - spent, redactor)
  return [...(shown === '' ? [] : [textContent(shown)]), ...note, ...shapes]
}

/** Without a place to keep it: what fits, and that the rest is lost. */
async function lostBody(
  clean: string,
  form: Form,
  body: TextBody,
  budget: number,
  { redactor, select }: PresentOptions,
): Promise<readonly ResultContent[]> {
  const room = Math.max(1, budget - Math.min(lostNote, Math.ceil(budget / 2)))
  const fitted = body.complete
    ? await answerTo(clean, form, { select, budget: room })
    : fitText(toVisible(clean.slice(0, room * mostCharactersPerToken + 1)), room, clean.length)
  const shown = redactor.text(fitted.text)
  const lines = [
    fitted.missing === undefined ? '' : `cut to fit ${budget} tokens: ${fitted.missing}`,
    body.complete ? '' : `the answer was longer than may be read: it ends after ${body.bytes} bytes`,
    fitted.missing === undefined && body.complete ? '' : advice,
  ]
  return [...(shown === '' ? [] : [textContent(shown)]), ...noteOf(lines, budget - estimateTokens(shown), redactor)]
}

/** `undefined` when it cannot be kept: the answer is shown all the same. */
async function kept(
  clean: string,
  form: Form,
  answer: Answer,
  { keeper, caller, log }: Keeping,
): Promise<string | undefined> {
  const { mediaType, api, environment } = answer
  return keepSafely(keeper, { form, mediaType, api, environment }, Buffer.from(clean), caller, log)
}

export async function keepSafely(
  keeper: Keeper,
  what: Parameters<Keeper['handles']['put']>[0],
  data: Uint8Array,
  caller: Keeping['caller'],
  log: Keeping['log'],
): Promise<string | undefined> {
  try {
    return (await keeper.handles.put(what, data, caller)).id
  } catch (thrown) {
    log.warn('a result could not be kept', { reason: CustomApiError.from(thrown).message })
    return undefined
  }
}

/** How a body is read when it is asked again. */
export function formOf(mediaType: string, { kind, complete }: Pick<TextBody, 'kind' | 'complete'>): Form {
  if (kind === 'json') return complete ? 'json' : 'lines'
  if (/csv|tab-separated/.test(mediaType)) return 'csv'
  return /ndjson|jsonl|json-?lines|json-seq/.test(mediaType) ? 'ndjson' : 'lines'
}

export function sizeOf(text: string | number): string {
  const bytes = typeof text === 'number' ? text : Buffer.byteLength(text)
  return bytes < 10_000
    ? `${bytes} bytes`
    : bytes < 10_000_000
      ? `${Math.round(bytes / 1000)} kB`
      : `${Math.round(bytes / 1_000_000)} MB`
}
