import { createHash } from 'node:crypto'
import { watch, type FSWatcher } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Log } from '../core/index.ts'

const settle = 150 // ms without an event before the file is read
const poll = 2000 // ms; for file systems that send no events (network mounts, some containers)

const digestOf = async (path: string): Promise<string | undefined> => {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  } catch {
    return undefined // gone for the moment: editors that save by rename remove the file first
  }
}

/**
 * Calls `onChange` after the content of a file changed, one call at a time.
 *
 * The folder is watched, so that a file replaced by rename (editors, mounted config maps) is seen; polling covers file
 * systems without events. A missing file is waited for. What `onChange` throws is logged.
 */
export function watchConfig(path: string, onChange: () => void | Promise<void>, log: Log): { close(): void } {
  let known: string | undefined
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let watcher: FSWatcher | undefined
  let turn: Promise<void> = digestOf(path).then((digest) => void (known = digest))

  const look = async (): Promise<void> => {
    const digest = await digestOf(path)
    if (closed || digest === undefined || digest === known) return
    known = digest
    try {
      await onChange()
    } catch (thrown) {
      log.error(`reloading the config failed: ${thrown instanceof Error ? thrown.message : 'unknown reason'}`)
    }
  }
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
    log.debug(`cannot watch ${dirname(path)}; polling instead`, { reason: String(thrown) })
  }
  const polling = setInterval(next, poll)
  polling.unref()

  return {
    close() {
      closed = true
      clearTimeout(timer)
      clearInterval(polling)
      watcher?.close()
    },
  }
}
