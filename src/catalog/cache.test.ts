import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FetchedCopy, FetchText } from './index.ts'
import { folderWith, load, openapi } from './test-catalog.ts'

const api = (summary: string): string =>
  JSON.stringify(
    openapi(
      {
        '/a': {
          get: { summary, responses: {} },
          post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/P' } } } } },
        },
      },
      { schemas: { P: { type: 'object', properties: { a: { type: 'string' } } } } },
    ),
  )

/** A description in a cache, its source made unreadable for any parser but unchanged for the stamp where asked. */
async function cached() {
  const folder = folderWith({ 'api.json': api('one') })
  const path = join(folder, 'api.json')
  const old = new Date(Date.now() - 60_000)
  utimesSync(path, old, old)
  const options = { cacheFolder: join(folder, 'cache') }
  const first = await load({ kind: 'file', path }, options)
  const bundle = join(folder, 'cache', readdirSync(join(folder, 'cache'))[0] ?? '')
  return { path, options, bundle, first, again: () => load({ kind: 'file', path }, options) }
}

test('a bundle is for its owner alone', async () => {
  const { bundle, options } = await cached()
  expect(statSync(bundle).mode & 0o777).toBe(0o600)
  expect(statSync(options.cacheFolder).mode & 0o777).toBe(0o700)
})

test('a second load gives the same and leaves the bundle alone', async () => {
  const { bundle, again, first } = await cached()
  const before = statSync(bundle).ino
  const second = await again()
  expect(second.rows).toEqual(first.rows)
  expect(second.digest).toBe(first.digest)
  expect(await second.operation('POST /a')).toEqual(await first.operation('POST /a'))
  await again()
  const touched = statSync(bundle).ino
  await again()
  expect([touched, statSync(bundle).ino].filter((inode) => inode !== before).length).toBeLessThanOrEqual(2)
})

test('a warm load reads neither the source nor a fragment', async () => {
  const { bundle, again, path } = await cached()
  const bytes = readFileSync(bundle)
  const end = bytes.lastIndexOf('"one"')
  bytes[end + 1] = 'x'.charCodeAt(0) // within the fragments: nobody looks at them yet
  writeFileSync(bundle, bytes)
  const description = await again()
  expect(description.rows).toHaveLength(2)
  expect(readFileSync(path, 'utf8')).toContain('one')
})

test('a changed file is read again', async () => {
  const { path, again } = await cached()
  writeFileSync(path, api('two'))
  expect((await again()).rows[0]?.summary).toBe('two')
})

test('a touched file with the same content keeps its digest', async () => {
  const { path, again, first } = await cached()
  utimesSync(path, new Date(), new Date())
  expect((await again()).digest).toBe(first.digest)
})

test.each([
  { what: 'emptied', damage: () => Buffer.alloc(0) },
  { what: 'cut off', damage: (bytes: Buffer) => bytes.subarray(0, bytes.length - 10) },
  {
    what: 'of another version',
    damage: (bytes: Buffer) => Buffer.concat([Buffer.from('camcpdb0'), bytes.subarray(8)]),
  },
  { what: 'damaged in its head', damage: (bytes: Buffer) => flip(bytes, 60) },
  { what: 'damaged in its index', damage: (bytes: Buffer) => flip(bytes, bytes.indexOf('"rows"')) },
  { what: 'damaged in its table', damage: (bytes: Buffer) => flip(bytes, bytes.indexOf('"blocks"')) },
  { what: 'damaged in its fragments', damage: (bytes: Buffer) => flip(bytes, bytes.length - 20) },
  { what: 'something else', damage: () => Buffer.from('hello') },
])('a bundle that is $what is built again, silently', async ({ damage }) => {
  const { bundle, again, first } = await cached()
  writeFileSync(bundle, damage(readFileSync(bundle)))
  const description = await again()
  expect(description.rows).toEqual(first.rows)
  expect(await description.operation('POST /a')).toEqual(await first.operation('POST /a'))
  expect(description.problems).toEqual([])
})

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 0x5a
  return copy
}

test('a closed description still serves a call that outlived it', async () => {
  const { first } = await cached()
  first.close()
  expect((await first.operation('POST /a')).body?.media[0]?.schema).toMatchObject({ type: 'object' })
})

test('a file that was missing is looked for again', async () => {
  const folder = folderWith({ 'api.yaml': 'openapi: 3.1.0\npaths: {/a: {$ref: a.yaml}}\n' })
  const options = { cacheFolder: join(folder, 'cache') }
  expect((await load({ kind: 'file', path: join(folder, 'api.yaml') }, options)).rows).toHaveLength(0)
  writeFileSync(join(folder, 'a.yaml'), 'get: {}\n')
  expect((await load({ kind: 'file', path: join(folder, 'api.yaml') }, options)).rows).toHaveLength(1)
})

/** One URL whose answer can be changed, with a store of last good copies. */
function site(text: string) {
  const copies = new Map<string, FetchedCopy>()
  const state = { text, etag: '"1"', down: false, asked: [] as unknown[] }
  const fetchText: FetchText = async (url, conditional) => {
    state.asked.push(conditional)
    if (state.down) throw new Error('the network is down')
    const same = conditional.etag === state.etag
    return {
      status: same ? 304 : 200,
      text: same ? '' : state.text,
      url,
      etag: state.etag,
      mediaType: 'application/json',
    }
  }
  const fetched = {
    get: async (url: string) => copies.get(url),
    put: async (url: string, copy: FetchedCopy) => void copies.set(url, copy),
  }
  return { state, fetchText, fetched, cacheFolder: join(folderWith({}), 'cache') }
}

test('a URL is asked conditionally, and its change is seen', async () => {
  const { state, ...options } = site(api('one'))
  const source = { kind: 'url', url: 'https://a.example/api.json' } as const
  await load(source, options)
  await load(source, options)
  Object.assign(state, { text: api('two'), etag: '"2"' })
  const third = await load(source, options)
  expect(state.asked).toEqual([{}, { etag: '"1"' }, { etag: '"1"' }])
  expect(third.rows[0]?.summary).toBe('two')
})

test.each([{ store: true }, { store: false }])(
  'offline, the last good copy serves and says so (store: $store)',
  async ({ store }) => {
    const { state, fetched, ...rest } = site(api('one'))
    const options = store ? { ...rest, fetched } : rest
    const source = { kind: 'url', url: 'https://a.example/api.json' } as const
    await load(source, options)
    state.down = true
    const description = await load(source, options)
    expect(description.rows).toHaveLength(2)
    expect(description.problems[0]?.says).toMatch(/is used: the network is down/)
  },
)

test('offline, the files of a description are not asked one by one', async () => {
  const { state, ...options } = site('')
  const texts: Record<string, string> = {
    '/api.yaml': 'openapi: 3.1.0\npaths: {/a: {$ref: a.yaml}, /b: {$ref: b.yaml}}\n',
    '/a.yaml': 'get: {}\n',
    '/b.yaml': 'get: {}\n',
  }
  const fetchText: FetchText = async (url, conditional, signal) => {
    const answer = await options.fetchText(url, conditional, signal)
    return { ...answer, text: texts[new URL(url).pathname] ?? '', mediaType: 'application/yaml', etag: undefined }
  }
  const source = { kind: 'url', url: 'https://a.example/api.yaml' } as const
  await load(source, { ...options, fetchText })
  state.down = true
  const before = state.asked.length
  expect((await load(source, { ...options, fetchText })).rows).toHaveLength(2)
  expect(state.asked.length - before).toBe(1)
})

test('offline without a copy, the fault is told', async () => {
  const { state, ...options } = site(api('one'))
  state.down = true
  await expect(load({ kind: 'url', url: 'https://a.example/api.json' }, options)).rejects.toThrow('the network is down')
})

test('a status that is no success names the URL', async () => {
  const fetchText: FetchText = async (url) => ({ status: 401, text: '', url, mediaType: '' })
  await expect(load({ kind: 'url', url: 'https://a.example/x' }, { fetchText })).rejects.toMatchObject({
    message: expect.stringContaining('HTTP 401'),
  })
})
