import { createHash } from 'node:crypto'
import { json, noContent, Refusal, toJson, type Ask, type Reply, type Route } from './http.ts'
import {
  integer,
  listOf,
  nullOr,
  oneOf,
  queryInteger,
  queryTime,
  queryWords,
  readFields,
  record,
  text,
} from './input.ts'
import { limitOf, linkHeader } from './paging.ts'
import { orderNumber, orderStatuses, totalOf, type Order, type Shop } from './shop.ts'

const line = record({
  productId: { check: text(1, 40), required: true },
  quantity: { check: integer(1, 1000), required: true },
})
const newOrder = {
  customerId: { check: text(1, 40), required: true },
  lines: { check: listOf(line, 1, 50), required: true },
  note: { check: nullOr(text(0, 500)) },
}
const changes = { status: { check: oneOf(['paid', 'shipped', 'delivered']) }, note: { check: nullOr(text(0, 500)) } }

interface New {
  readonly customerId: string
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[]
  readonly note?: string | null
}

/** From which state a change of state must come. */
const before: Readonly<Partial<Record<Order['status'], Order['status']>>> = {
  paid: 'pending',
  shipped: 'paid',
  delivered: 'shipped',
}

/** CRUD on orders; lists are bare arrays, paged by the Link header. */
export function orderRoutes(shop: Shop): readonly Route[] {
  const placed = new Map<string, { readonly digest: string; readonly reply: Reply }>()
  return [
    { method: 'GET', template: '/orders', handle: (ask) => list(shop, ask) },
    {
      method: 'POST',
      template: '/orders',
      handle: async (ask) => {
        const fields = await readFields<New>(ask, newOrder)
        return once(placed, ask, fields, () => {
          const order = place(shop, fields)
          return json(order, 201, { location: `/orders/${order.id}` })
        })
      },
    },
    { method: 'GET', template: '/orders/{orderId}', handle: (ask) => json(orderOf(shop, ask)) },
    {
      method: 'PATCH',
      template: '/orders/{orderId}',
      handle: async (ask) => {
        const fields = await readFields<Partial<Pick<Order, 'status' | 'note'>>>(ask, changes, { atLeastOne: true })
        const order = orderOf(shop, ask)
        if (fields.status !== undefined && fields.status !== order.status && before[fields.status] !== order.status)
          throw new Refusal(409, `an order that is ${order.status} cannot become ${fields.status}`)
        return json(shop.orders.put({ ...order, ...fields }))
      },
    },
    {
      method: 'DELETE',
      template: '/orders/{orderId}',
      handle: (ask) => {
        const order = orderOf(shop, ask)
        if (order.status !== 'cancelled') throw new Refusal(409, `an order that is ${order.status} cannot be deleted`)
        shop.orders.delete(order.id)
        return noContent
      },
    },
    { method: 'POST', template: '/orders/{orderId}/cancel', handle: (ask) => json(cancel(shop, orderOf(shop, ask))) },
  ]
}

/** @throws Refusal 404 */
export function orderOf(shop: Shop, ask: Ask): Order {
  const id = ask.params['orderId'] ?? ''
  const order = shop.orders.get(id)
  if (order === undefined) throw new Refusal(404, `there is no order "${id}"`)
  return order
}

/** Answers a repeat with the first answer (Idempotency-Key); the same key on another order is refused. */
function once(
  placed: Map<string, { readonly digest: string; readonly reply: Reply }>,
  ask: Ask,
  fields: New,
  act: () => Reply,
): Reply {
  const key = ask.headers['idempotency-key']
  if (typeof key !== 'string') return act()
  if (key.length === 0 || key.length > 100) throw new Refusal(400, 'the Idempotency-Key must have 1 to 100 characters')
  const digest = createHash('sha256').update(toJson(fields)).digest('hex')
  const first = placed.get(key)
  if (first !== undefined && first.digest !== digest)
    throw new Refusal(409, 'this Idempotency-Key was used for another order')
  if (first !== undefined) return first.reply
  const reply = act()
  if (placed.size >= 10_000) placed.delete(placed.keys().next().value ?? '')
  placed.set(key, { digest, reply })
  return reply
}

function place(shop: Shop, fields: New): Order {
  if (shop.customers.get(fields.customerId) === undefined)
    throw new Refusal(422, 'the customer does not exist', { errors: [{ at: '/customerId', says: 'does not exist' }] })
  const wanted = new Map<string, number>()
  const lines = fields.lines.map(({ productId, quantity }, index) => {
    const product = shop.products.get(productId)
    if (product === undefined)
      throw new Refusal(422, 'a product does not exist', {
        errors: [{ at: `/lines/${index}/productId`, says: 'does not exist' }],
      })
    const sum = (wanted.get(productId) ?? 0) + quantity
    if (product.status !== 'available' || product.stock < sum)
      throw new Refusal(409, `there are not ${sum} pieces of "${productId}"`)
    wanted.set(productId, sum)
    return { productId, quantity, unitPrice: product.price }
  })
  moveStock(shop, lines, -1)
  const id = shop.orders.nextId()
  return shop.orders.put({
    id,
    number: orderNumber(id),
    customerId: fields.customerId,
    status: 'pending',
    lines,
    total: totalOf(lines),
    note: fields.note ?? null,
    placedAt: shop.now().toISOString(),
  })
}

function cancel(shop: Shop, order: Order): Order {
  if (order.status !== 'pending' && order.status !== 'paid')
    throw new Refusal(409, `an order that is ${order.status} cannot be cancelled`)
  moveStock(shop, order.lines, 1)
  return shop.orders.put({ ...order, status: 'cancelled' })
}

function moveStock(shop: Shop, lines: Order['lines'], sign: 1 | -1): void {
  for (const { productId, quantity } of lines) {
    const product = shop.products.get(productId)
    if (product !== undefined) shop.products.put({ ...product, stock: product.stock + sign * quantity })
  }
}

function list(shop: Shop, ask: Ask): Reply {
  const wanted = queryWords(ask, 'status', orderStatuses)
  const customerId = ask.query.get('customerId')
  const after = queryTime(ask, 'placedAfter') ?? Number.NEGATIVE_INFINITY
  const limit = limitOf(ask)
  const offset = queryInteger(ask, 'offset', { fallback: 0, min: 0, max: 1_000_000_000 })
  const found = shop.orders
    .all()
    .filter((order) => wanted.length === 0 || wanted.includes(order.status))
    .filter((order) => customerId === null || order.customerId === customerId)
    .filter((order) => Date.parse(order.placedAt) > after)
    .reverse()
  const link = linkHeader(ask, {
    first: { offset: 0 },
    ...(offset > 0 ? { prev: { offset: Math.max(0, offset - limit) } } : {}),
    ...(offset + limit < found.length ? { next: { offset: offset + limit } } : {}),
  })
  return json(found.slice(offset, offset + limit), 200, { link, 'x-total-count': String(found.length) })
}
