import { Worker } from 'node:worker_threads'

/** What one job may take, and how long an idle worker stays. */
export interface JobLimits {
  readonly megabytes: number
  readonly seconds: number
  readonly idleMilliseconds: number
}

/** What a job that did not end by itself fails with. */
export interface JobFaults {
  cancelled(): Error
  tooSlow(): Error
  died(cause: Error | undefined): Error
}

/**
 * Jobs done one after the other in a worker thread that is started when needed, ended when idle, and killed when a job
 * takes too much. A job is posted as `{ job, work }`; the worker answers `{ job, reply }`.
 */
export class WorkerJobs<Work, Reply> {
  readonly #file: URL
  readonly #limits: JobLimits
  readonly #faults: JobFaults
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #count = 0

  constructor(file: URL, limits: JobLimits, faults: JobFaults) {
    this.#file = file
    this.#limits = limits
    this.#faults = faults
  }

  /** @throws what `JobFaults` gives for a job that was cancelled or took too much */
  run(work: Work, signal?: AbortSignal): Promise<Reply> {
    const mine = this.#last.then(() => this.#one(work, signal))
    this.#last = mine.catch(() => undefined) // the next job does not care how this one ended
    return mine
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#stop()
  }

  #one(work: Work, signal: AbortSignal | undefined): Promise<Reply> {
    clearTimeout(this.#idle)
    if (signal?.aborted === true) return Promise.reject(this.#faults.cancelled())
    const worker = (this.#worker ??= this.#start())
    const job = (this.#count += 1)
    worker.ref()
    return new Promise<Reply>((resolve, reject) => {
      const end = (then: () => void, stop = false): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
        if (stop) void this.#stop()
        else this.#rest()
        then()
      }
      const fail = (fault: Error): void => end(() => reject(fault), true)
      const onAbort = (): void => fail(this.#faults.cancelled())
      const onError = (cause: Error): void => fail(this.#faults.died(cause))
      const onExit = (): void => fail(this.#faults.died(undefined))
      const onMessage = (message: { readonly job: number; readonly reply: Reply }): void => {
        if (message.job === job) end(() => resolve(message.reply))
      }
      const timer = setTimeout(() => fail(this.#faults.tooSlow()), this.#limits.seconds * 1000)
      signal?.addEventListener('abort', onAbort, { once: true })
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
      worker.postMessage({ job, work })
    })
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { resourceLimits: { maxOldGenerationSizeMb: this.#limits.megabytes } })
    worker.on('error', () => {}) // one that dies while idle is no one's loss
    worker.on('exit', () => void (this.#worker = this.#worker === worker ? undefined : this.#worker))
    return worker
  }

  #rest(): void {
    this.#worker?.unref()
    this.#idle = setTimeout(() => void this.#stop(), this.#limits.idleMilliseconds)
    this.#idle.unref()
  }

  async #stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }
}
