import { Worker } from 'node:worker_threads'
import { CustomApiError } from '../../core/index.ts'
import type { Parts } from '../bundle/format.ts'
import type { Job, JobResult } from './job.ts'
import { limits } from './limits.ts'
import type { FromWorker, ToWorker } from './messages.ts'

type Fetch = (url: string) => Promise<string>

/** Does ingest jobs, one after the other so that only one large document is in memory at a time. */
export interface Runner {
  /** @throws CustomApiError `description.invalid`, `cancelled`, or what `fetch` threw */
  run(job: Job, fetch: Fetch, signal: AbortSignal): Promise<JobResult>
  close(): Promise<void>
}

/** Jobs in this thread: for tests, and where there is no worker file. */
export const inlineRunner: Runner = {
  async run(job, fetch) {
    const { performJob } = await import('./job.ts') // the parsers behind it are not needed at a warm start
    return performJob(job, fetch)
  },
  close: async () => {},
}

const idleMilliseconds = 2000

/** Jobs in a worker thread that is started when needed and ends when idle: nothing a document does stalls this thread. */
export class WorkerRunner implements Runner {
  readonly #file: URL
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #count = 0

  constructor(file: URL) {
    this.#file = file
  }

  async run(job: Job, fetch: Fetch, signal: AbortSignal): Promise<JobResult> {
    const mine = this.#last.then(() => this.#one(job, fetch, signal))
    this.#last = mine.catch(() => undefined) // the next job does not care how this one ended
    return mine
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#stop()
  }

  #one(job: Job, fetch: Fetch, signal: AbortSignal): Promise<JobResult> {
    clearTimeout(this.#idle)
    if (signal.aborted) return Promise.reject(cancelled())
    const id = (this.#count += 1)
    const worker = (this.#worker ??= this.#start())
    worker.ref()
    return new Promise<JobResult>((resolve, reject) => {
      const end = (then: () => void, stop = false): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
        if (stop) void this.#stop()
        else this.#rest()
        then()
      }
      const onAbort = (): void => end(() => reject(cancelled()), true)
      const onError = (cause: Error): void => end(() => reject(died(cause)), true)
      const onExit = (): void => end(() => reject(died(undefined)), true)
      const onMessage = (message: FromWorker): void => {
        if (message.job !== id) return
        if (message.type === 'done') end(() => resolve(asBuffers(message.result)))
        else if (message.type === 'failed') end(() => reject(revive(message)))
        else void answer(worker, message.ask, fetch(message.url))
      }
      const timer = setTimeout(() => end(() => reject(tooSlow()), true), limits.seconds * 1000)
      signal.addEventListener('abort', onAbort, { once: true })
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
      worker.postMessage({ type: 'job', job: id, work: job } satisfies ToWorker)
    })
  }

  #start(): Worker {
    // a parsed document survives: a roomy young generation saves copying it around while it grows
    const resourceLimits = { maxOldGenerationSizeMb: 1536, maxYoungGenerationSizeMb: 64 }
    const worker = new Worker(this.#file, { resourceLimits })
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
    await worker?.terminate()
  }
}

async function answer(worker: Worker, ask: number, text: Promise<string>): Promise<void> {
  try {
    worker.postMessage({ type: 'text', ask, text: await text } satisfies ToWorker)
  } catch (thrown) {
    const { code, message } = CustomApiError.from(thrown)
    worker.postMessage({ type: 'refused', ask, code, message } satisfies ToWorker)
  }
}

/** What crossed a thread border are plain byte arrays. */
function asBuffers(result: JobResult): JobResult {
  if ('path' in result) return result
  const { head, index, table, body } = result.parts
  const parts: Parts = { head: buffer(head), index: buffer(index), table: buffer(table), body: buffer(body) }
  return { ...result, parts }
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function revive(message: FromWorker & { type: 'failed' }): CustomApiError {
  const cause = message.cause === undefined ? undefined : new Error(message.cause)
  return new CustomApiError(message.code, message.message, { hint: message.hint, cause })
}

function cancelled(): CustomApiError {
  return new CustomApiError('cancelled', 'loading the description was cancelled')
}

function tooSlow(): CustomApiError {
  const hint = 'split it, or configure a smaller one'
  return new CustomApiError('description.invalid', `the description took longer than ${limits.seconds} s to read`, {
    hint,
  })
}

function died(cause: Error | undefined): CustomApiError {
  const hint = 'split it, or configure a smaller one'
  return new CustomApiError('description.invalid', 'the description took more memory than it may', { hint, cause })
}
