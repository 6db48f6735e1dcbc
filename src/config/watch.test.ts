import { mkdtempSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { silentLog, type Log } from '../core/index.ts'
import { loadConfig, watchConfig } from './index.ts'

const content = (name: string): string => JSON.stringify({ apis: [{ name, baseUrl: 'https://x.example.com' }] })

async function watched(onChange?: () => void, log: Log = silentLog) {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'))
  const path = join(folder, 'custom-api-mcp.json')
  writeFileSync(path, content('one'))
  const names: (string | undefined)[] = []
  // with the digest of what was read: a change before the first look is no beginning
  const { digest } = await loadConfig(path, 'flag')
  const stop = watchConfig(
    { path, how: 'flag', digest },
    (config) => {
      names.push(config.apis[0]?.name)
      onChange?.()
    },
    log,
  )
  onTestFinished(() => {
    stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await sleep(100)
  return { path, folder, names, changes: () => names.length, stop }
}

const soon = { timeout: 5000, interval: 20 }

test('a changed content is told once, however many events it makes', async () => {
  const { path, names } = await watched()
  for (const text of ['two', 'three', 'four']) writeFileSync(path, content(text))
  await vi.waitFor(() => expect(names).toEqual(['four']), soon)
  await sleep(400)
  expect(names).toEqual(['four'])
})

test('an untouched content is not told', async () => {
  const { path, changes } = await watched()
  utimesSync(path, new Date(), new Date())
  writeFileSync(path, content('one'))
  await sleep(500)
  expect(changes()).toBe(0)
})

test('a file that is replaced by rename stays watched', async () => {
  const { path, folder, changes } = await watched()
  for (const [at, text] of ['two', 'three'].entries()) {
    writeFileSync(join(folder, 'new'), content(text))
    renameSync(join(folder, 'new'), path)
    await vi.waitFor(() => expect(changes()).toBe(at + 1), soon)
  }
})

test('a removed file is waited for', async () => {
  const { path, changes } = await watched()
  unlinkSync(path)
  await sleep(400)
  expect(changes()).toBe(0)
  writeFileSync(path, content('two'))
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
  writeFileSync(path, content('two'))
  await vi.waitFor(() => expect(lines).toEqual(['reloading the config failed']), soon)
  writeFileSync(path, content('three'))
  await vi.waitFor(() => expect(changes()).toBe(2), soon)
})

test('nothing is told after close', async () => {
  const { path, changes, stop } = await watched()
  writeFileSync(path, content('two'))
  stop()
  await sleep(500)
  expect(changes()).toBe(0)
})

test('an invalid content is logged with its problems, and the next valid one is used', async () => {
  const lines: string[] = []
  const { path, names } = await watched(undefined, { ...silentLog, error: (message) => void lines.push(message) })
  writeFileSync(path, '{ "apiz": [] }')
  await vi.waitFor(() => expect(lines.join()).toMatch(/the last good one stays:[^]*did you mean "apis"\?/), soon)
  writeFileSync(path, content('two'))
  await vi.waitFor(() => expect(names).toEqual(['two']), soon)
})

test('a change between loading and watching is not missed', async () => {
  const { path } = await watched()
  const config = await loadConfig(path, 'flag')
  writeFileSync(path, content('two'))
  const names: (string | undefined)[] = []
  const stop = watchConfig(config, (next) => void names.push(next.apis[0]?.name), silentLog)
  onTestFinished(stop)
  await vi.waitFor(() => expect(names).toEqual(['two']), soon)
})
