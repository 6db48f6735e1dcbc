import { setTimeout as setTimer } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { CustomApiError } from '../../core/index.ts'
import type { Overview, Parts } from '../bundle/format.ts'
import { readAhead } from './files.ts'
import type { Job, JobResult } from './job.ts'
import { limits } from './limits.ts'
import type { FromWorker, ToWorker } from './messages.ts'

type Fetch = (url: string) => Promise<string>

/** A description that is known, and its bundle, which may still be under way. */
export interface Made {
  readonly overview: Overview
  /** @throws CustomApiError when it cannot be finished */
  readonly result: Promise<JobResult>
}

/** Does ingest jobs, one after the other so that only one large document is in memory at a time. */
export interface Runner {
  /** @throws CustomApiError `description.invalid`, `cancelled`, or what `fetch` threw */
  run(job: Job, fetch: Fetch, signal: AbortSignal): Promise<Made>
  /** Ends what is under way, but for a bundle that only has to be written. */
  close(): Promise<void>
}

declare const __BUNDLED__: boolean | undefined

/** Jobs in this thread: for tests, and where there is no worker file. */
export const inlineRunner: Runner = {
  async run(job, fetch) {
    // The bundle is never without a worker: it need not carry the parsers a second time.
    if (typeof __BUNDLED__ !== 'undefined') throw new Error('the bundle reads descriptions in a worker')
    else {
      let overview: Overview | undefined
      const result = await (await import('./job.ts')).performJob(job, fetch, (told) => (overview = told))
      if (!overview) throw new Error('a job ended without an overview')
      return { overview, result: Promise.resolve(result) }
    }
  },
  close: async () => {},
}

const idleMilliseconds = 2000
/** How long the end of the program waits for a bundle that is being packed. */
const packMilliseconds = 3000

/** Jobs in a worker thread that is started when needed and ends when idle: nothing a document does stalls this thread. */
export class WorkerRunner implements Runner {
  readonly #file: URL
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #count = 0
  #packing: Promise<unknown> | undefined

  constructor(file: URL) {
    this.#file = file
  }

  async run(job: Job, fetch: Fetch, signal: AbortSignal): Promise<Made> {
    const mine = this.#last.then(() => this.#one(job, fetch, signal))
    this.#last = mine.then(({ result }) => result).catch(() => undefined) // the next job does not care how this one ended
    return mine
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    if (this.#packing) await Promise.race([this.#packing, setTimer(packMilliseconds, undefined, { ref: false })])
    await this.#stop()
  }

  #one(job: Job, fetch: Fetch, signal: AbortSignal): Promise<Made> {
    clearTimeout(this.#idle)
    if (signal.aborted) return Promise.reject(cancelled())
    const id = (this.#count += 1)
    const boots = this.#worker === undefined
    const worker = (this.#worker ??= this.#start())
    worker.ref()
    return new Promise<Made>((resolve, reject) => {
      const rest = deferred<JobResult>()
      const end = (stop = false): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
        this.#packing = undefined
        if (stop) void this.#stop()
        else this.#rest()
      }
      const fail = (fault: CustomApiError, stop = true): void => {
        end(stop)
        reject(fault)
        rest.reject(fault)
      }
      const onAbort = (): void => fail(cancelled())
      const onError = (cause: Error): void => fail(died(cause))
      const onExit = (): void => fail(died(undefined))
      const onMessage = (message: FromWorker): void => {
        if (message.job !== id) return
        if (message.type === 'fetch') void answer(worker, message.ask, fetch(message.url))
        else if (message.type === 'failed') fail(revive(message), false)
        else if (message.type === 'done') {
          end()
          rest.resolve(asBuffers(message.result))
        } else {
          signal.removeEventListener('abort', onAbort) // whoever asked has what was asked for
          this.#packing = rest.promise.catch(() => undefined)
          resolve({ overview: { head: buffer(message.head), index: buffer(message.index) }, result: rest.promise })
        }
      }
      const timer = setTimeout(() => fail(tooSlow()), limits.seconds * 1000)
      signal.addEventListener('abort', onAbort, { once: true })
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
      void post(worker, id, job, boots)
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

/** Hands a job over. While the worker starts there is time to read the file for it. */
async function post(worker: Worker, id: number, job: Job, boots: boolean): Promise<void> {
  const { source } = job
  const read = boots && source.kind === 'file' ? await readAhead(source.path) : undefined
  const work = read && source.kind === 'file' ? { ...job, source: { ...source, read } } : job
  worker.postMessage({ type: 'job', job: id, work } satisfies ToWorker, read ? [read.bytes.buffer] : [])
}

/** A promise that its owner settles; nobody has to wait for it. */
function deferred<T>() {
  let resolve!: (value: T) => void
  let reject!: (fault: Error) => void
  const promise = new Promise<T>((onValue, onFault) => {
    resolve = onValue
    reject = onFault
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
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
