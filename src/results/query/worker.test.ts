import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { stdio, testKeeper } from '../test-keeper.ts'
import type { LaneLimits } from './lane.ts'
import { queryLimits, WorkerRunner, type QueryLimits } from './runner.ts'

let folder = ''
let file: URL

/** The worker as it is published: one bundled file. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'custom-api-mcp-test-'))
  const outfile = join(folder, 'worker.mjs')
  const entryPoints = [join(import.meta.dirname, 'worker.ts')]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', mainFields: ['module', 'main'] })
  file = pathToFileURL(outfile)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rows = (count: number): string =>
  `[${Array.from({ length: count }, (_, id) => JSON.stringify({ id, group: `g${id % 10}`, total: id / 2 })).join(',')}]`

const both = (limits: LaneLimits): QueryLimits => ({ large: limits, small: limits, smallBytes: 16_000_000 })

async function keeperOf(limits?: QueryLimits) {
  const runner = new WorkerRunner(file, limits)
  onTestFinished(() => runner.close())
  return (await testKeeper(undefined, runner)).keeper
}

async function kept(text: string, limits?: QueryLimits, given?: Awaited<ReturnType<typeof keeperOf>>) {
  const keeper = given ?? (await keeperOf(limits))
  const { id, kept: what } = await keeper.handles.put(
    { form: 'json', mediaType: 'application/json', api: 'x' },
    Buffer.from(text),
    stdio,
  )
  const ask = (select: string | undefined, signal?: AbortSignal) =>
    keeper.answerKept(id, what, { select, budget: 500 }, stdio, signal)
  return { ask, keeper, id, what }
}

const explosive = `${'[@,@]|'.repeat(40)}@` // 2^40 values
const cubic = '[*].[$[*].[$[*].id]]'

describe('the query worker', () => {
  test('counts, groups, sorts and slices what is large', async () => {
    const { ask } = await kept(rows(20_000))
    expect((await ask('length(@)')).text).toBe('20000')
    expect((await ask('group_by(@, &group) | length(g3)')).text).toBe('2000')
    expect((await ask('sort_by(@, &total)[-1].id')).text).toBe('19999')
    const all = await ask(undefined)
    expect(all).toMatchObject({ what: 'items', total: 20_000, from: 0 })
  })

  test('says what is wrong with a select, and goes on', async () => {
    const { ask } = await kept(rows(20_000))
    await expect(ask('[0].nme.x | sum(@)')).rejects.toMatchObject({ code: 'arguments.invalid' })
    expect((await ask('[0].id')).text).toBe('0')
  })

  test.each([
    ['time', cubic, { megabytes: 512, seconds: 1 }],
    ['memory', explosive, { megabytes: 64, seconds: 20 }],
  ] as const)('a query that takes too much %s is ended; the next one is answered', async (_, select, limits) => {
    const { ask } = await kept(rows(6_000), both(limits))
    let ticks = 0
    const timer = setInterval(() => ticks++, 20)
    await expect(ask(select)).rejects.toMatchObject({ code: 'result.too_large' })
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(5) // this thread was free
    expect((await ask('[0].id')).text).toBe('0')
  })

  test('a cancelled query is ended', async () => {
    const { ask } = await kept(rows(6_000))
    await expect(ask(cubic, AbortSignal.timeout(200))).rejects.toMatchObject({ code: 'cancelled' })
    expect((await ask('[0].id')).text).toBe('0')
  })

  test('a dangerous query of a small text does not run here either', async () => {
    const { ask } = await kept('[1,2,3]', both({ megabytes: 64, seconds: 5 }))
    await expect(ask(explosive)).rejects.toMatchObject({ code: 'result.too_large' })
  })

  test('a slow query of one handle does not keep another handle waiting', async () => {
    const keeper = await keeperOf()
    const slow = await kept(rows(6_000), undefined, keeper)
    const quick = await kept(rows(9_000), undefined, keeper)
    const stop = new AbortController()
    const running = slow.ask(cubic, stop.signal).then(
      () => 'done',
      () => 'stopped',
    )
    expect((await quick.ask('length(@)')).text).toBe('9000')
    stop.abort()
    expect(await running).toBe('stopped')
  })

  test('what is large never takes the place of what is small', async () => {
    const keeper = await keeperOf({ ...queryLimits, smallBytes: 500_000 })
    const stop = new AbortController()
    const large = await Promise.all([1, 2, 3].map(() => kept(rows(20_000), undefined, keeper)))
    const running = large.map(({ ask }) =>
      ask(cubic, stop.signal).then(
        () => 'done',
        () => 'stopped',
      ),
    )
    const small = await kept(rows(6_000), undefined, keeper)
    expect((await small.ask('length(@)')).text).toBe('6000')
    stop.abort()
    expect(await Promise.all(running)).toEqual(['stopped', 'stopped', 'stopped'])
    expect((await (large[0] ?? small).ask('length(@)')).text).toBe('20000')
  })

  test('a query that is cancelled while it waits leaves the others their turn', async () => {
    const one = { megabytes: 512, seconds: 30 }
    const { ask } = await kept(rows(20_000), { large: one, small: one, smallBytes: 0 })
    const stop = new AbortController()
    const first = ask(cubic, stop.signal).catch((thrown: unknown) => thrown)
    const second = ask('length(@)', AbortSignal.timeout(50)).catch((thrown: unknown) => thrown)
    const third = ask('[2].id')
    expect(await second).toMatchObject({ code: 'cancelled' })
    stop.abort()
    expect(await first).toMatchObject({ code: 'cancelled' })
    expect((await third).text).toBe('2')
  })

  test('more than may wait are told to come back', async () => {
    const { ask } = await kept(rows(20_000), both({ megabytes: 512, seconds: 30 }))
    const stop = new AbortController()
    const all = await Promise.all([
      ...Array.from({ length: 80 }, () => ask(cubic, stop.signal).catch((thrown: unknown) => thrown)),
      new Promise((resolve) => setTimeout(resolve, 300)).then(() => stop.abort()),
    ])
    const codes = all.map((thrown) => (thrown as { code?: string } | undefined)?.code)
    expect(codes.filter((code) => code === 'result.too_large')).toHaveLength(14)
    expect(codes.filter((code) => code === 'cancelled')).toHaveLength(66)
  })
})
