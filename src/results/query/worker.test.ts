import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { stdio, testKeeper } from '../test-keeper.ts'
import { WorkerRunner, type QueryLimits } from './runner.ts'

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

async function kept(text: string, limits?: QueryLimits) {
  const runner = new WorkerRunner(file, limits)
  onTestFinished(() => runner.close())
  const { keeper } = await testKeeper(undefined, runner)
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
    const { ask } = await kept(rows(6_000), limits)
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
    const { ask } = await kept('[1,2,3]', { megabytes: 64, seconds: 5 })
    await expect(ask(explosive)).rejects.toMatchObject({ code: 'result.too_large' })
  })
})
