import { expect, test } from 'vitest'
import { createConfirmations, type Confirmable } from './confirmation.ts'

const request: Confirmable = {
  app: 'checkout',
  api: 'shop',
  environment: 'live',
  method: 'DELETE',
  url: 'https://shop.example.com/customers/42',
  headers: [['Accept', '*/*']],
  body: Buffer.from('{}'),
}

test('a word confirms its request once', () => {
  const confirmations = createConfirmations()
  const word = confirmations.issue(request)
  expect(confirmations.matches(word, request)).toBe(true)
  expect(confirmations.redeem(` ${word}`, request)).toBe(true)
  expect(confirmations.redeem(word, request)).toBe(false)
  expect(confirmations.matches(word, request)).toBe(false)
})

test.each<[string, Partial<Confirmable>]>([
  ['app', { app: 'other' }],
  ['no app', { app: undefined }],
  ['API', { api: 'bank' }],
  ['environment', { environment: 'test' }],
  ['method', { method: 'PUT' }],
  ['URL', { url: 'https://shop.example.com/customers/43' }],
  ['header', { headers: [['Accept', 'text/plain']] }],
  ['body', { body: Buffer.from('[]') }],
  ['missing body', { body: undefined }],
])('a word for one request confirms none with another %s', (_, change) => {
  const confirmations = createConfirmations()
  expect(confirmations.redeem(confirmations.issue(request), { ...request, ...change })).toBe(false)
})

test.each(['', 'yes', 'true', '.', 'zzzzzz.', 'a.b.c', 'a.b.c.d', '999999999.AAAAAA.AAAAAAAAAAAAAAAAAAAAAA'])(
  'the word %j confirms nothing',
  (word) => {
    expect(createConfirmations().redeem(word, request)).toBe(false)
  },
)

test('a word is good for ten minutes, and only in the process that gave it', () => {
  let time = 1_000_000
  const confirmations = createConfirmations(() => time)
  const word = confirmations.issue(request)
  time += 599_000
  expect(confirmations.matches(word, request)).toBe(true)
  time += 2_000
  expect(confirmations.redeem(word, request)).toBe(false)
  expect(createConfirmations(() => 1_000_000).redeem(word, request)).toBe(false)
})
