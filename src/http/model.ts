/** A header or pair; several of one name are several entries. */
export type Pair = readonly [name: string, value: string]

/**
 * A body that need not fit into memory: opened anew each time that it is sent, always exactly `size` bytes.
 *
 * What it fails with when it is read ends the sending, as it is.
 */
export interface BodySource {
  /** Bytes. */
  readonly size: number
  /** Tells these bytes from others without reading them: a file that was written to has another one. No secret. */
  readonly identity: string
  /** The bytes. The signal aborts when no more are wanted: whatever is open must be let go of then. */
  open(signal: AbortSignal): AsyncIterable<Uint8Array>
}

/** A body in memory, or one that is read while it is sent. */
export type HttpBody = Uint8Array | BodySource

/**
 * A request as plain data, no secret inside until an auth scheme has been applied; fit for `--dry-run`, a log or a
 * snapshot before that. The exact bytes: `path` and `query` are already encoded and are sent as they stand.
 */
export interface HttpRequest {
  /** Upper-case. */
  readonly method: string
  /** `https://api.example.com` or with a port; no trailing slash. */
  readonly origin: string
  /** Encoded, begins with `/`, no `?` or `#`. */
  readonly path: string
  /** Encoded, without the `?`; `''` for none. */
  readonly query: string
  /** Names as written, in order; no `Cookie` (see `cookies`), no `Host`, no framing headers. */
  readonly headers: readonly Pair[]
  /** `name=value` pairs, encoded; joined into one `Cookie` header when sent (RFC 6265 §4.2.1). */
  readonly cookies: readonly Pair[]
  readonly body?: HttpBody | undefined
}

export interface HttpResponse {
  readonly status: number
  /** Names lower-case; several values of one name are several entries, in order. */
  readonly headers: readonly Pair[]
  /** Decoded by `Content-Encoding`, bounded by the limits of the call. Must be read to its end or destroyed. */
  readonly body: AsyncIterable<Uint8Array>
  /** Where the answer came from after redirects. */
  readonly url: string
  /** Whether redirects led there that all say for good (301, 308). */
  readonly moved?: true | undefined
  /** Ends the exchange and frees the connection when the body is not wanted. */
  discard(): void
}

/** Seconds; `total` bounds everything from the first byte sent to the last received. */
export interface Timeouts {
  readonly connect: number
  readonly response: number
  readonly total?: number | undefined
}

export interface Limits {
  /** Bytes after decoding. */
  readonly decoded: number
  /** Bytes on the wire. */
  readonly wire: number
}

/** What one way out may reach. Whose word counts: DESIGN.md §3 and SECURITY-PROMISES.md §2. */
export interface EgressPolicy {
  /** Origins that requests may go to. Every other is `host.blocked`. */
  readonly origins: ReadonlySet<string>
  /** `host:port` pairs the operator named: private and loopback addresses are allowed there. */
  readonly privateConsent: ReadonlySet<string>
  /** Plain http beyond loopback. */
  readonly allowInsecureHttp: boolean
}

export interface SendOptions {
  /** Its abort is `cancelled`, or the `CustomApiError` that it carries as its reason. */
  readonly signal: AbortSignal
  /** `response` and `total` of one call; `connect` is a property of the door's pool and taken from there. */
  readonly timeouts?: Timeouts | undefined
  readonly limits?: Limits | undefined
  /** `same-origin` (default): as DESIGN.md §11 says; `refuse`: any redirect is `host.blocked` (token requests). */
  readonly redirects?: 'same-origin' | 'refuse' | undefined
  /** Tries in all, 3 unless told; only methods that are safe to repeat (GET, HEAD, OPTIONS, QUERY) get more than one. */
  readonly attempts?: number | undefined
  /** Whether it only reads, whatever its method: then it is sent again too where the answer was 429, that is, not now. */
  readonly reads?: boolean | undefined
  /** Told how many bytes of a `BodySource` have been handed to the connection, each time that there are more. */
  readonly sent?: ((bytes: number) => void) | undefined
}

/** The way out of one API (or of one description fetch): its own pool, its own policy. */
export interface Door {
  /**
   * Sends one request and answers with the final response of its redirects.
   *
   * @throws CustomApiError `host.blocked`, `upstream.unreachable`, `upstream.unreadable`, `upstream.timeout`,
   * `upstream.rate_limited`, `arguments.invalid`, `cancelled`
   */
  send(request: HttpRequest, options: SendOptions): Promise<HttpResponse>
  /**
   * Lets exchanges under way end, then closes the pool. A call that began before and sends once more (a page, a retry)
   * still can: on a connection of its own.
   */
  close(): Promise<void>
}
