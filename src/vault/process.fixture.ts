// A process of its own for the tests of several processes on one vault: `node … VERB URL FOLDER WHO`.
import { writeSync } from 'node:fs'
import { Secret, silentLog } from '../core/index.ts'
import { openStore } from '../store/index.ts'
import { createVault } from './index.ts'

const [verb = '', url = '', folder = '', who = ''] = process.argv.slice(2)
const store = await openStore({ url, log: silentLog })
const vault = createVault({
  store: async () => store,
  exists: () => true,
  keys: { variable: () => undefined, folder, keychain: async () => undefined, preferKeychain: false },
  log: silentLog,
})
const say = (line: string): number => writeSync(1, `${line}\n`)

/** Until it is killed. Said only after it is durable. */
const verbs: Readonly<Record<string, () => Promise<void>>> = {
  async set() {
    for (let at = 0; ; at++) {
      const api = `${who}${at % 5}`
      const value = `fake-${who}-${String(at).padStart(6, '0')}`
      await vault.set({ api, environment: undefined, part: undefined }, new Secret(value), [])
      say(`${api} ${value}`)
    }
  },
  async rekey() {
    for (;;) {
      await vault.rekey({ home: 'file' })
      say('rekeyed')
    }
  },
}
await verbs[verb]?.()
