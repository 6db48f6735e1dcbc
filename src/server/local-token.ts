import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { CustomApiError, Secret } from '../core/index.ts'

export interface LocalToken {
  readonly token: Secret
  readonly file: string
  /** Whether this call made it. */
  readonly created: boolean
}

/**
 * The random token of this installation, made on first use: a file of mode 0600 in the data folder.
 * Several processes that start at once agree on one.
 *
 * @throws CustomApiError `config.invalid` when the file is damaged, readable by others, or cannot be made
 */
export async function localToken(folder: string): Promise<LocalToken> {
  const file = join(folder, 'http-token')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const created = (await exists(file)) ? false : await create(file)
    return { token: await read(file), file, created }
  } catch (error) {
    if (error instanceof CustomApiError) throw error
    throw new CustomApiError('config.invalid', `the token file ${file} cannot be used`, {
      hint: 'check the folder and its permissions, or set CUSTOM_API_MCP_TOKEN',
      cause: error,
    })
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )

/** Writes beside the place and links into it: nobody ever reads half a token, and the first of several wins. */
async function create(file: string): Promise<boolean> {
  const beside = `${file}.${randomBytes(6).toString('hex')}`
  let handle: FileHandle | undefined
  try {
    handle = await open(beside, 'wx', 0o600)
    await handle.writeFile(`${randomBytes(32).toString('base64url')}\n`)
    await handle.sync()
    await link(beside, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await handle?.close()
    await rm(beside, { force: true })
  }
}

async function read(file: string): Promise<Secret> {
  const { mode } = await stat(file)
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new CustomApiError('config.invalid', `others can read the token file ${file}`, {
      hint: 'delete it; the next start makes a new one',
    })
  const text = (await readFile(file, 'utf8')).trim()
  if (!/^[\w-]{32,200}$/.test(text))
    throw new CustomApiError('config.invalid', `the token file ${file} holds no token`, {
      hint: 'delete it; the next start makes a new one',
    })
  return new Secret(text)
}
