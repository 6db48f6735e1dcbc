// `npm run fidelity`: for every operation of real descriptions, arguments generated from its tool's schema are sent
// through the product to an upstream that checks what arrives against the description with an independent validator
// (Prism, installed for this run alone) and compares the values that arrive. Prints what became of the requests per
// description; fails where fewer are accepted than test/fidelity/floors.json says. `--misses` prints every one that was
// not accepted, `--record` writes the floors, names of descriptions restrict the run.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled, root, say } from './setup.mjs'

const folder = join(root, 'test', 'fidelity')
const shared = join(root, '..', 'shared', 'specs')
if (!existsSync(shared)) {
  say('Skipped: the real descriptions that this run needs are not beside this checkout (../shared/specs).')
  process.exit(0)
}
ensureInstalled()
if (!existsSync(join(folder, 'node_modules', '@stoplight', 'prism-http'))) {
  say('Installing the independent validator (npm ci in test/fidelity, once) …')
  const done = spawnSync(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' },
  )
  if (done.status !== 0) process.exit(1)
}
const { build } = await import('esbuild')
const work = mkdtempSync(join(tmpdir(), 'custom-api-mcp-fidelity-'))
try {
  const outfile = join(work, 'run.mjs')
  await build({
    entryPoints: [join(folder, 'run.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    target: 'node20',
    external: ['@photostructure/sqlite', 'node:sqlite'],
    banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
    define: { __FIDELITY__: JSON.stringify(folder), __SHARED__: JSON.stringify(shared) },
    logLevel: 'error',
  })
  const done = spawnSync(process.execPath, ['--max-old-space-size=4096', outfile, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exitCode = done.status ?? 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
