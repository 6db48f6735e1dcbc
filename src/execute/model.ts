import type { Authorizer } from '../auth/index.ts'
import type { BodyMedia, Operation, Parameter, Server } from '../catalog/index.ts'
import type { Redactor } from '../core/index.ts'
import type { Door, HttpRequest, Limits, Pair, Timeouts } from '../http/index.ts'

/** One API in one environment, ready to be called: what `app.ts` builds from config and description. */
export interface Target {
  readonly api: string
  readonly environment?: string | undefined
  /**
   * Origin and base path that templates are joined to, without a trailing slash; absent when neither the config nor the
   * description gives a usable one (calls then answer `config.invalid` and name the key `baseUrl`).
   */
  readonly baseUrl?: string | undefined
  /** Whether the config wrote `baseUrl`: then servers of the description are only read for their paths. */
  readonly baseUrlFromConfig: boolean
  /** The document's servers: an operation's own server on one of their origins moves with a configured base URL. */
  readonly documentServers?: readonly Server[] | undefined
  /** Literal headers and query parameters of the config; secret-named headers come from the authorizer. */
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly door: Door
  readonly authorizer: Authorizer
  /** Origins a call may go to (base, listed domains), as in the door's policy; for clear errors before sending. */
  readonly origins: ReadonlySet<string>
  readonly timeouts: Timeouts
  readonly limits: Limits
  readonly attempts: number
  readonly userAgent: string
  readonly redactor: Redactor
}

/** A checked call of one operation: values by place, every one against its schema already. */
export interface OperationCall {
  readonly operation: Operation
  readonly values: readonly { readonly parameter: Parameter; readonly value: unknown }[]
  readonly body?: { readonly media: BodyMedia; readonly value: unknown } | undefined
}

/** A checked call of `http_get` / `http_send`. */
export interface RawCall {
  readonly method: string
  /** Begins with `/` (joined to the base path), or an absolute URL on an allowed origin; a query string in it merges. */
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly contentType?: string | undefined
}

/** What came back. The body may still be a stream; whoever takes it reads or discards it. */
export interface Outcome {
  readonly api: string
  readonly environment?: string | undefined
  readonly request: { readonly method: string; readonly url: string } // url without credentials, redacted
  readonly status: number
  /** The standard phrase (RFC 9110 §15), not what the upstream wrote. */
  readonly reason: string
  readonly headers: readonly Pair[]
  /** Lower-case `type/subtype`, `''` when there is none. */
  readonly mediaType: string
  readonly body: OutcomeBody
}

/** Something that a reader of a body should know: in our words, and where it needs any, the API's in a quote of its own. */
export interface BodyNote {
  readonly says: string
  readonly quote?: string | undefined
}

/** What became of a body on its way to its reader. */
export interface Rendering {
  /** The media type of what is shown, where it is not what was sent: XML as `application/json`. */
  readonly shownAs?: string | undefined
  readonly notes?: readonly BodyNote[] | undefined
}

export type OutcomeBody =
  | { readonly kind: 'empty' }
  /**
   * `text` is compact JSON with every digit as it came; parse it with `parseJson` when the value is needed. Cut off
   * (`complete: false`) it is only the beginning, as sent, and does not parse.
   */
  | (Rendering & { readonly kind: 'json'; readonly text: string; readonly complete: boolean; readonly bytes: number })
  | (Rendering & { readonly kind: 'text'; readonly text: string; readonly complete: boolean; readonly bytes: number })
  | (Rendering & {
      readonly kind: 'bytes'
      readonly data: Uint8Array
      readonly complete: boolean
      readonly bytes: number
    })
  | { readonly kind: 'stream'; readonly stream: AsyncIterable<Uint8Array> }

/** A request before and after planning, for `--dry-run`. */
export interface Plan {
  readonly request: HttpRequest
  readonly security: Operation['security']
  /** What the operation says of its answers, for reading XML by it; absent where no operation is known. */
  readonly responses?: Operation['responses'] | undefined
}
