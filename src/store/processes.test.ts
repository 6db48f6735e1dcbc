import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { silentLog } from '../core/index.ts'
import { findSqlite } from './backends/sqlite-module.ts'
import { openSqlite } from './backends/sqlite.ts'
import { openStore } from './index.ts'
import { storeOn } from './store.ts'

const notes = { name: 'notes', schema: z.string() }
const counts = { name: 'counts', schema: z.number() }
const noSqlite = !('module' in (await findSqlite()))

let built: string
let program: string
let folder: string
let url: string
const children = new Set<ChildProcess>()

beforeAll(async () => {
  const cache = resolve(import.meta.dirname, '../../.cache') // inside the checkout, where the add-on is found
  await mkdir(cache, { recursive: true })
  built = await mkdtemp(join(cache, 'store-'))
  program = join(built, 'process.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'process.fixture.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  })
})
afterAll(() => rm(built, { recursive: true, force: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'))
  url = `file:${join(folder, 'data.db')}`
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  await rm(folder, { recursive: true, force: true })
})

/** A process and what it has said; `said(n)` waits for so many lines. */
function start(verb: string, who: string, count = 0) {
  const child = spawn(process.execPath, [program, verb, url, who, String(count)], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let out = ''
  let err = ''
  let heard: () => void = () => undefined
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    heard()
  })
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<number | null>((done) => child.once('close', done))
  // A line that was cut by the end of the process was not acknowledged.
  const lines = (): string[] => out.split('\n').slice(0, -1)
  const said = async (wanted: number): Promise<void> => {
    while (lines().length < wanted) await new Promise<void>((done) => (heard = done))
  }
  return { child, ended, lines, said, err: () => err }
}

async function open() {
  return openStore({ url, log: silentLog })
}

describe.skipIf(noSqlite)('several processes on one file', () => {
  test('start at once on no file, and lose no row and no step', async () => {
    const runs = ['a', 'b', 'c', 'd'].map((who) => start('steps', who, 50))
    const codes = await Promise.all(runs.map(({ ended }) => ended))
    expect(runs.map(({ err }) => err())).toEqual(['', '', '', ''])
    expect(codes).toEqual([0, 0, 0, 0])

    const store = await open()
    expect((await store.collection(counts).get('all'))?.value).toBe(200)
    expect(await store.collection(notes).total()).toMatchObject({ rows: 200 })
    expect(await store.check()).toEqual([])
    await store.close()
  })

  test('killed in the middle of writing lose nothing that they had acknowledged', async () => {
    const acknowledged: string[] = []
    for (const round of ['1', '2', '3', '4']) {
      const run = start('forever', round)
      await run.said(40 + Number(round) * 7)
      run.child.kill('SIGKILL')
      await run.ended
      expect(run.err()).toBe('')
      acknowledged.push(...run.lines())
    }
    const store = await open()
    const kept = new Set((await store.collection(notes).list({ limit: 10_000 })).map(({ key }) => key))
    expect(acknowledged.filter((key) => !kept.has(key))).toEqual([])
    // A transaction is there as a whole: as many steps as rows that came with one.
    const steps = [...kept].filter((key) => /\d$/.test(key)).length
    expect((await store.collection(counts).get('all'))?.value).toBe(steps)
    expect(await store.check()).toEqual([])
    await store.close()
  })

  test('wait for a lock without standing still, say so when it lasts, and go on after it', async () => {
    const holder = start('hold', 'x', 1_500)
    await holder.said(1)
    const store = storeOn(async () => (await openSqlite(join(folder, 'data.db'), silentLog, { lockTimeout: 300 }))!, {
      log: silentLog,
    })
    let worst = 0
    let before = performance.now()
    const watch = setInterval(() => {
      worst = Math.max(worst, performance.now() - before)
      before = performance.now()
    }, 5)
    await expect(store.collection(notes).put('k', { value: 'x' })).rejects.toMatchObject({
      code: 'store.unavailable',
      message: expect.stringMatching(/stayed locked by another process/),
    })
    clearInterval(watch)
    expect(worst).toBeLessThan(250)
    expect(await store.collection(counts).get('held')).toBeUndefined() // reading does not wait, and sees nothing half done

    await holder.ended
    await store.collection(notes).put('k', { value: 'x' })
    expect((await store.collection(counts).get('held'))?.value).toBe(1)
    await store.close()
  })

  test('see what the others have written', async () => {
    const store = await open()
    await store.collection(notes).put('mine', { value: 'x' })
    await start('steps', 'theirs', 1).ended
    expect((await store.collection(notes).list()).map(({ key }) => key)).toEqual(['mine', 'theirs-000000'])
    await store.close()
  })
})
