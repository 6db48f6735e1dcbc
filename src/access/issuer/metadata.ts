import * as z from 'zod'
import { CustomApiError, parseJson } from '../../core/index.ts'

/** Fetches a small document through the guarded door. @throws CustomApiError */
export type ReadSmall = (url: string) => Promise<{ readonly status: number; readonly text: string }>

/** Thrown for what an issuer says of itself and cannot be used. */
export class UnusableIssuer extends Error {
  override readonly name = 'UnusableIssuer'
}

const metadata = z.looseObject({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) })

/**
 * Where an issuer may describe itself, in the order of the MCP authorization specification: RFC 8414 §3.1 and OpenID
 * Connect Discovery with the path put behind the well-known part, then OpenID Connect as it was first written.
 */
export function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/+$/, '')
  const inserted = ['oauth-authorization-server', 'openid-configuration'].map(
    (name) => `${origin}/.well-known/${name}${path}`,
  )
  return path === '' ? inserted : [...inserted, `${origin}${path}/.well-known/openid-configuration`]
}

/**
 * Where the keys of an issuer are, from the first of its descriptions that is there. A description must be of exactly this
 * issuer (RFC 8414 §3.3).
 *
 * @throws UnusableIssuer, and what `read` throws when none can be reached
 */
export async function discoverKeys(issuer: string, read: ReadSmall): Promise<string> {
  let failure: unknown = new UnusableIssuer('it has no description under /.well-known')
  for (const url of metadataUrls(issuer)) {
    try {
      const { status, text } = await read(url)
      if (status !== 200) continue
      const found = metadata.safeParse(parseJson(text))
      if (!found.success) throw new UnusableIssuer(`${url} names no issuer and keys`)
      if (found.data.issuer !== issuer) throw new UnusableIssuer(`${url} is the description of another issuer`)
      return found.data.jwks_uri
    } catch (error) {
      failure = error
      if (isAway(error)) break // the other places are on the same host
    }
  }
  throw failure
}

const isAway = (error: unknown): boolean =>
  error instanceof CustomApiError && (error.code === 'upstream.unreachable' || error.code === 'upstream.timeout')
