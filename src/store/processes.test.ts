import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { fixtureProcess } from '../../test/support/children.ts'
import { silentLog } from '../core/index.ts'
import { findSqlite } from './backends/sqlite-module.ts'
import { openSqlite } from './backends/sqlite.ts'
import { openStore } from './index.ts'
import { storeOn } from './store.ts'

const notes = { name: 'notes', schema: z.string() }
const counts = { name: 'counts', schema: z.number() }
const noSqlite = !('module' in (await findSqlite()))

let folder: string
let url: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'))
  url = `file:${join(folder, 'data.db')}`
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const run = fixtureProcess(join(import.meta.dirname, 'process.fixture.ts'))
const start = (verb: string, who: string, count = 0) => run(verb, url, who, String(count))

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
      const writer = start('forever', round)
      await writer.said(40 + Number(round) * 7)
      await writer.kill()
      expect(writer.err()).toBe('')
      acknowledged.push(...writer.lines())
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
