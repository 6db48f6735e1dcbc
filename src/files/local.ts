import { constants } from 'node:fs'
import { lstat, open, readlink, realpath, type FileHandle } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CustomApiError } from '../core/index.ts'
import { FileValue } from './file-value.ts'
import { mediaTypeOf, sniffBytes } from './media-type.ts'

/** What of this machine may be read. */
export interface LocalOptions {
  /** Absolute folders that files may be read from; `undefined`: any, for who owns the process anyway. */
  readonly roots: readonly string[] | undefined
  /** Where a relative path starts when there are no roots. */
  readonly cwd: string
  /** Absolute folders of our own, never read whatever the roots say; `except` are folders in them that may be. */
  readonly own: { readonly folders: readonly string[]; readonly except: readonly string[] }
  /** Bytes. */
  readonly maxBytes: number
}

const chunkBytes = 256 * 1024

// `O_NONBLOCK`: a pipe put in the place of a file must not hold us up. Windows has neither of the flags.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

const blocked = (what: string, hint: string, cause?: unknown): CustomApiError =>
  new CustomApiError('file.blocked', what, { hint, cause })

const shown = (path: string): string => JSON.stringify(path.slice(0, 300))

/** Whether a real path is a folder or lies in it. Both absolute; letter case as the platform has it. */
export function isInside(folder: string, path: string): boolean {
  const between = relative(folder, path)
  return between === '' || (between !== '..' && !between.startsWith(`..${sep}`) && !isAbsolute(between))
}

/**
 * A file of this machine by its path: absolute, relative to one of the roots, or a `file:` URL (of a
 * relative path too, as models write it: `file://notes.txt`).
 *
 * It must be a regular file with one name that lies, symbolic links resolved, in one of the roots. That is asked before it
 * is opened and again of what was opened, each time that it is opened: a folder that is swapped for a link in between
 * leads nowhere.
 *
 * @throws CustomApiError `file.blocked` — outside the roots, no file, not there, too large, or changed meanwhile
 */
export async function openLocal(given: string, options: LocalOptions): Promise<FileValue> {
  const path = await find(pathOf(given), options)
  const first = await verified(path, given, options)
  try {
    const { size, mtimeMs, ctimeMs, ino, dev } = await first.stat()
    if (size > options.maxBytes)
      throw blocked(
        `${shown(given)} is ${size} bytes, more than the ${options.maxBytes} that a file may have`,
        'raise "files.maxBytes" in the config if it shall be sent',
      )
    const head = Buffer.alloc(Math.min(size, sniffBytes))
    await first.read(head, 0, head.length, 0)
    const name = path.split(sep).at(-1)
    return new FileValue({
      name,
      size,
      identity: `${dev}:${ino} ${size} ${mtimeMs} ${ctimeMs}`,
      mediaType: mediaTypeOf(name, head),
      open: (signal) => reading(path, given, { size, mtimeMs, ctimeMs, ino, dev }, options, signal),
    })
  } finally {
    await first.close()
  }
}

function pathOf(given: string): string {
  if (given.includes('\0')) throw blocked('the path of the file holds NUL', 'give the path of a file')
  if (!/^file:/i.test(given)) return given
  const bare = /^file:(?:\/\/)?(?!\/)(?!localhost\/)(.+)$/is.exec(given)?.[1]
  if (bare !== undefined) return decodedPath(bare) // no valid URL, and what is meant is plain: a path in a root
  try {
    return fileURLToPath(given)
  } catch (cause) {
    throw blocked(`${shown(given)} is no valid file: URL`, 'give the path itself', cause)
  }
}

function decodedPath(text: string): string {
  try {
    const path = decodeURIComponent(text)
    return path.includes('\0') ? text : path
  } catch {
    return text // a percent sign that stands for itself
  }
}

/** The real path of what is meant, in one of the roots. */
async function find(path: string, options: LocalOptions): Promise<string> {
  const { roots, cwd } = options
  if (roots !== undefined && roots.length === 0)
    throw blocked(
      `${shown(path)} is not sent: no folder is open for uploads`,
      'set "files.roots" in the config to the folders that files may be read from, or give the content as a data: URI',
    )
  if (isForeign(path)) throw outside(path, options)
  const tries = isAbsolute(path) ? [path] : (roots ?? [cwd]).map((root) => resolve(root, path))
  let missing: unknown
  for (const one of tries) {
    try {
      const real = await realpath(one)
      if (await isAllowed(real, options)) return real
    } catch (thrown) {
      missing = thrown
    }
  }
  // Whether something is there outside the roots is nobody's business: both look the same.
  if (roots !== undefined) throw outside(path, options)
  throw blocked(`there is no file ${shown(path)}`, 'check the path', missing)
}

/** Names that Windows takes for devices, other machines or streams beside a file; a colon may stand after a drive only. */
function isForeign(path: string): boolean {
  if (sep !== '\\') return false
  return /^[\\/]{2}/.test(path) || path.replace(/^[A-Za-z]:(?=[\\/])/, '').includes(':')
}

const outside = (path: string, { roots = [] }: LocalOptions): CustomApiError =>
  blocked(
    `${shown(path)} is no file in a folder that is open for uploads`,
    `"files.roots" of the config opens ${roots.length === 1 ? 'one folder' : `${roots.length} folders`}: give a path in there, a data: URI, or a handle`,
  )

async function isAllowed(real: string, { roots, own }: LocalOptions): Promise<boolean> {
  const among = async (folders: readonly string[]): Promise<boolean> => {
    for (const folder of folders) if (isInside(await realOrSame(folder), real)) return true
    return false
  }
  if (roots === undefined) return true
  return (await among(roots)) && (!(await among(own.folders)) || (await among(own.except)))
}

const realOrSame = (path: string): Promise<string> => realpath(path).catch(() => resolve(path)) // a folder that is not there

/** Opens a real path and makes sure that what is open is a plain file in the roots. Messages say what was given only. */
async function verified(path: string, given: string, options: LocalOptions): Promise<FileHandle> {
  const before = await lstat(path).catch((cause: unknown) => {
    throw blocked(`${shown(given)} cannot be read`, 'check that it is still there', cause)
  })
  if (!before.isFile()) throw notPlain(given)
  const file = await open(path, flags).catch((cause: unknown) => {
    throw blocked(`${shown(given)} cannot be read`, 'check its permissions', cause)
  })
  try {
    const now = await file.stat()
    if (!now.isFile()) throw notPlain(given)
    if (options.roots !== undefined && now.nlink > 1)
      throw blocked(
        `${shown(given)} has a second name (a hard link), so it may belong elsewhere`,
        'make a copy of it and send that',
      )
    const real = await realOf(file, path)
    const there = real === undefined ? undefined : await lstat(real).catch(() => undefined)
    if (real === undefined || there?.ino !== now.ino || there.dev !== now.dev || !(await isAllowed(real, options)))
      throw blocked(`${shown(given)} was moved while it was being opened`, 'try again')
    return file
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

const notPlain = (path: string): CustomApiError =>
  blocked(`${shown(path)} is no plain file`, 'only plain files are sent: no folder, pipe, socket or device')

/** Where the opened file really lies: Linux says it of the descriptor itself, elsewhere the path is resolved once more. */
async function realOf(file: FileHandle, path: string): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const said = await readlink(`/proc/self/fd/${file.fd}`).catch(() => undefined)
    if (said !== undefined) return said
  }
  return realpath(path).catch(() => undefined)
}

interface Known {
  readonly size: number
  readonly mtimeMs: number
  /** Nobody can set it, as they can the other. */
  readonly ctimeMs: number
  readonly ino: number
  readonly dev: number
}

async function* reading(
  path: string,
  given: string,
  known: Known,
  options: LocalOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const file = await verified(path, given, options)
  const changed = async (): Promise<boolean> => {
    const now = await file.stat()
    const names = ['size', 'mtimeMs', 'ctimeMs', 'ino', 'dev'] as const
    return names.some((name) => now[name] !== known[name])
  }
  const torn = (): CustomApiError =>
    blocked(`${shown(given)} changed while it was being sent`, 'send it again once nobody writes to it')
  try {
    if (await changed()) throw torn()
    for (let at = 0; at < known.size;) {
      if (signal.aborted) return
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, known.size - at))
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
      at += bytesRead
      // What was cut off or rewritten must not arrive as a whole file: the last bytes stay here.
      if (bytesRead === 0 || (at >= known.size && (await changed()))) throw torn()
      yield bytesRead === chunk.length ? chunk : chunk.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
