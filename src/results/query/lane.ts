import { CustomApiError, WorkerJobs } from '../../core/index.ts'
import type { Ask, Reply } from './messages.ts'
import type { Source } from './source.ts'

export interface LaneLimits {
  readonly megabytes: number
  readonly seconds: number
}

const idleMilliseconds = 30_000

/** One worker thread for queries, and what is known of it: which text it holds. One query at a time. */
export class Lane {
  readonly #jobs: WorkerJobs<Ask, Reply>
  /** The text that was sent last, and to which worker: another one has none. */
  #held = { key: '', worker: 0 }

  constructor(file: URL, limits: LaneLimits) {
    this.#jobs = new WorkerJobs(file, { ...limits, idleMilliseconds }, faultsOf(limits))
  }

  /** Whether the text of a key is there, so that it need not be sent. */
  holds(key: string): boolean {
    return key !== '' && key === this.#held.key && this.#jobs.worker === this.#held.worker
  }

  close(): Promise<void> {
    return this.#jobs.close()
  }

  /** @throws CustomApiError what the query failed with, `result.too_large`, `cancelled` */
  async ask(source: Source, question: Ask['question'], signal: AbortSignal | undefined): Promise<Reply> {
    if (signal?.aborted === true) throw cancelled()
    const { key, form } = source
    const data = this.holds(key) ? undefined : await source.data()
    const work: Ask = { key, data, form, question }
    const reply = await this.#jobs.run(() => ({ work, transfer: ownMemory(data) }), { signal })
    this.#held = { key, worker: this.#jobs.worker }
    if (reply.type === 'failed') throw new CustomApiError(reply.code, reply.message, { hint: reply.hint })
    return reply
  }
}

/** What can be handed over without a copy: bytes that have their memory for themselves. */
const ownMemory = (data: Uint8Array | undefined): ArrayBuffer[] =>
  data?.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength ? [data.buffer] : []

const cancelled = (): CustomApiError => new CustomApiError('cancelled', 'the query was cancelled')

const faultsOf = ({ megabytes, seconds }: LaneLimits) => ({
  cancelled,
  tooSlow: () => tooMuch(`time than ${seconds} s`),
  died: (cause: Error | undefined) => tooMuch(`memory than ${megabytes} MB`, cause),
})

function tooMuch(what: string, cause?: Error): CustomApiError {
  return new CustomApiError('result.too_large', `the query took more ${what}`, {
    hint: 'read it piece by piece with offset and limit, or select less',
    cause,
  })
}
