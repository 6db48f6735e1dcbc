import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { silentLog } from '../core/index.ts'
import { openStore, type Store } from './index.ts'

const notes = { name: 'notes', schema: z.object({ text: z.string() }) }
const others = { name: 'others', schema: z.object({ text: z.string() }) }
const note = (text: string, more = {}) => ({ value: { text }, ...more })

let clock = 1_000
let cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of cleanUp.reverse()) await step()
  cleanUp = []
})

const backends = [
  { kind: 'memory', url: async () => 'memory:' },
  {
    kind: 'sqlite',
    url: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'store-'))
      cleanUp.push(() => rm(folder, { recursive: true, force: true }))
      return `file:${join(folder, 'data.db')}`
    },
  },
] as const

describe.each(backends)('a store in $kind', ({ kind, url }) => {
  async function open(): Promise<Store> {
    clock = 1_000
    const store = await openStore({ url: await url(), log: silentLog, now: () => clock })
    cleanUp.push(() => store.close())
    return store
  }

  test('says what it is', async () => {
    const about = await (await open()).about()
    expect(about).toMatchObject({ kind, durable: kind === 'sqlite' })
  })

  test('gives back what was put: value, bytes, scope, size, times', async () => {
    const rows = (await open()).collection(notes)
    const version = await rows.put(
      'k',
      note('Grüße 🫖', { data: Uint8Array.of(0, 255, 10), scope: 's', expiresAt: 5_000 }),
    )
    expect(await rows.get('k')).toEqual({
      key: 'k',
      value: { text: 'Grüße 🫖' },
      data: Uint8Array.of(0, 255, 10),
      scope: 's',
      version,
      size: Buffer.byteLength('{"text":"Grüße 🫖"}') + 3,
      updatedAt: 1_000,
      expiresAt: 5_000,
    })
    expect(await rows.head('k')).not.toHaveProperty('data')
    expect(await rows.get('none')).toBeUndefined()
  })

  test('keeps empty bytes apart from none, and later changes of the bytes out', async () => {
    const rows = (await open()).collection(notes)
    const mine = Uint8Array.of(1, 2)
    await rows.put('empty', note('', { data: new Uint8Array() }))
    await rows.put('none', note(''))
    await rows.put('mine', note('', { data: mine }))
    mine[0] = 9
    expect((await rows.get('empty'))?.data).toEqual(new Uint8Array())
    expect((await rows.get('none'))?.data).toBeUndefined()
    expect((await rows.get('mine'))?.data).toEqual(Uint8Array.of(1, 2))
  })

  test('replaces a row as a whole', async () => {
    const rows = (await open()).collection(notes)
    await rows.put('k', note('old', { data: Uint8Array.of(1), scope: 's', expiresAt: 9_000 }))
    await rows.put('k', note('new'))
    expect(await rows.get('k')).toMatchObject({
      value: { text: 'new' },
      data: undefined,
      scope: '',
      expiresAt: undefined,
    })
  })

  test('patches parts of a row and keeps the rest', async () => {
    const rows = (await open()).collection(notes)
    await rows.put('k', note('a', { data: Uint8Array.of(1), scope: 's', expiresAt: 9_000 }))
    const before = await rows.head('k')
    clock = 2_000
    const version = await rows.patch('k', { value: { text: 'longer' } })
    expect(await rows.get('k')).toEqual({
      ...before,
      value: { text: 'longer' },
      data: Uint8Array.of(1),
      version,
      size: (before?.size ?? 0) + 5,
      updatedAt: 2_000,
    })
    await rows.patch('k', { data: undefined, expiresAt: undefined, scope: 't' })
    expect(await rows.get('k')).toMatchObject({
      data: undefined,
      expiresAt: undefined,
      scope: 't',
      value: { text: 'longer' },
    })
    expect(await rows.patch('none', { scope: 'x' })).toBeUndefined()
  })

  test('writes on a condition only when it holds', async () => {
    const rows = (await open()).collection(notes)
    const first = (await rows.put('k', note('1'), { absent: true }))!
    expect(await rows.put('k', note('2'), { absent: true })).toBeUndefined()
    const second = (await rows.put('k', note('2'), { version: first }))!
    expect(second).not.toBe(first)
    expect(await rows.put('k', note('3'), { version: first })).toBeUndefined()
    expect(await rows.patch('k', { scope: 'x' }, { version: first })).toBeUndefined()
    expect(await rows.delete('k', { version: first })).toBe(false)
    expect((await rows.get('k'))?.value.text).toBe('2')
    expect(await rows.delete('k', { version: second })).toBe(true)
    expect(await rows.put('k', note('4'), { version: second })).toBeUndefined()
  })

  test('never gives a new row the version that a deleted one had', async () => {
    const rows = (await open()).collection(notes)
    const first = await rows.put('k', note('1'))
    await rows.delete('k')
    expect(await rows.put('k', note('1'))).not.toBe(first)
  })

  test('keeps collections apart', async () => {
    const store = await open()
    await store.collection(notes).put('k', note('a'))
    expect(await store.collection(others).get('k')).toBeUndefined()
    expect(await store.collection(others).delete('k')).toBe(false)
    expect(await store.collection(notes).get('k')).toBeDefined()
  })

  describe('lists', () => {
    const keys = ['a', 'a%', 'a/1', 'a/2', 'a_', 'b', 'ä', '\uffee', '😀']
    const filled = async () => {
      const rows = (await open()).collection(notes)
      for (const key of keys.toReversed())
        await rows.put(key, note(key, { scope: key.startsWith('a/') ? 'slash' : '' }))
      return rows
    }
    test.each([
      ['everything in byte order', {}, keys],
      ['backwards', { reverse: true }, keys.toReversed()],
      ['a prefix literally', { prefix: 'a%' }, ['a%']],
      ['a prefix beyond ASCII', { prefix: '😀' }, ['😀']],
      ['a prefix with more behind it', { prefix: 'a/' }, ['a/1', 'a/2']],
      ['a scope', { scope: 'slash' }, ['a/1', 'a/2']],
      ['beyond a key', { after: 'b' }, ['ä', '\uffee', '😀']],
      ['beyond a key, backwards', { after: 'a_', reverse: true }, ['a/2', 'a/1', 'a%', 'a']],
      ['a page', { after: 'a', limit: 2 }, ['a%', 'a/1']],
      ['nothing', { limit: 0 }, []],
    ])('%s', async (_, query, expected) => {
      expect((await (await filled()).list(query)).map(({ key }) => key)).toEqual(expected)
    })
  })

  test('a row that has expired is not there for anything', async () => {
    const rows = (await open()).collection(notes)
    const version = (await rows.put('k', note('x', { expiresAt: 2_000 })))!
    clock = 1_999
    expect(await rows.get('k')).toBeDefined()
    clock = 2_000
    expect(await rows.get('k')).toBeUndefined()
    expect(await rows.list()).toEqual([])
    expect(await rows.total()).toEqual({ rows: 0, bytes: 0 })
    expect(await rows.patch('k', { scope: 's' })).toBeUndefined()
    expect(await rows.delete('k')).toBe(false)
    expect(await rows.put('k', note('y'), { version })).toBeUndefined()
    expect(await rows.put('k', note('y'), { absent: true })).toBeDefined()
    expect(await rows.get('k')).toMatchObject({ expiresAt: undefined })
  })

  test('sweep keeps what has not expired', async () => {
    const store = await open()
    const rows = store.collection(notes)
    await rows.put('old', note('x', { expiresAt: 2_000 }))
    await rows.put('young', note('x', { expiresAt: 3_000 }))
    clock = 2_500
    await store.sweep()
    clock = 1_500 // were the old row only hidden, it would be seen again
    expect((await rows.list()).map(({ key }) => key)).toEqual(['young'])
  })

  test('totals and trims by rows and bytes, oldest writes first, within a scope', async () => {
    const rows = (await open()).collection(notes)
    for (const [index, key] of ['e', 'd', 'c', 'b', 'a'].entries()) {
      clock = 1_000 + index
      await rows.put(key, note('', { data: new Uint8Array(89), scope: key === 'e' ? 'other' : 'mine' }))
    }
    expect(await rows.total('mine')).toEqual({ rows: 4, bytes: 400 })
    clock = 1_100
    await rows.patch('d', { scope: 'mine' }) // written again: no longer the oldest
    expect(await rows.trim({ scope: 'mine', rows: 3 })).toBe(1)
    expect((await rows.list({ scope: 'mine' })).map(({ key }) => key)).toEqual(['a', 'b', 'd'])
    expect(await rows.trim({ scope: 'mine', bytes: 299 })).toBe(1)
    expect((await rows.list()).map(({ key }) => key)).toEqual(['a', 'd', 'e'])
    expect(await rows.trim({ bytes: 300, rows: 3 })).toBe(0)
    expect(await rows.trim({ rows: 0 })).toBe(3)
  })

  test('a transaction happens as a whole, or not at all', async () => {
    const store = await open()
    const rows = store.collection(notes)
    await rows.put('keep', note('before'))
    const failing = store.transaction(async (transaction) => {
      const own = transaction.collection(notes)
      await own.put('new', note('x'))
      await own.patch('keep', { value: { text: 'after' } })
      await own.delete('keep')
      expect((await own.list()).map(({ key }) => key)).toEqual(['new'])
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect((await rows.list()).map(({ key, value }) => [key, value.text])).toEqual([['keep', 'before']])

    const answer = await store.transaction(async (transaction) => {
      await transaction.collection(notes).put('new', note('x'))
      await transaction.collection(others).put('new', note('y'))
      return 7
    })
    expect(answer).toBe(7)
    expect((await store.collection(others).get('new'))?.value.text).toBe('y')
  })

  test('two hundred counters of one row lose no step', async () => {
    const store = await open()
    await Promise.all(
      Array.from({ length: 200 }, () =>
        store.transaction(async (transaction) => {
          const own = transaction.collection(notes)
          const before = Number((await own.get('count'))?.value.text ?? 0)
          await own.put('count', note(String(before + 1)))
        }),
      ),
    )
    expect((await store.collection(notes).get('count'))?.value.text).toBe('200')
  })

  test('one failing write among many leaves the others', async () => {
    const store = await open()
    const rows = store.collection(notes)
    const outcomes = await Promise.allSettled([
      rows.put('a', note('a')),
      store.transaction(async (transaction) => {
        await transaction.collection(notes).put('b', note('b'))
        throw new Error('no')
      }),
      rows.put('c', note('c')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await rows.list()).map(({ key }) => key)).toEqual(['a', 'c'])
  })

  test('asking the store itself inside a transaction is an error, not a standstill', async () => {
    const store = await open()
    const rows = store.collection(notes)
    await expect(store.transaction(async () => rows.get('k'))).rejects.toThrow('inside a transaction')
    expect(await rows.get('k')).toBeUndefined()
  })

  test.each(['', 'a\0b', '\ud800', 'x'.repeat(4097)])('the key %j is refused', async (key) => {
    await expect((await open()).collection(notes).put(key, note('x'))).rejects.toThrow('a key must have')
  })

  test('a row of another shape is an error for get and left out of lists', async () => {
    const store = await open()
    await store.collection({ name: 'notes', schema: z.unknown() }).put('bad', { value: { text: 7 } })
    await store.collection(notes).put('good', note('x'))
    await expect(store.collection(notes).get('bad')).rejects.toMatchObject({ code: 'store.unavailable' })
    expect((await store.collection(notes).list()).map(({ key }) => key)).toEqual(['good'])
  })

  test('a closed store refuses, after it finished what was asked for', async () => {
    const store = await open()
    const rows = store.collection(notes)
    const writing = rows.put('k', note('x'))
    await store.close()
    expect(await writing).toBeGreaterThan(0)
    await expect(rows.get('k')).rejects.toMatchObject({ code: 'store.unavailable' })
  })

  test('a queue hands each event to one taker, oldest first', async () => {
    const store = await open()
    const rows = store.collection(notes)
    for (const key of ['001', '002', '003']) await rows.put(key, note(key, { scope: 'ready' }))
    const claim = () =>
      store.transaction(async (transaction) => {
        const own = transaction.collection(notes)
        const [next] = await own.list({ scope: 'ready', limit: 1 })
        if (next !== undefined) await own.patch(next.key, { scope: 'taken' })
        return next?.key
      })
    expect(await Promise.all([claim(), claim(), claim(), claim()])).toEqual(['001', '002', '003', undefined])
  })
})
