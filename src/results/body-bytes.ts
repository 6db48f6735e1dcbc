import { createStreamRedactor, CustomApiError, toVisible, type Redactor } from '../core/index.ts'
import { fittedBody, shapeOrNone, formOf, isWhole, keepSafely, keptBody, sizeOf } from './body-text.ts'
import type { Answer, AnswerBody, ResultContent } from './model.ts'
import { textContent } from './note.ts'
import type { Keeping, PresentOptions } from './present-options.ts'
import { saveBytes, savedContent } from './saved.ts'
import { isSuccess } from './statuses.ts'
import type { Question } from './query/window.ts'

/** Images and audio below this are content of their own. */
const mostMediaBytes = 1_000_000

/** Images and audio as they are; other bytes saved as a file, or kept, with a link. A credential inside withholds the first. */
export async function bytesBody(
  answer: Answer,
  body: Extract<AnswerBody, { kind: 'bytes' }>,
  { redactor, keep }: PresentOptions,
): Promise<readonly ResultContent[]> {
  const { mediaType } = answer
  const type = mediaType === '' ? 'bytes of no stated type' : toVisible(mediaType)
  const kind = /^(image|audio)\//.exec(mediaType)?.[1]
  const says = (text: string): readonly ResultContent[] => [textContent(redactor.text(text))]
  if (kind !== undefined && body.complete && body.data.length < mostMediaBytes) {
    const data = Buffer.from(body.data).toString('base64')
    if (redactor.holds(data)) return says(`${type} of ${body.bytes} bytes: not shown, it holds a credential`)
    return [{ type: kind === 'image' ? 'image' : 'audio', data, mimeType: mediaType }]
  }
  const more = body.complete ? '' : ' or more'
  if (keep === undefined || !body.complete) return says(`${type}, ${body.bytes} bytes${more}: not shown`)
  const { keeper, caller, log, files } = keep
  if (files !== undefined && isSuccess(answer.status)) {
    try {
      return await savedContent(await saveBytes(answer, [body.data], files, keep.caller), answer, keep, redactor)
    } catch (thrown) {
      log.warn('an answer could not be saved as a file', { reason: CustomApiError.from(thrown).message })
    }
  }
  const id = await keepSafely(
    keeper,
    { form: 'bytes', mediaType, api: answer.api, environment: answer.environment },
    body.data,
    caller,
    log,
  )
  if (id === undefined) return says(`${type}, ${body.bytes} bytes: not shown, and it could not be kept`)
  return [...says(`${type}, ${body.bytes} bytes: kept as the resource handle://${id}`), linkTo(id, answer, body.bytes)]
}

const linkTo = (id: string, { mediaType, api }: Answer, size: number): ResultContent => ({
  type: 'resource_link',
  uri: `handle://${id}`,
  name: `${api} result`,
  mimeType: mediaType === '' ? 'application/octet-stream' : mediaType,
  size,
})

/**
 * A body too long for memory goes to the handle as it comes, through the redactor.
 *
 * @throws CustomApiError `result.too_large` when it is more than may be kept; what the stream throws
 */
export async function streamBody(
  answer: Answer,
  stream: AsyncIterable<Uint8Array>,
  budget: number,
  { redactor, select, signal }: PresentOptions,
  keep: Keeping,
): Promise<readonly ResultContent[]> {
  const { keeper, caller, files } = keep
  const { mediaType, api, environment } = answer
  const readable = /json|text|xml|csv|javascript/.test(mediaType)
  const form = !readable
    ? 'bytes'
    : mediaType.endsWith('json')
      ? 'json'
      : formOf(mediaType, { kind: 'text', complete: true })
  const clean = readable ? cleanText(stream, redactor) : cleanBytes(stream, redactor)
  if (form === 'bytes' && files !== undefined && isSuccess(answer.status))
    return savedContent(await saveBytes(answer, clean, files, keep.caller), answer, keep, redactor)
  const { id, kept } = await keeper.handles.put({ form, mediaType, api, environment }, clean, caller)
  const size = sizeOf(kept.bytes)
  if (form === 'bytes')
    return [
      textContent(redactor.text(`${toVisible(mediaType)}, ${size}: kept as the resource handle://${id}`)),
      linkTo(id, answer, kept.bytes),
    ]
  const ask = (question: Question) => keeper.answerKept(id, kept, question, caller, signal)
  const fitted = await fittedBody(ask, budget, select)
  if (select !== undefined && isWhole(fitted)) return [textContent(redactor.text(fitted.text))]
  const shape = await shapeOrNone(keeper.shapeOfKept(id, kept, caller, signal))
  return keptBody({ fitted, id, size, shape, select }, budget, redactor)
}

async function* cleanText(stream: AsyncIterable<Uint8Array>, redactor: Redactor): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder()
  const masked = createStreamRedactor(redactor)
  for await (const chunk of stream) yield Buffer.from(masked.push(decoder.decode(chunk, { stream: true })))
  yield Buffer.from(masked.push(decoder.decode()) + masked.end())
}

async function* cleanBytes(stream: AsyncIterable<Uint8Array>, redactor: Redactor): AsyncGenerator<Uint8Array> {
  const masked = createStreamRedactor(redactor)
  for await (const chunk of stream) yield Buffer.from(masked.push(Buffer.from(chunk).toString('latin1')), 'latin1')
  yield Buffer.from(masked.end(), 'latin1')
}

/** The beginning of a stream, where nothing can be kept. */
export async function beginningOf(stream: AsyncIterable<Uint8Array>, most: number): Promise<AnswerBody> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > most) break
  }
  return { kind: 'bytes', data: Buffer.concat(chunks), bytes, complete: bytes <= most }
}
