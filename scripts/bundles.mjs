// TypeScript of this checkout for a script: Node runs none of it, so it is bundled into a folder of the run alone.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './setup.mjs'

const requireShim = "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);"

/** A folder that is there as long as `work` runs. */
async function inFolder(place, work) {
  const folder = mkdtempSync(place)
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same among the temporary files. */
export const inTemporary = (name, work) => inFolder(join(tmpdir(), `custom-api-mcp-${name}-`), work)

/** Bundles a file of the checkout with every package that it needs, and returns where it is. */
export async function bundle(from, outfile, options = {}) {
  const { build } = await import('esbuild')
  await build({
    entryPoints: [join(root, from)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    target: 'node20',
    banner: { js: requireShim },
    logLevel: 'error',
    ...options,
  })
  return outfile
}

/** What a file of the checkout exports, with its packages where they are installed. */
export function load(from) {
  return inFolder(join(root, 'node_modules', '.script-'), async (folder) => {
    const options = { packages: 'external', banner: {}, logLevel: 'warning' }
    return import(pathToFileURL(await bundle(from, join(folder, 'module.mjs'), options)).href)
  })
}

/** Runs a file with this Node and returns what it printed. */
export function run(file, args, options = {}) {
  const done = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8', maxBuffer: 1e8, ...options })
  if (done.status !== 0) throw new Error(`${file} failed:\n${done.stderr}`)
  return done.stdout
}

/** Writes what was measured between the marks of that name in README.md. */
export function writeMeasured(name, text) {
  const path = join(root, 'README.md')
  const marks = new RegExp(`(<!-- measured:${name} -->)[\\s\\S]*?(<!-- /measured:${name} -->)`)
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(marks, (_, from, to) => `${from}\n${text}\n${to}`),
  )
}
