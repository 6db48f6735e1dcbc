import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Writable } from 'node:stream'
import { createStreamRedactor, CustomApiError, type Redactor } from '../core/index.ts'
import type { Io } from './io.ts'

export interface ChildOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly io: Io
  /** Masks what the command writes. Text is what it is made for; bytes pass unchanged where nothing is found. */
  readonly redactor: Redactor
  /** Its abort ends the command. */
  readonly signal: AbortSignal
}

/** After so many milliseconds without more, what cannot be the beginning of a secret is shown. */
const patience = 50

/** Writes a stream on, masked. Latin-1 keeps every byte; the redactor knows secrets as their UTF-8 bytes look so. */
function pass(from: NodeJS.ReadableStream, to: Writable, redactor: Redactor): Promise<void> {
  const stream = createStreamRedactor(redactor)
  let idle: NodeJS.Timeout | undefined
  const write = (text: string): boolean => text === '' || to.write(Buffer.from(text, 'latin1'))
  return new Promise((done) => {
    from.on('data', (chunk: Buffer) => {
      clearTimeout(idle)
      if (!write(stream.push(chunk.toString('latin1')))) {
        from.pause()
        to.once('drain', () => from.resume())
      }
      // A prompt waits for its answer: it must be seen.
      idle = setTimeout(() => void write(stream.settle()), patience)
    })
    from.on('close', () => {
      clearTimeout(idle)
      write(stream.end())
      done()
    })
  })
}

const signalNumber = (signal: NodeJS.Signals | null): number => (signal === null ? 0 : constants.signals[signal])

/**
 * Runs a command without a shell, with our standard input and its output masked, and gives its exit code; for one that a
 * signal ended 128 and the signal's number, as shells do.
 *
 * @throws CustomApiError `arguments.invalid` for a command that cannot be started
 */
export async function runChild({ command, args, env, io, redactor, signal }: ChildOptions): Promise<number> {
  const child = spawn(command, args, { env, shell: false, cwd: io.cwd, stdio: ['inherit', 'pipe', 'pipe'] })
  const stop = (): unknown => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  const passed = [pass(child.stdout, io.stdout, redactor), pass(child.stderr, io.stderr, redactor)]
  try {
    const code = await new Promise<number>((done, fail) => {
      child.on('error', (cause: NodeJS.ErrnoException) => {
        const why = cause.code === 'ENOENT' ? `there is no program "${command}"` : `"${command}" cannot be started`
        fail(new CustomApiError('arguments.invalid', why, { hint: 'check its name and the PATH', cause }))
      })
      child.on('exit', (ended, by) => done(ended ?? 128 + signalNumber(by)))
    })
    await Promise.all(passed)
    return code
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
