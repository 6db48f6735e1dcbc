import { expect, test } from 'vitest'
import { CustomApiError, type Caller } from '../core/index.ts'
import { testKeeper } from '../results/test-keeper.ts'
import { keeperFor } from './kept.ts'
import type { PublishedApi } from './model.ts'

const cart: Caller = { via: 'http', app: 'cart' }
const shop = { api: { slug: 'shop' } as PublishedApi } // nothing else of it is asked for
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'there',
    (thrown: unknown) => CustomApiError.from(thrown).message,
  )

test('a result of an API that was taken away is gone in every way, as if it had never been', async () => {
  const { keeper } = await testKeeper()
  const what = { form: 'json', mediaType: 'application/json', api: 'shop' } as const
  const { id } = await keeper.handles.put(what, Buffer.from('{}'), cart)
  const never = 'A'.repeat(22)
  for (const way of ['head', 'open', 'data'] as const) {
    const ask = (apis: Parameters<typeof keeperFor>[1], asked: string): Promise<string> =>
      outcome(keeperFor(keeper, apis).handles[way](asked, cart))
    expect(await ask([shop], id)).toBe('there')
    expect((await ask([], id)).replace(id, '')).toBe((await ask([], never)).replace(never, ''))
    expect(await ask([], id)).toMatch(/^no result is kept as/)
  }
})
