import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { storeFault } from '../faults.ts'

/**
 * Makes the file and its folder, closed to others from the first moment; SQLite gives its journals the same mode. An
 * existing file is closed too, an existing folder is left as it is: it may be shared on purpose. Modes mean nothing on
 * Windows, where the user's data folder is closed by its access list.
 */
export function prepareFile(path: string): void {
  const made = mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  if (made !== undefined) syncFolders(dirname(path), dirname(made))
  try {
    closeSync(openSync(path, 'ax', 0o600))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown // fs throws system errors
    closeToOthers(path)
  }
}

/** New folders must survive a power loss as the rows in them do; SQLite does the same for the file itself. */
function syncFolders(from: string, to: string): void {
  if (process.platform === 'win32') return // folders cannot be opened there
  for (let folder = from; folder.length >= to.length; folder = dirname(folder)) {
    const descriptor = openSync(folder, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    if (folder === dirname(folder)) return
  }
}

function closeToOthers(path: string): void {
  const { mode, uid } = statOf(path)
  if (process.platform === 'win32' || (mode & 0o077) === 0 || uid !== process.getuid?.()) return
  chmodSync(path, mode & 0o700)
}

function statOf(path: string) {
  const stat = statSync(path)
  if (!stat.isFile()) throw storeFault('denied', path)
  return stat
}

/** Which file lies at the path now; `''` when there is none. Two answers that differ: it was replaced underneath us. */
export function identityOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? '' : `${stat.dev}:${stat.ino}`
}
