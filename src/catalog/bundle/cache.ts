import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writevSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomUUID } from 'node:crypto'
import { confine } from '../ingest/files.ts'
import { sha256 } from '../digest.ts'
import {
  Damaged,
  encode,
  readOverview,
  formatVersion,
  open,
  type Head,
  type Index,
  type Opened,
  type Overview,
  type Parts,
  type ReadAt,
  type SourceFile,
} from './format.ts'

/** An open bundle: its sections, and how to read the rest of it. */
export interface Bundle {
  readonly opened: Opened
  readonly read: ReadAt
  close(): void
}

/** A description's bundle, which may still be under way. */
export interface Source {
  readonly head: Head
  /** @throws Damaged */
  index(): Index
  /** @throws Damaged when it could not be finished */
  bundle(): Promise<Bundle>
  close(): void
}

export function ready(bundle: Bundle): Source {
  const { head, index } = bundle.opened
  return { head, index, bundle: () => Promise.resolve(bundle), close: () => bundle.close() }
}

/** The source of what was just ingested: its overview is here, the bundle follows. */
export function underWay(overview: Overview, bundle: Promise<Bundle>): Source {
  const whole = bundle.catch((cause: unknown) => {
    throw new Damaged('not finished', { cause })
  })
  whole.catch(() => undefined) // it matters to whoever asks for an operation
  return {
    ...readOverview(overview),
    bundle: () => whole,
    close: () => void whole.then((made) => made.close()).catch(() => undefined),
  }
}

/** The cache file of a source. Its content is held to the digests of the source's files, whatever its name says. */
export function bundlePath(folder: string, source: string): string {
  return join(folder, `${sha256(source).slice(0, 32)}.v${formatVersion}.bundle`)
}

/** Writes a bundle so that a reader sees all of it or nothing: temporary file, then rename. Only the owner may read it. */
export function writeBundle(folder: string, path: string, parts: Parts): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const descriptor = openSync(temporary, 'wx', 0o600)
    try {
      writeAll(descriptor, encode(parts))
    } finally {
      closeSync(descriptor)
    }
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw cause
  }
}

/** Without `fsync`: what a crash leaves half written fails its checks and is built again. */
function writeAll(descriptor: number, buffers: readonly Buffer[]): void {
  let left = buffers.filter((buffer) => buffer.length > 0)
  while (left.length > 0) {
    let written = writevSync(descriptor, left)
    while (left[0] && written >= left[0].length) {
      written -= left[0].length
      left = left.slice(1)
    }
    if (left[0] && written > 0) left = [left[0].subarray(written), ...left.slice(1)]
  }
}

/** @throws Damaged, or the system's error when there is no such file */
export function openFile(path: string): Bundle {
  const descriptor = openSync(path, 'r')
  let closed = false
  const read: ReadAt = (offset, length) => {
    if (closed) throw new Damaged('closed') // its descriptor may belong to another file by now
    const bytes = Buffer.allocUnsafe(length)
    let got = 0
    while (got < length) {
      const more = readSync(descriptor, bytes, got, length - got, offset + got)
      if (more === 0) break
      got += more
    }
    return bytes.subarray(0, got)
  }
  const close = (): void => {
    if (!closed) closeSync(descriptor)
    closed = true
  }
  try {
    return { opened: open(read, fstatSync(descriptor).size), read, close }
  } catch (cause) {
    close()
    throw cause
  }
}

/** A bundle that lives in memory only. */
export function openParts(parts: Parts): Bundle {
  const all = Buffer.concat(encode(parts))
  const read: ReadAt = (offset, length) => all.subarray(offset, offset + length)
  return { opened: open(read, all.length), read, close: () => {} }
}

/** Files changed this shortly before they were read may have changed again within the same time stamp. */
const racyMilliseconds = 2000

/**
 * Whether the files a bundle was made of are still the same: by size and times, by content where those differ.
 * `stamps` gives the present ones when only the times are new.
 */
export async function isFresh(head: Head): Promise<{ fresh: boolean; stamps?: Stamps }> {
  const files = await restamp(head.files, head.made)
  const overlays = await restamp(head.overlays ?? [], head.made)
  if (files === 'changed' || overlays === 'changed') return { fresh: false }
  const { folder } = head
  if (folder !== undefined && head.missing.some((uri) => 'path' in confine(uri, folder))) return { fresh: false }
  if (files === 'same' && overlays === 'same') return { fresh: true }
  return {
    fresh: true,
    stamps: {
      files: files === 'same' ? head.files : files,
      ...(head.overlays === undefined ? {} : { overlays: overlays === 'same' ? head.overlays : overlays }),
    },
  }
}

/** The files of a head with their present stamps. */
export type Stamps = Pick<Head, 'files' | 'overlays'>

/** Whether the overlays of a bundle are still the same, whatever its description came from. */
export async function hasSameOverlays({ overlays = [], made }: Head): Promise<boolean> {
  return (await restamp(overlays, made)) !== 'changed'
}

async function restamp(
  before: readonly SourceFile[],
  made: number,
): Promise<'same' | 'changed' | readonly SourceFile[]> {
  let restamped = false
  const files: SourceFile[] = []
  for (const file of before) {
    const state = await compare(file, made)
    if (state === 'changed') return 'changed'
    if (state !== 'same') restamped = true
    files.push(state === 'same' ? file : { ...file, stamp: state })
  }
  return restamped ? files : 'same'
}

async function compare(file: SourceFile, made: number): Promise<'same' | 'changed' | NonNullable<SourceFile['stamp']>> {
  if (!file.stamp) return 'changed'
  try {
    const path = fileURLToPath(file.uri)
    const { size, mtimeMs: mtime, ctimeMs: ctime } = statSync(path)
    if (size !== file.stamp.size) return 'changed'
    const untouched = mtime === file.stamp.mtime && ctime === file.stamp.ctime
    if (untouched && Math.max(mtime, ctime) < made - racyMilliseconds) return 'same'
    return sha256(await readFile(path)) === file.digest ? { size, mtime, ctime } : 'changed'
  } catch {
    return 'changed' // gone or unreadable: ingesting it says what is wrong
  }
}
