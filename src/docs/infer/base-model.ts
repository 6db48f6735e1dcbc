export interface BaseUrl {
  /** `https://api.example.com`; absent when only a path is known. */
  readonly origin?: string
  /** `/v1`, or `''`. */
  readonly path: string
  readonly stated: boolean
  /** Drawn from more than calls: links of answers, addresses of the text. */
  readonly guessed?: boolean
  /** Variables that stand in front of every path where URLs are written whole, and that the page leaves out: `/{account}`. */
  readonly front?: string
  /** The same by the item: where sections state bases of their own. */
  readonly frontAt?: (at: number) => string | undefined
}

const placeholderHost =
  /^\{host\}$|^https?:\/\/(?:[^/]*[{}<>$[\]]|[^/]*(?:localhost|127\.0\.0\.1|0\.0\.0\.0)|(?:\d{1,3}\.){3}\d{1,3}|[^/]*\b(?:example|your|my|sample|demo|domain|server|hostname|host|ip)[\w.-]*(?::|$)|[A-Z_]+(?::|$))/i

/** Whether a host only stands for the reader's own (`localhost`, `example.com`, `IP_ADDRESS`, `{host}`). */
export const isPlaceholderHost = (origin: string): boolean => placeholderHost.test(origin)

/** `https://api.example.com/v1` as its host and its path. */
export function split(url: string): { origin?: string; path: string } {
  const [, origin = '', path = ''] = /^((?:https?:\/\/[^/]*|\{host\})?)(\/.*)?$/i.exec(url) ?? []
  return { ...(origin === '' ? {} : { origin }), path: path.replace(/\/$/, '') }
}

/** Where people go, not programs. */
export const ofPeople =
  /\/(?:create\w*|sign-?(?:up|in)|log-?in|register|console|dashboard|accounts?|docs?|documentation|references?|help|support|downloads?|authori[sz]e|swagger[\w-]*|redoc|api-?docs?|(?:your|my)-[\w-]+)(?:\/|$)/i

/** Where standards and ideas are explained. */
export const isReading = (origin: string): boolean =>
  /(?:[/.])(?:wikipedia\.org|w3\.org|ietf\.org|rfc-editor\.org|mozilla\.org|json\.org|schema\.org)$/i.test(origin)

/** A place of an API: `api.…`, `…/api/…`, `…/v2/…`. */
export const likeAnApi = (url: string): boolean =>
  /^https?:\/\/(?:[\w-]+[.-])*(?:apis?|rest)\b|[\w}]\/(?:apis?|rest|v\d[\w.]*)(?:\/|$)/i.test(url)

/** The registered domain of a host, by the common endings: `acme.co.uk` of `https://api.acme.co.uk:8443`. */
export function domainOf(origin: string): string {
  const host = origin
    .replace(/^https?:\/\//i, '')
    .replace(/:\d+$/, '')
    .toLowerCase()
  const labels = host.split('.')
  const short =
    labels.length > 2 &&
    /^(?:co|com|org|net|ac|gov|edu)$/.test(labels.at(-2) ?? '') &&
    (labels.at(-1) ?? '').length === 2
  return labels.slice(short ? -3 : -2).join('.')
}

/** `https://api.example.com/v1/heartbeat`: one call, by which one sees whether the server is there, for all that it is said of. */
export const withoutProbe = (path: string): string =>
  path.replace(/\/(?:heart-?beat|health(?:z|[-_]?check)?|ping|livez?|readyz?|alive|liveness|readiness)\/?$/i, '')
