import { randomBytes } from 'node:crypto'
import { Secret } from '../../core/index.ts'
import type { Place, Vault } from '../../vault/index.ts'

/** Slugs that begin with `mcp_` are refused in the config, so that no API can have this place. */
const home = 'mcp_tokens'

/** Whether a place of the vault is a signing key of ours, and no credential of an API. */
export const isSigningKey = ({ api }: Pick<Place, 'api'>): boolean => api === home

const placeOf = (id: string): Place => ({ api: home, environment: undefined, part: id })
const idForm = /^[0-9a-f]{16}$/

export interface SigningKey {
  readonly id: string
  readonly bytes: Uint8Array
}

/** What the keys are kept in: sealed as credentials are, and sealed anew with them. */
export type KeyVault = Pick<Vault, 'list' | 'open' | 'set'>

/** The key of an id; `undefined` where there is none. @throws CustomApiError as `Vault.open` */
export async function readKey(vault: KeyVault, id: string): Promise<SigningKey | undefined> {
  if (!idForm.test(id)) return undefined
  const opened = await vault.open(placeOf(id))
  return opened === undefined ? undefined : toKey(id, opened.secret)
}

/**
 * The key to sign with, made where there is none. Of several processes that make one at once each keeps its own: a token
 * names its key, and every key that is kept verifies.
 *
 * @throws CustomApiError as `Vault.set`
 */
export async function ensureKey(vault: KeyVault): Promise<SigningKey> {
  const [latest] = (await vault.list()).filter(isSigningKey).sort((a, b) => b.setAt - a.setAt)
  const known = latest?.part === undefined ? undefined : await readKey(vault, latest.part)
  if (known !== undefined) return known
  const id = randomBytes(8).toString('hex')
  const secret = new Secret(randomBytes(32).toString('base64url'))
  await vault.set(placeOf(id), secret, [])
  return toKey(id, secret)
}

const toKey = (id: string, secret: Secret): SigningKey => ({ id, bytes: Buffer.from(secret.reveal(), 'base64url') })
