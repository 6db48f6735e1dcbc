import { stat } from 'node:fs/promises'

const every = 1_000 // milliseconds

/**
 * Calls when any of the files has changed, come or gone, once it has stayed so for a moment: half a file is nothing to
 * read. By looking, so that it works on every file system.
 *
 * @returns how to stop
 */
export function watchFiles(paths: readonly string[], onChange: () => void): () => void {
  let known: string | undefined
  let last: string | undefined
  let busy = false
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    const now = (await Promise.all(paths.map(stampOf))).join('\n')
    busy = false
    known ??= now
    if (now !== known && now === last) {
      known = now
      onChange()
    }
    last = now
  }
  if (paths.length === 0) return () => {}
  void look()
  const timer = setInterval(() => void look(), every)
  timer.unref()
  return () => clearInterval(timer)
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return '' // not there: it may come
  }
}
