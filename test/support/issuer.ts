import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT, type JWTHeaderParameters } from 'jose'
import { startUpstream } from './upstream.ts'

/** A key of the issuer. */
export interface IssuerKey {
  readonly kid: string
  readonly alg: string
  readonly secret: KeyObject
  readonly open: Readonly<Record<string, unknown>>
}

export function issuerKey(kid: string, alg = 'ES256'): IssuerKey {
  const { privateKey, publicKey } = alg.startsWith('ES')
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : alg === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { kid, alg, secret: privateKey, open: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } }
}

export const audience = 'https://mcp.example.com'

/** A token issuer that really listens: description, keys, and whatever a test makes of them. */
export async function startIssuer(options: { keep?: boolean; path?: string; openId?: boolean } = {}) {
  const state: { keys: readonly Readonly<Record<string, unknown>>[]; status: number; issuer: string | undefined } = {
    keys: [],
    status: 200,
    issuer: undefined,
  }
  const { path = '', openId = false } = options
  const key = issuerKey('first')
  state.keys = [key.open]
  const description = `/.well-known/${openId ? 'openid-configuration' : 'oauth-authorization-server'}${path}`
  const upstream = await startUpstream(({ target }, response) => {
    response.statusCode = state.status
    response.setHeader('content-type', 'application/json')
    if (target === description) response.end(JSON.stringify({ issuer: state.issuer ?? url, jwks_uri: `${url}/keys` }))
    else if (target === `${path}/keys`) response.end(JSON.stringify({ keys: state.keys }))
    else {
      response.statusCode = 404
      response.end('{}')
    }
  }, options)
  const url = `${upstream.url}${path}`

  const sign = (
    claims: object = {},
    header: Partial<JWTHeaderParameters> = {},
    by: IssuerKey = key,
  ): Promise<string> => {
    const now = Math.floor(Date.now() / 1000)
    const all = { iss: url, aud: audience, sub: 'someone', iat: now, exp: now + 600, app: 'cart', ...claims }
    return new SignJWT(JSON.parse(JSON.stringify(all)) as Record<string, unknown>) // leaves out what is undefined
      .setProtectedHeader({ alg: by.alg, kid: by.kid, typ: 'at+jwt', ...header })
      .sign(by.secret)
  }
  const asked = (): number => upstream.seen.filter(({ target }) => target.endsWith('/keys')).length
  return { url, state, key, sign, asked, seen: upstream.seen, close: upstream.close }
}
