import { setTimeout as sleep } from 'node:timers/promises'
import { attachment, json, Refusal, type Ask, type Reply, type Route } from './http.ts'
import { queryNumber } from './input.ts'
import type { Shop } from './shop.ts'

/** Operations for trying out a client: open, slow, failing, echoing, large. */
export function diagnosticRoutes(shop: Shop): readonly Route[] {
  return [
    { method: 'GET', template: '/status', open: true, handle: () => status(shop) },
    { method: 'GET', template: '/echo', handle: echo },
    { method: 'POST', template: '/echo', handle: echo },
    {
      method: 'GET',
      template: '/slow',
      handle: async (ask) => {
        const waited = queryNumber(ask, 'seconds', 120) ?? 1
        await sleep(waited * 1000, undefined, { signal: ask.signal })
        return json({ waited })
      },
    },
    { method: 'GET', template: '/failures/{status}', handle: fail },
    { method: 'GET', template: '/bytes/{count}', handle: bytes },
  ]
}

function status(shop: Shop): Reply {
  return json({
    status: 'ok',
    version: '1.0.0',
    products: shop.products.all().length,
    customers: shop.customers.all().length,
    orders: shop.orders.all().length,
  })
}

async function echo(ask: Ask): Promise<Reply> {
  const body = await ask.body(1024 * 1024)
  return json({
    method: ask.method,
    path: ask.path,
    query: ask.search,
    headers: ask.headerPairs,
    body: body.length === 0 ? null : body.toString('utf8'),
  })
}

function fail(ask: Ask): Reply {
  const wanted = Number(ask.params['status'])
  if (!Number.isInteger(wanted) || wanted < 400 || wanted > 599)
    throw new Refusal(400, 'the status must be a whole number from 400 to 599')
  throw new Refusal(wanted, 'this failure was asked for', {
    headers: wanted === 429 || wanted === 503 ? { 'retry-after': '1' } : {},
  })
}

const block = Uint8Array.from({ length: 64 * 1024 }, (_, index) => (index * 31 + (index >> 8)) & 255)

function bytes(ask: Ask): Reply {
  const size = /^\d{1,9}$/.test(ask.params['count'] ?? '') ? Number(ask.params['count']) : Number.NaN
  if (!(size <= 100 * 1024 * 1024)) throw new Refusal(400, 'the count must be a whole number from 0 to 104857600')
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream', 'content-disposition': attachment(`${size}.bin`) },
    body: { size, chunks },
  }
}

function* chunks(start: number, end: number): Generator<Uint8Array> {
  for (let at = start; at < end;) {
    const offset = at % block.length
    const chunk = block.subarray(offset, Math.min(block.length, offset + end - at))
    yield chunk
    at += chunk.length
  }
}
