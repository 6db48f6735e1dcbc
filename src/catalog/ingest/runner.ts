import { setTimeout as setTimer } from 'node:timers/promises'
import { CustomApiError, WorkerJobs, type Line, type Parcel } from '../../core/index.ts'
import type { Overview, Parts } from '../bundle/format.ts'
import { readAhead } from './files.ts'
import type { Job, JobResult } from './job.ts'
import { limits } from './limits.ts'
import type { Reply, Said, Told } from './messages.ts'

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

// A parsed document survives: a roomy young generation saves copying it around while it grows.
const memory = { megabytes: 1536, youngMegabytes: 64 }
const idleMilliseconds = 2000
/** How long the end of the program waits for a bundle that is being packed. */
const packMilliseconds = 3000

/** Jobs in a worker thread that is started when needed and ends when idle: nothing a document does stalls this thread. */
export class WorkerRunner implements Runner {
  readonly #jobs: WorkerJobs<Job, Reply, Said, Told>
  #packing: Promise<unknown> | undefined

  constructor(file: URL) {
    this.#jobs = new WorkerJobs(file, { ...memory, idleMilliseconds, seconds: limits.seconds }, faults)
  }

  run(job: Job, fetch: Fetch, signal: AbortSignal): Promise<Made> {
    return new Promise<Made>((resolve, reject) => {
      const hear = (said: Said, { tell, detach }: Line<Told>): void => {
        if (said.type === 'fetch') return void answer(tell, said.ask, fetch(said.url))
        detach() // whoever asked has what was asked for
        this.#packing = result.catch(() => undefined)
        resolve({ overview: { head: buffer(said.head), index: buffer(said.index) }, result })
      }
      const result = this.#jobs
        .run((starts) => parcelOf(job, starts), { signal, hear })
        .then(resultOf)
        .finally(() => (this.#packing = undefined))
      result.catch(reject)
    })
  }

  async close(): Promise<void> {
    if (this.#packing) await Promise.race([this.#packing, setTimer(packMilliseconds, undefined, { ref: false })])
    await this.#jobs.close()
  }
}

/** A job as it is sent. While the worker starts there is time to read the file for it. */
async function parcelOf(job: Job, starts: boolean): Promise<Parcel<Job>> {
  const { source } = job
  const read = starts && source.kind === 'file' ? await readAhead(source.path) : undefined
  if (read === undefined || source.kind !== 'file') return { work: job }
  return { work: { ...job, source: { ...source, read } }, transfer: [read.bytes.buffer] }
}

async function answer(tell: (told: Told) => void, ask: number, text: Promise<string>): Promise<void> {
  try {
    tell({ type: 'text', ask, text: await text })
  } catch (thrown) {
    const { code, message } = CustomApiError.from(thrown)
    tell({ type: 'refused', ask, code, message })
  }
}

function resultOf(reply: Reply): JobResult {
  if (reply.type === 'done') return asBuffers(reply.result)
  const cause = reply.cause === undefined ? undefined : new Error(reply.cause)
  throw new CustomApiError(reply.code, reply.message, { hint: reply.hint, cause })
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

const hint = 'split it, or configure a smaller one'

const faults = {
  cancelled: () => new CustomApiError('cancelled', 'loading the description was cancelled'),
  tooSlow: () =>
    new CustomApiError('description.invalid', `the description took longer than ${limits.seconds} s to read`, { hint }),
  died: (cause: Error | undefined) =>
    new CustomApiError('description.invalid', 'the description took more memory than it may', { hint, cause }),
}
