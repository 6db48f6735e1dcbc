import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { fakeToolbox } from '../../test/support/fake-toolbox.ts'
import { startUpstream } from '../../test/support/upstream.ts'
import { silentLog, type Log } from '../core/index.ts'
import { serveStdio } from './index.ts'

/** A server on two pipes, spoken to in lines. */
function start() {
  const stdin = new PassThrough()
  const stdout = new PassThrough()
  const said: string[] = []
  const log: Log = { ...silentLog, error: (line) => void said.push(line), warn: (line) => void said.push(line) }
  const toolbox = fakeToolbox()
  const service = serveStdio({ toolbox, caller: { via: 'stdio' }, log, version: '0.0.0', stdin, stdout })
  onTestFinished(() => service.close(0))
  const lines: Record<string, unknown>[] = []
  let rest = ''
  stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) lines.push(JSON.parse(part))
  })
  const answer = async (id: unknown): Promise<Record<string, unknown>> => {
    for (const until = Date.now() + 3000; Date.now() < until;) {
      const found = lines.find((line) => line['id'] === id && !('method' in line))
      if (found !== undefined) return found
      await new Promise((done) => setTimeout(done, 5))
    }
    throw new Error(`no answer to ${String(id)}`)
  }
  return { stdin, stdout, said, service, lines, answer, toolbox, write: (text: string) => stdin.write(text) }
}

const request = (id: unknown, method: string, params: object = {}): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`

const called = (id: unknown, name: string, input: string): string =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"tools/call","params":{"name":"${name}","arguments":${input}}}\n`

test('keeps every digit of an argument', async () => {
  const { write, answer } = start()
  write(called(1, 'echo', '{"id":9007199254740993,"rate":0.1000000000000000055,"n":5}'))
  expect(await answer(1)).toMatchObject({
    result: { content: [{ text: '{"id":9007199254740993,"rate":0.1000000000000000055,"n":5}' }] },
  })
})

test.each([
  ['that is no JSON', 'hello\n'],
  ['that is half JSON', '{"jsonrpc":"2.0"\n'],
  ['that is no message', '{"hello":1}\n'],
  ['that is a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]\n'],
  ['of bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
  ['nested 5,000 deep', `${'['.repeat(5000)}${']'.repeat(5000)}\n`],
])('a line %s costs one line in the log, and the next one is served', async (_, garbage) => {
  const { stdin, said, answer, write, lines } = start()
  stdin.write(garbage)
  write(request(7, 'ping'))
  expect(await answer(7)).toMatchObject({ result: {} })
  expect(said).toHaveLength(1)
  expect(said[0]).not.toContain('hello')
  expect(lines).toHaveLength(1)
})

test('reads messages cut anywhere, several in one chunk, with CRLF', async () => {
  const { stdin, answer } = start()
  const bytes = Buffer.from(called('ü', 'echo', '{"t":"ä😀"}') + request(2, 'ping').replace('\n', '\r\n') + '\n')
  for (const byte of bytes.subarray(0, 150)) stdin.write(Buffer.from([byte]))
  stdin.write(bytes.subarray(150))
  expect(await answer('ü')).toMatchObject({ result: { content: [{ text: '{"t":"ä😀"}' }] } })
  expect(await answer(2)).toMatchObject({ result: {} })
})

test('serves a message of 9 MB and closes at one over 10 MB', async () => {
  const { write, answer, said, service } = start()
  write(called(1, 'who', `{"text":"${'x'.repeat(9 * 1024 * 1024)}"}`))
  expect(await answer(1)).toMatchObject({ result: {} })
  write('y'.repeat(6 * 1024 * 1024))
  write('y'.repeat(6 * 1024 * 1024))
  await service.closed
  expect(said).toEqual(['stdin: a message is over 10 MB; closing'])
})

test('answers what the end of input overtook, and aborts what lasts', async () => {
  let stopped = 0
  const upstream = await startUpstream((_request, response) => void response.on('close', () => (stopped = Date.now())))
  const { stdin, write, answer, service } = start()
  write(called(1, 'hang', JSON.stringify({ url: upstream.url })))
  await expect.poll(() => upstream.seen.length).toBe(1)
  const ended = Date.now()
  write(request(2, 'tools/list'))
  stdin.end()
  expect(await answer(2)).toMatchObject({ result: { tools: expect.any(Array) } })
  await service.closed
  await expect.poll(() => stopped).toBeGreaterThan(0)
  expect(stopped - ended).toBeLessThan(1000)
})

test('close lets a running call finish and takes no new one', async () => {
  const upstream = await startUpstream((_request, response) => void setTimeout(() => response.end(), 150))
  const { write, service, lines } = start()
  write(called(1, 'hang', JSON.stringify({ url: upstream.url })))
  await expect.poll(() => upstream.seen.length).toBe(1)
  const closing = service.close()
  write(request(2, 'ping'))
  await closing
  expect(lines).toMatchObject([{ id: 1, result: { content: [{ text: 'answered' }] } }])
})

test('a client that reads late gets everything, in order', async () => {
  const { stdout, write, answer, lines } = start()
  stdout.pause()
  for (let id = 1; id <= 40; id++) write(called(id, 'echo', `{"text":"${'z'.repeat(100_000)}"}`))
  await new Promise((done) => setTimeout(done, 100))
  stdout.resume()
  await answer(40)
  expect(lines.map((line) => line['id'])).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
})

test('closes when the client stops reading for good', async () => {
  const { stdout, service, write } = start()
  stdout.destroy()
  write(request(1, 'ping'))
  await expect(service.closed).resolves.toBeUndefined()
})

test('says nothing of changed lists before the client has initialized', async () => {
  const { toolbox, write, answer, lines } = start()
  write(request(1, 'ping'))
  await answer(1)
  toolbox.grow('early')
  const clientInfo = { name: 't', version: '1' }
  write(request(2, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }))
  expect(await answer(2)).toMatchObject({
    result: {
      protocolVersion: '2025-06-18',
      serverInfo: { name: 'custom-api-mcp' },
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        completions: {},
      },
    },
  })
  write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
  write(request(3, 'ping'))
  await answer(3)
  toolbox.grow('late')
  await expect.poll(() => lines.length).toBe(5)
  expect(lines.slice(3).map((line) => line['method'])).toEqual([
    'notifications/tools/list_changed',
    'notifications/resources/list_changed',
  ])
})
