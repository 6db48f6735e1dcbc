import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { CustomApiError } from '../core/index.ts'
import { readKey } from './derive.ts'

/** One file a key, named after it: making a new one never touches the one in use. */
export const keyFile = (folder: string, id: string): string => join(folder, `vault-${id}.key`)

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return // folders cannot be opened there
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a key file, closed to others from the first moment and durable. @throws CustomApiError `store.unavailable` */
export async function writeKeyFile(path: string, folder: string, key: Buffer): Promise<void> {
  let handle: FileHandle | undefined
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    handle = await open(path, 'wx', 0o600)
    await handle.writeFile(`${key.toString('base64')}\n`)
    await handle.sync()
    await syncFolder(folder)
  } catch (cause) {
    throw new CustomApiError('store.unavailable', `the key file ${path} cannot be written`, {
      hint: 'check the folder and its permissions, or set CUSTOM_API_MCP_KEY',
      cause,
    })
  } finally {
    await handle?.close()
  }
}

/**
 * The key in a file, `undefined` where there is no file.
 *
 * @throws CustomApiError `credential.invalid` for a file that others can read, or that holds no key
 */
export async function readKeyFile(path: string): Promise<Buffer | undefined> {
  let text: string
  try {
    const { mode } = await stat(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new CustomApiError('credential.invalid', `others can read the key file ${path}`, {
        hint: `chmod 600 ${path}, then custom-api-mcp credentials rekey: its key may have been seen`,
      })
    text = (await readFile(path, 'utf8')).trim()
  } catch (thrown) {
    if (thrown instanceof CustomApiError) throw thrown
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined // fs rejects with errno exceptions
    throw new CustomApiError('credential.invalid', `the key file ${path} cannot be read`, {
      hint: 'check its owner and permissions',
      cause: thrown,
    })
  }
  const key = readKey(text)
  if (key === undefined)
    throw new CustomApiError('credential.invalid', `the key file ${path} holds no key`, {
      hint: 'restore it from a backup; it was not written by this program',
    })
  return key
}

export const freshKey = (): Buffer => randomBytes(32)

export const removeKeyFile = (path: string): Promise<void> => rm(path, { force: true })
