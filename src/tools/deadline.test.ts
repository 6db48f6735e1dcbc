import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { CustomApiError } from '../core/index.ts'
import { withDeadline, type Moved } from './deadline.ts'
import type { CallContext } from './model.ts'

const target = (total?: number) => ({ api: 'files', timeouts: { connect: 1, response: 1, total } })
const context = (more: Partial<CallContext> = {}): CallContext => ({
  caller: { via: 'stdio' },
  signal: new AbortController().signal,
  ...more,
})

/** Moves a byte every 40 ms, so many times, then waits for its end. */
const moving = (times: number) => async (signal: AbortSignal, moved: Moved) => {
  for (let bytes = 1; bytes <= times; bytes++) {
    await delay(40, undefined, { signal })
    moved(bytes, times, 'sent')
  }
  return 'done'
}
const stalled = async (signal: AbortSignal, moved: Moved): Promise<never> => {
  moved(1, 2, 'sent')
  await delay(60_000, undefined, { signal })
  throw new Error('it should have ended')
}
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => CustomApiError.from(error),
  )

describe('the time of a call that moves a file', () => {
  test('begins anew whenever bytes have moved', async () => {
    expect(await withDeadline(target(), context(), moving(20), 0.3)).toBe('done') // 0.8 s in all
  })

  test('is over when nothing moves any more', async () => {
    const error = await failure(withDeadline(target(), context(), stalled, 0.2))
    expect(error).toMatchObject({ code: 'upstream.timeout', message: expect.stringContaining('moved nothing more') })
  })

  test('ends with timeouts.total all the same', async () => {
    const error = await failure(withDeadline(target(0.2), context(), moving(1000)))
    expect(error).toMatchObject({ code: 'upstream.timeout', message: expect.stringContaining('in all') })
  })

  test('of a call that moves none is the limit in all', async () => {
    const error = await failure(
      withDeadline(target(), context(), (signal) => delay(60_000, undefined, { signal }), 0.1),
    )
    expect(error).toMatchObject({ code: 'upstream.timeout', message: expect.stringContaining('in all') })
  })
})

test('progress is told in bytes, rising, the last of them always', async () => {
  const told: (number | undefined)[][] = []
  const progress = (done: number, total: number | undefined): void => void told.push([done, total])
  await withDeadline(target(), context({ progress }), async (_, moved) => {
    for (let bytes = 1; bytes <= 1000; bytes++) moved(bytes, 1000, 'received')
  })
  expect(told).toEqual([
    [1, 1000],
    [1000, 1000],
  ]) // the others came too soon after it
})
