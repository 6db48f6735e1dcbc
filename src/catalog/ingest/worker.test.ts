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
