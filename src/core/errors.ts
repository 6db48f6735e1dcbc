/** Whose move it is: the caller's (fix the call), the upstream's (wait), or ours (a bug). */
export type Fault = 'caller' | 'upstream' | 'us'

/** The public, stable codes of DESIGN.md §4. Add, never rename. */
export const errorCodes = {
  'arguments.invalid': 'caller',
  'operation.unknown': 'caller',
  'api.unknown': 'caller',
  'auth.required': 'caller',
  'auth.rejected': 'caller',
  'policy.denied': 'caller',
  'policy.unconfirmed': 'caller',
  'host.blocked': 'caller',
  'file.blocked': 'caller',
  'upstream.status': 'upstream',
  'upstream.rate_limited': 'upstream',
  'upstream.timeout': 'upstream',
  'upstream.unreachable': 'upstream',
  'upstream.unreadable': 'upstream',
  'result.too_large': 'caller',
  'handle.unknown': 'caller',
  'environment.unknown': 'caller',
  'credential.invalid': 'caller',
  'config.invalid': 'caller',
  'description.invalid': 'caller',
  'store.unavailable': 'caller',
  cancelled: 'caller',
  internal: 'us',
} as const satisfies Record<string, Fault>

export type ErrorCode = keyof typeof errorCodes

export interface ErrorOptions {
  /** The next command, key or argument to try. One sentence, may span lines. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/**
 * The one error class of the product.
 *
 * `message` says what happened and to which thing, in lower case; `hint` says what to do next. Both are built from
 * our own words and allow-listed fields; whatever an upstream sent passes the redactor before it stands in either.
 */
export class CustomApiError extends Error {
  override readonly name = 'CustomApiError'
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }

  get fault(): Fault {
    return errorCodes[this.code]
  }

  /** Whatever was thrown, as one of ours: unknown things become `internal` with their cause kept. */
  static from(thrown: unknown): CustomApiError {
    if (thrown instanceof CustomApiError) return thrown
    return new CustomApiError('internal', 'something went wrong here', { cause: thrown })
  }
}
