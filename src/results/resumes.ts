import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { CustomApiError, parseJson, stringifyJson, type Caller } from '../core/index.ts'
import type { CollectionShape, Store } from '../store/index.ts'
import { appOf, scopeOf } from './handles.ts'

const shape: CollectionShape<{ readonly api: string }> = { name: 'resumes', schema: z.object({ api: z.string() }) }

const age = 24 * 3_600_000 // milliseconds
const most = { rows: 2_000, bytes: 64 * 1024 * 1024 }

/**
 * Where something goes on later, kept on the server under 128 random bits: for who asked only, the app and the environment
 * it is pinned to, and for a day.
 */
export interface Resumes {
  /** @throws CustomApiError `store.unavailable` */
  keep(api: string, state: unknown, caller: Caller): Promise<string>
  /** The state as it was kept; it stays. @throws CustomApiError `handle.unknown` */
  find(token: string, caller: Caller): Promise<unknown>
}

export function createResumes(store: () => Promise<Store>, now: () => number = Date.now): Resumes {
  return {
    async keep(api, state, caller) {
      const rows = (await store()).collection(shape)
      const token = randomBytes(16).toString('base64url')
      const data = Buffer.from(stringifyJson(state))
      await rows.put(token, { value: { api }, data, scope: scopeOf(caller), expiresAt: now() + age })
      await rows.trim(most)
      return token
    },
    async find(token, caller) {
      const row = /^[\w-]{22}$/.test(token) ? await (await store()).collection(shape).get(token) : undefined
      if (row?.data !== undefined && row.scope === scopeOf(caller))
        return parseJson(Buffer.from(row.data).toString('utf8'))
      const elsewhere = row !== undefined && appOf(row.scope) === (caller.app ?? null)
      throw new CustomApiError(
        'handle.unknown',
        elsewhere ? 'this resume token was made in another environment' : 'no such resume token is known',
        { hint: elsewhere ? 'go on there, or collect anew here' : 'they end after a day: collect anew' },
      )
    },
  }
}
