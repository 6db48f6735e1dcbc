import type { DescriptionSource } from './catalog/index.ts'
import type { ApiConfig } from './config/index.ts'
import type { Documents, Library } from './docs/index.ts'
import { documentReach, type Fetching } from './fetching.ts'

/** What an API's documentation is read with. */
export interface DocumentParts {
  readonly library: Library
  readonly fetching: Fetching
  /** What a command needs of it: `read` waits for what is missing or older than an hour, `refresh` for all of it. */
  readonly wanted: 'read' | 'refresh' | undefined
  /** The name or slug of the one API that this is of; of all, without. */
  readonly of?: string | undefined
  readonly told?: ((says: string) => void) | undefined
}

interface Reading {
  readonly documents: DocumentParts
  readonly serves?: boolean | undefined
}

const hour = 3_600_000

/** A server publishes what is there and hears of the rest; a command waits for what it needs. */
export async function openDocuments(
  api: ApiConfig,
  parts: Reading,
  signal: AbortSignal,
): Promise<Documents | undefined> {
  const { library, fetching, of, told } = parts.documents
  const { slug, documentation: sources } = api
  const isMeant = of === undefined || of.trim() === slug || of.trim().toLowerCase() === api.name.toLowerCase()
  const wanted = isMeant ? parts.documents.wanted : undefined
  if (sources.length === 0) return undefined
  const describe = api.openapi === undefined
  const wish = { slug, title: api.name, sources, describe, reach: documentReach(api, fetching) }
  if (parts.serves !== false) return library.open(wish, { wait: describe ? 'soon' : 'later', signal, told })
  return library.open(wish, {
    wait: isMeant && (describe || wanted !== undefined) ? 'done' : 'never',
    maxAge: wanted === 'refresh' ? 0 : wanted === 'read' ? hour : Number.POSITIVE_INFINITY,
    signal,
    told,
  })
}

/** The description that documentation led to, or that was read out of it; drafts only for whoever asks with `include`. */
export function sourceOf(api: ApiConfig, documents: Documents | undefined): DescriptionSource | undefined {
  const { found, inferred } = documents ?? {}
  if (found === undefined) {
    const drafts = api.tools.include.length > 0
    if (inferred === undefined || inferred.operations + (drafts ? inferred.drafts : 0) === 0) return undefined
    return { kind: 'text', text: drafts ? inferred.all : inferred.published, at: inferred.at }
  }
  if (found.kind === 'url') return { kind: 'url', url: found.url }
  return found.kind === 'file' ? { kind: 'file', path: found.path } : { kind: 'text', text: found.text, at: found.at }
}

/** Why an API that has documentation and no description has no operations. */
export function whyNone(api: ApiConfig, documents: Documents | undefined): string | undefined {
  if (documents === undefined) return undefined
  if (documents.reading) return 'the documentation is still being read; ask again soon'
  const fault = documents.notes.find(({ level }) => level === 'error')
  if (documents.pages.length === 0 && fault !== undefined)
    return `the documentation cannot be read: ${fault.at} ${fault.says}`
  return api.baseUrl === undefined
    ? 'no description was found behind the documentation, and no operation read out of it; set "openapi" or "baseUrl"'
    : undefined
}
