import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { CustomApiError } from '../core/index.ts'
import { digestOf } from './digest.ts'
import type { ApiConfig, Config, Folders } from './model.ts'

/** What was trusted: the content of a config and of the description files (or pages) that its credentials' hosts come from. */
const pins = z.record(z.string(), z.strictObject({ digest: z.string(), files: z.record(z.string(), z.string()) }))
type Pins = z.output<typeof pins>

const fileOf = (folders: Folders): string => join(folders.data, 'trusted.json')

/** The same file by whichever name it was reached. */
const nameOf = (path: string): Promise<string> => realpath(path).catch(() => path)

async function readPins(folders: Folders): Promise<Pins> {
  try {
    return pins.parse(JSON.parse(await readFile(fileOf(folders), 'utf8')))
  } catch {
    return {} // none yet, or damaged: nothing is trusted then
  }
}

/** What tells one content of a file or of a folder of documentation from another. */
const digestOfFile = async (path: string): Promise<string> => {
  try {
    return digestOf(await readFile(path))
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EISDIR') return digestOfFolder(path)
    return '' // one that is not there is pinned as that
  }
}

async function digestOfFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name))
  const rows = await Promise.all(files.sort().map(async (file) => `${file}\n${await digestOfFile(file)}`))
  return digestOf(Buffer.from(rows.join('\n')))
}

/** Where an API's operations and hosts are read from on this machine. */
const localFiles = ({ openapi, documentation }: ApiConfig): string[] => {
  if (openapi !== undefined) return openapi.kind === 'file' ? [openapi.path] : []
  return documentation.flatMap((source) => (source.kind === 'file' ? [source.path] : []))
}

/** Whether `trust` was run for just this content of the config, and its description files are the same still. */
export async function isTrusted(folders: Folders, path: string, digest: string): Promise<boolean> {
  const all = await readPins(folders)
  const name = await nameOf(path)
  const pin = Object.hasOwn(all, name) ? all[name] : undefined
  if (pin?.digest !== digest) return false
  const same = Object.entries(pin.files).map(async ([file, before]) => (await digestOfFile(file)) === before)
  return (await Promise.all(same)).every(Boolean)
}

/**
 * Lets a config that is found in its folder use credentials, as long as its content stays. Returns what is pinned.
 *
 * @throws CustomApiError `store.unavailable` when the data folder cannot be written
 */
export async function trustConfig(
  folders: Folders,
  { path, digest, apis }: Pick<Config, 'path' | 'digest' | 'apis'>,
): Promise<readonly string[]> {
  const local = apis.flatMap(localFiles)
  const files = await Promise.all([...new Set(local)].map(async (file) => [file, await digestOfFile(file)] as const))
  const all: Pins = { ...(await readPins(folders)), [await nameOf(path)]: { digest, files: Object.fromEntries(files) } }
  await writeWhole(fileOf(folders), `${JSON.stringify(all, null, 2)}\n`)
  return [path, ...files.map(([file]) => file)]
}

/** The old content or the new one, whatever happens in between (SECURITY-PROMISES.md §10.2). */
async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const handle = await open(beside, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, path)
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined) // what could not be written is told below
    throw new CustomApiError('store.unavailable', `${path} cannot be written`, {
      hint: 'check the folder and its permissions',
      cause,
    })
  }
}
