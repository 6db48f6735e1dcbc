import { CustomApiError } from '../core/index.ts'
import type { Io } from './io.ts'

/**
 * Asks a person on the terminal and reads one line; only `y` and `yes` are a yes.
 *
 * @throws CustomApiError `cancelled` when the program shall end meanwhile
 */
export function askYesNo({ stdin, stderr }: Io, question: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((done, fail) => {
    let line = ''
    const finish = (settle: () => void): void => {
      stdin.off('data', take).off('end', ended)
      signal.removeEventListener('abort', cancel)
      stdin.pause()
      settle()
    }
    const cancel = (): void => finish(() => fail(new CustomApiError('cancelled', 'nothing was sent')))
    const ended = (): void => finish(() => done(/^y(es)?$/i.test(line.trim())))
    const take = (chunk: Buffer | string): void => {
      line += chunk.toString()
      if (line.length > 100 || /[\r\n]/.test(line)) {
        line = line.split(/[\r\n]/, 1)[0] ?? ''
        ended()
      }
    }
    stderr.write(`${question} [y/N] `)
    signal.addEventListener('abort', cancel, { once: true })
    stdin.on('data', take).on('end', ended)
    stdin.resume()
  })
}
