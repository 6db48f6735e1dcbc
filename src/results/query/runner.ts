import { Worker } from 'node:worker_threads'
import { CustomApiError } from '../../core/index.ts'
import { shapeOfText } from '../shape.ts'
import type { Ask, Reply } from './messages.ts'
import { answerTo, type Answered } from './answered.ts'
import type { Form, Question } from './window.ts'

/** Text to be asked: under a key when it may be asked again. */
export interface Source {
  readonly key: string
  readonly form: Form
  text(): Promise<string>
  /** The same as UTF-8 bytes that may be given away. */
  data(): Promise<Uint8Array>
}

/** Answers questions about texts of any size. */
export interface Runner {
  /** @throws CustomApiError `arguments.invalid` for the select, `result.too_large` for one that costs too much, `cancelled` */
  answer(source: Source, question: Question, signal?: AbortSignal): Promise<Answered>
  shape(source: Source, signal?: AbortSignal): Promise<string>
  close(): Promise<void>
}

/** In this thread: for tests, and where there is no worker file. */
export const inlineRunner: Runner = {
  answer: async (source, question) => answerTo(await source.text(), source.form, question),
  shape: async (source) => shapeOfText(await source.text(), source.form),
  close: async () => {},
}

export interface QueryLimits {
  readonly megabytes: number
  readonly seconds: number
}

/** What one query may take: the README states it. */
export const queryLimits: QueryLimits = { megabytes: 1_536, seconds: 30 }
const idleMilliseconds = 30_000

/** One after the other in a worker thread that is started when needed, ended when idle, and killed when it takes too much. */
export class WorkerRunner implements Runner {
  readonly #file: URL
  readonly #limits: QueryLimits
  #worker: Worker | undefined
  #held = ''
  #last: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #count = 0

  constructor(file: URL, limits: QueryLimits = queryLimits) {
    this.#file = file
    this.#limits = limits
  }

  async answer(source: Source, question: Question, signal?: AbortSignal): Promise<Answered> {
    const reply = await this.#queue(source, question, signal)
    if (reply.type === 'answer') return reply.answer
    throw new Error('the query worker gave another answer')
  }

  async shape(source: Source, signal?: AbortSignal): Promise<string> {
    const reply = await this.#queue(source, 'shape', signal)
    return reply.type === 'shape' ? reply.shape : ''
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#stop()
  }

  #queue(source: Source, question: Ask['question'], signal: AbortSignal | undefined): Promise<Reply> {
    const mine = this.#last.then(() => this.#one(source, question, signal))
    this.#last = mine.catch(() => undefined) // the next query does not care how this one ended
    return mine
  }

  async #one(source: Source, question: Ask['question'], signal: AbortSignal | undefined): Promise<Reply> {
    clearTimeout(this.#idle)
    if (signal?.aborted === true) throw cancelled()
    const { key, form } = source
    const data = key !== '' && key === this.#held && this.#worker !== undefined ? undefined : await source.data()
    const worker = (this.#worker ??= this.#start())
    const ask = (this.#count += 1)
    worker.ref()
    const reply = await new Promise<Reply>((resolve, reject) => {
      const end = (then: () => void, stop = false): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
        if (stop) void this.#stop()
        else this.#rest()
        then()
      }
      const onAbort = (): void => end(() => reject(cancelled()), true)
      const onError = (cause: Error): void =>
        end(() => reject(tooMuch(`memory than ${this.#limits.megabytes} MB`, cause)), true)
      const onExit = (): void => end(() => reject(tooMuch(`memory than ${this.#limits.megabytes} MB`)), true)
      const onMessage = (message: Reply): void => {
        if (message.ask === ask) end(() => resolve(message))
      }
      const timer = setTimeout(
        () => end(() => reject(tooMuch(`time than ${this.#limits.seconds} s`)), true),
        this.#limits.seconds * 1000,
      )
      signal?.addEventListener('abort', onAbort, { once: true })
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
      const transfer =
        data !== undefined && data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength
          ? [data.buffer]
          : []
      worker.postMessage({ ask, key, data, form, question } satisfies Ask, transfer)
    })
    if (this.#worker === worker) this.#held = key
    if (reply.type === 'failed') throw new CustomApiError(reply.code, reply.message, { hint: reply.hint })
    return reply
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { resourceLimits: { maxOldGenerationSizeMb: this.#limits.megabytes } })
    worker.on('error', () => {}) // one that dies while idle is no one's loss
    worker.on('exit', () => void (this.#worker = this.#worker === worker ? undefined : this.#worker))
    return worker
  }

  #rest(): void {
    this.#worker?.unref()
    this.#idle = setTimeout(() => void this.#stop(), idleMilliseconds)
    this.#idle.unref()
  }

  async #stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    this.#held = ''
    await worker?.terminate()
  }
}

const cancelled = (): CustomApiError => new CustomApiError('cancelled', 'the query was cancelled')

function tooMuch(what: string, cause?: Error): CustomApiError {
  return new CustomApiError('result.too_large', `the query took more ${what}`, {
    hint: 'read it piece by piece with offset and limit, or select less',
    cause,
  })
}
