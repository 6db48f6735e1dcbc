import { json, noContent, Refusal, type Ask, type Route } from './http.ts'
import { boolean, email, nullOr, oneOf, queryWord, queryWords, readFields, record, text, type Field } from './input.ts'
import { fromCursor, limitOf, toCursor } from './paging.ts'
import { countries, type Customer, type Shop } from './shop.ts'

const changes = {
  name: { check: text(1, 120) },
  email: { check: email },
  country: { check: oneOf(countries) },
  nickname: { check: nullOr(text(0, 60)) },
  newsletter: { check: boolean },
  address: {
    check: record({
      street: { check: text(1, 200), required: true },
      city: { check: text(1, 100), required: true },
      postalCode: { check: text(1, 20), required: true },
    }),
  },
} satisfies Record<string, Field>
const whole = {
  ...changes,
  name: { ...changes.name, required: true },
  email: { ...changes.email, required: true },
  country: { ...changes.country, required: true },
}

type Changes = Partial<Pick<Customer, keyof typeof changes>>
type New = Changes & Pick<Customer, 'name' | 'email' | 'country'>

/** CRUD on customers; lists are paged by cursor. */
export function customerRoutes(shop: Shop): readonly Route[] {
  return [
    { method: 'GET', template: '/customers', handle: (ask) => list(shop, ask) },
    {
      method: 'POST',
      template: '/customers',
      handle: async (ask) => {
        const fields = await readFields<New>(ask, whole)
        mustBeFree(shop, fields.email)
        const id = shop.customers.nextId()
        const createdAt = shop.now().toISOString()
        const customer = shop.customers.put({ nickname: null, newsletter: false, ...fields, id, createdAt })
        return json(customer, 201, { location: `/customers/${id}` })
      },
    },
    { method: 'GET', template: '/customers/{customerId}', handle: (ask) => json(customerOf(shop, ask)) },
    {
      method: 'PATCH',
      template: '/customers/{customerId}',
      handle: async (ask) => {
        const fields = await readFields<Changes>(ask, changes, { atLeastOne: true })
        const before = customerOf(shop, ask)
        if (fields.email !== undefined) mustBeFree(shop, fields.email, before.id)
        return json(shop.customers.put({ ...before, ...fields }))
      },
    },
    {
      method: 'DELETE',
      template: '/customers/{customerId}',
      handle: (ask) => {
        const { id } = customerOf(shop, ask)
        if (shop.orders.all().some((order) => order.customerId === id))
          throw new Refusal(409, `the customer "${id}" has orders`)
        shop.customers.delete(id)
        return noContent
      },
    },
  ]
}

function customerOf(shop: Shop, ask: Ask): Customer {
  const id = ask.params['customerId'] ?? ''
  const customer = shop.customers.get(id)
  if (customer === undefined) throw new Refusal(404, `there is no customer "${id}"`)
  return customer
}

function mustBeFree(shop: Shop, address: string, except?: string): void {
  const taken = shop.customers.all().find((row) => row.email.toLowerCase() === address.toLowerCase())
  if (taken !== undefined && taken.id !== except) throw new Refusal(409, 'another customer has this e-mail address')
}

function list(shop: Shop, ask: Ask) {
  const wanted = queryWords(ask, 'country', countries, ',')
  const newsletter = queryWord(ask, 'newsletter', ['true', 'false'])
  const after = fromCursor(ask)
  const limit = limitOf(ask)
  const found = shop.customers
    .all()
    .filter((row) => wanted.length === 0 || wanted.includes(row.country))
    .filter((row) => newsletter === undefined || String(row.newsletter) === newsletter)
  const rest = found.filter((row) => after === undefined || numberOf(row.id) > numberOf(after))
  const data = rest.slice(0, limit)
  const last = data.at(-1)
  return json({ data, nextCursor: last !== undefined && rest.length > limit ? toCursor(last.id) : null })
}

const numberOf = (id: string): number => Number(id.slice(id.indexOf('_') + 1))
