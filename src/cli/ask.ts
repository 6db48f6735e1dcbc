import { CustomApiError } from '../core/index.ts'
import type { Io } from './io.ts'

/** Whether there is a person to ask. */
export const canAsk = ({ stdin, stderr }: Io): boolean => stdin.isTTY === true && stderr.isTTY === true

/**
 * Asks a person on the terminal; only `y` and `yes` are a yes.
 *
 * @throws CustomApiError `cancelled` when the program shall end meanwhile
 */
export const askYesNo = async (io: Io, question: string, signal: AbortSignal): Promise<boolean> =>
  /^y(es)?$/i.test(await askLine(io, `${question} [y/N] `, signal, 100))

/**
 * Asks a person on the terminal and reads one line, trimmed.
 *
 * @throws CustomApiError `cancelled` when the program shall end meanwhile
 */
export function askLine({ stdin, stderr }: Io, question: string, signal: AbortSignal, most = 2_000): Promise<string> {
  return new Promise((done, fail) => {
    let line = ''
    const finish = (settle: () => void): void => {
      stdin.off('data', take).off('end', ended)
      signal.removeEventListener('abort', cancel)
      stdin.pause()
      settle()
    }
    const cancel = (): void => finish(() => fail(new CustomApiError('cancelled', 'nothing was done')))
    const ended = (): void => finish(() => done(line.trim()))
    const take = (chunk: Buffer | string): void => {
      line += chunk.toString()
      if (line.length > most || /[\r\n]/.test(line)) {
        line = line.split(/[\r\n]/, 1)[0] ?? ''
        ended()
      }
    }
    stderr.write(question)
    signal.addEventListener('abort', cancel, { once: true })
    stdin.on('data', take).on('end', ended)
    stdin.resume()
  })
}
