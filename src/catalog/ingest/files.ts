import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CustomApiError } from '../../core/index.ts'
import { limits, tooBig } from './limits.ts'

/** What a file looked like when it was read; the same figures later mean the same bytes. */
export interface Stamp {
  readonly size: number
  readonly mtime: number
  readonly ctime: number
}

export interface ReadFile {
  readonly bytes: Buffer
  readonly stamp: Stamp
}

/**
 * The bytes of a regular file, through the descriptor that was checked.
 *
 * @throws CustomApiError `description.invalid` for folders, devices, missing, unreadable and too large files
 */
export function readRegular(path: string): ReadFile {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)) // a FIFO must not block the open
  } catch (cause) {
    throw new CustomApiError('description.invalid', `cannot read the description file ${path}: ${reason(cause)}`, {
      hint: 'check the path; relative paths start at the folder of the config file',
      cause,
    })
  }
  try {
    const status = fstatSync(descriptor)
    if (!status.isFile()) {
      const hint = 'configure the JSON or YAML file itself'
      throw new CustomApiError('description.invalid', `the description ${path} is not a regular file`, { hint })
    }
    if (status.size > limits.bytes)
      throw tooBig(`is ${Math.round(status.size / 1024 / 1024)} MB; at most 64 MB are read`)
    const stamp = { size: status.size, mtime: status.mtimeMs, ctime: status.ctimeMs }
    return { bytes: readFileSync(descriptor), stamp }
  } finally {
    closeSync(descriptor)
  }
}

export interface ReadAhead {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly stamp: Stamp
  readonly digest: string
}

const chunk = 1 << 20

/**
 * A regular file and its SHA-256, read without holding up this thread. `undefined` for whatever `readRegular` has
 * something to say about.
 */
export async function readAhead(path: string): Promise<ReadAhead | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const status = await file.stat()
      if (!status.isFile() || status.size > limits.bytes) return undefined
      const bytes = Buffer.allocUnsafeSlow(status.size) // a memory of its own can be handed to another thread
      const hash = createHash('sha256')
      for (let got = 0; got < bytes.length;) {
        const { bytesRead } = await file.read(bytes, got, Math.min(chunk, bytes.length - got), got)
        if (bytesRead === 0) return undefined // it has become shorter
        hash.update(bytes.subarray(got, (got += bytesRead)))
      }
      const stamp = { size: status.size, mtime: status.mtimeMs, ctime: status.ctimeMs }
      return { bytes, stamp, digest: hash.digest('hex') }
    } finally {
      await file.close()
    }
  } catch {
    return undefined
  }
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    ENOTDIR: 'no such folder',
  }
  return known[code] ?? (code || 'it cannot be opened')
}

/** The real place of an entry file: references in it are relative to where it really lies. */
export function realEntry(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path // readRegular says what is wrong with it
  }
}

/**
 * The real path of a referenced file when it lies inside `folder`, symbolic links followed; else why it is refused.
 * A reference never leaves the folder of the description that it belongs to (SECURITY-PROMISES.md §4.2).
 */
export function confine(url: string, folder: string): { readonly path: string } | { readonly refused: string } {
  let wanted: string
  try {
    wanted = fileURLToPath(url)
  } catch {
    return { refused: 'is not a local file' }
  }
  if (!inside(wanted, folder)) return { refused: "lies outside the description's folder" }
  try {
    const real = realpathSync(wanted)
    return inside(real, folder) ? { path: real } : { refused: "is a link that leaves the description's folder" }
  } catch {
    return { refused: 'does not exist' }
  }
}

function inside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

export function fileUrl(path: string): string {
  return pathToFileURL(path).href
}

export { dirname as folderOf }
