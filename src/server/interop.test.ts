import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gateOf } from '../../test/support/gate.ts'
import { fakeToolbox } from '../../test/support/fake-toolbox.ts'
import { bundle, clientKinds, connectClient, type AnyClient, type Where } from '../../test/support/mcp-clients.ts'
import { startUpstream } from '../../test/support/upstream.ts'
import { Secret, silentLog } from '../core/index.ts'
import { startHttp, type HttpService } from './index.ts'
import { createMcpHttp } from '../mcp/index.ts'

const token = 'fake-token-for-tests-0123456789abcdef'
let program: Awaited<ReturnType<typeof bundle>>
let service: HttpService

beforeAll(async () => {
  program = await bundle(join(import.meta.dirname, '../../test/support/fake-stdio-main.ts'))
  const caller = { via: 'http', app: 'desk' } as const
  const mcp = createMcpHttp({ toolbox: fakeToolbox(), log: silentLog, version: '0.0.0' })
  service = await startHttp({
    host: '127.0.0.1',
    port: 0,
    publicUrl: undefined,
    allowedHosts: [],
    allowedOrigins: [],
    gate: gateOf(new Secret(token), caller),
    insecureNoToken: false,
    mcp,
    log: silentLog,
    ready: () => true,
  })
})

afterAll(async () => {
  await program.remove()
  await service.close()
})

const ways: readonly { via: 'stdio' | 'http'; where: () => Where }[] = [
  {
    via: 'stdio',
    where: () => ({ command: process.execPath, args: ['--disallow-code-generation-from-strings', program.file] }),
  },
  { via: 'http', where: () => ({ url: `${service.url}/mcp`, token }) },
]

const rows = ways.flatMap((way) => clientKinds.map((client) => ({ ...way, ...client })))

/** Waits for a fact, at most a second. */
async function within1s(fact: () => boolean): Promise<boolean> {
  for (const until = Date.now() + 1000; Date.now() < until;) {
    if (fact()) return true
    await new Promise((done) => setTimeout(done, 10))
  }
  return fact()
}

describe.each(rows)('$kind over $via', ({ via, kind, where }) => {
  let client: AnyClient
  beforeAll(async () => void (client = await connectClient(kind, where(), { keep: true })))
  afterAll(() => client.close())

  test('lists and calls, with instructions and the caller', async () => {
    expect(client.instructions).toBe('Find an operation, then call it.')
    expect((await client.tools()).slice(0, 3)).toEqual(['echo', 'who', 'refuse'])
    expect(await client.call('who')).toMatchObject({ text: `desk via ${via}`, isError: false })
    expect(await client.call('echo', { text: 'Grüße 🐈' })).toMatchObject({ text: '{"text":"Grüße 🐈"}' })
  })

  test('answers a failed call as a result, an unknown tool as -32602', async () => {
    const failed = await client.call('refuse')
    expect(failed.isError).toBe(true)
    expect(failed.meta).toMatchObject({ 'custom-api-mcp/status': 404 })
    await expect(client.call('ehco')).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('unknown tool: ehco; did you mean echo?'),
    })
  })

  test('keeps the message of our own bug to itself', async () => {
    const { text, isError } = await client.call('broken')
    expect({ text, isError }).toEqual({
      text: expect.stringMatching(/^internal: something went wrong here \(ref [0-9a-f]{8}\)$/),
      isError: true,
    })
    await expect(client.read('openapi://pets/broken')).rejects.toThrow(/internal: something went wrong here \(ref/)
  })

  test('a result too large for any client is a failed result, and the connection lives', async () => {
    expect((await client.call('huge', { megabytes: 9 })).text).toMatch(/^result\.too_large: /)
    expect((await client.call('huge', { megabytes: 7 })).text).toHaveLength(7 * 1024 * 1024)
  })

  test('cancelling stops the upstream request within a second', async () => {
    let stopped = false
    const upstream = await startUpstream((_request, response) => void response.on('close', () => (stopped = true)))
    const cancel = new AbortController()
    const call = client.call('hang', { url: upstream.url }, { signal: cancel.signal }).catch(() => 'cancelled')
    expect(await within1s(() => upstream.seen.length === 1)).toBe(true)
    cancel.abort()
    expect(await within1s(() => stopped)).toBe(true)
    expect(await call).toBe('cancelled')
    expect(await client.call('who')).toMatchObject({ isError: false })
  })

  test('closing the client stops the upstream request within a second', async () => {
    let stopped = false
    const upstream = await startUpstream((_request, response) => void response.on('close', () => (stopped = true)))
    const leaving = await connectClient(kind, where())
    const call = leaving.call('hang', { url: upstream.url }).catch(() => 'gone')
    expect(await within1s(() => upstream.seen.length === 1)).toBe(true)
    await leaving.close()
    expect(await within1s(() => stopped)).toBe(true)
    expect(await call).toBe('gone')
  })

  test('reports progress in rising steps', async () => {
    const seen: number[] = []
    expect(await client.call('steps', {}, { onprogress: (done) => void seen.push(done) })).toMatchObject({
      text: 'walked',
    })
    expect(seen).toEqual([1, 2, 3])
  })

  test('announces that the tools changed', async () => {
    await client.tools()
    const name = `new_${kind.replaceAll(/\W+/g, '_')}`
    await client.call('grow', { name })
    await client.toolsChanged
    expect(await client.tools()).toContain(name)
    expect(await client.call(name)).toMatchObject({ text: `I am ${name}` })
  })

  test('reads resources, refuses unknown ones and completes', async () => {
    expect(await client.templates()).toEqual(['openapi://pets/{operation}'])
    expect(await client.read('openapi://pets/list_pets')).toBe('{"openapi":"3.1.0"}')
    await expect(client.read('openapi://pets/nothing')).rejects.toMatchObject({ code: -32602 })
    expect(await client.complete('openapi://pets/{operation}', 'operation', 'l')).toEqual(['list_pets'])
  })
})
