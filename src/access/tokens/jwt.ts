import * as z from 'zod'
import { Secret } from '../../core/index.ts'
import type { SigningKey } from './signing-keys.ts'

/** Ours alone, so that no token of an issuer is ever taken for one of these, nor the other way round. */
export const ownType = 'custom-api-mcp+jwt'
const issuer = 'custom-api-mcp'
const audience = 'custom-api-mcp/mcp'
const algorithm = 'HS256'

const claims = z.looseObject({
  sub: z.string().min(1),
  jti: z.string().regex(/^[0-9a-f]{16}$/),
  env: z.string().optional(),
  exp: z.number(),
})
export type OwnClaims = z.output<typeof claims>

/** The header of a JWT as its sender wrote it; nothing of this is verified. `undefined` for what is none. */
export async function peekHeader(
  jwt: string,
): Promise<{ readonly typ?: string; readonly alg?: string; readonly kid?: string } | undefined> {
  const { decodeProtectedHeader } = await import('../jose.ts')
  try {
    const { typ, alg, kid } = decodeProtectedHeader(jwt)
    return {
      ...(typeof typ === 'string' ? { typ } : {}),
      ...(typeof alg === 'string' ? { alg } : {}),
      ...(typeof kid === 'string' ? { kid } : {}),
    }
  } catch {
    return undefined // no JWT
  }
}

interface Signed {
  readonly id: string
  readonly app: string
  readonly environment: string | undefined
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly expiresAt: number
}

export async function signJwt(key: SigningKey, about: Signed): Promise<Secret> {
  const { SignJWT } = await import('../jose.ts')
  const jwt = new SignJWT(about.environment === undefined ? {} : { env: about.environment })
    .setProtectedHeader({ alg: algorithm, typ: ownType, kid: key.id })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(about.app)
    .setJti(about.id)
    .setIssuedAt(Math.floor(about.createdAt / 1000))
    .setExpirationTime(Math.floor(about.expiresAt / 1000))
  return new Secret(await jwt.sign(key.bytes))
}

/** What a token of ours says, once its signature, type, issuer, audience and expiry hold; else why not. */
export async function verifyJwt(
  jwt: string,
  key: SigningKey,
  now: number,
): Promise<{ readonly claims: OwnClaims } | { readonly why: string }> {
  const { errors, jwtVerify } = await import('../jose.ts')
  try {
    const { payload } = await jwtVerify(jwt, key.bytes, {
      algorithms: [algorithm],
      typ: ownType,
      issuer,
      audience,
      requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      currentDate: new Date(now),
    })
    return { claims: claims.parse(payload) }
  } catch (error) {
    return { why: error instanceof errors.JWTExpired ? 'has expired' : 'is not valid here' }
  }
}
