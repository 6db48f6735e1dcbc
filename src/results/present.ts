import { estimateTokens, toVisible, type Redactor } from '../core/index.ts'
import { beginningOf, bytesBody, streamBody } from './body-bytes.ts'
import { textBody } from './body-text.ts'
import { fitText } from './fit-text.ts'
import { headerLines, isJson } from './headers.ts'
import type { PresentOptions } from './present-options.ts'
import type { Answer, AnswerBody, Presented, ResultContent } from './model.ts'
import { noteOf, textContent } from './note.ts'
import { failureOf, isSuccess } from './statuses.ts'

/** Clients cut the text of failures near 11,000 characters: a failed answer stays below. */
const failureBudget = 2_000
const mostStreamBytes = 1_000_000
/** Tokens of what is said of a body's way here. */
const notesBudget = 150

/**
 * An API's answer as content: first our words (status, headers that matter; on failure the code and what to do next),
 * then the API's own text as an item of its own, last what was cut and the call that gives it. Redacted, fitted, redacted
 * again; what is kept is redacted before it is written.
 */
export async function present(answer: Answer, options: PresentOptions): Promise<Presented> {
  const { budget, redactor } = options
  const failure = isSuccess(answer.status) ? undefined : failureOf(answer)
  const status = `HTTP ${answer.status}${answer.reason === '' ? '' : ` ${answer.reason}`}`
  const lines = failure === undefined ? [status] : [`${failure.code}: ${status}`, failure.hint]
  const limit = failure === undefined ? budget : Math.min(budget, failureBudget)
  const head = fitText(redactor.text([...lines, ...headerLines(answer)].join('\n')), Math.ceil(limit / 2)).text
  const asked = failure === undefined ? options : { ...options, select: undefined }
  const said = saidOf(answer, redactor)
  const spent = said.reduce((sum, piece) => sum + (piece.type === 'text' ? estimateTokens(piece.text) : 0), 0)
  const body = await bodyOf(asShown(answer), limit - estimateTokens(head) - spent, asked)
  return { content: [textContent(redactor.text(head)), ...body, ...said], code: failure?.code }
}

/** The answer under the media type of what is shown of it: so it is kept, linked and read again. */
function asShown(answer: Answer): Answer {
  const { body } = answer
  if (body.kind === 'json') return isJson(answer.mediaType) ? answer : { ...answer, mediaType: 'application/json' }
  if (!('shownAs' in body) || body.shownAs === undefined) return answer
  return { ...answer, mediaType: body.shownAs }
}

/** What happened to a body on its way, in our words; what they quote of the API is an item of its own. */
function saidOf({ body }: Answer, redactor: Redactor): readonly ResultContent[] {
  if (!('notes' in body) || body.notes === undefined || body.notes.length === 0) return []
  const says = body.notes.map((note) => note.says)
  const quotes = body.notes.flatMap(({ quote }) => (quote === undefined ? [] : [quote]))
  return [...noteOf(says, notesBudget, redactor), ...noteOf(quotes, notesBudget, redactor)]
}

/** What is said of collected items: our own words, and what the API said of the page that it refused. */
export interface ItemsHead {
  readonly lines: readonly string[]
  readonly quote?: string | undefined
}

/** Room for what is said of collected items. */
const itemsHead = 300

/**
 * Items that were collected from several answers, as one JSON list: what `head` says when they have all come, then as much
 * of them as fits, the whole kept.
 */
export async function presentItems(
  from: Pick<Answer, 'api' | 'environment'>,
  body: AnswerBody,
  head: () => Promise<ItemsHead>,
  options: PresentOptions,
): Promise<readonly ResultContent[]> {
  const { budget, redactor } = options
  const mediaType = 'application/json'
  const answer: Answer = { ...from, request: { method: 'GET' }, status: 200, reason: '', headers: [], mediaType, body }
  const items = await bodyOf(answer, Math.max(1, budget - Math.min(itemsHead, Math.ceil(budget / 3))), options)
  const { lines, quote } = await head()
  const quoting = quote === undefined || quote.trim() === '' ? [] : ['what it answered stands after the items']
  const said = fitText(toVisible([...lines, ...quoting].join('\n')), itemsHead).text
  const quoted = quote === undefined ? [] : noteOf([redactor.text(quote)], itemsHead - estimateTokens(said), redactor)
  return [textContent(redactor.text(said)), ...items, ...quoted]
}

async function bodyOf(answer: Answer, budget: number, options: PresentOptions): Promise<readonly ResultContent[]> {
  const { body } = answer
  if (body.kind === 'empty') return []
  if (body.kind === 'bytes') return bytesBody(answer, body, options)
  if (body.kind !== 'stream') return textBody(answer, body, budget, options)
  if (options.keep !== undefined) return streamBody(answer, body.stream, budget, options, options.keep)
  return bodyOf({ ...answer, body: await beginningOf(body.stream, mostStreamBytes) }, budget, options)
}
