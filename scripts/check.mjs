// `npm run check`: format, lint, types, tests. Stops at the first that fails.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, root, say } from './setup.mjs'

ensureInstalled()
const bin = (name) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)
const steps = [
  ['format', bin('oxfmt'), ['--check', '.']],
  ['lint', bin('oxlint'), ['--type-aware', '.']],
  ['types', bin('tsc'), ['-p', '.']],
  ['tests', process.execPath, ['scripts/test.mjs']],
]
for (const [name, command, args] of steps) {
  say(`— ${name}`)
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && name !== 'tests',
  })
  if (done.status !== 0) {
    say(`${name} failed`)
    process.exit(done.status ?? 1)
  }
}
