import { CustomApiError, WorkerJobs } from '../core/index.ts'
import type { Answers, Reply, Work } from './job.ts'

/** Reads pages and infers operations, away from the main thread where there is a worker file. */
export interface Runner {
  /** @throws CustomApiError `description.invalid` for a page that took too much, `cancelled` */
  run<K extends Work['do']>(work: Work & { readonly do: K }, signal?: AbortSignal): Promise<Answers[K]>
  close(): Promise<void>
}

/** What reading one page may take, and reading operations out of all of them: the README states it. */
export const pageLimits = { megabytes: 1_024, seconds: 60, idleMilliseconds: 5_000 } as const

const hint = 'split the page, or leave it out of "documentation"'

const faults = {
  cancelled: () => new CustomApiError('cancelled', 'reading the documentation was cancelled'),
  tooSlow: () =>
    new CustomApiError('description.invalid', `the page took longer than ${pageLimits.seconds} s to read`, { hint }),
  died: (cause: Error | undefined) =>
    new CustomApiError('description.invalid', 'the page took more memory than it may', { hint, cause }),
}

export function createRunner(file: URL | undefined): Runner {
  if (file === undefined) return inline
  const jobs = new WorkerJobs<Work, Reply>(file, pageLimits, faults)
  return {
    run: async (work, signal) => answerOf(await jobs.run(() => ({ work }), { signal })),
    close: () => jobs.close(),
  }
}

declare const __BUNDLED__: boolean | undefined

/** In this thread: for tests, and where there is no worker file. */
const inline: Runner = {
  async run(work) {
    // The bundle is never without a worker: it need not carry the parsers a second time.
    if (typeof __BUNDLED__ !== 'undefined') throw new Error('the bundle reads pages in a worker')
    else return answerOf(await (await import('./job.ts')).replyTo(work))
  },
  close: async () => {},
}

function answerOf<K extends keyof Answers>(reply: Reply): Answers[K] {
  if (reply.ok) return reply.answer as Answers[K] // the worker answers the kind of job that it got
  throw new CustomApiError('description.invalid', 'the page cannot be read', { cause: new Error(reply.message) })
}
