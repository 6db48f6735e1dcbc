import { expect, test } from 'vitest'
import { silentLog } from '../core/index.ts'
import { createFetched, type FetchedCopy, openStore } from './index.ts'

const url = 'https://api.example.com/openapi.json'
const copy: FetchedCopy = {
  text: '{"openapi":"3.1.0","info":{"title":"Grüße 🫖"}}',
  url: 'https://cdn.example.com/openapi.json',
  mediaType: 'application/json',
  etag: '"1"',
  lastModified: 'Mon, 06 Jan 2025 10:00:00 GMT',
  fetchedAt: 1_000,
}
const open = async () => {
  const store = await openStore({ url: 'memory:', log: silentLog })
  return createFetched(async () => store)
}

test('a copy comes back as it was put, by the URL that was asked for', async () => {
  const fetched = await open()
  await fetched.put(url, copy)
  expect(await fetched.get(url)).toEqual(copy)
  expect(await fetched.get(copy.url)).toBeUndefined()
})

test('a copy without validators, of a very long URL, comes back without', async () => {
  const fetched = await open()
  const long = `${url}?${'x'.repeat(10_000)}`
  const bare = { text: '', url: long, mediaType: 'text/yaml', fetchedAt: 1_000 }
  await fetched.put(long, bare)
  expect(await fetched.get(long)).toEqual(bare)
})

test('confirming keeps the text and the validators that did not come again', async () => {
  const fetched = await open()
  await fetched.put(url, copy)
  await fetched.confirm(url, { fetchedAt: 2_000, etag: '"2"', lastModified: undefined })
  expect(await fetched.get(url)).toEqual({ ...copy, fetchedAt: 2_000, etag: '"2"' })
})

test('confirming what is not there makes nothing', async () => {
  const fetched = await open()
  await fetched.confirm(url, { fetchedAt: 2_000 })
  expect(await fetched.get(url)).toBeUndefined()
})

test('a store that cannot be used costs the copy and a line in the log, not the call', async () => {
  const lines: string[] = []
  const log = { ...silentLog, warn: (message: string) => void lines.push(message) }
  const fetched = createFetched(async () => {
    throw new Error('no disk')
  }, log)
  await fetched.put(url, copy)
  expect(await fetched.get(url)).toBeUndefined()
  expect(lines).toHaveLength(2)
})
