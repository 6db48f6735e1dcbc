import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { silentLog } from '../core/index.ts'
import { StdioTransport } from './stdio-transport.ts'

function open() {
  const output = new PassThrough()
  const transport = new StdioTransport(new PassThrough(), output, silentLog)
  return { output, transport }
}

const read = (output: PassThrough): unknown => JSON.parse(String(output.read()))

test('an answer that no client would take becomes an error of the same id', async () => {
  const { output, transport } = open()
  void transport.send({ jsonrpc: '2.0', id: 'a', result: { text: 'é'.repeat(6 * 1024 * 1024) } })
  expect(read(output)).toEqual({
    jsonrpc: '2.0',
    id: 'a',
    error: { code: -32603, message: expect.stringMatching(/^result\.too_large: /) },
  })
})

test('many senders that wait for a slow reader cost one listener', async () => {
  const { output, transport } = open()
  const sent = Array.from({ length: 50 }, (_, id) =>
    transport.send({ jsonrpc: '2.0', id, result: { text: 'x'.repeat(50_000) } }),
  )
  expect(output.listenerCount('drain')).toBe(1)
  output.resume()
  await Promise.all(sent)
  expect(output.listenerCount('drain')).toBe(0)
})

test('sending after the end is an error, closing twice is none', async () => {
  const { transport } = open()
  await transport.close()
  await transport.close()
  await expect(transport.send({ jsonrpc: '2.0', id: 1, result: {} })).rejects.toThrow(/closed/)
})

const asked = (ids: readonly number[]): string =>
  ids.map((id) => `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"x"}}\n`).join('')

/** A transport that has been asked for each id, and what it writes, a text a write. */
async function askedFor(ids: readonly number[]) {
  const input = new PassThrough()
  const writes: string[] = []
  const output = new Writable({
    decodeStrings: false,
    write(text: string, _, done) {
      writes.push(text)
      done()
    },
  })
  const transport = new StdioTransport(input, output, silentLog)
  await transport.start()
  input.write(asked(ids))
  await turn()
  return { transport, writes, send: (id: number) => transport.send({ jsonrpc: '2.0', id, result: {} }) }
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done))
const answer = (id: number): string => `{"jsonrpc":"2.0","id":${id},"result":{}}\n`

test('answers of one turn of the loop go out together, in their order', async () => {
  const { send, writes } = await askedFor([1, 2, 3, 4])
  void send(2)
  void send(1)
  await turn()
  expect(writes).toEqual([answer(2) + answer(1)])
  void send(3)
  void send(4)
  expect(writes.slice(1), 'nothing else waits: at once').toEqual([answer(3) + answer(4)])
})

test('an answer that nothing else waits beside is written at once', async () => {
  const { send, writes } = await askedFor([7])
  void send(7)
  expect(writes).toEqual([answer(7)])
})

test('what waits to go out together is written before the end', async () => {
  const { send, transport, writes } = await askedFor([1, 2])
  void send(1)
  await transport.close()
  expect(writes).toEqual([answer(1)])
})

test('a lot does not wait for the end of the turn', async () => {
  const { transport, writes } = await askedFor([1, 2])
  void transport.send({ jsonrpc: '2.0', id: 1, result: { text: 'x'.repeat(70_000) } })
  expect(writes).toHaveLength(1)
})

test('a notice goes out at once and by itself, after what was said before it', async () => {
  const { send, transport, writes } = await askedFor([1, 2, 3])
  void send(1)
  void transport.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 2, progress: 1 } })
  void send(2)
  const notice = '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":2,"progress":1}}\n'
  expect(writes).toEqual([answer(1), notice])
  await turn()
  expect(writes).toEqual([answer(1), notice, answer(2)])
})
