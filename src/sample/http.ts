/** A request as the handlers of the sample API see it. */
export interface Ask {
  readonly method: string
  /** Exactly as sent, without the query. */
  readonly path: string
  /** Exactly as sent, without the `?`. */
  readonly search: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly headerPairs: readonly (readonly [string, string])[]
  /** Decoded values of the template's variables. */
  readonly params: Readonly<Record<string, string>>
  /** Aborted when the asker hangs up or the API stops. */
  readonly signal: AbortSignal
  /** The whole body. @throws Refusal 413 beyond `limit` bytes */
  body(limit: number): Promise<Buffer>
}

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** `chunks` gives the bytes from `start` up to, not including, `end`. */
  readonly body?:
    | string
    | Uint8Array
    | { readonly size: number; chunks(start: number, end: number): Iterable<Uint8Array> }
}

export type Handler = (ask: Ask) => Reply | Promise<Reply>

/** One operation: `GET /products/{productId}` and who answers it. */
export interface Route {
  readonly method: string
  readonly template: string
  readonly handle: Handler
  /** Answers without a key. */
  readonly open?: boolean
}

export interface FieldError {
  readonly at: string
  readonly says: string
}

/** Ends a handler with problem details (RFC 9457). */
export class Refusal extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly errors: readonly FieldError[]

  constructor(
    status: number,
    detail: string,
    more: { readonly errors?: readonly FieldError[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail)
    this.status = status
    this.headers = more.headers ?? {}
    this.errors = more.errors ?? []
  }
}

/** JSON with bigints as numbers with all their digits, which `JSON.stringify` refuses to write. */
export function toJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map((item) => toJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${toJson(member)}`).join(',')}}`
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: toJson(value) }
}

export const noContent: Reply = { status: 204 }

/** `attachment` with a plain name for old readers and the real one for the others (RFC 6266 §4.1). */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const full = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${full}`}`
}
