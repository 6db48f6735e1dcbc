import { createHash, randomBytes } from 'node:crypto'
import * as z from 'zod'
import { CustomApiError, type Log } from '../../core/index.ts'
import type { CollectionShape, Store } from '../../store/index.ts'
import type { AppToken, Tokens, Verified } from './model.ts'
import { peekHeader, signJwt, verifyJwt, type OwnClaims } from './jwt.ts'
import { ensureKey, readKey, type KeyVault, type SigningKey } from './signing-keys.ts'

const shape = z.object({
  app: z.string(),
  environment: z.string().nullable(),
  createdAt: z.number(),
  expiresAt: z.number(),
  revokedAt: z.number().nullable(),
})
type Stored = z.output<typeof shape>

const rows: CollectionShape<Stored> = { name: 'access-tokens', schema: shape }
/** Beside the tokens: nothing is decided by it, and a use shall not change a token's row. */
const uses: CollectionShape<{ readonly usedAt: number }> = {
  name: 'access-token-uses',
  schema: z.object({ usedAt: z.number() }),
}

/** Milliseconds that a token is listed after it expired. */
const listedAfter = 30 * 86_400_000
const noteEvery = 60_000
const mostNoted = 10_000
const mostHeld = 1000
const idForm = /^[0-9a-f]{16}$/
const notValid = 'is not valid here'

export interface TokensOptions {
  readonly store: () => Promise<Store>
  readonly vault: KeyVault
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined
}

/** The tokens of this installation, their keys in its vault. */
export function createTokens({ store, vault, log, now = Date.now }: TokensOptions): Tokens {
  const noted = new Map<string, number>()
  const rowsOf = async () => (await store()).collection(rows)

  /** Signatures that held, by digest: they still do. Whether the key, the token and its time are still good is asked anew. */
  const held = new Map<string, OwnClaims>()
  async function claimsOf(jwt: string, key: SigningKey): ReturnType<typeof verifyJwt> {
    const digest = createHash('sha256').update(jwt).digest('base64')
    const known = held.get(digest)
    if (known !== undefined && known.exp * 1000 > now()) return { claims: known }
    const verified = await verifyJwt(jwt, key, now())
    if (held.size >= mostHeld) held.clear()
    if ('claims' in verified) held.set(digest, verified.claims)
    return verified
  }

  return {
    async create({ app, environment, lifetime }) {
      const { durable } = await (await store()).about()
      if (!durable)
        throw new CustomApiError('store.unavailable', 'tokens cannot be kept: there is no database here', {
          hint: 'use a newer Node, or install @photostructure/sqlite 1.2 beside this program',
        })
      const key = await ensureKey(vault)
      const id = randomBytes(8).toString('hex')
      const createdAt = now()
      const expiresAt = Math.floor((createdAt + lifetime) / 1000) * 1000
      const token = await signJwt(key, { id, app, environment, createdAt, expiresAt })
      const value: Stored = { app, environment: environment ?? null, createdAt, expiresAt, revokedAt: null }
      await (await rowsOf()).put(id, { value, expiresAt: expiresAt + listedAfter }, { absent: true })
      return { token, about: toToken(id, value, undefined) }
    },

    async list() {
      const all = await (await rowsOf()).list({ limit: 10_000 })
      const used = await (await store()).collection(uses).list({ limit: 10_000 })
      const usedAt = new Map(used.map(({ key, value }) => [key, value.usedAt]))
      return all
        .map(({ key, value }) => toToken(key, value, usedAt.get(key)))
        .sort((a, b) => (a.app < b.app ? -1 : a.app > b.app ? 1 : a.createdAt - b.createdAt))
    },

    async revoke(id) {
      if (!idForm.test(id)) return undefined
      return (await store()).transaction(async (transaction) => {
        const collection = transaction.collection(rows)
        const row = await collection.head(id)
        if (row === undefined) return undefined
        const already = row.value.revokedAt !== null
        const value = { ...row.value, revokedAt: row.value.revokedAt ?? now() }
        if (!already) await collection.patch(id, { value })
        return { about: toToken(id, value, undefined), already }
      })
    },

    async clear() {
      await (
        await store()
      ).transaction(async (transaction) => {
        await transaction.collection(rows).trim({ rows: 0 })
        await transaction.collection(uses).trim({ rows: 0 })
      })
    },

    async verify(jwt): Promise<Verified> {
      const key = await readKey(vault, (await peekHeader(jwt))?.kid ?? '')
      if (key === undefined) return { why: notValid }
      const verified = await claimsOf(jwt, key)
      if ('why' in verified) return verified
      const { jti: id, sub, env, exp } = verified.claims
      const row = await (await rowsOf()).head(id)
      if (row === undefined || row.value.app !== sub || row.value.environment !== (env ?? null))
        return { why: notValid }
      if (row.value.revokedAt !== null) return { why: 'was revoked' }
      return { id, app: sub, environment: env, until: exp * 1000 }
    },

    async isLive(id) {
      const row = await (await rowsOf()).head(id)
      return row !== undefined && row.value.revokedAt === null && row.value.expiresAt > now()
    },

    used(id) {
      const moment = now()
      if (moment - (noted.get(id) ?? Number.NEGATIVE_INFINITY) < noteEvery) return
      if (noted.size >= mostNoted) noted.clear()
      noted.set(id, moment)
      void store()
        .then((opened) =>
          opened.collection(uses).put(id, { value: { usedAt: moment }, expiresAt: moment + 400 * 86_400_000 }),
        )
        .catch((error: unknown) => log.debug('a use of a token was not noted', { cause: error }))
    },
  }
}

const toToken = (id: string, value: Stored, usedAt: number | undefined): AppToken => ({
  id,
  app: value.app,
  environment: value.environment ?? undefined,
  createdAt: value.createdAt,
  expiresAt: value.expiresAt,
  usedAt,
  revokedAt: value.revokedAt ?? undefined,
})
