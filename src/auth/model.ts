import type { Secret, Security } from '../core/index.ts'
import type { HttpRequest } from '../http/index.ts'

/**
 * Where one API's credential in one environment comes from (reference, vault, variable; in that order).
 *
 * `part` is `undefined` for the whole credential or a lower-case part name (`username`, `password`, a scheme's slug).
 */
export interface CredentialSource {
  /**
   * The secret, or `undefined` when it is not set. With the origin that it is about to go to, a stored secret of other
   * origins is refused.
   *
   * @throws CustomApiError `auth.required` — stored for other origins; `credential.invalid`, `store.unavailable`
   */
  get(part?: string, origin?: string): Promise<Secret | undefined>
  /** What to tell a person who has to set it: `set the variable CUSTOM_API_PETS`. Never a value. */
  howToSet(part?: string): string
  /** Told when what was read has been placed on a request. */
  used?(): void
}

/** Whether and how an API authenticates, for `list_apis`. */
export interface AuthStatus {
  /** `none`, `bearer`, `apiKey`, `basic+apiKey`, `unknown`, … */
  readonly type: string
  readonly credential: 'set' | 'missing' | 'not needed'
  /** What to do about a missing one. Never a value. */
  readonly howToSet?: string | undefined
}

/** Places credentials on requests of one API in one environment. */
export interface Authorizer {
  /**
   * The request with the credential of the first alternative that can be satisfied; unchanged where none is needed.
   * Nothing is placed unless `request.origin` is bound to the credential.
   *
   * @throws CustomApiError `auth.required` — nothing set, or no bound origin; the hint names the variable or the key
   */
  authorize(request: HttpRequest, security: Security, signal: AbortSignal): Promise<HttpRequest>
  /**
   * The same for a request that is no operation's (`http_get`, `http_send`): the config's auth, else the document's own
   * requirement, else the first declared scheme that has a credential (unchanged where none has).
   *
   * @throws CustomApiError as `authorize`
   */
  authorizeAny(request: HttpRequest, signal: AbortSignal): Promise<HttpRequest>
  status(): Promise<AuthStatus>
  /** Lower-case header names, query keys and cookie names that carry this API's credential: callers may not set them. */
  readonly reserved: {
    readonly headers: ReadonlySet<string>
    readonly query: ReadonlySet<string>
    readonly cookies: ReadonlySet<string>
  }
}
