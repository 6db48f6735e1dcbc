// Words that descriptions use and credentials are placed by: both rooms speak them, so they live here.

/** All members together (AND). An empty list is "no credential needed". */
export type SecurityAlternative = readonly { readonly scheme: string; readonly scopes: readonly string[] }[]

/**
 * The alternatives of an operation (OR).
 *
 * `undefined`: neither the operation nor the document says anything. `[]`: the operation says that no credential is
 * sent (`security: []` on the operation itself). An empty alternative inside makes the credential optional.
 */
export type Security = readonly SecurityAlternative[] | undefined

/** A security scheme that the description declares, whatever version it was written in. */
export type SecurityScheme =
  | {
      readonly type: 'apiKey'
      readonly in: 'header' | 'query' | 'cookie'
      readonly name: string
      /** A word before the key (`Token`), where documentation said so: OpenAPI has no place for it. */
      readonly prefix?: string | undefined
    }
  | { readonly type: 'http'; readonly scheme: string; readonly bearerFormat?: string | undefined } // scheme lower-case
  | { readonly type: 'oauth2'; readonly flows: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
  | { readonly type: 'openIdConnect'; readonly url: string }
  | { readonly type: 'mutualTLS' }
  | { readonly type: 'unknown'; readonly says: string }
