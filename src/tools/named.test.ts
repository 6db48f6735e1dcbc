import { expect, test } from 'vitest'
import type { PublishedApi } from './model.ts'
import { namedIn } from './named.ts'

const api = (name: string, slug: string): PublishedApi => ({ name, slug }) as PublishedApi // the two members that are read
const apis = [api('Stripe API', 'stripe'), api('My Billing API', 'billing'), api('GitHub', 'github'), api('X', 'x')]

test.each([
  ['refund a charge in Stripe', ['stripe']],
  ['github: list my issues', ['github']],
  ['send a Billing reminder', ['billing']],
  ['compare GitHub with stripe', ['stripe', 'github']],
  ['striped shirts', []],
  ['an api of x', []],
])('%s', (query, slugs) => expect(namedIn(query, apis).map(({ slug }) => slug)).toEqual(slugs))
