import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, lstat, mkdir, open, readdir, realpath, rename, rm, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { CustomApiError } from '../core/index.ts'
import { numbered } from './names.ts'

/** A file that was saved. */
export interface Saved {
  /** Absolute. */
  readonly path: string
  readonly name: string
  readonly size: number
  /** Of what is in the file, in hex. */
  readonly sha256: string
}

/** A file on its way into a folder: nobody sees it under its name before it is whole. */
export interface Saving {
  /** @throws CustomApiError `result.too_large`, `file.blocked` (the disk is full, …); nothing is left behind then */
  write(chunk: Uint8Array): Promise<void>
  /** Begins again: what was written is forgotten. */
  restart(): Promise<void>
  /**
   * The file under a name in the folder, durable. Where there is one already the name gets a number, unless exactly this
   * name was asked for.
   *
   * @throws CustomApiError `file.blocked`
   */
  finish(name: string): Promise<Saved>
  /** Leaves nothing behind. Does nothing after `finish`. */
  discard(): Promise<void>
}

export interface SavingOptions {
  /** Absolute; made when it is not there, for this user alone. */
  readonly folder: string
  /** Bytes. */
  readonly maxBytes: number
  /** Whether a file of the name may be replaced. */
  readonly overwrite?: boolean | undefined
  /** Exactly this name or none. */
  readonly exactly?: string | undefined
}

const prefix = '.custom-api-mcp-'
const stale = 24 * 3_600_000 // milliseconds
const atOnce = 512 * 1024
const mostNumbers = 10_000

// `O_NOFOLLOW`: whoever can write into the folder must not lead us elsewhere. Windows does not have it, nor such links.
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the disk takes no file that large',
  EROFS: 'the disk is read only',
  EACCES: 'its folder may not be written to',
  EPERM: 'its folder may not be written to',
  ENOTDIR: 'what should be its folder is none',
  EISDIR: 'a folder has that name',
  EEXIST: 'a file of that name is there already',
}

/** Begins a file in a folder. @throws CustomApiError `file.blocked` */
export async function beginSaving(options: SavingOptions): Promise<Saving> {
  const { maxBytes, exactly, overwrite = false } = options
  const folder = await prepared(options.folder)
  if (exactly !== undefined && !overwrite && (await exists(join(folder, exactly)))) throw isThere(exactly)
  const temporary = join(folder, `${prefix}${randomBytes(12).toString('hex')}.part`)
  const file = await open(temporary, flags, 0o600).catch(failed)
  try {
    await verify(file, temporary, folder)
  } catch (thrown) {
    await file.close()
    await rm(temporary, { force: true })
    throw thrown
  }
  return saving(file, temporary, folder, { maxBytes, overwrite, exactly })
}

function saving(
  file: FileHandle,
  temporary: string,
  folder: string,
  { maxBytes, overwrite, exactly }: { maxBytes: number; overwrite: boolean; exactly: string | undefined },
): Saving {
  let hash = createHash('sha256')
  let pending: Uint8Array[] = []
  let waiting = 0
  let size = 0
  let written = 0
  let over = false

  async function flush(): Promise<void> {
    const bytes = pending.length === 1 && pending[0] !== undefined ? pending[0] : Buffer.concat(pending, waiting)
    pending = []
    waiting = 0
    for (let at = 0; at < bytes.byteLength;)
      at += (await file.write(bytes, at, bytes.byteLength - at, written + at)).bytesWritten
    written += bytes.byteLength
  }

  async function discard(): Promise<void> {
    if (over) return
    over = true
    await file.close().catch(() => undefined) // it is removed next
    await rm(temporary, { force: true })
  }

  /** Whatever goes wrong leaves nothing behind. */
  async function clean<T>(action: () => Promise<T>): Promise<T> {
    if (over) throw new Error('the file is closed')
    try {
      return await action()
    } catch (thrown) {
      await discard()
      return failed(thrown)
    }
  }

  return {
    write: (chunk) =>
      clean(async () => {
        size += chunk.byteLength
        if (size > maxBytes) throw tooLarge(maxBytes)
        hash.update(chunk)
        pending.push(chunk)
        waiting += chunk.byteLength
        if (waiting >= atOnce) await flush()
      }),
    restart: () =>
      clean(async () => {
        pending = []
        waiting = size = written = 0
        hash = createHash('sha256')
        await file.truncate(0)
      }),
    finish: (name) =>
      clean(async () => {
        if (waiting > 0) await flush()
        await file.sync()
        await file.close()
        const final = overwrite
          ? await replaced(temporary, folder, exactly ?? name)
          : await placed(temporary, folder, exactly ?? name, exactly !== undefined)
        over = true
        await syncFolder(folder)
        return { path: join(folder, final), name: final, size, sha256: hash.digest('hex') }
      }),
    discard,
  }
}

async function prepared(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(failed)
  const real = await realpath(folder).catch(failed)
  await sweep(real)
  return real
}

const swept = new Set<string>()

/** What a process that was killed left behind, once in our life and a day after. */
async function sweep(folder: string): Promise<void> {
  if (swept.has(folder)) return
  swept.add(folder)
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((one) => one.startsWith(prefix) && one.endsWith('.part'))) {
    const path = join(folder, name)
    const found = await lstat(path).catch(() => undefined)
    if (found?.isFile() === true && Date.now() - found.mtimeMs > stale) await rm(path, { force: true })
  }
}

/** What was opened is the file that stands in the folder, and the folder is still the one that was meant. */
async function verify(file: FileHandle, path: string, folder: string): Promise<void> {
  const [opened, there, real] = await Promise.all([
    file.stat(),
    lstat(path).catch(() => undefined),
    realpath(folder).catch(() => undefined),
  ])
  if (opened.isFile() && there?.ino === opened.ino && there.dev === opened.dev && real === folder) return
  throw new CustomApiError('file.blocked', 'the folder of downloads was moved while a file was being opened in it', {
    hint: 'try again',
  })
}

/** The file under a name that nobody has: a link is made or it is not, in one step. */
async function placed(temporary: string, folder: string, name: string, exactly: boolean): Promise<string> {
  for (let number = 1; number <= mostNumbers; number++) {
    const final = number === 1 ? name : numbered(name, number)
    try {
      await linked(temporary, join(folder, final))
      return final
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST') throw thrown
      if (exactly) throw isThere(name)
    }
  }
  throw isThere(name)
}

async function linked(temporary: string, final: string): Promise<void> {
  try {
    await link(temporary, final)
  } catch (thrown) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'].includes(codeOf(thrown))) throw thrown
    await (await open(final, flags, 0o600)).close() // a file system without links: the name is taken first
    await rename(temporary, final)
    return
  }
  await unlink(temporary)
}

async function replaced(temporary: string, folder: string, name: string): Promise<string> {
  await rename(temporary, join(folder, name))
  return name
}

/** The entry of the file is durable too; Windows does not open folders. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => undefined)
  if (handle === undefined) return
  try {
    await handle.sync()
  } catch (thrown) {
    if (process.platform !== 'win32' && !['EINVAL', 'EBADF'].includes(codeOf(thrown))) throw thrown
  } finally {
    await handle.close()
  }
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''

const isThere = (name: string): CustomApiError =>
  new CustomApiError('file.blocked', `a file ${JSON.stringify(name)} is there already`, {
    hint: 'give "overwrite": true to replace it, or another name',
  })

export const tooLarge = (maxBytes: number): CustomApiError =>
  new CustomApiError('result.too_large', `the file is larger than the ${maxBytes} bytes that a file may have`, {
    hint: 'raise "files.maxBytes" in the config if it shall be saved; nothing was kept of it',
  })

function failed(thrown: unknown): never {
  if (thrown instanceof CustomApiError) throw thrown
  const reason = reasons[codeOf(thrown)]
  if (reason === undefined) throw thrown
  throw new CustomApiError('file.blocked', `the file could not be saved: ${reason}`, {
    hint: 'make room or set "files.downloads" to another folder; nothing was kept of it',
    cause: thrown,
  })
}
