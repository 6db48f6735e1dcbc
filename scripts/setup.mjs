// What every command needs before it can run on a fresh machine: a Node that is new enough, installed packages, a build.
// Uses nothing but Node itself. Each step says what it does and is skipped when its result is there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

export const say = (text) => process.stderr.write(`${text}\n`)

const least = [20, 18, 1]

export function requireNode() {
  const have = process.versions.node.split('.').map(Number)
  for (const [index, part] of least.entries()) {
    if (have[index] > part) return
    if (have[index] < part) {
      say(
        `custom-api-mcp needs Node.js ${least.join('.')} or newer; this is ${process.versions.node}. Get it from https://nodejs.org/.`,
      )
      process.exit(2)
    }
  }
}

const digest = (...files) => {
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

const npm = (args) =>
  process.platform === 'win32'
    ? spawnSync('npm.cmd', args, { cwd: root, stdio: ['ignore', 2, 2], shell: true })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] })

/** Installs the locked packages unless the same lock file was installed before. No install script is run. */
export function ensureInstalled() {
  requireNode()
  const mark = join(root, 'node_modules', '.installed')
  const wanted = digest('package-lock.json')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  say('Installing packages (npm ci, once; nothing is downloaded outside the package registry) …')
  const done = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (done.status !== 0) {
    say(
      'npm ci failed: see the lines above. Check the network or proxy settings of npm, then run the same command again.',
    )
    process.exit(1)
  }
  writeFileSync(mark, wanted)
}

const sources = () => {
  const found = ['package.json', 'package-lock.json', 'scripts/build.mjs']
  for (const name of readdirSync(join(root, 'src'), { recursive: true })) {
    const path = join('src', name)
    if (!name.endsWith('.test.ts') && statSync(join(root, path)).isFile()) found.push(path)
  }
  return found.sort()
}

/** Builds `dist/` unless it was built from the same sources before. */
export async function ensureBuilt() {
  const mark = join(root, 'dist', '.built')
  const wanted = digest(...sources())
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  say('Building dist/ …')
  const { build } = await import('./build.mjs')
  await build()
  writeFileSync(mark, wanted)
}
