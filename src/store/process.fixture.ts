// A process of its own for the tests of several processes on one data file: `node … VERB URL WHO NUMBER`.
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { silentLog } from '../core/index.ts'
import { openStore } from './index.ts'

const [verb = '', url = '', who = '', count = '0'] = process.argv.slice(2)
const store = await openStore({ url, log: silentLog })
const rows = store.collection({ name: 'notes', schema: z.string() })
const counts = { name: 'counts', schema: z.number() }
const say = (line: string): number => writeSync(1, `${line}\n`)

/** One row and one step of the shared counter each, together; said only after it is durable. */
async function step(key: string): Promise<void> {
  await store.transaction(async (transaction) => {
    const counter = transaction.collection(counts)
    const before = (await counter.get('all'))?.value ?? 0
    await counter.put('all', { value: before + 1 })
    await transaction.collection({ name: 'notes', schema: z.string() }).put(key, { value: key })
  })
  say(key)
}

const verbs: Readonly<Record<string, () => Promise<void>>> = {
  async steps() {
    for (let i = 0; i < Number(count); i++) await step(`${who}-${String(i).padStart(6, '0')}`)
  },
  /** Until it is killed: single writes, groups and transactions at once. */
  async forever() {
    for (let i = 0; ; i++) {
      const key = `${who}-${String(i).padStart(6, '0')}`
      const single = async (more: string): Promise<void> => {
        await rows.put(`${key}${more}`, { value: key, data: new Uint8Array(500) })
        say(`${key}${more}`)
      }
      await Promise.all([step(key), single('a'), single('b'), single('c')])
    }
  },
  /** Holds the lock for so many milliseconds. */
  async hold() {
    await store.transaction(async (transaction) => {
      await transaction.collection(counts).put('held', { value: 1 })
      say('held')
      await sleep(Number(count))
    })
  },
}
await verbs[verb]?.()
await store.close()
