// `npm run fidelity`: for every operation of real descriptions, arguments generated from its tool's schema are sent
// through the product to an upstream that checks what arrives against the description with an independent validator
// (Prism, installed for this run alone) and compares the values that arrive. Prints what became of the requests per
// description; fails where fewer are accepted than test/fidelity/floors.json says. `--misses` prints every one that was
// not accepted, `--record` writes the floors, names of descriptions restrict the run.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, inTemporary } from './bundles.mjs'
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
await inTemporary('fidelity', async (work) => {
  const program = await bundle('test/fidelity/run.ts', join(work, 'run.mjs'), {
    external: ['@photostructure/sqlite', 'node:sqlite'],
    define: { __FIDELITY__: JSON.stringify(folder), __SHARED__: JSON.stringify(shared) },
  })
  const done = spawnSync(process.execPath, ['--max-old-space-size=4096', program, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exitCode = done.status ?? 1
})
