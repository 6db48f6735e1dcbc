import { onTestFinished, expect, test } from 'vitest'
import { WorkerJobs, type JobLimits, type Line } from './worker-jobs.ts'

type Work = string | ArrayBuffer

/** A worker that does as it is told; it says which thread it is with every reply. */
const file = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort, threadId } from 'node:worker_threads'
  let asking
  parentPort.on('message', ({ job, work, told }) => {
    if (told !== undefined) return parentPort.postMessage({ job: asking, reply: told })
    if (work === 'throw') throw new Error('a bug')
    if (work === 'exit') process.exit(1)
    if (work === 'fill') { const all = []; for (;;) all.push(new Array(10000).fill({ a: 1 })) }
    if (work === 'hang') for (;;) {}
    if (work === 'ask') { asking = job; return parentPort.postMessage({ job, said: 'how much?' }) }
    if (work === 'old') parentPort.postMessage({ job: job - 1, reply: 'of another job' })
    parentPort.postMessage({ job, reply: typeof work === 'string' ? work + ' ' + threadId : work.byteLength })
  })
`)}`,
)

const faults = {
  cancelled: () => new Error('cancelled'),
  tooSlow: () => new Error('too slow'),
  died: (cause: Error | undefined) => new Error(`died: ${cause?.message ?? 'no word'}`),
}

function jobsWith(limits: Partial<JobLimits> = {}) {
  const jobs = new WorkerJobs<Work, unknown, string, number>(
    file,
    { megabytes: 64, seconds: 30, idleMilliseconds: 30_000, ...limits },
    faults,
  )
  onTestFinished(() => jobs.close())
  return { jobs, run: (work: Work, signal?: AbortSignal) => jobs.run(() => ({ work }), { signal }) }
}

test('jobs are done one after the other by one worker, and a reply of another job is not taken for theirs', async () => {
  const { jobs, run } = jobsWith()
  expect(jobs.worker).toBe(0)
  const replies = await Promise.all([run('a'), run('b'), run('old')])
  const thread = String(replies[0]).split(' ')[1]
  expect(replies).toEqual([`a ${thread}`, `b ${thread}`, `old ${thread}`])
  expect(jobs.worker).toBe(1)
})

test.each([
  { work: 'throw', fault: 'died: a bug' },
  { work: 'exit', fault: 'died: no word' },
  { work: 'fill', fault: /died: .*memory limit/ },
  { work: 'hang', limits: { seconds: 1 }, fault: 'too slow' },
])('a job that does $work fails alone: the next one has a new worker', async ({ work, limits, fault }) => {
  const { jobs, run } = jobsWith(limits)
  const [first, second] = await Promise.allSettled([run(work), run('next')])
  expect(first).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(fault) } })
  expect(second).toMatchObject({ status: 'fulfilled', value: expect.stringMatching(/^next /) })
  expect(jobs.worker).toBe(2)
})

test('a job that is cancelled is ended, and one that waits is never begun', async () => {
  const { jobs, run } = jobsWith()
  const abort = new AbortController()
  const hanging = run('hang', abort.signal)
  const waiting = run('exit', abort.signal)
  await expect.poll(() => jobs.worker).toBe(1)
  abort.abort()
  await expect(hanging).rejects.toThrow('cancelled')
  await expect(waiting).rejects.toThrow('cancelled')
  expect(await run('next')).toMatch(/^next /)
})

test('an idle worker is ended; the next job starts one and is told so', async () => {
  const { jobs, run } = jobsWith({ idleMilliseconds: 10 })
  const starts: boolean[] = []
  const prepare = (work: Work) => async (isNew: boolean) => {
    starts.push(isNew)
    return { work }
  }
  await Promise.all([jobs.run(prepare('a')), jobs.run(prepare('b'))])
  await expect.poll(() => jobs.worker).toBe(0)
  await run('c', AbortSignal.abort()).catch(() => undefined)
  expect(jobs.worker).toBe(0)
  await jobs.run(prepare('d'))
  expect(starts).toEqual([true, false, true])
})

test('a worker may ask while it works, and bytes are handed over', async () => {
  const { jobs } = jobsWith()
  const asked: string[] = []
  const abort = new AbortController()
  const hear = (said: string, { tell, detach }: Line<number>): void => {
    asked.push(said)
    detach()
    abort.abort() // comes too late to matter
    tell(7)
  }
  expect(await jobs.run(() => ({ work: 'ask' }), { hear, signal: abort.signal })).toBe(7)
  expect(asked).toEqual(['how much?'])
  const bytes = new ArrayBuffer(1000)
  expect(await jobs.run(() => ({ work: bytes, transfer: [bytes] }))).toBe(1000)
  expect(bytes.byteLength).toBe(0)
})

test('what cannot be prepared fails with its own fault and costs no worker', async () => {
  const { jobs, run } = jobsWith()
  await run('a')
  await expect(jobs.run(() => Promise.reject(new Error('not there')))).rejects.toThrow('not there')
  expect(await run('b')).toMatch(/^b /)
  expect(jobs.worker).toBe(1)
})
