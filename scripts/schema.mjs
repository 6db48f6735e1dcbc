// Writes config.schema.json, the JSON Schema of the config file, from the code. A test fails when it is stale.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, say } from './setup.mjs'

// For who changes the code: packages are there, nothing is installed here.
const { build } = await import('esbuild')
// Node runs no TypeScript: the one function is bundled first, inside the project so that its packages are found.
const folder = mkdtempSync(join(root, 'node_modules', '.schema-'))
try {
  const outfile = join(folder, 'schema.mjs')
  await build({
    entryPoints: [join(root, 'src/config/schema-file.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  })
  const { schemaFileText } = await import(pathToFileURL(outfile).href)
  writeFileSync(join(root, 'config.schema.json'), schemaFileText())
  say('wrote config.schema.json')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
