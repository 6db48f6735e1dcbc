import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fixtureProcess } from '../../test/support/children.ts'
import { Secret, silentLog } from '../core/index.ts'
import { findSqlite } from '../store/backends/sqlite-module.ts'
import { openStore } from '../store/index.ts'
import { createVault, type Vault } from './index.ts'

const noSqlite = !('module' in (await findSqlite()))
const rounds = Number(process.env['VAULT_KILLS'] ?? 6) // raised by hand; each is a life and a death
const patience = 60_000 + rounds * 10_000 // milliseconds

const run = fixtureProcess(join(import.meta.dirname, 'process.fixture.ts'))

async function scene() {
  const folder = await mkdtemp(join(tmpdir(), 'vault-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const url = `file:${join(folder, 'data.db')}`
  const start = (verb: string, who = '') => run(verb, url, folder, who)

  /** A vault as a new process sees it. */
  async function look<T>(ask: (vault: Vault) => Promise<T>): Promise<T> {
    const store = await openStore({ url, log: silentLog })
    const keys = { variable: () => undefined, folder, keychain: async () => undefined, preferKeychain: false }
    try {
      expect(await store.check()).toEqual([])
      return await ask(createVault({ store: async () => store, exists: () => true, keys, log: silentLog }))
    } finally {
      await store.close()
    }
  }
  return { start, look }
}

const valueOf = async (vault: Vault, api: string): Promise<string | undefined> =>
  (await vault.open({ api, environment: undefined, part: undefined }))?.secret.reveal()

describe.skipIf(noSqlite)('several processes', () => {
  test('that begin a vault at once agree on its key', { timeout: patience }, async () => {
    for (let round = 0; round < rounds; round++) {
      const { start, look } = await scene()
      const runs = ['a', 'b', 'c'].map((who) => start('set', who))
      await Promise.all(runs.map((it) => it.said(3)))
      await Promise.all(runs.map((it) => it.kill()))
      await look(async (vault) => {
        for (const who of ['a0', 'b0', 'c0']) expect(await valueOf(vault, who)).toContain('fake-')
      })
    }
  })
})

describe.skipIf(noSqlite)('a process that is killed', () => {
  test('in the middle of storing loses nothing that it or another acknowledged', { timeout: patience }, async () => {
    const { start, look } = await scene()
    for (let round = 0; round < rounds; round++) {
      const [one, two] = [start('set', `a${round}x`), start('set', `b${round}x`)]
      await Promise.all([one.said(2), two.said(2)])
      await sleep(Math.random() * 60)
      await one.kill()
      const alive = two.lines().length
      await two.said(alive + 2) // it goes on
      await two.kill()
      await look(async (vault) => {
        for (const { lines, err } of [one, two]) {
          expect(err()).toBe('')
          const last = new Map(lines().map((line) => line.split(' ') as [string, string])) // `api value`, written above
          for (const [api, value] of last) {
            const stored = (await valueOf(vault, api)) ?? ''
            // What was written and not yet acknowledged may be there as well.
            expect(stored >= value, `${api}: ${stored} after ${value}`).toBe(true)
          }
        }
      })
    }
  })

  test('in the middle of a rekey leaves a vault that opens, with everything in it', { timeout: patience }, async () => {
    const { start, look } = await scene()
    await look(async (vault) => {
      for (let at = 0; at < 30; at++)
        await vault.set(
          { api: `api${at}`, environment: undefined, part: undefined },
          new Secret(`fake-${at}-value`),
          [],
        )
    })
    for (let round = 0; round < rounds; round++) {
      const rekeying = start('rekey')
      await rekeying.said(1)
      await sleep(Math.random() * 60)
      await rekeying.kill()
      expect(rekeying.err()).toBe('')
      await look(async (vault) => {
        for (let at = 0; at < 30; at++) expect(await valueOf(vault, `api${at}`)).toBe(`fake-${at}-value`)
      })
    }
  })
})
