import { Worker } from 'node:worker_threads'
import { CustomApiError } from '../../core/index.ts'
import type { Ask, Reply } from './messages.ts'
import type { Source } from './runner.ts'

export interface LaneLimits {
  readonly megabytes: number
  readonly seconds: number
}

const idleMilliseconds = 30_000

/** One worker thread: started when needed, ended when idle, and killed when a query takes too much. One query at a time. */
export class Lane {
  readonly #file: URL
  readonly #limits: LaneLimits
  #worker: Worker | undefined
  #held = ''
  #idle: NodeJS.Timeout | undefined
  #count = 0

  constructor(file: URL, limits: LaneLimits) {
    this.#file = file
    this.#limits = limits
  }

  /** Whether the text of a key is there, so that it need not be sent. */
  holds(key: string): boolean {
    return key !== '' && key === this.#held && this.#worker !== undefined
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#stop()
  }

  /** @throws CustomApiError what the query failed with, `result.too_large`, `cancelled` */
  async ask(source: Source, question: Ask['question'], signal: AbortSignal | undefined): Promise<Reply> {
    clearTimeout(this.#idle)
    if (isAborted(signal)) throw cancelled()
    const { key, form } = source
    const data = this.holds(key) ? undefined : await source.data()
    if (isAborted(signal)) throw cancelled()
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

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true

const cancelled = (): CustomApiError => new CustomApiError('cancelled', 'the query was cancelled')

function tooMuch(what: string, cause?: Error): CustomApiError {
  return new CustomApiError('result.too_large', `the query took more ${what}`, {
    hint: 'read it piece by piece with offset and limit, or select less',
    cause,
  })
}
