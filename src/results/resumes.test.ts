import { expect, test } from 'vitest'
import { ExactNumber, type Caller } from '../core/index.ts'
import { testKeeper } from './test-keeper.ts'

const shop: Caller = { via: 'stdio', app: 'checkout', environment: 'test' }

test.each<[who: string, caller: Caller, expected: unknown]>([
  ['who asked', shop, { at: 1 }],
  ['the same app another way', { ...shop, via: 'http' }, { at: 1 }],
  [
    'the same app in another environment',
    { ...shop, environment: 'live' },
    expect.stringContaining('made in another environment'),
  ],
  ['another app', { ...shop, app: 'other' }, expect.stringContaining('no such resume token is known')],
  ['no app', { via: 'cli' }, expect.stringContaining('no such resume token is known')],
])('a token serves %s or not', async (_, caller, expected) => {
  const { keeper } = await testKeeper()
  const token = (await keeper.resumes?.keep('shop', { at: 1 }, shop)) ?? ''
  expect(Buffer.from(token, 'base64url')).toHaveLength(16)
  const found = keeper.resumes?.find(token, caller).catch((error: Error) => error.message)
  expect(await found).toEqual(expected)
})

test('a token can be used again, keeps every digit, and ends after a day', async () => {
  let now = Date.now()
  const { keeper } = await testKeeper(undefined, undefined, () => now)
  const state = { after: new ExactNumber('12345678901234567890') }
  const token = (await keeper.resumes?.keep('shop', state, shop)) ?? ''
  expect(await keeper.resumes?.find(token, shop)).toEqual(state)
  now += 23 * 3_600_000
  expect(await keeper.resumes?.find(token, shop)).toEqual(state)
  now += 2 * 3_600_000
  await expect(keeper.resumes?.find(token, shop)).rejects.toMatchObject({ code: 'handle.unknown' })
})
