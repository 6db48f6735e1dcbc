import { json, noContent, Refusal, toJson, type Ask, type Route } from './http.ts'
import { etagOf } from './send.ts'
import {
  badQuery,
  integer,
  listOf,
  number,
  oneOf,
  queryInteger,
  queryNumber,
  queryWord,
  queryWords,
  readFields,
  text,
  type Field,
} from './input.ts'
import { limitOf, linkHeader } from './paging.ts'
import { productStatuses, tags, type Product, type Shop } from './shop.ts'

const sorts = ['name', '-name', 'price', '-price', 'createdAt', '-createdAt'] as const

const changes = {
  name: { check: text(1, 120) },
  description: { check: text(0, 2000) },
  price: { check: number(0, 100_000) },
  stock: { check: integer(0, 1_000_000) },
  status: { check: oneOf(productStatuses) },
  tags: { check: listOf(oneOf(tags), 0, 8) },
} satisfies Record<string, Field>
const whole = { ...changes, name: { ...changes.name, required: true }, price: { ...changes.price, required: true } }

type Changes = Partial<Pick<Product, keyof typeof changes>>
type New = Changes & Pick<Product, 'name' | 'price'>

/** CRUD on products; lists are paged by number. */
export function productRoutes(shop: Shop): readonly Route[] {
  return [
    { method: 'GET', template: '/products', handle: (ask) => list(shop, ask) },
    {
      method: 'POST',
      template: '/products',
      handle: async (ask) => {
        const fields = await readFields<New>(ask, whole)
        const now = shop.now().toISOString()
        const product = shop.products.put({ ...toProduct(fields, now), id: shop.products.nextId() })
        return json(product, 201, { location: `/products/${product.id}` })
      },
    },
    { method: 'GET', template: '/products/{productId}', handle: (ask) => json(productOf(shop, ask)) },
    {
      method: 'PUT',
      template: '/products/{productId}',
      handle: async (ask) => {
        const fields = await readFields<New>(ask, whole)
        const before = productOf(shop, ask)
        mustMatch(ask, before)
        const { id, createdAt } = before
        return json(shop.products.put({ ...toProduct(fields, shop.now().toISOString()), id, createdAt }))
      },
    },
    {
      method: 'PATCH',
      template: '/products/{productId}',
      handle: async (ask) => {
        const fields = await readFields<Changes>(ask, changes, { atLeastOne: true })
        const before = productOf(shop, ask)
        return json(shop.products.put({ ...before, ...fields, updatedAt: shop.now().toISOString() }))
      },
    },
    {
      method: 'DELETE',
      template: '/products/{productId}',
      handle: (ask) => {
        const { id } = productOf(shop, ask)
        shop.products.delete(id)
        shop.contents.delete(id)
        return noContent
      },
    },
  ]
}

/** @throws Refusal 404 */
export function productOf(shop: Shop, ask: Ask): Product {
  const id = ask.params['productId'] ?? ''
  const product = shop.products.get(id)
  if (product === undefined) throw new Refusal(404, `there is no product "${id}"`)
  return product
}

function toProduct(fields: New, now: string): Omit<Product, 'id'> {
  return {
    description: '',
    stock: 0,
    status: 'available',
    tags: [],
    ...fields,
    currency: 'EUR',
    createdAt: now,
    updatedAt: now,
  }
}

function mustMatch(ask: Ask, product: Product): void {
  const wanted = ask.headers['if-match']
  if (wanted === undefined || wanted === '*') return
  if (
    !String(wanted)
      .split(/\s*,\s*/)
      .includes(etagOf(toJson(product)))
  )
    throw new Refusal(412, `the product "${product.id}" has changed since you read it`)
}

function list(shop: Shop, ask: Ask) {
  const found = sorted(ask, shop.products.all().filter(toFilter(ask)))
  const limit = limitOf(ask)
  const page = queryInteger(ask, 'page', { fallback: 1, min: 1, max: 1_000_000 })
  const pages = Math.max(1, Math.ceil(found.length / limit))
  const link = linkHeader(ask, {
    first: { page: 1 },
    ...(page > 1 ? { prev: { page: Math.min(page - 1, pages) } } : {}),
    ...(page < pages ? { next: { page: page + 1 } } : {}),
    last: { page: pages },
  })
  const items = found.slice((page - 1) * limit, page * limit)
  return json({ items, page, pages, total: found.length }, 200, { link, 'x-total-count': String(found.length) })
}

function toFilter(ask: Ask): (product: Product) => boolean {
  const words = (ask.query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const wantedTags = queryWords(ask, 'tags', tags)
  const status = queryWord(ask, 'status', productStatuses)
  for (const name of ask.query.keys())
    if (name.startsWith('price') && !/^price\[(?:min|max)\]$/.test(name))
      throw badQuery(name, 'must be price[min] or price[max]')
  const min = queryNumber(ask, 'price[min]') ?? 0
  const max = queryNumber(ask, 'price[max]') ?? Number.POSITIVE_INFINITY
  return (product) => {
    const readable = `${product.name} ${product.description}`.toLowerCase()
    return (
      words.every((word) => readable.includes(word)) &&
      wantedTags.every((tag) => product.tags.includes(tag)) &&
      (status === undefined || product.status === status) &&
      product.price >= min &&
      product.price <= max
    )
  }
}

function sorted(ask: Ask, products: Product[]): Product[] {
  const sort = queryWord(ask, 'sort', sorts) ?? 'name'
  const key = sort.replace('-', '') as 'name' | 'price' | 'createdAt' // what is left of each entry of `sorts`
  const sign = sort.startsWith('-') ? -1 : 1
  const order = (a: Product, b: Product): number => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : a.id < b.id ? -1 : 1)
  return products.sort((a, b) => sign * order(a, b))
}
