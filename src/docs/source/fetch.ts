import { redactLong, type Log, type Redactor } from '../../core/index.ts'
import { metaCharset } from '../read/charset.ts'
import {
  createDoor,
  fetchText,
  type Conditional,
  type EgressPolicy,
  type FetchedText,
  type HttpRequest,
} from '../../http/index.ts'

/** What the operator said about where documentation may be fetched. */
export interface Reach {
  /** The slug of the API, for messages. */
  readonly name: string
  readonly policy: EgressPolicy
  readonly userAgent: string
  readonly log: Log
  readonly ownListeners: () => ReadonlySet<string>
  /** Places the API's credential; used for rows with `"auth": true` only. */
  readonly sign?: ((request: HttpRequest, signal: AbortSignal) => Promise<HttpRequest>) | undefined
  /** Masks what a page that was fetched with a credential says of it, before anything is made of the page or kept. */
  readonly redactor: Redactor
}

export interface FetchOptions {
  readonly conditional?: Conditional | undefined
  readonly signal: AbortSignal
  readonly maxBytes: number
  readonly auth?: boolean | undefined
  readonly accept?: string | undefined
}

/** The guarded way out for documentation of one API. */
export interface PageDoor {
  /** @throws CustomApiError what `fetchText` throws; `auth.required` */
  fetch(url: string, options: FetchOptions): Promise<FetchedText>
  /** Whether the operator named this origin. */
  named(url: string): boolean
  close(): Promise<void>
}

const timeouts = { connect: 15, response: 30, total: 60 }
const asText = 'text/html, text/markdown;q=0.9, text/plain;q=0.8, application/json;q=0.7, */*;q=0.5'

export function createPageDoor({ name, policy, userAgent, log, ownListeners, sign, redactor }: Reach): PageDoor {
  const door = createDoor({ name, policy, timeouts, log, ownListeners })
  return {
    async fetch(url, { conditional, signal, maxBytes, auth, accept = asText }) {
      const options = { conditional, signal, maxBytes, accept, userAgent, charsetOf: metaCharset }
      if (auth !== true || sign === undefined) return fetchText(door, url, options)
      const answer = await fetchText(door, url, { ...options, prepare: (request) => sign(request, signal) })
      return { ...answer, text: await redactLong(answer.text, redactor) }
    },
    named: (url) => URL.canParse(url) && policy.origins.has(new URL(url).origin),
    close: () => door.close(),
  }
}
