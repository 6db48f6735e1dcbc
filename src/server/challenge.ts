import type { Gate, Refusal } from '../access/index.ts'

/** Where a request came to, as its sender knows it: `publicUrl`, else the address of the request itself. */
export const outsideUrl = (publicUrl: string | undefined, host: string | undefined): string =>
  publicUrl?.replace(/\/+$/, '') ?? `http://${host ?? 'localhost'}`

export const metadataPath = '/.well-known/oauth-protected-resource'

/** Header values are ASCII, and these stand in quotes (RFC 9110 §5.6.4). */
const quoted = (text: string): string => `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`

/** `WWW-Authenticate` of a refusal: RFC 6750 §3, and where an issuer is configured the way to it (RFC 9728 §5.1). */
export function challengeOf({ error, says }: Refusal, { issuer }: Pick<Gate, 'issuer'>, outside: string): string {
  const scope = issuer === undefined || issuer.scopes.length === 0 ? undefined : issuer.scopes.join(' ')
  const parts = {
    realm: 'custom-api-mcp',
    error,
    error_description: error === undefined ? undefined : says,
    scope,
    resource_metadata: issuer === undefined ? undefined : `${outside}${metadataPath}/mcp`,
  }
  const said = Object.entries(parts).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quoted(value)}`],
  )
  return `Bearer ${said.join(', ')}`
}

/** The metadata of the protected resource (RFC 9728 §2), which the MCP authorization specification asks for. */
export function metadataOf(issuer: NonNullable<Gate['issuer']>, outside: string): Readonly<Record<string, unknown>> {
  return {
    resource: `${outside}/mcp`,
    authorization_servers: [issuer.issuer],
    ...(issuer.scopes.length === 0 ? {} : { scopes_supported: issuer.scopes }),
    bearer_methods_supported: ['header'],
    resource_name: 'Custom APIs',
  }
}
