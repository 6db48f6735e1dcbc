import type { Readable, Writable } from 'node:stream'

/** The world that a command meets: the process's streams and signals, or a test's. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean; readonly setRawMode?: (raw: boolean) => unknown }
  readonly stdout: Writable & { readonly isTTY?: boolean }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly cwd: string
  /** What a client entry starts: command and leading arguments. */
  readonly program: readonly [command: string, ...args: string[]]
  /** Called when someone wants the program to end (Ctrl+C, a service manager). Returns how to stop listening. */
  onStop(listener: () => void): () => void
  /** Called for what nobody caught. Listening keeps the process alive. Returns how to stop listening. */
  onFault(listener: (error: unknown) => void): () => void
  /** Lets go of standard input, so that the process can end by itself. */
  release(): void
}

/** Windows knows no SIGTERM; a console sends Ctrl+Break and its closing instead. */
const signals: readonly NodeJS.Signals[] =
  process.platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP']

const grace = 10_000 // ms; SECURITY-PROMISES.md §10.4

/** How a client starts this very program: by its package where it was installed as one, else by its file. */
function programOf(script: string | undefined): readonly [string, ...string[]] {
  if (script !== undefined && script.endsWith('.js') && !/[\\/]node_modules[\\/]/.test(script)) return ['node', script]
  return process.platform === 'win32' ? ['cmd', '/c', 'npx', '-y', 'custom-api-mcp'] : ['npx', '-y', 'custom-api-mcp']
}

/** The process's own world. */
export function processIo(): Io {
  // A reader that left (`| head`) is no failure of ours.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    program: programOf(process.argv[1]),
    onStop(listener) {
      let asked = false
      const stop = (): void => {
        if (asked) process.exit(130) // asked twice: at once
        asked = true
        setTimeout(() => process.exit(0), grace).unref()
        listener()
      }
      for (const signal of signals) process.on(signal, stop)
      return () => {
        for (const signal of signals) process.off(signal, stop)
      }
    },
    onFault(listener) {
      process.on('unhandledRejection', listener)
      process.on('uncaughtException', listener)
      return () => {
        process.off('unhandledRejection', listener)
        process.off('uncaughtException', listener)
      }
    },
    release: () => void process.stdin.destroy(),
  }
}
