import { watch, type FSWatcher } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CustomApiError, type Log } from '../core/index.ts'
import { digestOf } from './digest.ts'
import { loadConfig } from './load.ts'
import type { Config, FoundConfig } from './model.ts'

/** What is watched: a found file, or a loaded config, whose `digest` tells a change since it was read. */
export type Watched = FoundConfig & { readonly digest?: string | undefined }

const settle = 150 // ms without an event before the file is read
const poll = 2000 // ms; for file systems that send no events (network mounts, some containers)

const currentDigest = async (path: string): Promise<string | undefined> => {
  try {
    return digestOf(await readFile(path))
  } catch {
    return undefined // gone for the moment: editors that save by rename remove the file first
  }
}

/**
 * Hands on the config whenever its file's content changed to a valid one, one change at a time. An invalid one is
 * logged, with every problem, and nothing else happens: the last good one stays.
 *
 * The folder is watched, so that a file replaced by rename (editors, mounted config maps) is seen; polling covers file
 * systems without events. A missing file is waited for.
 *
 * @returns how to stop
 */
export function watchConfig(
  { path, how, digest: read }: Watched,
  onChange: (config: Config) => void | Promise<void>,
  log: Log,
): () => void {
  let known = read
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let watcher: FSWatcher | undefined

  const look = async (): Promise<void> => {
    const digest = await currentDigest(path)
    if (closed || digest === undefined || digest === known) return
    known = digest
    try {
      const config = await loadConfig(path, how)
      if (!closed) await onChange(config)
    } catch (thrown) {
      const error = CustomApiError.from(thrown)
      if (error.code === 'config.invalid')
        log.error(`the changed config is not used, the last good one stays:\n${error.message}`)
      else log.error('reloading the config failed', { cause: error.cause ?? error })
    }
  }
  // A change between loading and now must not be missed; without a digest, what stands there now is the beginning.
  let turn: Promise<void> = read === undefined ? currentDigest(path).then((digest) => void (known = digest)) : look()
  const next = (): void => {
    turn = turn.then(look)
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(next, settle)
  }

  try {
    watcher = watch(dirname(path), { persistent: false }, soon)
    watcher.on('error', (error) => log.debug(`watching ${dirname(path)} ended (${error.message}); polling goes on`))
  } catch (thrown) {
    log.debug(`cannot watch ${dirname(path)}; polling instead`, { cause: thrown })
  }
  const polling = setInterval(next, poll)
  polling.unref()

  return () => {
    closed = true
    clearTimeout(timer)
    clearInterval(polling)
    watcher?.close()
  }
}
