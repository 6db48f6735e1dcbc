// Writes the generated parts of README.md. A test fails when they are stale.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, say } from './setup.mjs'

const { build } = await import('esbuild')
const folder = mkdtempSync(join(root, 'node_modules', '.readme-'))
try {
  const outfile = join(folder, 'readme.mjs')
  await build({
    entryPoints: [join(root, 'scripts/readme-parts.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  })
  const { freshReadme } = await import(pathToFileURL(outfile).href)
  const path = join(root, 'README.md')
  writeFileSync(path, freshReadme(readFileSync(path, 'utf8')))
  say('wrote the generated parts of README.md')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
