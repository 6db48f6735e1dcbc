import { createHash } from 'node:crypto'
import {
  countries,
  emptyShop,
  orderNumber,
  orderStatuses,
  tags,
  totalOf,
  type Order,
  type Product,
  type Shop,
} from './shop.ts'

const things = [
  ['Teapot', 'kitchen', 'Holds a litre and pours without a drop.'],
  ['Żubrówka cake tin', 'kitchen', 'Round, with a lid that stays on.'],
  ['Garden gnome', 'garden', 'Keeps an eye on the tomatoes. Frost-proof.'],
  ['茶 tea caddy', 'kitchen', 'Airtight tin for 200 g of tea. お茶に最適。'],
  ['Notebook', 'office', 'Two hundred dotted pages, sewn, opens flat.'],
  ['Kalimba', 'music', 'Seventeen keys in C, mahogany.'],
  ['Kite', 'outdoor', 'Flies from three Beaufort upwards 🪁.'],
  ['Wooden train', 'toys', 'Beech, with four wagons and real couplings.'],
  ['Atlas', 'books', 'Every country on 412 pages, with an index.'],
  ['Crème brûlée torch', 'kitchen', 'Burns for an hour on one filling.'],
] as const
const kinds = ['small', 'classic', 'large', 'blue', 'travel', 'deluxe'] as const
const people = [
  'Zoë Müller',
  'Łukasz Żak',
  '佐藤 花子',
  'Amélie Durand',
  'José Araújo',
  'Nour El-Din',
  'Priya Raghavan',
  "Conor O'Neill",
  'Åsa Lindqvist',
] as const
const cities = ['São Paulo', 'Köln', 'القاهرة', 'Orléans', 'Pune', '京都', 'Łódź', 'Portland'] as const

const day = 86_400_000
const start = Date.parse('2025-01-01T08:00:00Z')
const at = (days: number): string => new Date(start + days * day).toISOString()

/** One of a list by an index that may run over its end. */
function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T // the lists above are not empty
}

/** A shop with 60 products, 45 customers and 120 orders; the same at every start. */
export function seedShop(now?: () => Date): Shop {
  const shop = emptyShop(now)
  for (let i = 0; i < 60; i++) shop.products.put(seedProduct(shop.products.nextId(), i))
  for (let i = 0; i < 45; i++) {
    const name = pick(people, i)
    shop.customers.put({
      id: shop.customers.nextId(),
      name: i < people.length ? name : `${name} ${Math.floor(i / people.length) + 1}`,
      email: `customer${i + 1}@example.com`,
      country: pick(countries, i * 3 + 1),
      nickname: i % 4 === 0 ? `n°${i + 1} ☕` : null,
      newsletter: i % 3 === 0,
      ...(i % 5 === 4
        ? {}
        : {
            address: {
              street: `Harbour Road ${i + 1}`,
              city: pick(cities, i * 3 + 1),
              postalCode: `${10_000 + i * 37}`,
            },
          }),
      createdAt: at(i * 4),
    })
  }
  for (let i = 0; i < 120; i++) shop.orders.put(seedOrder(shop, i))
  seedFile(shop)
  return shop
}

function seedProduct(id: string, i: number): Product {
  const [name, tag, description] = pick(things, i)
  const other = pick(tags, i * 5 + 2)
  return {
    id,
    name: `${name}, ${pick(kinds, Math.floor(i / things.length))}`,
    description,
    price: (495 + ((i * 733) % 9_000)) / 100,
    currency: 'EUR',
    stock: i % 11 === 10 ? 0 : 5 + ((i * 7) % 90),
    status: i % 11 === 10 ? 'sold_out' : i % 17 === 16 ? 'discontinued' : 'available',
    tags: other === tag ? [tag] : [tag, other],
    createdAt: at(i),
    updatedAt: at(i + 2),
  }
}

function seedOrder(shop: Shop, i: number): Order {
  const id = shop.orders.nextId()
  const products = shop.products.all()
  const lines = Array.from({ length: 1 + (i % 3) }, (_, n) => {
    const product = pick(products, i * 7 + n * 13)
    return { productId: product.id, quantity: 1 + ((i + n) % 4), unitPrice: product.price }
  })
  return {
    id,
    number: orderNumber(id),
    customerId: pick(shop.customers.all(), i * 4).id,
    status: i < 80 && i % 10 !== 9 ? 'delivered' : pick(orderStatuses, i),
    lines,
    total: totalOf(lines),
    note: i % 9 === 0 ? 'Please ring twice – thank you! 🔔' : null,
    placedAt: at(60 + i * 2),
  }
}

function seedFile(shop: Shop): void {
  const data = Buffer.from('Willkommen, bienvenue, ようこそ!\nThis file is here so that a download can be tried.\n')
  const id = shop.files.nextId()
  shop.files.put({
    id,
    name: 'welcome – ようこそ.txt',
    mediaType: 'text/plain; charset=utf-8',
    size: data.length,
    sha256: createHash('sha256').update(data).digest('hex'),
    title: 'A greeting',
    labels: ['sample'],
    createdAt: at(0),
  })
  shop.contents.set(id, { data, mediaType: 'text/plain; charset=utf-8' })
}
