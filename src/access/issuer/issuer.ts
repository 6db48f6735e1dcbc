import type { JSONWebKeySet, JWTPayload, JWTVerifyResult } from 'jose'
import { at, type Log } from '../../core/index.ts'
import type { Refusal } from '../gate.ts'
import type { AppRules } from '../model.ts'
import { peekHeader } from '../tokens/jwt.ts'
import { createKeys } from './keys.ts'
import type { ReadSmall } from './metadata.ts'
import type { Issued, Issuer } from './model.ts'
import type { IssuerConfig } from './options.ts'

export interface IssuerOptions {
  readonly config: IssuerConfig
  readonly apps: () => readonly AppRules[]
  readonly read: ReadSmall
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined
}

/** Asymmetric ones only: with a public key, nobody can sign (RFC 8725 §3.1). */
const algorithms = [
  ...['RS', 'PS', 'ES'].flatMap((family) => ['256', '384', '512'].map((size) => `${family}${size}`)),
  'EdDSA',
  'Ed25519',
]
/** Of access tokens (RFC 9068 §2.1), and what most issuers write there. */
const types = new Set<string | undefined>(['at+jwt', 'application/at+jwt', 'jwt', undefined])
const tolerance = 5 // seconds that two clocks may differ
const mostTried = 10

const refuse = (why: string): Refusal => ({
  status: 401,
  error: 'invalid_token',
  says: `this access token ${why}`,
  hint: 'get a new one from the issuer that this server names',
})
const notValid = refuse('is not valid here')
const unreachable: Refusal = {
  status: 503,
  says: 'the issuer of access tokens cannot be reached, so that none of its tokens can be judged',
  hint: 'try again in a moment',
}

/** Judges the tokens of an external issuer (DESIGN.md §7, SECURITY-PROMISES.md §7.1). */
export function createIssuer({ config, apps, read, log, now = Date.now }: IssuerOptions): Issuer {
  const { issuer, audience, appClaim, requiredScopes } = config
  const keys = createKeys({ issuer, read, log, now })

  async function verifyWith(jwt: string, set: JSONWebKeySet): Promise<JWTPayload | Refusal | 'no key'> {
    const { createLocalJWKSet, errors, jwtVerify } = await import('../jose.ts')
    const options = {
      algorithms,
      issuer,
      audience,
      requiredClaims: ['exp'],
      clockTolerance: tolerance,
      currentDate: new Date(now()),
    }
    try {
      return (await jwtVerify(jwt, createLocalJWKSet(set), options)).payload
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return 'no key'
      if (error instanceof errors.JWTExpired) return refuse('has expired')
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return notValid
      // A token without a key id: each key that could have signed it is tried.
      let left = mostTried
      for await (const key of error) {
        const found: JWTVerifyResult | undefined = await jwtVerify(jwt, key, options).catch(() => undefined)
        if (found !== undefined) return found.payload
        if (--left === 0) break
      }
      return notValid
    }
  }

  /** What needs no key is looked at first: whoever sends nonsense makes nobody ask the issuer. */
  async function isPlausible(jwt: string): Promise<boolean> {
    const { decodeJwt } = await import('../jose.ts')
    const header = await peekHeader(jwt)
    if (header?.alg === undefined || !algorithms.includes(header.alg) || !types.has(header.typ?.toLowerCase()))
      return false
    try {
      return decodeJwt(jwt).iss === issuer
    } catch {
      return false // no claims
    }
  }

  async function payloadOf(jwt: string): Promise<JWTPayload | Refusal> {
    if (!(await isPlausible(jwt))) return notValid
    const set = await keys.current()
    if (set === undefined) return unreachable
    const first = await verifyWith(jwt, set)
    if (first !== 'no key') return first
    const renewed = await keys.renewed()
    const second = renewed === undefined ? 'no key' : await verifyWith(jwt, renewed)
    return second === 'no key' ? notValid : second
  }

  function appOf(payload: JWTPayload): string | Refusal {
    const claim = appClaim.startsWith('/') ? at(payload, appClaim) : own(payload, appClaim)
    if (typeof claim === 'string') return claim
    const named = Array.isArray(claim) ? apps().filter(({ name }) => claim.includes(name)) : []
    const [only] = named
    if (only === undefined) return refuse('names no app of this server')
    return named.length === 1 ? only.name : refuse('names several apps of this server')
  }

  return {
    issuer,
    scopes: requiredScopes,
    async verify(jwt): Promise<Issued | Refusal> {
      const payload = await payloadOf(jwt)
      if (isRefusal(payload)) return payload
      if (isNoAccessToken(payload)) return refuse('is no access token')
      // Bound to a key or certificate of its holder (RFC 7800), which a bearer does not prove to have.
      if (payload['cnf'] !== undefined) return refuse('is bound to a key and cannot be used as a bearer token')
      const scopes = scopesOf(payload)
      const lacking = requiredScopes.filter((scope) => !scopes.has(scope))
      if (lacking.length > 0)
        return {
          status: 403,
          error: 'insufficient_scope',
          says: `this access token lacks the scope ${lacking.join(' ')}`,
          hint: 'ask the issuer for a token with it',
        }
      const app = appOf(payload)
      if (typeof app !== 'string') return app
      const subject = JSON.stringify([payload.sub ?? null, payload['client_id'] ?? payload['azp'] ?? null])
      return { subject, app, until: ((payload.exp ?? 0) + tolerance) * 1000 }
    },
  }
}

const isRefusal = (value: JWTPayload | Refusal): value is Refusal =>
  'status' in value && 'says' in value && 'hint' in value

const own = (payload: JWTPayload, name: string): unknown => (Object.hasOwn(payload, name) ? payload[name] : undefined)

/** ID tokens, refresh tokens and the like, as OpenID Connect, Keycloak and Cognito mark them. */
function isNoAccessToken(payload: JWTPayload): boolean {
  const kind = payload['typ'] ?? payload['token_use']
  if (typeof kind === 'string' && !['bearer', 'access', 'at+jwt', 'jwt'].includes(kind.toLowerCase())) return true
  return payload['at_hash'] !== undefined || payload['c_hash'] !== undefined || payload['events'] !== undefined
}

/** `scope` of RFC 9068, and `scp` of those who were earlier. */
function scopesOf(payload: JWTPayload): ReadonlySet<string> {
  const given = [payload['scope'], payload['scp']].flatMap((value): unknown[] =>
    typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [],
  )
  return new Set(given.filter((scope) => typeof scope === 'string'))
}
