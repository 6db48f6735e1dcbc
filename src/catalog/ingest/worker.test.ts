import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import type { FetchText } from '../index.ts'
import { createCatalog } from '../index.ts'
import { silentLog } from '../../core/index.ts'
import { folderWith, openapi } from '../test-catalog.ts'

/** The worker as it is published: one bundled file. */
async function bundled(folder: string): Promise<URL> {
  const outfile = join(folder, 'worker.mjs')
  const banner = { js: "import { createRequire as cr } from 'node:module'; const require = cr(import.meta.url)" }
  const entryPoints = [join(import.meta.dirname, 'worker.ts')]
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner,
  })
  return pathToFileURL(outfile)
}

test('a worker ingests files and URLs, one after the other, with and without a cache, and tells faults', async () => {
  const folder = folderWith({ 'a.json': JSON.stringify(openapi({ '/a': { get: {} } })), 'bad.json': '<html>' })
  const fetchText: FetchText = async (url) => {
    const text = url.endsWith('p.json')
      ? '{"get":{}}'
      : JSON.stringify(openapi({ '/p': { $ref: 'p.json' }, '/q': { $ref: 'none.json' } }))
    return { status: url.endsWith('none.json') ? 404 : 200, text, url, mediaType: '' }
  }
  const worker = await bundled(folder)
  const file = { kind: 'file', path: join(folder, 'a.json') } as const
  const signal = AbortSignal.timeout(30_000)
  for (const cacheFolder of [undefined, join(folder, 'cache')]) {
    const catalog = createCatalog({ cacheFolder, log: silentLog, fetchText, worker })
    const url = { kind: 'url', url: 'https://a.example/api.json' } as const
    const bad = { kind: 'file', path: join(folder, 'bad.json') } as const
    const [first, second, third] = await Promise.allSettled([
      catalog.load(file, signal),
      catalog.load(url, signal),
      catalog.load(bad, signal),
    ])

    expect(first).toMatchObject({ value: { rows: [{ key: 'GET /a' }] } })
    expect(second).toMatchObject({ value: { rows: [{ key: 'GET /p' }] } })
    expect(third).toMatchObject({ reason: { code: 'description.invalid', message: expect.stringContaining('HTML') } })
    await expect(catalog.load(bad, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    await catalog.close()
  }
})

/** Large enough that its bundle takes a while. */
function large(): string {
  const schema = { type: 'object', properties: { a: { type: 'string', description: 'x'.repeat(20_000) } } }
  const schemas = Object.fromEntries(Array.from({ length: 200 }, (_, nth) => [`S${nth}`, schema]))
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/S7' } } }
  return JSON.stringify(openapi({ '/a': { post: { requestBody: { content }, responses: {} } } }, { schemas }))
}

test('a description is there before its bundle; operations and the end of the program wait for that', async () => {
  const folder = folderWith({ 'a.json': large() })
  const cacheFolder = join(folder, 'cache')
  const worker = await bundled(folder)
  const fetchText = () => Promise.reject(new Error('nothing may be fetched'))
  const make = () => createCatalog({ cacheFolder, log: silentLog, fetchText, worker })
  const source = { kind: 'file', path: join(folder, 'a.json') } as const
  const catalog = make()
  const abort = new AbortController()
  const first = await catalog.load(source, abort.signal)
  abort.abort() // comes too late to matter
  expect(first.rows).toMatchObject([{ key: 'POST /a', names: ['a'] }])
  const [operation] = await Promise.all([first.operation('POST /a'), first.document('POST /a')])
  expect(operation.body?.media[0]?.schema).toMatchObject({ properties: { a: { type: 'string' } } })
  first.close()
  await catalog.close()

  const other = make()
  await other.load({ kind: 'file', path: join(folder, 'a.json'), folder: cacheFolder }, AbortSignal.timeout(30_000))
  await other.close()
  const files = readdirSync(cacheFolder)
  expect(files).toHaveLength(2)
  expect(files.every((name) => name.endsWith('.bundle'))).toBe(true)
})

/** The worker, but the first time it dies where it would have a bundle ready. */
function dying(folder: string): URL {
  const file = join(folder, 'dying.mjs')
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads'
    import { existsSync, writeFileSync } from 'node:fs'
    const died = ${JSON.stringify(join(folder, 'died'))}
    const post = parentPort.postMessage.bind(parentPort)
    parentPort.postMessage = (message) => {
      if (message.reply?.type !== 'done' || existsSync(died)) return post(message)
      writeFileSync(died, '')
      process.exit(1)
    }
    await import('./worker.mjs')`,
  )
  return pathToFileURL(file)
}

test('a description whose bundle could not be finished reads its source again', async () => {
  const folder = folderWith({ 'a.json': large() })
  await bundled(folder)
  const fetchText = () => Promise.reject(new Error('nothing may be fetched'))
  const catalog = createCatalog({ cacheFolder: undefined, log: silentLog, fetchText, worker: dying(folder) })
  const description = await catalog.load({ kind: 'file', path: join(folder, 'a.json') }, AbortSignal.timeout(30_000))
  expect((await description.operation('POST /a')).body?.media).toHaveLength(1)
  expect(existsSync(join(folder, 'died'))).toBe(true)
  await catalog.close()
})
