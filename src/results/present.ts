import { estimateTokens, toVisible, type Redactor } from '../core/index.ts'
import { fitJson } from './fit-json.ts'
import { fitText, mostCharactersPerToken } from './fit-text.ts'
import { headerLines } from './headers.ts'
import type { Answer, AnswerBody, Presented, ResultContent } from './model.ts'
import { failureOf, isSuccess } from './statuses.ts'
import { visibleJson } from './visible-json.ts'

/** Clients cut the text of failures near 11,000 characters: a failed answer stays below. */
const failureBudget = 2_000
/** Room for the words that say what was cut. */
const noteBudget = 150
/** Images and audio below this are content of their own. */
const mostMediaBytes = 1_000_000
const mostStreamBytes = 1_000_000
const advice = 'ask for less to see the rest: filters, fields, a smaller page'

export interface PresentOptions {
  /** Tokens that the text of the result may cost. */
  readonly budget: number
  readonly redactor: Redactor
  /** Whether the answer has passed the redactor already, as one of `perform` has: then it is not looked through twice. */
  readonly clean?: boolean | undefined
}

/**
 * An API's answer as content: first our words (status, headers that matter; on failure the code and what to do next),
 * then the API's own text as an item of its own, last what was cut. Redacted, fitted, redacted again.
 */
export async function present(answer: Answer, { budget, redactor, clean = false }: PresentOptions): Promise<Presented> {
  const failure = isSuccess(answer.status) ? undefined : failureOf(answer)
  const status = `HTTP ${answer.status}${answer.reason === '' ? '' : ` ${answer.reason}`}`
  const lines = failure === undefined ? [status] : [`${failure.code}: ${status}`, failure.hint]
  const limit = failure === undefined ? budget : Math.min(budget, failureBudget)
  const head = fitText(redactor.text([...lines, ...headerLines(answer)].join('\n')), Math.ceil(limit / 2)).text
  const left = limit - estimateTokens(head)
  const body = bodyContent(
    await settled(answer.body),
    answer.mediaType,
    left,
    redactor,
    clean && answer.body.kind !== 'stream',
  )
  return { content: [text(redactor.text(head)), ...body], code: failure?.code }
}

const text = (value: string): ResultContent => ({ type: 'text', text: value })

type SettledBody = Exclude<AnswerBody, { kind: 'stream' }>

async function settled(body: AnswerBody): Promise<SettledBody> {
  if (body.kind !== 'stream') return body
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body.stream) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > mostStreamBytes) break
  }
  return { kind: 'bytes', data: Buffer.concat(chunks), bytes, complete: bytes <= mostStreamBytes }
}

function bodyContent(
  body: SettledBody,
  mediaType: string,
  budget: number,
  redactor: Redactor,
  isClean: boolean,
): readonly ResultContent[] {
  if (body.kind === 'empty') return []
  if (body.kind === 'bytes') return [bytesContent(body, mediaType, redactor)]
  const clean = isClean ? body.text : redactor.text(body.text)
  const json = body.kind === 'json' && body.complete
  // Only the beginning of a text can be shown, and a large one is long to go through.
  const shown = json ? visibleJson(clean) : toVisible(clean.slice(0, Math.max(0, budget) * mostCharactersPerToken + 1))
  const fit = json ? fitJson : (text: string, within: number) => fitText(text, within, clean.length)
  const whole = fit(shown, budget)
  if (whole.missing === undefined && body.complete) return shown === '' ? [] : [text(redactor.text(shown))]
  const fitted = fit(shown, Math.max(1, budget - Math.min(noteBudget, Math.ceil(budget / 2))))
  const note = [
    fitted.missing === undefined ? '' : `cut to fit ${budget} tokens: ${toVisible(fitted.missing)}`,
    body.complete ? '' : `the answer was longer than may be read: it ends after ${body.bytes} bytes`,
    advice,
  ]
  const said = fitText(note.filter((line) => line !== '').join('\n'), budget - estimateTokens(fitted.text)).text
  return [fitted.text, said].filter((piece) => piece !== '').map((piece) => text(redactor.text(piece)))
}

/** Images and audio as they are; other bytes as what they are and how large. A credential inside withholds both. */
function bytesContent(
  body: Extract<AnswerBody, { kind: 'bytes' }>,
  mediaType: string,
  redactor: Redactor,
): ResultContent {
  const type = mediaType === '' ? 'bytes of no stated type' : toVisible(mediaType)
  const kind = /^(image|audio)\//.exec(mediaType)?.[1]
  if (kind !== undefined && body.complete && body.data.length < mostMediaBytes) {
    const data = Buffer.from(body.data).toString('base64')
    if (redactor.holds(data)) return text(`${type} of ${body.bytes} bytes: not shown, it holds a credential`)
    return { type: kind === 'image' ? 'image' : 'audio', data, mimeType: mediaType }
  }
  const more = body.complete ? '' : ' or more'
  return text(redactor.text(`${type}, ${body.bytes} bytes${more}: not shown, saving files comes with a later version`))
}
