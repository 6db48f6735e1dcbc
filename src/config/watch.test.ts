import { mkdtempSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { silentLog, type Log } from '../core/index.ts'
import { watchConfig } from './index.ts'

async function watched(onChange?: () => void, log: Log = silentLog) {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'))
  const path = join(folder, 'custom-api-mcp.json')
  writeFileSync(path, 'one')
  let changes = 0
  const watcher = watchConfig(
    path,
    () => {
      changes++
      onChange?.()
    },
    log,
  )
  onTestFinished(() => {
    watcher.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await sleep(100)
  return { path, folder, changes: () => changes, watcher }
}

const soon = { timeout: 5000, interval: 20 }

test('a changed content is told once, however many events it makes', async () => {
  const { path, changes } = await watched()
  for (const text of ['two', 'three', 'four']) writeFileSync(path, text)
  await vi.waitFor(() => expect(changes()).toBe(1), soon)
  await sleep(400)
  expect(changes()).toBe(1)
})

test('an untouched content is not told', async () => {
  const { path, changes } = await watched()
  utimesSync(path, new Date(), new Date())
  writeFileSync(path, 'one')
  await sleep(500)
  expect(changes()).toBe(0)
})

test('a file that is replaced by rename stays watched', async () => {
  const { path, folder, changes } = await watched()
  for (const [at, text] of ['two', 'three'].entries()) {
    writeFileSync(join(folder, 'new'), text)
    renameSync(join(folder, 'new'), path)
    await vi.waitFor(() => expect(changes()).toBe(at + 1), soon)
  }
})

test('a removed file is waited for', async () => {
  const { path, changes } = await watched()
  unlinkSync(path)
  await sleep(400)
  expect(changes()).toBe(0)
  writeFileSync(path, 'two')
  await vi.waitFor(() => expect(changes()).toBe(1), soon)
})

test('a failing reload is logged and the watch goes on', async () => {
  const lines: string[] = []
  const { path, changes } = await watched(
    () => {
      throw new Error('no good')
    },
    { ...silentLog, error: (message) => void lines.push(message) },
  )
  writeFileSync(path, 'two')
  await vi.waitFor(() => expect(lines).toEqual(['reloading the config failed: no good']), soon)
  writeFileSync(path, 'three')
  await vi.waitFor(() => expect(changes()).toBe(2), soon)
})

test('nothing is told after close', async () => {
  const { path, changes, watcher } = await watched()
  writeFileSync(path, 'two')
  watcher.close()
  await sleep(500)
  expect(changes()).toBe(0)
})
