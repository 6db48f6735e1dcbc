import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { program, workspace } from '../support/program.ts'
import { startUpstream } from '../support/upstream.ts'

interface Call {
  readonly handle: string
  readonly select?: string
  readonly offset?: number
}

const nextCall = (text: string): Call => JSON.parse(/query_result (\{.*?\})(?:;|$)/m.exec(text)?.[1] ?? '{}') as Call
const handleIn = (text: string): string => /handle ([\w-]{22})/.exec(text)?.[1] ?? ''

const order = (id: number): string =>
  JSON.stringify({
    id,
    status: ['open', 'done', 'late'][id % 3],
    total: id * 1.5,
    customer: { name: `Customer ${id}` },
    note: 'x'.repeat(40),
  })

/** `/orders?count=` answers that many orders, written as they go. */
async function startOrders() {
  return startUpstream(async (request, response) => {
    const count = Number(new URL(request.target, 'http://x').searchParams.get('count'))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"total":')
    response.write(`${count},"orders":[`)
    for (let from = 0; from < count; from += 1000) {
      const rows = Array.from({ length: Math.min(1000, count - from) }, (_, i) => order(from + i))
      if (!response.write((from === 0 ? '' : ',') + rows.join(',')))
        await new Promise<void>((drained) => response.once('drain', drained))
    }
    response.end(']}')
  })
}

describe.skipIf(!existsSync(program))('large answers through a real client', () => {
  test('from a call to the answered question in two calls; nothing of it is lost', async () => {
    const upstream = await startOrders()
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url }] })
    const client = await space.connect()
    const first = await client.call('http_get', { api: 'shop', path: '/orders', query: { count: 5000 } })
    expect(first.text).toContain('shape: about {total: 5000, orders: [5000 × {')
    const call = nextCall(first.text)
    expect(call.select).toBe('orders')
    const handle = handleIn(first.text)
    const late = await client.call('query_result', { handle, select: "length(orders[?status=='late'])" })
    expect(late.text).toBe('1666')
    const last = await client.call('query_result', { handle, select: 'orders[-1].customer.name' })
    expect(last.text).toBe('Customer 4999')
    expect(await client.templates()).toContain('handle://{handle}')
    expect(JSON.parse(await client.read(`handle://${handle}`))).toMatchObject({ total: 5000 })
    const selected = await client.call('http_get', {
      api: 'shop',
      path: '/orders',
      query: { count: 5000 },
      select: 'orders[?id<`3`].total',
    })
    expect(selected.text).toContain('[0,1.5,3]')
    const wrong = await client.call('http_get', { api: 'shop', path: '/orders', select: 'orders[' })
    expect(wrong.text).toContain('arguments.invalid: select: it ends too early')
    expect(upstream.seen).toHaveLength(2)
    const unknown = await client.call('query_result', { handle: 'A'.repeat(22) })
    expect(unknown.text).toContain('handle.unknown')
  })

  test('more than is parsed streams to the handle, and queries of it block nobody', async () => {
    const upstream = await startOrders()
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url }] })
    const client = await space.connect()
    const count = 700_000 // about 75 MB
    const first = await client.call('http_get', { api: 'shop', path: '/orders', query: { count } })
    expect(first.text).toContain('MB) is kept')
    const handle = handleIn(first.text)
    let longest = 0
    const query = client.call('query_result', { handle, select: "length(orders[?status=='late'])" })
    let done = false
    void query.finally(() => (done = true))
    while (!done) {
      const began = performance.now()
      await client.call('list_apis')
      longest = Math.max(longest, performance.now() - began)
    }
    expect((await query).text).toBe('233333')
    expect(longest).toBeLessThan(1_000)
    const again = await client.call('query_result', { handle, select: 'sort_by(orders, &total)[-1].id' })
    expect(again.text).toBe(String(count - 1))
  }, 60_000)
})
