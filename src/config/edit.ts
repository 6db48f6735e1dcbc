import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { applyEdits, modify } from 'jsonc-parser'
import { CustomApiError } from '../core/index.ts'
import { loadConfig } from './load.ts'
import type { Config } from './model.ts'

/** An entry of `apis` as it is written. */
export type NewEntry = Readonly<Record<string, unknown>> & { readonly name: string }

/** A change of the config file that has been checked and not been made yet. */
export interface PreparedEdit {
  /** The config as it will be. Its `path` is the file's own. */
  readonly config: Config
  /** The file as it was; `undefined` for one that is begun. */
  readonly before: Config | undefined
  /** Puts the new text in place of the old, whole. */
  readonly commit: () => Promise<void>
  /** Leaves the file as it was. */
  readonly discard: () => Promise<void>
}

/** The text with one more entry of `apis`; comments and layout stay. */
export function withEntry(text: string, entry: NewEntry): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' }
  return applyEdits(text, modify(text, ['apis', -1], entry, { formattingOptions, isArrayInsertion: true }))
}

/**
 * Prepares a config file with one more API, checked as a whole; a file that is not there is begun.
 *
 * @throws CustomApiError `config.invalid` for what the file is or would be; `store.unavailable` where it cannot be written
 */
export async function prepareEntry(path: string, entry: NewEntry): Promise<PreparedEdit> {
  const isNew = !existsSync(path)
  const before = isNew ? undefined : await loadConfig(path, 'flag') // what is wrong already is told as that
  const text = isNew ? '{\n  "apis": []\n}\n' : (await readFile(path, 'utf8')).replace(/^\ufeff/, '')
  const beside = `${path}.${randomBytes(6).toString('hex')}`
  const discard = (): Promise<void> => rm(beside, { force: true })
  try {
    await write(beside, withEntry(text, entry), isNew ? 0o600 : (await stat(path)).mode & 0o777)
    const config = { ...(await loadConfig(beside, 'flag')), path }
    return { config, before, discard, commit: () => rename(beside, path) }
  } catch (thrown) {
    await discard()
    const { code, message, hint, cause } = CustomApiError.from(thrown)
    if (code !== 'config.invalid')
      throw new CustomApiError(code, message.replaceAll(beside, path), { hint: hint?.replaceAll(beside, path), cause })
    // the file as it was is fine: what is wrong is the entry, and it stands on no line of the file
    const place = `config.apis.${before?.apis.length ?? 0}(${JSON.stringify(entry.name.slice(0, 60))})`
    const says = message.replaceAll(beside, path).replaceAll(`${place}.`, '').replaceAll(place, 'the entry')
    throw new CustomApiError(
      code,
      `"${entry.name.slice(0, 60)}" does not fit: ${says.replace(/ \(line \d+\)$/gm, '').trim()}`,
      {
        hint: `nothing was written to ${path}`,
        cause,
      },
    )
  }
}

async function write(path: string, text: string, mode: number): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const handle = await open(path, 'wx', mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await chmod(path, mode)
  } catch (cause) {
    throw new CustomApiError('store.unavailable', `${dirname(path)} cannot be written`, {
      hint: 'name another file with --config',
      cause,
    })
  }
}
