import * as z from 'zod'

/** `server.auth` of the config: whose tokens are taken beside the local one and those of apps. */
export const issuerOptions = z.strictObject({
  issuer: z.string().min(1).describe('Exactly as in the `iss` of its tokens; its keys are discovered from there.'),
  audience: z.string().min(1).describe('What the `aud` of a token must be: this server, as the issuer calls it.'),
  appClaim: z
    .string()
    .min(1)
    .describe(
      'The claim that names the app: a name such as `client_id`, or a JSON Pointer such as `/realm_access/roles`.',
    ),
  requiredScopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'expected a scope without spaces or quotes'))
    .describe('Scopes that a token must carry.')
    .optional(),
})

/** The same, checked, with its defaults. */
export interface IssuerConfig {
  readonly issuer: string
  readonly audience: string
  readonly appClaim: string
  readonly requiredScopes: readonly string[]
}
