import { Worker } from 'node:worker_threads'

/** What one job may take, and how long an idle worker stays. */
export interface JobLimits {
  readonly megabytes: number
  /** Of the young generation, where a job makes much that stays. */
  readonly youngMegabytes?: number | undefined
  readonly seconds: number
  readonly idleMilliseconds: number
}

/** What a job that did not end by itself fails with. */
export interface JobFaults {
  cancelled(): Error
  tooSlow(): Error
  died(cause: Error | undefined): Error
}

/** A job as it is posted; the memory that `transfer` names is given away. */
export interface Parcel<Work> {
  readonly work: Work
  readonly transfer?: readonly ArrayBuffer[] | undefined
}

/** The worker of a job that is under way. */
export interface Line<Told> {
  readonly tell: (told: Told) => void
  /** From here on the signal does not end the job. */
  readonly detach: () => void
}

export interface JobOptions<Said, Told> {
  readonly signal?: AbortSignal | undefined
  /** Hears what the worker says before it replies. */
  readonly hear?: ((said: Said, line: Line<Told>) => void) | undefined
}

type Message<Reply, Said> =
  | { readonly job: number; readonly reply: Reply }
  | { readonly job: number; readonly said: Said }

/**
 * Jobs done one after the other in a worker thread that is started when needed, ended when idle, and killed when a job
 * takes too much. A job is posted as `{ job, work }`; the worker answers `{ job, reply }`, and before that as many
 * `{ job, said }` as it likes, to which it may be sent `{ told }`.
 */
export class WorkerJobs<Work, Reply, Said = never, Told = never> {
  readonly #file: URL
  readonly #limits: JobLimits
  readonly #faults: JobFaults
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #jobs = 0
  #workers = 0

  constructor(file: URL, limits: JobLimits, faults: JobFaults) {
    this.#file = file
    this.#limits = limits
    this.#faults = faults
  }

  /** Which worker runs, counted from 1; 0 while there is none. What a worker was told is known to that one alone. */
  get worker(): number {
    return this.#worker === undefined ? 0 : this.#workers
  }

  /**
   * Does a job when its turn comes. `prepare` is asked then, while the worker starts where it has to (`starts`).
   *
   * @throws what `JobFaults` gives for a job that was cancelled or took too much, and what `prepare` throws
   */
  run(
    prepare: (starts: boolean) => Parcel<Work> | Promise<Parcel<Work>>,
    options: JobOptions<Said, Told> = {},
  ): Promise<Reply> {
    const mine = this.#last.then(() => this.#one(prepare, options))
    this.#last = mine.catch(() => undefined) // the next job does not care how this one ended
    return mine
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#stop()
  }

  #one(
    prepare: (starts: boolean) => Parcel<Work> | Promise<Parcel<Work>>,
    { signal, hear }: JobOptions<Said, Told>,
  ): Promise<Reply> {
    clearTimeout(this.#idle)
    if (signal?.aborted === true) {
      this.#rest()
      return Promise.reject(this.#faults.cancelled())
    }
    const starts = this.#worker === undefined
    const worker = (this.#worker ??= this.#start())
    const job = (this.#jobs += 1)
    worker.ref()
    return new Promise<Reply>((resolve, reject) => {
      let isOver = false
      const detach = (): void => signal?.removeEventListener('abort', onAbort)
      const line: Line<Told> = { tell: (told) => worker.postMessage({ told }), detach }
      const end = (then: () => void, stop = false): void => {
        isOver = true
        clearTimeout(timer)
        detach()
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
        if (stop) void this.#stop()
        else this.#rest()
        then()
      }
      const fail = (fault: Error): void => end(() => reject(fault), true)
      const onAbort = (): void => fail(this.#faults.cancelled())
      const onError = (cause: Error): void => fail(this.#faults.died(cause))
      const onExit = (): void => fail(this.#faults.died(undefined))
      const onMessage = (message: Message<Reply, Said>): void => {
        if (message.job !== job) return
        if ('reply' in message) end(() => resolve(message.reply))
        else hear?.(message.said, line)
      }
      const post = async (): Promise<void> => {
        const { work, transfer } = await prepare(starts)
        if (!isOver) worker.postMessage({ job, work }, transfer)
      }
      const timer = setTimeout(() => fail(this.#faults.tooSlow()), this.#limits.seconds * 1000)
      signal?.addEventListener('abort', onAbort, { once: true })
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
      post().catch((thrown: Error) => isOver || end(() => reject(thrown)))
    })
  }

  #start(): Worker {
    const { megabytes, youngMegabytes } = this.#limits
    const worker = new Worker(this.#file, {
      resourceLimits: {
        maxOldGenerationSizeMb: megabytes,
        ...(youngMegabytes === undefined ? {} : { maxYoungGenerationSizeMb: youngMegabytes }),
      },
    })
    this.#workers += 1
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
