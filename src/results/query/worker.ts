import { parentPort, type MessagePort } from 'node:worker_threads'
import { CustomApiError } from '../../core/index.ts'
import { shapeOfText } from '../shape.ts'
import type { Ask, Reply } from './messages.ts'
import { answerTo } from './answered.ts'

/** A text that is longer than any string may be, or nests too deep to be walked. */
function tooLong(thrown: unknown): CustomApiError | undefined {
  const isLong = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_STRING_TOO_LONG'
  if (!isLong && !(thrown instanceof RangeError)) return undefined
  return new CustomApiError('result.too_large', 'the kept text is too large to be queried', {
    hint: 'ask the API for less',
    cause: thrown,
  })
}

/** The query worker: what a query costs in time and memory is spent here, where it can be ended. */
function serve(port: MessagePort): void {
  let held: { key: string; text: string; known: { value?: unknown } } = { key: '', text: '', known: {} }
  const answer = async ({ key, data, form, question }: Ask): Promise<Reply> => {
    if (data !== undefined) {
      held = { key: '', text: '', known: {} } // the one before is let go first
      held = { key, text: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8'), known: {} }
    }
    if (question === 'shape') return { type: 'shape', shape: shapeOfText(held.text, form) }
    return { type: 'answer', answer: await answerTo(held.text, form, question, held.known) }
  }
  const serveOne = async (job: number, work: Ask): Promise<void> => {
    const reply = (it: Reply): void => port.postMessage({ job, reply: it })
    try {
      reply(await answer(work))
    } catch (thrown) {
      const { code, message, hint } = CustomApiError.from(tooLong(thrown) ?? thrown)
      reply({ type: 'failed', code, message, hint })
    }
  }
  port.on('message', ({ job, work }: { readonly job: number; readonly work: Ask }) => void serveOne(job, work))
}

if (parentPort) serve(parentPort)
