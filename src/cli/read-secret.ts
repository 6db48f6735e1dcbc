import { StringDecoder } from 'node:string_decoder'
import { CustomApiError } from '../core/index.ts'
import type { Io } from './io.ts'

const largest = 64 * 1024

/** What a line at the hidden prompt has come to. */
interface Line {
  readonly text: string
  readonly end: 'no' | 'yes' | 'cancelled'
}

/** The line after some more input: backspace, Ctrl+U, Enter, Ctrl+C and Ctrl+D work, a pasted text is taken as it is. */
export function typeInto(text: string, input: string): Line {
  let line = text
  // What terminals put around a paste, and arrow and function keys.
  // oxlint-disable-next-line no-control-regex -- exactly these are meant
  for (const letter of input.replace(/\u001b(\[[0-9;?]*[A-Za-z~]|O[A-Za-z])/g, '')) {
    if (letter === '\r' || letter === '\n') return { text: line, end: 'yes' }
    if (letter === '\u0003') return { text: '', end: 'cancelled' }
    if (letter === '\u0004') return line === '' ? { text: '', end: 'cancelled' } : { text: line, end: 'yes' }
    if (letter === '\u007f' || letter === '\b') line = Array.from(line).slice(0, -1).join('')
    else if (letter === '\u0015') line = ''
    else line += letter
  }
  return { text: line, end: 'no' }
}

function readHidden({ stdin, stderr }: Io, prompt: string, signal: AbortSignal): Promise<string> {
  const setRaw = (raw: boolean): unknown => stdin.setRawMode?.(raw)
  return new Promise((done, fail) => {
    const decoder = new StringDecoder('utf8')
    let line: Line = { text: '', end: 'no' }
    const finish = (settle: () => void): void => {
      stdin.off('data', take).off('end', ended)
      signal.removeEventListener('abort', cancel)
      stdin.pause()
      setRaw(false)
      stderr.write('\n')
      settle()
    }
    const cancel = (): void => finish(() => fail(new CustomApiError('cancelled', 'nothing was stored')))
    const ended = (): void => finish(() => done(line.text))
    const take = (chunk: Buffer | string): void => {
      line = typeInto(line.text, typeof chunk === 'string' ? chunk : decoder.write(chunk))
      if (line.end === 'cancelled') cancel()
      else if (line.end === 'yes' || line.text.length > largest) ended()
    }
    setRaw(true)
    stderr.write(prompt)
    signal.addEventListener('abort', cancel, { once: true })
    stdin.on('data', take).on('end', ended)
    stdin.resume()
  })
}

async function readPiped({ stdin }: Io): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Buffer | string) // a byte stream gives nothing else
    chunks.push(bytes)
    size += bytes.length
    if (size > largest) throw new CustomApiError('credential.invalid', 'more than 64 KiB on standard input')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
      .decode(Buffer.concat(chunks))
      .replace(/\r?\n$/, '')
  } catch (cause) {
    throw new CustomApiError('credential.invalid', 'what came on standard input is not UTF-8 text', { cause })
  }
}

/**
 * A secret from a person or a program: typed or pasted at a prompt that shows nothing, or the whole of standard input
 * without its last line break.
 *
 * @throws CustomApiError `cancelled` at Ctrl+C; `credential.invalid` for no text, or where a terminal would show it
 */
export async function readSecretText(io: Io, prompt: string, signal: AbortSignal): Promise<string> {
  if (io.stdin.isTTY !== true) return readPiped(io)
  if (io.stdin.setRawMode === undefined)
    throw new CustomApiError('credential.invalid', 'this terminal would show what is typed', {
      hint: 'give the credential on standard input: … < file',
    })
  return readHidden(io, prompt, signal)
}
