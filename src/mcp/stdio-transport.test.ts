import { PassThrough } from 'node:stream'
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
