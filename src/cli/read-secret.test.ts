import { PassThrough, Readable, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Io } from './io.ts'
import { readSecretText, typeInto } from './read-secret.ts'

test.each<[keys: readonly string[], text: string, end: string]>([
  [['fake-key\r'], 'fake-key', 'yes'],
  [['fa', 'ke', '\n'], 'fake', 'yes'],
  [['fakex\u007f\r'], 'fake', 'yes'],
  [['pä😀\b\b\r'], 'p', 'yes'],
  [['wrong\u0015fake\r'], 'fake', 'yes'],
  [['\u001b[200~fake key\u001b[201~\r'], 'fake key', 'yes'],
  [['\u001b[A\u001b[Dfake\u001bOP\r'], 'fake', 'yes'],
  [['fake\u0003'], '', 'cancelled'],
  [['\u0004'], '', 'cancelled'],
  [['fake\u0004'], 'fake', 'yes'],
  [['one\r', 'ignored'], 'one', 'yes'],
])('the keys %j give %j, %s', (keys, text, end) => {
  let line = typeInto('', '')
  for (const key of keys) if (line.end === 'no') line = typeInto(line.text, key)
  expect(line).toEqual({ text, end })
})

/** A terminal that records whether it echoes, and what was written to it. */
function terminal(isTTY = true) {
  const written: string[] = []
  const modes: boolean[] = []
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: (raw: boolean) => modes.push(raw) })
  const stderr = new Writable({
    write(chunk: Buffer, _, done) {
      written.push(chunk.toString())
      done()
    },
  })
  const io: Io = {
    stdin,
    stdout: new PassThrough(),
    stderr,
    cwd: '/',
    program: ['npx'],
    onStop: () => () => undefined,
    onFault: () => () => undefined,
    release: () => undefined,
  }
  return { io, stdin, written, modes }
}

test('a prompt shows nothing of what is typed, and the terminal is as before', async () => {
  const { io, stdin, written, modes } = terminal()
  const asked = readSecretText(io, 'Credential: ', new AbortController().signal)
  stdin.write('fake-s')
  stdin.write(Buffer.from('ä').subarray(0, 1)) // a letter in two pieces
  stdin.write(Buffer.from('ä').subarray(1))
  stdin.write('\r')
  expect(await asked).toBe('fake-sä')
  expect(written).toEqual(['Credential: ', '\n'])
  expect(modes).toEqual([true, false])
})

test.each([
  ['Ctrl+C', (stdin: PassThrough) => void stdin.write('fake\u0003')],
  ['a stop of the program', (_: PassThrough, stop: AbortController) => stop.abort()],
])('%s ends the prompt and gives the terminal back', async (_, act) => {
  const { io, stdin, modes } = terminal()
  const stop = new AbortController()
  const asked = readSecretText(io, 'Credential: ', stop.signal)
  act(stdin, stop)
  await expect(asked).rejects.toMatchObject({ code: 'cancelled', message: 'nothing was stored' })
  expect(modes).toEqual([true, false])
})

test('a terminal that cannot hide is not asked', async () => {
  const { io } = terminal()
  const { stdin, ...rest } = io
  const shown = Object.assign(Readable.from(['fake']), { isTTY: stdin.isTTY === true })
  await expect(readSecretText({ ...rest, stdin: shown }, '', new AbortController().signal)).rejects.toThrow(
    'this terminal would show what is typed',
  )
})

test.each([
  [['fake\n'], 'fake'],
  [['fa', 'ke\r\n'], 'fake'],
  [['fake\n\n'], 'fake\n'],
  [[' fake '], ' fake '],
  [['\ufefffake'], 'fake'],
])('%j on standard input is %j', async (chunks, text) => {
  const { io, stdin, written } = terminal(false)
  for (const chunk of chunks) stdin.write(chunk)
  stdin.end()
  expect(await readSecretText(io, 'not shown', new AbortController().signal)).toBe(text)
  expect(written).toEqual([])
})

test.each([
  ['too much', Buffer.alloc(70_000, 120), 'more than 64 KiB'],
  ['no text', Buffer.from([0xff, 0xfe, 0x80]), 'not UTF-8'],
])('%s on standard input is refused', async (_, bytes, says) => {
  const { io, stdin } = terminal(false)
  stdin.end(bytes)
  await expect(readSecretText(io, '', new AbortController().signal)).rejects.toThrow(says)
})
