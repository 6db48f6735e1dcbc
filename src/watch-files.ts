import { stat } from 'node:fs/promises'

/**
 * Calls when any of the files has changed, come or gone, once it has stayed so for a moment: half a file is nothing to
 * read. By looking `every` so many milliseconds, so that it works on every file system; `stampOf` says what it sees.
 *
 * @returns how to stop
 */
export function watchFiles(
  paths: readonly string[],
  onChange: () => void,
  { stampOf = stampOfFile, every = 1_000 }: { stampOf?: (path: string) => Promise<string>; every?: number } = {},
): () => void {
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

async function stampOfFile(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return '' // not there: it may come
  }
}
