import type { Refusal } from '../gate.ts'

/** What a token of the issuer says of who holds it. */
export interface Issued {
  /** The same for every token of one holder; no secret. */
  readonly subject: string
  readonly app: string
  /** Milliseconds since 1970. */
  readonly until: number
}

/** The external issuer of `server.auth`. */
export interface Issuer {
  readonly issuer: string
  /** What its tokens must carry. */
  readonly scopes: readonly string[]
  /** Whom a token lets in, or why not. Never rejects for what the issuer or a sender did. */
  verify(jwt: string): Promise<Issued | Refusal>
}
