// `npm run fidelity`: for every operation of real descriptions, arguments generated from its tool's schema are sent
// through the product to an upstream that checks what arrives against the description with an independent validator
// (Prism, installed for this run alone). Prints the share accepted per description; fails below the recorded share.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled, root, say } from './setup.mjs'

ensureInstalled()
const folder = join(root, 'test', 'fidelity')
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
    define: { __FIDELITY__: JSON.stringify(folder), __SHARED__: JSON.stringify(join(root, '..', 'shared', 'specs')) },
    logLevel: 'error',
  })
  const done = spawnSync(process.execPath, ['--max-old-space-size=4096', outfile, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exitCode = done.status ?? 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
