import { brokenReference, largest } from './reference.ts'

const patience = 10_000 // ms

/**
 * Runs a program without a shell and gives what it wrote to stdout; its stderr is thrown away, since it may hold the
 * secret as well.
 *
 * @throws CustomApiError `credential.invalid` naming the reference
 */
export async function runFor(
  whole: string,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  milliseconds: number = patience,
): Promise<string> {
  const { spawn } = await import('node:child_process') // most servers never need it
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      env,
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      // A group of its own: a script that started others is ended with them.
      detached: process.platform !== 'win32',
    })
    const chunks: Buffer[] = []
    let size = 0
    let over: Error | undefined
    const end = (error: Error): void => {
      over ??= error
      endTree(child.pid, () => child.kill('SIGKILL'))
      child.stdout.destroy()
    }
    const timer = setTimeout(
      () => end(brokenReference(whole, `its program took longer than ${milliseconds / 1000} s`, tryIt(command))),
      milliseconds,
    )
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > largest) end(brokenReference(whole, `its program wrote over ${largest / 1024} KiB`, tryIt(command)))
    })
    child.on('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      const why = cause.code === 'ENOENT' ? `there is no program "${command}"` : 'its program cannot be started'
      fail(over ?? brokenReference(whole, why, 'install it, or write its whole path', cause))
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (over !== undefined) fail(over)
      else if (code !== 0)
        fail(brokenReference(whole, `its program ended with ${code ?? signal ?? 'no code'}`, tryIt(command)))
      else done(Buffer.concat(chunks).toString('utf8'))
    })
  })
}

function endTree(pid: number | undefined, otherwise: () => void): void {
  try {
    if (pid === undefined || process.platform === 'win32') otherwise()
    else process.kill(-pid, 'SIGKILL')
  } catch {
    otherwise() // the group is gone already
  }
}

const tryIt = (command: string): string =>
  `run ${command} by hand as the user of the server; what it says is not shown here`
