// Bundles the program into one file, for start-up speed; others are the workers that read descriptions, query results and
// read documentation, and the sample API. One file each: a server that runs keeps working while its files are replaced.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled, root } from './setup.mjs'

const requireShim =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

export async function build() {
  ensureInstalled()
  const { build: bundle } = await import('esbuild')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  // Built beside and put in place at the end: a build that fails leaves the last good one.
  const place = join(root, 'dist')
  const out = join(root, `dist-${process.pid}`)
  mkdirSync(out, { recursive: true })

  const common = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    target: 'node20',
    // Every Node from 20 on has them; else esbuild builds such patterns anew at each use.
    supported: { 'regexp-unicode-property-escapes': true },
    minify: true,
    keepNames: false,
    legalComments: 'linked',
    logLevel: 'warning',
    absWorkingDir: root,
    define: { __VERSION__: JSON.stringify(version), __BUNDLED__: 'true' },
    // The SDK's own JSON Schema validators are never asked: our tools check their arguments themselves.
    alias: { '@modelcontextprotocol/server/_shims': './src/mcp/sdk-shims.ts' },
    external: ['@photostructure/sqlite', 'node:sqlite', '@napi-rs/keyring'],
  }
  const banner = { js: requireShim }
  const one = (from, to) => bundle({ ...common, entryPoints: [from], outfile: join(out, to), banner })

  process.once('exit', () => rmSync(out, { recursive: true, force: true })) // what a failed build leaves
  await one('src/main.ts', 'custom-api-mcp.js')
  await one('src/catalog/ingest/worker.ts', 'ingest-worker.js')
  await one('src/results/query/worker.ts', 'query-worker.js')
  await one('src/execute/codecs/html/worker.ts', 'html-worker.js')
  await one('src/docs/worker.ts', 'docs-worker.js')
  await one('src/sample/main.ts', 'sample-api.js')
  for (const name of ['openapi.json', 'docs.html']) {
    const from = join(root, 'src/sample', name)
    if (existsSync(from)) cpSync(from, join(out, name))
  }
  chmodSync(join(out, 'custom-api-mcp.js'), 0o755)
  rmSync(place, { recursive: true, force: true })
  renameSync(out, place)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await build()
}
