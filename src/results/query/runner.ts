import { CustomApiError } from '../../core/index.ts'
import { shapeOfText } from '../shape.ts'
import type { Ask, Reply } from './messages.ts'
import { answerTo, type Answered } from './answered.ts'
import { Lane, type LaneLimits } from './lane.ts'
import type { Source } from './source.ts'
import type { Question } from './window.ts'

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
  /** For texts of any size, and where it is the only one that is free. */
  readonly large: LaneLimits
  /** For texts up to `smallBytes`: what is large never keeps them waiting. */
  readonly small: LaneLimits
  readonly smallBytes: number
}

/** What queries may take: the README states it. */
export const queryLimits: QueryLimits = {
  large: { megabytes: 1_536, seconds: 30 },
  small: { megabytes: 512, seconds: 30 },
  smallBytes: 16_000_000,
}
/** Queries that may wait: more are told to come back. */
const mostWaiting = 64

interface Job {
  readonly source: Source
  run(lane: Lane): void
}

/** Two worker threads, one query at a time in each: one for texts of any size, one that only small texts use. */
export class WorkerRunner implements Runner {
  readonly #large: Lane
  readonly #small: Lane
  readonly #smallBytes: number
  readonly #free: Set<Lane>
  readonly #waiting: Job[] = []

  constructor(file: URL, limits: QueryLimits = queryLimits) {
    this.#large = new Lane(file, limits.large)
    this.#small = new Lane(file, limits.small)
    this.#smallBytes = limits.smallBytes
    this.#free = new Set([this.#small, this.#large])
  }

  async answer(source: Source, question: Question, signal?: AbortSignal): Promise<Answered> {
    const reply = await this.#ask(source, question, signal)
    if (reply.type === 'answer') return reply.answer
    throw new Error('the query worker gave another answer')
  }

  async shape(source: Source, signal?: AbortSignal): Promise<string> {
    const reply = await this.#ask(source, 'shape', signal)
    return reply.type === 'shape' ? reply.shape : ''
  }

  async close(): Promise<void> {
    await Promise.all([this.#large.close(), this.#small.close()])
  }

  async #ask(source: Source, question: Ask['question'], signal: AbortSignal | undefined): Promise<Reply> {
    const lane = await this.#laneFor(source, signal)
    try {
      return await lane.ask(source, question, signal)
    } finally {
      this.#free.add(lane)
      this.#next()
    }
  }

  /** Waits for a lane that may take the source; whoever is cancelled meanwhile leaves the queue. */
  #laneFor(source: Source, signal: AbortSignal | undefined): Promise<Lane> {
    if (this.#waiting.length >= mostWaiting) return Promise.reject(busy())
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#leave(job)
        reject(new CustomApiError('cancelled', 'the query was cancelled'))
      }
      const job: Job = {
        source,
        run: (lane) => {
          signal?.removeEventListener('abort', onAbort)
          resolve(lane)
        },
      }
      if (signal?.aborted === true) return onAbort()
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(job)
      this.#next()
    })
  }

  #leave(job: Job): void {
    const at = this.#waiting.indexOf(job)
    if (at >= 0) this.#waiting.splice(at, 1)
  }

  /** Gives free lanes to those that wait longest and fit. */
  #next(): void {
    for (const job of this.#waiting.slice()) {
      const lane = this.#choose(job.source)
      if (lane === undefined) continue
      this.#leave(job)
      this.#free.delete(lane)
      job.run(lane)
    }
  }

  /** The free lane that has the text already, else the narrowest one. */
  #choose({ key, size }: Source): Lane | undefined {
    const fitting = [...(size <= this.#smallBytes ? [this.#small] : []), this.#large]
    const free = fitting.filter((lane) => this.#free.has(lane))
    return free.find((lane) => lane.holds(key)) ?? free[0]
  }
}

const busy = (): CustomApiError =>
  new CustomApiError('result.too_large', `${mostWaiting} queries are waiting already`, {
    hint: 'ask again in some seconds',
  })
