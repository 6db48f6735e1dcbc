import { CustomApiError } from '../core/index.ts'
import { limits, tooBig } from './ingest/limits.ts'

/** A text that was fetched, as it was last good. */
export interface FetchedCopy {
  readonly text: string
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  readonly mediaType: string
  /** Where it came from after redirects. */
  readonly url: string
  /** When it was fetched or last found unchanged; milliseconds since 1970. */
  readonly fetchedAt: number
}

export interface FetchedAnswer {
  readonly status: number
  readonly text: string
  /** Where the answer came from after redirects. */
  readonly url: string
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  readonly mediaType: string
}

/** The guarded way out; the conditional headers that are given are sent. */
export type FetchText = (
  url: string,
  conditional: { readonly etag?: string; readonly lastModified?: string },
  signal: AbortSignal,
) => Promise<FetchedAnswer>

/** Last good copies of fetched texts. */
export interface FetchedStore {
  get(url: string): Promise<FetchedCopy | undefined>
  put(url: string, copy: FetchedCopy): Promise<void>
  /** The copy was found unchanged (304). */
  confirm?(url: string, news: Pick<FetchedCopy, 'fetchedAt' | 'etag' | 'lastModified'>): Promise<void>
}

export interface Latest {
  readonly copy: FetchedCopy
  /** Why this is an old copy; absent when it is current. */
  readonly stale?: string | undefined
}

/**
 * The present text behind a URL: fetched if it changed, else the last good copy; that one also when nothing answers.
 *
 * @throws CustomApiError `cancelled`; what the way out threw, or `description.invalid` with the status, without a copy
 */
export async function fetchLatest(
  url: string,
  fetchText: FetchText,
  store: FetchedStore | undefined,
  signal: AbortSignal,
): Promise<Latest> {
  const before = await store?.get(url).catch(() => undefined) // a store that fails costs a fetch, no more
  try {
    const copy = await fetchChanged(url, before, fetchText, signal)
    const kept = copy === before ? store?.confirm?.(url, { fetchedAt: Date.now() }) : store?.put(url, copy)
    await kept?.catch(() => undefined) // as above
    return { copy }
  } catch (fault) {
    if (signal.aborted || (fault instanceof CustomApiError && fault.code === 'cancelled')) throw fault
    if (!before) throw fault
    const why = fault instanceof Error ? fault.message : 'no answer'
    return { copy: before, stale: `the copy of ${new Date(before.fetchedAt).toISOString()} is used: ${why}` }
  }
}

async function fetchChanged(
  url: string,
  before: FetchedCopy | undefined,
  fetchText: FetchText,
  signal: AbortSignal,
): Promise<FetchedCopy> {
  const conditional = {
    ...(before?.etag !== undefined && { etag: before.etag }),
    ...(before?.lastModified !== undefined && { lastModified: before.lastModified }),
  }
  const answer = await fetchText(url, conditional, signal)
  if (answer.status === 304 && before) return before
  if (answer.status < 200 || answer.status > 299) {
    const asksWho = answer.status === 401 || answer.status === 403
    throw new CustomApiError('description.invalid', `${url} answered HTTP ${answer.status} instead of a description`, {
      hint: asksWho
        ? 'to fetch it with the credential of the API, write it as { "url": "…", "auth": true }'
        : 'check the URL in a browser; it has to give the JSON or YAML itself, without a login',
    })
  }
  if (answer.text.length > limits.bytes) throw tooBig('is larger than 64 MB')
  const { text, etag, lastModified, mediaType } = answer
  return { text, etag, lastModified, mediaType, url: answer.url, fetchedAt: Date.now() }
}
