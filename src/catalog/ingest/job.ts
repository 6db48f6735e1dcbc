import { dirname } from 'node:path'
import { bundlePath, writeBundle } from '../bundle/cache.ts'
import type { Overview, Parts } from '../bundle/format.ts'
import { asciiJson, decode } from './decode.ts'
import { sha256 } from '../digest.ts'
import { fileUrl, readRegular, type ReadAhead, type ReadFile } from './files.ts'
import { ingest, type RootText } from './ingest.ts'

/** The file or URL that a text came out of. */
type Place = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'url'; readonly url: string }

/** One description to ingest: plain data, fit to be sent to a worker. */
export interface Job {
  readonly source:
    | {
        readonly kind: 'file'
        readonly path: string
        readonly folder: string
        /** The file, where it was read already. */
        readonly read?: ReadAhead | undefined
      }
    | { readonly kind: 'url'; readonly url: string; readonly text: string }
    | { readonly kind: 'text'; readonly text: string; readonly at: Place }
  /** Overlay files that are applied before anything is read, in order; absolute paths. */
  readonly overlays?: readonly string[] | undefined
  /** Where the bundle is kept: the cache folder and the name that its source has there. */
  readonly cache: { readonly folder: string; readonly source: string } | undefined
}

/** The bundle as written to the cache, or in memory where there is none or it cannot be written. */
export type JobResult = { readonly path: string } | { readonly parts: Parts; readonly unwritten?: string }

/**
 * Tells the overview as soon as it is known, then packs and writes the bundle.
 *
 * @throws CustomApiError `description.invalid`, `cancelled`
 */
export async function performJob(
  job: Job,
  fetch: (url: string) => Promise<string>,
  tell: (overview: Overview) => void,
): Promise<JobResult> {
  const { overview, pack } = await ingest(readRoot(job), fetch, job.overlays)
  tell(overview)
  const parts = pack()
  if (!job.cache) return { parts }
  try {
    const path = bundlePath(job.cache.folder, job.cache.source)
    writeBundle(job.cache.folder, path, parts)
    return { path }
  } catch (cause) {
    return { parts, unwritten: cause instanceof Error ? cause.message : String(cause) }
  }
}

function readRoot({ source }: Job): RootText {
  if (source.kind === 'text') {
    const { text, at } = source
    const root = { text, digest: sha256(text), kind: at.kind }
    if (at.kind === 'url') return { ...root, uri: at.url, source: at.url, folder: '' }
    return { ...root, uri: fileUrl(at.path), source: at.path, folder: dirname(at.path) }
  }
  if (source.kind === 'url') {
    const { url, text } = source
    return { text, digest: sha256(text), kind: 'url', uri: url, source: url, folder: '' }
  }
  const { path, folder } = source
  const { bytes, stamp, digest } = source.read ? asBuffer(source.read) : hashed(readRegular(path))
  const ascii = asciiJson(bytes)
  return {
    text: ascii ?? decode(bytes),
    exact: ascii === undefined ? undefined : () => decode(bytes),
    digest,
    stamp,
    kind: 'file',
    uri: fileUrl(path),
    source: path,
    folder: folder || dirname(path),
  }
}

function hashed(read: ReadFile): ReadFile & { digest: string } {
  return { ...read, digest: sha256(read.bytes) }
}

/** What crossed a thread border is a plain byte array. */
function asBuffer({ bytes, stamp, digest }: ReadAhead): ReadFile & { digest: string } {
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), stamp, digest }
}
