import type { Secret } from '../../core/index.ts'

/** What is known of a token; never a character of it. Moments are milliseconds since 1970. */
export interface AppToken {
  readonly id: string
  readonly app: string
  /** The environment that it is bound to, beside what its app is pinned to. */
  readonly environment: string | undefined
  readonly createdAt: number
  readonly expiresAt: number
  /** Exact to a minute. */
  readonly usedAt: number | undefined
  readonly revokedAt: number | undefined
}

export interface NewToken {
  readonly app: string
  readonly environment: string | undefined
  /** Milliseconds. */
  readonly lifetime: number
}

/** Whom a token lets in, or why it lets nobody in, in words for who sent it. */
export type Verified =
  | { readonly id: string; readonly app: string; readonly environment: string | undefined; readonly until: number }
  | { readonly why: string }

/** Access tokens of apps: JWTs that are bound to an app and, where set, an environment. */
export interface Tokens {
  /** The token is in the answer and nowhere else. @throws CustomApiError `store.unavailable`, `credential.invalid` */
  create(wanted: NewToken): Promise<{ readonly token: Secret; readonly about: AppToken }>
  /** By app and age; those that expired a while ago are forgotten. */
  list(): Promise<readonly AppToken[]>
  /** Durable and effective in every process when the promise is fulfilled. `undefined`: there is no such token. */
  revoke(id: string): Promise<{ readonly about: AppToken; readonly already: boolean } | undefined>
  /** Deletes every token. */
  clear(): Promise<void>
  /**
   * Looks at the store each time: a token that was revoked by any process lets nobody in any more.
   *
   * @throws CustomApiError `store.unavailable`, `credential.invalid` when that cannot be said
   */
  verify(jwt: string): Promise<Verified>
  /** Whether a token that let somebody in still would. @throws CustomApiError as `verify` */
  isLive(id: string): Promise<boolean>
  /** Notes a use. Never throws. */
  used(id: string): void
}
