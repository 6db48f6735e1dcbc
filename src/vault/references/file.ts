import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { CustomApiError } from '../../core/index.ts'
import { brokenReference, largest, withoutFinalBreak, type Means, type ReferenceKind } from './reference.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read (permissions)',
  EPERM: 'it may not be read (permissions)',
  EISDIR: 'it is a folder',
}

// Opening a pipe would wait for a writer; with `O_NONBLOCK` it does not, and a regular file is read as ever.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

const hint = 'the reference names one regular file with the credential in it, such as file:/run/secrets/pets'

async function readWhole(handle: FileHandle, path: string, whole: string, means: Means): Promise<string> {
  // The opened file is looked at, not the name: what the name points to can change in between.
  const stat = await handle.stat()
  if (!stat.isFile()) throw brokenReference(whole, 'it is no regular file', hint)
  if (stat.size > largest) throw brokenReference(whole, `it is over ${largest / 1024} KiB`, hint)
  // Container platforms mount secrets so (0444), into a place of their own: worth a word, no refusal.
  if (process.platform !== 'win32' && (stat.mode & 0o007) !== 0)
    means.warn(`everybody on this machine can read the file of ${whole}; if it is yours: chmod 600 ${path}`)
  const buffer = Buffer.alloc(largest + 1)
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0)
  if (bytesRead > largest) throw brokenReference(whole, `it is over ${largest / 1024} KiB`, hint)
  return buffer.toString('utf8', 0, bytesRead)
}

/** A file that holds nothing but the credential, as container platforms mount them. Read every time it is needed. */
export const file: ReferenceKind = {
  id: 'file',
  form: /^.+$/,
  written: 'file:/absolute/path',
  keep: 0,
  async read(path, whole, means) {
    if (!isAbsolute(path)) throw brokenReference(whole, 'its path is not absolute', hint)
    let handle: FileHandle | undefined
    try {
      handle = await open(path, flags)
      return withoutFinalBreak(await readWhole(handle, path, whole, means))
    } catch (thrown) {
      if (thrown instanceof CustomApiError) throw thrown
      const code = (thrown as NodeJS.ErrnoException).code ?? '' // fs rejects with errno exceptions
      throw brokenReference(whole, reasons[code] ?? 'it cannot be read', hint, thrown)
    } finally {
      await handle?.close()
    }
  },
}
