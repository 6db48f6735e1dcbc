import { attachment, toJson, type Ask, type Reply, type Route } from './http.ts'
import { queryTime } from './input.ts'
import { orderOf } from './orders.ts'
import type { Order, Shop } from './shop.ts'

/** Answers in formats other than JSON: XML, CSV, NDJSON. */
export function reportRoutes(shop: Shop): readonly Route[] {
  return [
    { method: 'GET', template: '/orders/{orderId}/invoice', handle: (ask) => invoice(shop, orderOf(shop, ask)) },
    { method: 'GET', template: '/reports/sales', handle: (ask) => sales(shop, ask) },
    { method: 'GET', template: '/reports/orders', handle: () => exportOrders(shop) },
  ]
}

function invoice(shop: Shop, order: Order): Reply {
  const lines = order.lines.map(({ productId, quantity, unitPrice }) => {
    const name = shop.products.get(productId)?.name ?? productId
    return `  <line quantity="${quantity}"><name>${xml(name)}</name><amount>${(unitPrice * quantity).toFixed(2)}</amount></line>`
  })
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<invoice number="${order.number}">`,
    `  <order>${xml(order.id)}</order>`,
    `  <customer>${xml(shop.customers.get(order.customerId)?.name ?? order.customerId)}</customer>`,
    `  <date>${order.placedAt.slice(0, 10)}</date>`,
    ...lines,
    `  <total>${order.total.toFixed(2)}</total>`,
    '</invoice>',
    '',
  ].join('\n')
  return { status: 200, headers: { 'content-type': 'application/xml' }, body }
}

/** Text for XML 1.0; characters that it cannot hold are left out. */
function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}

function sales(shop: Shop, ask: Ask): Reply {
  const from = queryTime(ask, 'from') ?? Number.NEGATIVE_INFINITY
  const to = (queryTime(ask, 'to') ?? Number.POSITIVE_INFINITY) + 86_400_000 // the last day is included
  const sold = new Map<string, { pieces: number; cents: number }>()
  for (const order of shop.orders.all()) {
    const placed = Date.parse(order.placedAt)
    if (order.status === 'cancelled' || placed < from || placed >= to) continue
    for (const { productId, quantity, unitPrice } of order.lines) {
      const sum = sold.get(productId) ?? { pieces: 0, cents: 0 }
      sold.set(productId, {
        pieces: sum.pieces + quantity,
        cents: sum.cents + Math.round(unitPrice * 100) * quantity,
      })
    }
  }
  const rows = [...sold]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { pieces, cents }]) => [id, shop.products.get(id)?.name ?? '', String(pieces), (cents / 100).toFixed(2)])
  const body = [['product', 'name', 'pieces', 'revenue'], ...rows]
    .map((row) => `${row.map(csv).join(',')}\r\n`)
    .join('')
  return {
    status: 200,
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': attachment('sales.csv') },
    body,
  }
}

/** One field of RFC 4180. */
function csv(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}

function exportOrders(shop: Shop): Reply {
  const body = shop.orders.all().map((order) => `${toJson(order)}\n`)
  return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: body.join('') }
}
