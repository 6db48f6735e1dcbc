import { PassThrough } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fakeToolbox } from '../../test/support/fake-toolbox.ts'
import { startUpstream } from '../../test/support/upstream.ts'
import { silentLog } from '../core/index.ts'
import { serveStdio } from './index.ts'

type Line = Readonly<Record<string, unknown>>

/** A server on two pipes; with `open`, the client has initialized and plain calls take the short way. */
async function start(open: boolean) {
  const stdin = new PassThrough()
  const stdout = new PassThrough()
  const toolbox = fakeToolbox()
  const service = serveStdio({ toolbox, caller: { via: 'stdio' }, log: silentLog, version: '0.0.0', stdin, stdout })
  onTestFinished(() => service.close(0))
  const lines: Line[] = []
  stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n').filter(Boolean)) lines.push(JSON.parse(line) as Line) // our own output
  })
  const write = (message: object): void => void stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const answersTo = (id: unknown): Line[] => lines.filter((line) => line['id'] === id)
  const answer = async (id: unknown): Promise<Line | undefined> => {
    await expect.poll(() => answersTo(id).length, { timeout: 3000 }).toBeGreaterThan(0)
    return answersTo(id)[0]
  }
  if (open) {
    const clientInfo = { name: 't', version: '1' }
    write({ id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } })
    await answer(0)
    write({ method: 'notifications/initialized' })
  }
  const call = (id: unknown, params: unknown): void => write({ id, method: 'tools/call', params })
  return { stdin, service, lines, write, call, answer, answersTo }
}

describe('a call is answered alike on the short way and on the way of the SDK', () => {
  test.each([
    ['a result', { name: 'echo', arguments: { text: 'ä😀' } }],
    ['no arguments', { name: 'who' }],
    ['arguments that are null', { name: 'echo', arguments: null }],
    ['arguments as JSON text', { name: 'echo', arguments: '{"text":"a"}' }],
    ['arguments that are a list', { name: 'echo', arguments: [1] }],
    ['arguments that are a number', { name: 'echo', arguments: 7 }],
    ['a failed result', { name: 'refuse', arguments: {} }],
    ['an unknown tool', { name: 'ecko', arguments: {} }],
    ['no name', { arguments: {} }],
    ['a name that is a number', { name: 7, arguments: {} }],
    ['no parameters', undefined],
    ['further parameters', { name: 'echo', arguments: {}, more: 1 }],
    ['meta of the client', { name: 'echo', arguments: {}, _meta: { 'client/toolUseId': 'x' } }],
    [
      'meta of the protocol',
      { name: 'echo', arguments: {}, _meta: { 'io.modelcontextprotocol/related-task': { taskId: 'x' } } },
    ],
    ['progress', { name: 'steps', arguments: {}, _meta: { progressToken: 'p' } }],
  ])('%s', async (_, params) => {
    const [short, long] = await Promise.all([start(true), start(false)])
    for (const { call } of [short, long]) call('call', params)
    expect(await short.answer('call')).toEqual(await long.answer('call'))
    expect(short.lines.slice(1)).toEqual(long.lines)
  })
})

test('a fault of ours never shows its message', async () => {
  const { call, answer } = await start(true)
  call(1, { name: 'broken', arguments: {} })
  expect(JSON.stringify(await answer(1))).toMatch(/internal: something went wrong here \(ref [0-9a-f]{8}\)/)
  expect(JSON.stringify(await answer(1))).not.toContain('private')
})

test('a cancelled call stops upstream work and is never answered', async () => {
  let stopped = false
  const upstream = await startUpstream((_, response) => void response.on('close', () => (stopped = true)))
  const { call, write, answer, answersTo } = await start(true)
  call('long', { name: 'hang', arguments: { url: upstream.url } })
  await expect.poll(() => upstream.seen.length).toBe(1)
  write({ method: 'notifications/cancelled', params: { requestId: 'long', reason: 'enough' } })
  await expect.poll(() => stopped).toBe(true)
  write({ id: 'after', method: 'ping' })
  await answer('after')
  expect(answersTo('long')).toEqual([])
})

test('the cancellation of nothing harms nobody', async () => {
  const { call, write, answer } = await start(true)
  write({ method: 'notifications/cancelled', params: { requestId: 99 } })
  write({ method: 'notifications/cancelled', params: {} })
  call(1, { name: 'who', arguments: {} })
  expect(await answer(1)).toMatchObject({ result: { content: [{ text: 'nobody via stdio' }] } })
})

test('two calls with one id are answered both', async () => {
  const { call, answersTo } = await start(true)
  call(1, { name: 'steps', arguments: {} })
  call(1, { name: 'who', arguments: {} })
  await expect.poll(() => answersTo(1).length, { timeout: 3000 }).toBe(2)
})

test('the end of input aborts what lasts', async () => {
  let stopped = false
  const upstream = await startUpstream((_, response) => void response.on('close', () => (stopped = true)))
  const { call, stdin, service } = await start(true)
  call(1, { name: 'hang', arguments: { url: upstream.url } })
  await expect.poll(() => upstream.seen.length).toBe(1)
  stdin.end()
  await service.closed
  await expect.poll(() => stopped).toBe(true)
})
