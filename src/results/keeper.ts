import type { Caller } from '../core/index.ts'
import type { Handles, Kept } from './handles.ts'
import type { Resumes } from './resumes.ts'
import { inlineRunner, type Runner } from './query/runner.ts'
import type { Source } from './query/source.ts'
import { isCheapSelect, type Answered } from './query/answered.ts'
import type { Form, Question } from './query/window.ts'
import { shapeOfText } from './shape.ts'

/** Text up to this many characters is looked at where everything else runs. */
const small = 256 * 1024

/** Kept results and the questions about them, for one process. */
export interface Keeper {
  readonly handles: Handles
  /** Where collections of pages go on; without it they cannot. */
  readonly resumes: Resumes | undefined
  /** @throws CustomApiError as `answerOf` and `Runner` */
  answerText(text: string, form: Form, question: Question, signal?: AbortSignal): Promise<Answered>
  answerKept(id: string, kept: Kept, question: Question, caller: Caller, signal?: AbortSignal): Promise<Answered>
  shapeOf(text: string, form: Form, signal?: AbortSignal): Promise<string>
  shapeOfKept(id: string, kept: Kept, caller: Caller, signal?: AbortSignal): Promise<string>
  close(): Promise<void>
}

export function createKeeper(handles: Handles, runner: Runner = inlineRunner, resumes?: Resumes): Keeper {
  const sourceOfKept = (id: string, { form, bytes }: Pick<Kept, 'bytes'> & { form: Form }, caller: Caller): Source => {
    const data = (): Promise<Uint8Array> => handles.data(id, caller)
    return { key: id, form, size: bytes, data, text: async () => Buffer.from(await data()).toString('utf8') }
  }
  return {
    handles,
    resumes,
    async answerText(text, form, question, signal) {
      const here = text.length <= small && (await isCheapSelect(question.select))
      return (here ? inlineRunner : runner).answer(sourceOf(text, form), question, signal)
    },
    async answerKept(id, { form, bytes }, question, caller, signal) {
      if (form === 'bytes') throw new Error('bytes are not queried')
      const here = bytes <= small && (await isCheapSelect(question.select))
      return (here ? inlineRunner : runner).answer(sourceOfKept(id, { form, bytes }, caller), question, signal)
    },
    shapeOf: async (text, form, signal) =>
      text.length <= 4 * small ? shapeOfText(text, form) : runner.shape(sourceOf(text, form), signal),
    shapeOfKept: async (id, { form, bytes }, caller, signal) =>
      form === 'bytes' ? '' : runner.shape(sourceOfKept(id, { form, bytes }, caller), signal),
    close: () => runner.close(),
  }
}

const sourceOf = (text: string, form: Form): Source => ({
  key: '',
  form,
  size: text.length,
  text: () => Promise.resolve(text),
  data: () => Promise.resolve(Buffer.from(text)),
})
