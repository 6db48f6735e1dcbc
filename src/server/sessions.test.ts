import { expect, onTestFinished, test } from 'vitest'
import { fakeToolbox } from '../../test/support/fake-toolbox.ts'
import { startUpstream } from '../../test/support/upstream.ts'
import { silentLog, type Principal } from '../core/index.ts'
import { createMcpHttp, type McpHttpOptions } from '../mcp/index.ts'

/** The protocol handler without a listener: principals are whoever the test says. */
function start(sessions: McpHttpOptions['sessions'] = {}) {
  const toolbox = fakeToolbox()
  const principalOf = (id: string): Principal => ({ id, caller: { via: 'http', app: id } })
  const mcp = createMcpHttp({ toolbox, log: silentLog, version: '0', sessions })
  onTestFinished(() => mcp.close(0))
  const send = (
    principal: string,
    parsedBody: unknown,
    headers: Record<string, string> = {},
    method = 'POST',
    signal?: AbortSignal,
  ) =>
    mcp.fetch(
      new Request('http://localhost/mcp', {
        method,
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
        ...(signal && { signal }),
      }),
      { principal: principalOf(principal), ...(method === 'POST' && { parsedBody }) },
    )
  const open = async (principal: string): Promise<string> => {
    const response = await send(principal, initialize)
    await response.text()
    return response.headers.get('mcp-session-id') ?? ''
  }
  return { toolbox, send, open }
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
}
const call = (id: number | string, name: string, input: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: input },
})
const ping = { jsonrpc: '2.0', id: 9, method: 'ping' }

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text()
  const data = text.split('\n').filter((line) => line.startsWith('data: '))
  return JSON.parse(data.length === 0 ? text : (data.at(-1) ?? '').slice(6))
}

test('two sessions with the same ids each get their own answer', async () => {
  const { open, send } = start()
  const [alice, bob] = [await open('alice'), await open('bob')]
  expect(alice).toMatch(/^[\w-]{32}$/)
  const [first, second] = await Promise.all([
    send('alice', call(1, 'who'), { 'mcp-session-id': alice }).then(answerOf),
    send('bob', call(1, 'who'), { 'mcp-session-id': bob }).then(answerOf),
  ])
  expect(first).toMatchObject({ id: 1, result: { content: [{ text: 'alice via http' }] } })
  expect(second).toMatchObject({ id: 1, result: { content: [{ text: 'bob via http' }] } })
})

test('another principal’s session and an unknown one look the same', async () => {
  const { open, send } = start()
  const alice = await open('alice')
  const answers = await Promise.all(
    [alice, 'no-such-session'].flatMap((id) =>
      ['POST', 'GET', 'DELETE'].map((method) => send('mallory', ping, { 'mcp-session-id': id }, method)),
    ),
  )
  const seen = await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]))
  expect(new Set(seen.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(seen[0]?.[0]).toBe(404)
  expect((await send('alice', ping, { 'mcp-session-id': alice })).status).toBe(200)
})

test('a deleted session is gone', async () => {
  const { open, send } = start()
  const id = await open('alice')
  expect((await send('alice', undefined, { 'mcp-session-id': id }, 'DELETE')).status).toBe(200)
  expect((await send('alice', ping, { 'mcp-session-id': id })).status).toBe(404)
})

test('an id whose call still runs is not taken twice', async () => {
  const upstream = await startUpstream(() => {})
  const { open, send } = start()
  const id = await open('alice')
  const session = { 'mcp-session-id': id }
  await send('alice', call(5, 'hang', { url: upstream.url }), session)
  const again = await send('alice', call(5, 'who'), session)
  expect([again.status, await answerOf(again)]).toMatchObject([400, { error: { code: -32600 } }])
  expect((await send('alice', call(6, 'who'), session)).status).toBe(200)
})

test('cancelling stops the call, ends its stream and frees its id', async () => {
  let stopped = false
  const upstream = await startUpstream((_request, response) => void response.on('close', () => (stopped = true)))
  const { open, send } = start()
  const session = { 'mcp-session-id': await open('alice') }
  const response = await send('alice', call(5, 'hang', { url: upstream.url }), session)
  await expect.poll(() => upstream.seen.length).toBe(1)
  const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } }
  expect((await send('alice', cancelled, session)).status).toBe(202)
  await expect.poll(() => stopped).toBe(true)
  expect(await response.text()).toBe('')
  expect(await answerOf(await send('alice', call(5, 'who'), session))).toMatchObject({ id: 5, result: {} })
})

test('one client cannot cancel the call of another', async () => {
  let stopped = false
  const upstream = await startUpstream((_request, response) => void response.on('close', () => (stopped = true)))
  const { open, send } = start()
  const [alice, bob] = [await open('alice'), await open('bob')]
  await send('alice', call(5, 'hang', { url: upstream.url }), { 'mcp-session-id': alice })
  await expect.poll(() => upstream.seen.length).toBe(1)
  const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } }
  await send('bob', cancelled, { 'mcp-session-id': bob })
  await new Promise((done) => setTimeout(done, 50))
  expect(stopped).toBe(false)
})

test('a full house forgets the principal’s longest unused session, never one in use or another’s', async () => {
  const { open, send } = start({ max: 2 })
  const first = await open('alice')
  const second = await open('alice')
  await send('alice', ping, { 'mcp-session-id': first })
  expect((await send('bob', initialize)).status).toBe(503)
  const third = await open('alice')
  const statuses = await Promise.all(
    [first, second, third].map(async (id) => (await send('alice', ping, { 'mcp-session-id': id })).status),
  )
  expect(statuses).toEqual([200, 404, 200])
})

test('who has very many sessions loses the longest unused one, and takes no room of others', async () => {
  const { open, send } = start({ max: 3, perPrincipal: 2 })
  const mine = [await open('alice'), await open('alice'), await open('alice')]
  const other = await open('bob')
  const status = async (who: string, id: string): Promise<number> =>
    (await send(who, ping, { 'mcp-session-id': id })).status
  expect(await Promise.all(mine.map((id) => status('alice', id)))).toEqual([404, 200, 200])
  expect(await status('bob', other)).toBe(200)
})

test('a session without requests or streams expires; one that listens does not', async () => {
  const { open, send } = start({ idle: 0.2 })
  const [quiet, listening] = [await open('alice'), await open('alice')]
  const gone = new AbortController()
  await send('alice', undefined, { 'mcp-session-id': listening }, 'GET', gone.signal)
  await new Promise((done) => setTimeout(done, 500))
  expect((await send('alice', ping, { 'mcp-session-id': quiet })).status).toBe(404)
  expect((await send('alice', ping, { 'mcp-session-id': listening })).status).toBe(200)
})

test('a changed list is announced on the stream of a session that initialized', async () => {
  const { open, send, toolbox } = start()
  const session = { 'mcp-session-id': await open('alice') }
  await send('alice', { jsonrpc: '2.0', method: 'notifications/initialized' }, session)
  const stream = await send('alice', undefined, session, 'GET')
  await new Promise((done) => setTimeout(done, 10))
  toolbox.grow('more')
  const reader = stream.body?.getReader()
  const chunk = await reader?.read()
  expect(new TextDecoder().decode(chunk?.value as Uint8Array)).toContain('notifications/tools/list_changed')
  await reader?.cancel()
})

test('a second stream of a session takes the place of the first', async () => {
  const { open, send } = start()
  const session = { 'mcp-session-id': await open('alice') }
  const first = await send('alice', undefined, session, 'GET')
  const second = await send('alice', undefined, session, 'GET')
  expect([first.status, second.status]).toEqual([200, 200])
  expect(await first.text()).toBe('')
  await second.body?.cancel()
})

test('an initialize without the media types gets plain JSON and a session', async () => {
  const { send } = start()
  const response = await send('alice', initialize, { accept: '*/*' })
  expect(response.headers.get('mcp-session-id')).toMatch(/^[\w-]{32}$/)
  expect(await response.json()).toMatchObject({ id: 1, result: { protocolVersion: '2025-11-25' } })
})
